/* Gives what a gesture addresses a name of its own where it has none that lasts, and puts statements after it. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The first variable that the expression reads: x * 2 becomes x1. */
static const char *
find_stem (CrEditScript *script, guint expr)
{
  const CrRange *range = &cr_edit_expr (script, expr)->expr->range;

  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);
      guint binding;

      if (!cr_edit_range_contains (range, &use->range) || use->kind != CR_EDIT_USE_LOAD || use->home == CR_EDIT_NONE)
        continue;
      binding = cr_edit_find_binding (script, use->home, use->name, G_MAXUINT);
      if (binding != CR_EDIT_NONE && cr_edit_use (script, binding)->kind != CR_EDIT_USE_IMPORT
          && cr_edit_use (script, binding)->kind != CR_EDIT_USE_DEFINITION && strcmp (use->name, "self") != 0)
        return use->name;
    }
  return "x";
}

/* Why the expression cannot be moved out of where it is; NULL: it can. */
static const char *
find_obstacle (CrEditScript *script, const CrEditTarget *target)
{
  const CrEditExpr *row = target->expr == CR_EDIT_NONE ? NULL : cr_edit_expr (script, target->expr);
  CrRange outer;
  const char *after;

  if (row == NULL || row->flags & CR_EDIT_EXPR_TARGET)
    return _ ("It changes a tensor in place and has no expression of its own: give the tensor a name in the text.");
  if (cr_edit_scope (script, cr_edit_stmt (script, target->stmt)->scope)->kind == CR_EDIT_SCOPE_CLASS)
    return _ ("It stands in a class, where every name becomes a member of it: change it in the text.");
  if (row->flags & CR_EDIT_EXPR_INNER)
    return _ ("It is made inside a lambda or comprehension, which has no place for a statement.");
  if (row->flags & CR_EDIT_EXPR_SOMETIMES)
    return _ ("It is only computed sometimes (in a condition): give it a line of its own in the text first.");
  outer = cr_edit_outer_range (script, target->expr);
  after = script->text + cr_edit_range_end (&outer);
  after += strspn (after, " \t");
  if (row->flags & CR_EDIT_EXPR_STRING && after[0] == '=' && after[1] != '=')
    return _ ("It stands in a string that prints its own text: give it a line of its own in the text first.");
  return NULL;
}

/* The expression as it stands in an assignment: what goes over several lines needs brackets there. Owned. */
static char *
dup_value (CrEditDraft *draft, guint expr)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  g_autofree char *text = cr_edit_draft_render (draft, &cr_edit_expr (script, expr)->expr->range);

  return cr_edit_check_expression (text, NULL, NULL) ? g_steal_pointer (&text) : g_strconcat ("(", text, ")", NULL);
}

/* name := in place. */
static gboolean
extract_in_place (CrEditTarget *target, CrEditDraft *draft, const char *name, GError **error)
{
  CrEditScript *script = target->script;
  const CrStmt *stmt = cr_edit_stmt (script, target->stmt)->stmt;
  CrRange outer = cr_edit_outer_range (script, target->expr);
  g_autofree char *text = NULL, *named = NULL;

  if (cr_edit_stmt_leaves (stmt) || cr_edit_stmt_is_compound (stmt))
    return cr_edit_refuse (error, "%s",
                           _ ("Something is computed before it in its line that must stay before it: give it a line of "
                              "its own in the text first."))
           != NULL;
  text = cr_edit_draft_render (draft, &cr_edit_expr (script, target->expr)->expr->range);
  named = g_strdup_printf ("(%s := %s)", name, text);
  cr_edit_draft_add (draft, outer.offset, outer.length, named);
  return TRUE;
}

static void
extract_before (CrEditTarget *target, CrEditDraft *draft, const char *name)
{
  CrEditScript *script = target->script;
  CrRange outer = cr_edit_outer_range (script, target->expr);
  g_autofree char *value = dup_value (draft, target->expr);
  g_autofree char *line = g_strdup_printf ("%s = %s", name, value);

  cr_edit_draft_before (draft, target->stmt, line, FALSE);
  cr_edit_draft_add (draft, outer.offset, outer.length, name);
  target->moved = TRUE;
  target->ahead = cr_edit_stmt_leaves (cr_edit_stmt (script, target->stmt)->stmt)
                  || cr_edit_stmt_is_compound (cr_edit_stmt (script, target->stmt)->stmt);
}

gboolean
cr_edit_target_extract (CrEditTarget *target, CrEditDraft *draft, const char *wish, GError **error)
{
  CrEditScript *script = target->script;
  const char *obstacle = find_obstacle (script, target);
  g_autofree char *name = NULL, *assign = NULL;
  const CrStmt *stmt;

  if (obstacle != NULL)
    return cr_edit_refuse (error, "%s", obstacle) != NULL;
  name = cr_edit_draft_make_name (draft, wish != NULL ? wish : find_stem (script, target->expr));
  stmt = cr_edit_stmt (script, target->stmt)->stmt;
  if (stmt->kind == CR_STMT_EXPR && stmt->expr.value == cr_edit_expr (script, target->expr)->expr)
    {
      assign = g_strdup_printf ("%s = ", name);
      cr_edit_draft_add (draft, cr_edit_outer_range (script, target->expr).offset, 0, assign);
    }
  else if (cr_edit_must_stay (script, target->expr))
    {
      if (!extract_in_place (target, draft, name, error))
        return FALSE;
    }
  else
    extract_before (target, draft, name);
  g_free (target->name);
  target->name = g_steal_pointer (&name);
  target->rebound = FALSE;
  return TRUE;
}

gboolean
cr_edit_target_ensure_name (CrEditTarget *target, CrEditDraft *draft, GError **error)
{
  if (target->name != NULL && !target->rebound)
    return TRUE;
  /* A statement that changes something in place cannot be taken apart; just behind it the name still holds. */
  if (target->name != NULL && target->expr == CR_EDIT_NONE)
    return TRUE;
  return cr_edit_target_extract (target, draft, target->name, error);
}

void
cr_edit_target_follow (CrEditTarget *target, CrEditDraft *draft, const char *text, gboolean show)
{
  if (target->before || target->ahead)
    cr_edit_draft_before (draft, target->stmt, text, show);
  else if (cr_edit_stmt_leaves (cr_edit_stmt (target->script, target->stmt)->stmt))
    cr_edit_draft_before (draft, target->stmt, text, show);
  else
    cr_edit_draft_after (draft, target->stmt, text, show);
}
