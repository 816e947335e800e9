/* An operand of an expression becomes another: an operation in between, or another node. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Between an expression and what it works on stand only brackets of lists, names of keywords and the like. */
static gboolean
is_transparent (const CrExpr *expr)
{
  switch (expr->kind)
    {
    case CR_EXPR_LIST:
    case CR_EXPR_TUPLE:
    case CR_EXPR_STARRED:
    case CR_EXPR_ATTRIBUTE:
    case CR_EXPR_NAMED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether @operand is taken by @user itself and not by something in it. */
static gboolean
is_direct (CrEditScript *script, guint operand, guint user)
{
  guint at = cr_edit_expr (script, operand)->parent;

  while (at != CR_EDIT_NONE && at != user && is_transparent (cr_edit_expr (script, at)->expr))
    at = cr_edit_expr (script, at)->parent;
  return at == user;
}

static gboolean
is_operand (CrEditScript *script, const CrEditTarget *target, const CrEditNode *node, guint index, gboolean by_name)
{
  const CrEditExpr *row = cr_edit_expr (script, index);
  g_autofree char *text = NULL;

  if (row->flags & CR_EDIT_EXPR_TARGET)
    return FALSE;
  if (!by_name)
    return index == target->expr;
  if (row->expr->kind != CR_EXPR_NAME && row->expr->kind != CR_EXPR_ATTRIBUTE)
    return FALSE;
  text = cr_edit_dup_range (script, &row->expr->range);
  return g_strcmp0 (text, target->name) == 0 || g_strcmp0 (text, node->name) == 0;
}

/* Where the user's expression takes the node: of guint, expressions. Those in the middle of other operations only where
 * there is no other. */
static GArray *
find_operands (CrEditScript *script, const CrEditTarget *target, const CrEditNode *node, guint user_stmt,
               const CrRange *range, guint user)
{
  for (guint pass = 0; pass < 3; pass++)
    {
      GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));

      for (guint i = 0; i < script->exprs->len; i++)
        {
          const CrEditExpr *row = cr_edit_expr (script, i);

          if (row->stmt == user_stmt && cr_edit_range_contains (range, &row->expr->range) && i != user
              && is_operand (script, target, node, i, pass > 0)
              && (pass != 1 || user == CR_EDIT_NONE || is_direct (script, i, user)))
            g_array_append_val (found, i);
        }
      if (found->len > 0)
        return found;
      g_array_unref (found);
    }
  return NULL;
}

/* What is put in an operand's place needs brackets where the operand is worked on as a whole. */
static char *
dup_held (CrEditScript *script, guint operand, const char *text)
{
  guint parent = cr_edit_expr (script, operand)->parent;
  const CrExpr *around = parent == CR_EDIT_NONE ? NULL : cr_edit_expr (script, parent)->expr;
  CrRange outer = cr_edit_outer_range (script, operand);
  CrExprKind kind;
  CrExpr probe = { 0 };

  if (outer.length != cr_edit_expr (script, operand)->expr->range.length || around == NULL
      || !cr_edit_check_expression (text, &kind, NULL))
    return g_strdup (text);
  probe.kind = kind;
  if (cr_edit_is_atom (&probe) || around->kind == CR_EXPR_LIST || around->kind == CR_EXPR_TUPLE
      || (around->kind == CR_EXPR_CALL && around->call.callee != cr_edit_expr (script, operand)->expr)
      || (around->kind == CR_EXPR_SUBSCRIPT && around->subscript.index == cr_edit_expr (script, operand)->expr))
    return g_strdup (text);
  return g_strconcat ("(", text, ")", NULL);
}

typedef struct
{
  guint stmt, expr; /* of the user; expr CR_EDIT_NONE: the statement itself */
  CrRange range;
} User;

static gboolean
find_user (CrEditScript *script, const CrRange *range, User *user, GError **error)
{
  user->expr = cr_edit_find_expr (script, range);
  user->range = *range;
  user->stmt
      = user->expr != CR_EDIT_NONE ? cr_edit_expr (script, user->expr)->stmt : cr_edit_find_stmt (script, range, TRUE);
  if (user->expr != CR_EDIT_NONE && cr_edit_expr (script, user->expr)->flags & CR_EDIT_EXPR_TARGET)
    {
      user->expr = CR_EDIT_NONE; /* w[0] = y */
      user->range = cr_edit_stmt (script, user->stmt)->stmt->range;
    }
  return user->stmt != CR_EDIT_NONE
         || cr_edit_refuse (error, "%s", _ ("What uses it has no place of its own in the script.")) != NULL;
}

static void
replace_operands (CrEditDraft *draft, GArray *operands, const char *text)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);

  for (guint i = 0; i < operands->len; i++)
    {
      guint operand = g_array_index (operands, guint, i);
      const CrRange *range = &cr_edit_expr (script, operand)->expr->range;
      g_autofree char *held = dup_held (script, operand, text);

      cr_edit_draft_add (draft, range->offset, range->length, held);
      if (i == 0)
        cr_edit_draft_show (draft, 0, (guint)strlen (held));
    }
}

