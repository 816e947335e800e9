/* A new statement after the nodes that it takes. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
targets_free (CrEditTarget *targets, guint n)
{
  for (guint i = 0; i < n; i++)
    cr_edit_target_clear (&targets[i]);
  g_free (targets);
}

/* Whether what is bound at @made is there after @at: it stands before it, in its block or in one around it; blocks that
 * always run once (with) count as part of theirs. */
static gboolean
sees (CrEditScript *script, guint at, guint made)
{
  if (at == made)
    return TRUE;
  for (;;)
    {
      const CrEditBlock *block = cr_edit_block (script, cr_edit_stmt (script, made)->block);
      guint climbed = cr_edit_climb (script, at, cr_edit_stmt (script, made)->block);

      if (climbed != CR_EDIT_NONE)
        return climbed > made || (climbed == made && at >= made);
      if (!block->always || block->parent == CR_EDIT_NONE)
        return FALSE;
      made = block->parent;
    }
}

static gboolean
sees_name (CrEditScript *script, guint at, const CrEditTarget *target)
{
  g_autofree char *root = NULL;

  if (!sees (script, at, target->stmt))
    return FALSE;
  if (target->name == NULL || target->home == CR_EDIT_NONE)
    return cr_edit_stmt (script, at)->scope == cr_edit_stmt (script, target->stmt)->scope;
  root = g_strndup (target->name, strcspn (target->name, ".["));
  return cr_edit_find_home (script, cr_edit_stmt (script, at)->scope, root) == target->home;
}

/* The target after which all are there: the last of them that sees the others. */
static CrEditTarget *
find_last (CrEditScript *script, CrEditTarget *targets, guint n)
{
  CrEditTarget *last = NULL;

  for (guint i = 0; i < n; i++)
    {
      gboolean all = TRUE;

      for (guint k = 0; k < n; k++)
        all = all && sees_name (script, targets[i].stmt, &targets[k]);
      if (all && (last == NULL || targets[i].stmt >= last->stmt))
        last = &targets[i];
    }
  return last;
}

/* Names that last for all; inner expressions first, so that outer ones take their names. */
static gboolean
name_all (CrEditTarget *targets, guint n, CrEditDraft *draft, GError **error)
{
  g_autofree gboolean *done = g_new0 (gboolean, n + 1);

  for (guint round = 0; round < n; round++)
    {
      guint next = CR_EDIT_NONE;

      for (guint i = 0; i < n; i++)
        if (!done[i] && (next == CR_EDIT_NONE || targets[i].expr > targets[next].expr))
          next = i;
      done[next] = TRUE;
      for (guint i = 0; i < n; i++)
        if (i != next && done[i] && targets[i].expr == targets[next].expr && targets[i].expr != CR_EDIT_NONE
            && g_strcmp0 (targets[i].name, targets[next].name) != 0)
          {
            g_free (targets[next].name);
            targets[next].name = g_strdup (targets[i].name);
            targets[next].rebound = FALSE;
          }
      if (!cr_edit_target_ensure_name (&targets[next], draft, error))
        return FALSE;
    }
  return TRUE;
}

static char *
fill (CrEditDraft *draft, const CrEditTarget *targets, guint n, const char *call, GError **error)
{
  g_autofree const char **operands = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    operands[i] = targets[i].name;
  return cr_edit_fill_call (draft, call, operands, n, error);
}

/* The statement of a value called near to @wish. */
static gboolean
add_statement (CrEditDraft *draft, CrEditTarget *place, const char *value, const char *wish, GError **error)
{
  CrEditScript *script = place->script;
  g_autofree char *name = cr_edit_draft_make_name (draft, wish);
  g_autofree char *text = g_strdup_printf ("%s = %s", name, value);

  if (cr_edit_scope (script, cr_edit_stmt (script, place->stmt)->scope)->kind == CR_EDIT_SCOPE_CLASS)
    return cr_edit_refuse (error, "%s",
                           _ ("It stands in a class, where every name becomes a member of it: change it in the text."))
           != NULL;
  cr_edit_target_follow (place, draft, text, TRUE);
  cr_edit_draft_set_name (draft, name);
  cr_edit_draft_note_place (draft, place->stmt);
  return TRUE;
}

static CrEditPlan *
apply (CrEditScript *script, CrEditTarget *targets, guint n, const char *call, const char *name, GError **error)
{
  g_autoptr (CrEditDraft) draft = cr_edit_draft_new (script);
  CrEditTarget *last = find_last (script, targets, n);
  g_autofree char *value = NULL;

  if (last == NULL)
    return cr_edit_refuse (error, "%s",
                           _ ("They are made in places of the script that do not see each other, so that no statement "
                              "can take both."));
  if (!name_all (targets, n, draft, error))
    return NULL;
  value = fill (draft, targets, n, call, error);
  if (value == NULL)
    return NULL;
  if (!add_statement (draft, last, value, name != NULL ? name : cr_edit_wish_name (call), error))
    return NULL;
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

CrEditPlan *
cr_edit_apply (CrEditScript *script, const CrEditNode *nodes, guint n_nodes, const char *call, const char *name,
               GError **error)
{
  CrEditTarget *targets;
  CrEditPlan *plan = NULL;
  guint n = 0;

  g_return_val_if_fail (script != NULL && (nodes != NULL || n_nodes == 0) && call != NULL, NULL);
  if (n_nodes == 0)
    return cr_edit_add_leaf (script, call, name, error);
  if (name != NULL && (!cr_edit_is_identifier (name) || cr_edit_is_keyword (name)))
    {
      g_autofree char *reason = cr_edit_check_name (script, name);

      return cr_edit_refuse (error, "%s", reason);
    }
  targets = g_new0 (CrEditTarget, n_nodes);
  while (n < n_nodes && cr_edit_target_init (&targets[n], script, &nodes[n], error))
    n++;
  if (n == n_nodes)
    plan = apply (script, targets, n, call, name, error);
  targets_free (targets, n_nodes);
  return plan;
}

static CrEditPlan *
duplicate (CrEditScript *script, CrEditTarget *target, GError **error)
{
  g_autoptr (CrEditDraft) draft = cr_edit_draft_new (script);
  g_autofree char *value = NULL;
  const CrEditExpr *row;

  if (target->expr == CR_EDIT_NONE || (row = cr_edit_expr (script, target->expr))->flags & CR_EDIT_EXPR_INNER)
    return cr_edit_refuse (error, "%s", _ ("It has no expression of its own that could be written again."));
  value = cr_edit_dup_range (script, &row->expr->range);
  if (!cr_edit_check_expression (value, NULL, NULL))
    {
      char *held = g_strconcat ("(", value, ")", NULL);

      g_free (value);
      value = held;
    }
  /* w = w * 2 again after itself would be another value. */
  for (guint i = 0; i < script->uses->len; i++)
    if (target->name != NULL && cr_edit_range_contains (&row->expr->range, &cr_edit_use (script, i)->range)
        && strcmp (cr_edit_use (script, i)->name, target->name) == 0)
      target->before = TRUE;
  target->ahead = cr_edit_stmt_is_compound (cr_edit_stmt (script, target->stmt)->stmt);
  if (!add_statement (draft, target, value,
                      target->name != NULL && strpbrk (target->name, ".[") == NULL ? target->name : "y", error))
    return NULL;
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

CrEditPlan *
cr_edit_duplicate (CrEditScript *script, const CrEditNode *node, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };

  g_return_val_if_fail (script != NULL && node != NULL, NULL);
  return cr_edit_target_init (&target, script, node, error) ? duplicate (script, &target, error) : NULL;
}
