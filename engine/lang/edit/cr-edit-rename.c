/* Names changed wherever they stand, and names for what has none. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* f(x=1) names a parameter of f. TRUE if the call is of that function; @certain FALSE: it might be. */
static gboolean
is_call_of (CrEditScript *script, guint call, guint def, gboolean *certain)
{
  const CrEditExpr *row = cr_edit_expr (script, call);
  const CrExpr *callee = row->expr->call.callee;
  const CrStmt *stmt = cr_edit_stmt (script, def)->stmt;

  *certain = FALSE;
  if (callee->kind == CR_EXPR_NAME)
    {
      guint home = cr_edit_find_home (script, row->scope, callee->name);

      *certain = home == cr_edit_stmt (script, def)->scope && strcmp (callee->name, stmt->def.name) == 0;
      /* An object that is called may be of the class that the function is in. */
      return *certain
             || (cr_edit_scope (script, cr_edit_stmt (script, def)->scope)->kind == CR_EDIT_SCOPE_CLASS
                 && home != CR_EDIT_NONE);
    }
  return callee->kind == CR_EXPR_ATTRIBUTE && strcmp (callee->attribute.name, stmt->def.name) == 0;
}

/* Keywords of calls that give the parameter @name to the function of @scope. */
static gboolean
rename_keywords (CrEditDraft *draft, guint scope, const char *name, const char *new_name, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  guint def = cr_edit_scope (script, scope)->stmt;

  for (guint i = 0; i < script->exprs->len; i++)
    {
      const CrExpr *call = cr_edit_expr (script, i)->expr;

      for (guint k = 0; call->kind == CR_EXPR_CALL && k < call->call.n_arguments; k++)
        {
          const CrArgument *argument = &call->call.arguments[k];
          gboolean certain;

          if (argument->kind != CR_ARGUMENT_KEYWORD || strcmp (argument->name, name) != 0
              || !is_call_of (script, i, def, &certain))
            continue;
          if (!certain)
            return cr_edit_refuse (error, _ ("“%s” is given by name in line %u: rename it in the text."), name,
                                   argument->range.line)
                   != NULL;
          cr_edit_draft_add (draft, argument->name_range.offset, argument->name_range.length, new_name);
        }
    }
  return TRUE;
}

/* `import torch` becomes `import torch as new`. */
static gboolean
rename_import (CrEditDraft *draft, const CrEditUse *use, const char *name, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  g_autofree char *text = cr_edit_dup_range (script, &use->range), *as = NULL;
  gsize n = strlen (use->name);

  if (use->alias->asname != NULL && g_str_has_suffix (text, use->name))
    {
      cr_edit_draft_add (draft, cr_edit_range_end (&use->range) - (guint)n, (guint)n, name);
      return TRUE;
    }
  if (use->alias->asname != NULL || (use->from == NULL && strchr (use->alias->name, '.') != NULL))
    return cr_edit_refuse (error, _ ("“%s” is a module’s own name: rename it in the text."), use->name) != NULL;
  as = g_strdup_printf (" as %s", name);
  cr_edit_draft_add (draft, cr_edit_range_end (&use->range), 0, as);
  return TRUE;
}

static gboolean
rename_uses (CrEditDraft *draft, const char *word, guint home, const char *name, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  gboolean is_parameter = FALSE;

  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->name != word || use->home != home)
        continue;
      if (use->kind == CR_EDIT_USE_IMPORT)
        {
          if (!rename_import (draft, use, name, error))
            return FALSE;
          continue;
        }
      if (use->range.length != strlen (word) || strncmp (script->text + use->range.offset, word, strlen (word)) != 0)
        return cr_edit_refuse (error, _ ("“%s” in line %u cannot be renamed by hand: rename it in the text."), word,
                               use->range.line)
               != NULL;
      is_parameter = is_parameter || use->kind == CR_EDIT_USE_PARAMETER;
      cr_edit_draft_add (draft, use->range.offset, use->range.length, name);
    }
  return !is_parameter || cr_edit_scope (script, home)->kind != CR_EDIT_SCOPE_FUNCTION
         || rename_keywords (draft, home, word, name, error);
}

static CrEditPlan *
rename_name (CrEditScript *script, guint home, const char *old, const char *name, GError **error)
{
  const char *word = g_hash_table_lookup (script->words, old);
  g_autofree char *reason = NULL;
  g_autoptr (CrEditDraft) draft = NULL;
  guint first;

  if (word != NULL && strcmp (word, name) == 0)
    return cr_edit_refuse (error, _ ("It is called “%s” already."), name);
  reason = cr_edit_check_name (script, name);
  if (reason != NULL)
    return cr_edit_refuse (error, "%s", reason);
  if (word == NULL || home == CR_EDIT_NONE)
    return cr_edit_refuse (error, _ ("“%s” is not a name of this script."), old);
  if (cr_edit_scope (script, home)->kind == CR_EDIT_SCOPE_CLASS)
    return cr_edit_refuse (error, _ ("“%s” belongs to a class and may be used as .%s: rename it in the text."), old,
                           old);
  draft = cr_edit_draft_new (script);
  if (!rename_uses (draft, word, home, name, error))
    return NULL;
  first = cr_edit_find_binding (script, home, word, G_MAXUINT);
  for (guint i = 0; first != CR_EDIT_NONE && i < script->uses->len; i++)
    if (cr_edit_use (script, i)->name == word && cr_edit_use (script, i)->home == home
        && cr_edit_is_binding (cr_edit_use (script, i)->kind))
      {
        first = i;
        break;
      }
  if (first != CR_EDIT_NONE)
    cr_edit_draft_show_at (draft, cr_edit_use (script, first)->range.offset);
  cr_edit_draft_set_name (draft, name);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

CrEditPlan *
cr_edit_rename (CrEditScript *script, guint offset, const char *name, GError **error)
{
  guint index;

  g_return_val_if_fail (script != NULL && name != NULL, NULL);
  index = offset < script->bom ? CR_EDIT_NONE : cr_edit_find_use (script, offset - script->bom);
  if (index == CR_EDIT_NONE)
    return cr_edit_refuse (error, "%s", _ ("There is no name at this place."));
  if (cr_edit_use (script, index)->home == CR_EDIT_NONE)
    return cr_edit_refuse (error, _ ("“%s” is not made in this script and keeps its name."),
                           cr_edit_use (script, index)->name);
  return rename_name (script, cr_edit_use (script, index)->home, cr_edit_use (script, index)->name, name, error);
}

CrEditPlan *
cr_edit_name_node (CrEditScript *script, const CrEditNode *node, const char *name, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  g_autofree char *reason = NULL;

  g_return_val_if_fail (script != NULL && node != NULL && name != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error))
    return NULL;
  if (target.name != NULL && strpbrk (target.name, ".[") != NULL)
    return cr_edit_refuse (error, _ ("“%s” is an attribute and has no name of its own: rename it in the text."),
                           target.name);
  if (target.name != NULL)
    return rename_name (script, target.home, target.name, name, error);
  reason = cr_edit_check_name (script, name);
  if (reason != NULL)
    return cr_edit_refuse (error, "%s", reason);
  draft = cr_edit_draft_new (script);
  if (!cr_edit_target_extract (&target, draft, name, error))
    return NULL;
  cr_edit_draft_show_first (draft);
  cr_edit_draft_set_name (draft, target.name);
  cr_edit_draft_note_place (draft, target.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}