static GArray *
find_operands_or_refuse (CrEditScript *script, const CrEditTarget *target, const CrEditNode *node, const User *user,
                         GError **error)
{
  GArray *operands = find_operands (script, target, node, user->stmt, &user->range, user->expr);
  g_autofree char *text = operands != NULL ? NULL : cr_edit_dup_range (script, &user->range);

  if (operands != NULL)
    return operands;
  return cr_edit_refuse (error, _ ("“%s” in line %u does not name it: change it in the text."), text, user->range.line);
}

/* The operation on what the first operand is called, in a line of its own before the user's; inside of it where it has
 * no name or that line would come too early. */
static gboolean
put_between (CrEditDraft *draft, const User *user, GArray *operands, const char *call, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  guint first = g_array_index (operands, guint, 0);
  const CrEditExpr *row = cr_edit_expr (script, first);
  g_autofree char *operand = cr_edit_dup_range (script, &row->expr->range), *value = NULL, *name = NULL, *line = NULL;
  const char *one = operand;
  CrExprKind kind = row->expr->kind;

  if (kind != CR_EXPR_NAME || row->flags & (CR_EDIT_EXPR_INNER | CR_EDIT_EXPR_SOMETIMES))
    {
      g_autofree char *held = cr_edit_is_atom (row->expr) || g_str_has_suffix (call, "($1)")
                                  ? g_strdup (operand)
                                  : g_strconcat ("(", operand, ")", NULL);

      one = held;
      value = cr_edit_fill_call (draft, call, &one, 1, error);
      if (value != NULL)
        replace_operands (draft, operands, value);
      return value != NULL;
    }
  value = cr_edit_fill_call (draft, call, &one, 1, error);
  if (value == NULL)
    return FALSE;
  name = cr_edit_draft_make_name (draft, operand);
  line = g_strdup_printf ("%s = %s", name, value);
  replace_operands (draft, operands, name);
  cr_edit_draft_before (draft, user->stmt, line, TRUE);
  cr_edit_draft_set_name (draft, name);
  return TRUE;
}

CrEditPlan *
cr_edit_insert (CrEditScript *script, const CrEditNode *node, const CrRange *user_range, const char *call,
                GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  g_autoptr (GArray) operands = NULL;
  User user;

  g_return_val_if_fail (script != NULL && node != NULL && user_range != NULL && call != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error) || !find_user (script, user_range, &user, error))
    return NULL;
  operands = find_operands_or_refuse (script, &target, node, &user, error);
  if (operands == NULL)
    return NULL;
  draft = cr_edit_draft_new (script);
  if (!put_between (draft, &user, operands, call, error))
    return NULL;
  cr_edit_draft_note_place (draft, user.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

/* Whether what @made binds is there before @at begins. */
static gboolean
is_before (CrEditScript *script, guint made, guint at)
{
  for (;;)
    {
      guint block = cr_edit_stmt (script, made)->block, climbed = cr_edit_climb (script, at, block);

      if (climbed != CR_EDIT_NONE)
        return climbed > made;
      if (!cr_edit_block (script, block)->always || cr_edit_block (script, block)->parent == CR_EDIT_NONE)
        return FALSE;
      made = cr_edit_block (script, block)->parent;
    }
}

/* The other's name must still mean it where the user reads it. */
static gboolean
is_bound_between (CrEditScript *script, const CrEditTarget *other, guint user_stmt)
{
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->home == other->home && g_strcmp0 (use->name, other->name) == 0 && cr_edit_is_binding (use->kind)
          && use->stmt > other->stmt && use->stmt < user_stmt)
        return TRUE;
    }
  return FALSE;
}

CrEditPlan *
cr_edit_reconnect (CrEditScript *script, const CrEditNode *node, const CrRange *user_range, const CrEditNode *other,
                   GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_auto (CrEditTarget) source = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  g_autoptr (GArray) operands = NULL;
  User user;

  g_return_val_if_fail (script != NULL && node != NULL && user_range != NULL && other != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error) || !cr_edit_target_init (&source, script, other, error)
      || !find_user (script, user_range, &user, error))
    return NULL;
  operands = find_operands_or_refuse (script, &target, node, &user, error);
  if (operands == NULL)
    return NULL;
  if (source.stmt == user.stmt || !is_before (script, source.stmt, user.stmt))
    return cr_edit_refuse (error, "%s", _ ("It is not made yet where it would be used: statements are not moved."));
  draft = cr_edit_draft_new (script);
  source.rebound = source.name != NULL && is_bound_between (script, &source, user.stmt);
  if (!cr_edit_target_ensure_name (&source, draft, error))
    return NULL;
  replace_operands (draft, operands, source.name);
  cr_edit_draft_note_place (draft, user.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}
