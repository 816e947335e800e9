/* What a node's menu switches: requires_grad, retain_grad, detach; and the call of backward. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* `name.method(...)` as a statement, or (@method "requires_grad") `name.requires_grad = ...`; CR_EDIT_NONE. */
static guint
find_flag_stmt (CrEditScript *script, const CrEditTarget *target, const char *method)
{
  g_autofree char *call = g_strdup_printf ("%s.%s(", target->name, method);
  g_autofree char *assign = g_strdup_printf ("%s.requires_grad", target->name);

  for (guint i = 0; target->name != NULL && i < script->stmts->len; i++)
    {
      const CrEditStmt *row = cr_edit_stmt (script, i);
      g_autofree char *root = g_strndup (target->name, strcspn (target->name, ".["));

      if (i < target->stmt || cr_edit_find_home (script, row->scope, root) != target->home)
        continue;
      if (row->stmt->kind == CR_STMT_EXPR && g_str_has_prefix (script->text + row->stmt->range.offset, call))
        return i;
      if (row->stmt->kind == CR_STMT_ASSIGN && strcmp (method, "requires_grad_") == 0
          && row->stmt->assign.targets.n == 1 && row->stmt->assign.targets.items[0]->range.length == strlen (assign)
          && g_str_has_prefix (script->text + row->stmt->range.offset, assign))
        return i;
    }
  return CR_EDIT_NONE;
}

static gboolean
stmt_says_false (CrEditScript *script, guint stmt)
{
  g_autofree char *text = cr_edit_dup_range (script, &cr_edit_stmt (script, stmt)->stmt->range);

  return strstr (text, "False") != NULL;
}

/* The call of @method on the node's expression, among what is written directly behind it; CR_EDIT_NONE. */
static guint
find_suffix_call (CrEditScript *script, guint expr, const char *method)
{
  for (;;)
    {
      guint attribute = cr_edit_expr (script, expr)->parent;
      guint call = attribute == CR_EDIT_NONE ? CR_EDIT_NONE : cr_edit_expr (script, attribute)->parent;

      if (call == CR_EDIT_NONE || cr_edit_expr (script, attribute)->expr->kind != CR_EXPR_ATTRIBUTE
          || cr_edit_expr (script, call)->expr->kind != CR_EXPR_CALL
          || cr_edit_expr (script, call)->expr->call.callee != cr_edit_expr (script, attribute)->expr)
        return CR_EDIT_NONE;
      if (strcmp (cr_edit_expr (script, attribute)->expr->attribute.name, method) == 0)
        return call;
      if (!g_str_has_suffix (cr_edit_expr (script, attribute)->expr->attribute.name, "_"))
        return CR_EDIT_NONE;
      expr = call;
    }
}

/* `OBJECT.method()` becomes OBJECT. */
static void
remove_suffix_call (CrEditDraft *draft, guint call)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  guint object = call + 2; /* the attribute comes after the call, and its object after it */
  CrRange outer = cr_edit_outer_range (script, object), range = cr_edit_expr (script, call)->expr->range;
  g_autofree char *inner = NULL;

  if (cr_edit_expr (script, call)->parent == CR_EDIT_NONE
      && outer.length != cr_edit_expr (script, object)->expr->range.length)
    {
      inner = cr_edit_dup_range (script, &cr_edit_expr (script, object)->expr->range);
      if (cr_edit_check_expression (inner, NULL, NULL))
        {
          cr_edit_draft_add (draft, range.offset, range.length, inner);
          return;
        }
    }
  cr_edit_draft_add (draft, cr_edit_range_end (&outer), cr_edit_range_end (&range) - cr_edit_range_end (&outer), "");
}

/* EXPRESSION.method(), in brackets where it needs them. */
static void
add_suffix_call (CrEditDraft *draft, guint expr, const char *suffix)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  CrRange outer = cr_edit_outer_range (script, expr);
  const CrExpr *inner = cr_edit_expr (script, expr)->expr;
  g_autofree char *closed = g_strconcat (")", suffix, NULL);
  gboolean held
      = cr_edit_is_atom (inner) || outer.length != inner->range.length || script->text[inner->range.offset] == '(';

  if (!held)
    cr_edit_draft_add (draft, outer.offset, 0, "(");
  cr_edit_draft_add (draft, cr_edit_range_end (&outer), 0, held ? suffix : closed);
  cr_edit_draft_show (draft, held ? 0 : 1, (guint)strlen (suffix));
}

/* A module's parameter, or what only has a name: a statement of its own. */
static gboolean
set_by_statement (CrEditTarget *target, CrEditDraft *draft, gboolean requires_grad)
{
  g_autofree char *text = g_strdup_printf ("%s.requires_grad_(%s)", target->name, requires_grad ? "" : "False");

  cr_edit_target_follow (target, draft, text, TRUE);
  return TRUE;
}

static gboolean
require_gradient (CrEditTarget *target, CrEditDraft *draft, guint leaf, GError **error)
{
  CrEditScript *script = target->script;
  guint stmt = find_flag_stmt (script, target, "requires_grad_"), suffix = CR_EDIT_NONE;
  const CrExpr *call = leaf == CR_EDIT_NONE ? NULL : cr_edit_expr (script, leaf)->expr;
  const CrArgument *argument = call == NULL ? NULL : cr_edit_find_argument (call, "requires_grad");

  if (stmt != CR_EDIT_NONE && stmt_says_false (script, stmt))
    {
      cr_edit_draft_remove (draft, stmt);
      return TRUE;
    }
  if (leaf == CR_EDIT_NONE)
    return set_by_statement (target, draft, TRUE);
  suffix = find_suffix_call (script, leaf, "requires_grad_");
  if (argument != NULL)
    cr_edit_draft_add (draft, argument->value->range.offset, argument->value->range.length, "True");
  else if (suffix != CR_EDIT_NONE)
    {
      CrRange range = cr_edit_expr (script, suffix)->expr->call.arguments_range;

      cr_edit_draft_add (draft, range.offset, range.length, "()");
    }
  else if (strcmp (cr_edit_get_callee_name (call), "randint") == 0
           || strcmp (cr_edit_get_callee_name (call), "randperm") == 0)
    return cr_edit_refuse_integers (error);
  else if (cr_edit_is_factory (script, leaf))
    {
      if (!cr_edit_make_floating (draft, leaf, error))
        return FALSE;
      cr_edit_add_argument (draft, call, "requires_grad=True");
    }
  else
    add_suffix_call (draft, target->expr, ".requires_grad_()");
  return TRUE;
}

static gboolean
need_no_gradient (CrEditTarget *target, CrEditDraft *draft, guint leaf, GError **error)
{
  CrEditScript *script = target->script;
  guint stmt = find_flag_stmt (script, target, "requires_grad_"), suffix;
  const CrExpr *call = leaf == CR_EDIT_NONE ? NULL : cr_edit_expr (script, leaf)->expr;
  const CrArgument *argument = call == NULL ? NULL : cr_edit_find_argument (call, "requires_grad");

  if (stmt != CR_EDIT_NONE && !stmt_says_false (script, stmt))
    {
      cr_edit_draft_remove (draft, stmt);
      return TRUE;
    }
  if (leaf == CR_EDIT_NONE)
    return set_by_statement (target, draft, FALSE);
  suffix = find_suffix_call (script, leaf, "requires_grad_");
  if (suffix != CR_EDIT_NONE)
    remove_suffix_call (draft, suffix);
  else if (strcmp (cr_edit_get_callee_name (call), "Parameter") == 0 && argument == NULL)
    cr_edit_add_argument (draft, call, "requires_grad=False");
  else if (argument != NULL && strcmp (cr_edit_get_callee_name (call), "Parameter") == 0)
    cr_edit_draft_add (draft, argument->value->range.offset, argument->value->range.length, "False");
  else if (argument != NULL)
    cr_edit_remove_argument (draft, argument);
  else
    return cr_edit_refuse (error, "%s",
                           _ ("It does not require a gradient by itself: it has it from what it is made of."))
           != NULL;
  return TRUE;
}

CrEditPlan *
cr_edit_set_requires_grad (CrEditScript *script, const CrEditNode *node, gboolean requires_grad, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  guint leaf;

  g_return_val_if_fail (script != NULL && node != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error))
    return NULL;
  leaf = target.expr == CR_EDIT_NONE ? CR_EDIT_NONE : cr_edit_find_expr (script, &node->range);
  if (leaf == CR_EDIT_NONE && target.name == NULL)
    return cr_edit_refuse (error, "%s", _ ("It has no place of its own in the script."));
  draft = cr_edit_draft_new (script);
  if (!(requires_grad ? require_gradient : need_no_gradient) (&target, draft, leaf, error))
    return NULL;
  cr_edit_draft_set_name (draft, target.name);
  cr_edit_draft_note_place (draft, target.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

CrEditPlan *
cr_edit_set_retain_grad (CrEditScript *script, const CrEditNode *node, gboolean retain, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  g_autofree char *text = NULL;
  guint stmt;

  g_return_val_if_fail (script != NULL && node != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error))
    return NULL;
  stmt = find_flag_stmt (script, &target, "retain_grad");
  if (retain && stmt != CR_EDIT_NONE)
    return cr_edit_refuse (error, _ ("It keeps its gradient already: line %u."),
                           cr_edit_stmt (script, stmt)->stmt->range.line);
  if (!retain && stmt == CR_EDIT_NONE)
    return cr_edit_refuse (error, "%s", _ ("No line of the script makes it keep its gradient."));
  draft = cr_edit_draft_new (script);
  if (!retain)
    cr_edit_draft_remove (draft, stmt);
  else
    {
      if (!cr_edit_target_ensure_name (&target, draft, error))
        return NULL;
      text = g_strdup_printf ("%s.retain_grad()", target.name);
      cr_edit_target_follow (&target, draft, text, TRUE);
    }
  cr_edit_draft_set_name (draft, target.name);
  cr_edit_draft_note_place (draft, target.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

CrEditPlan *
cr_edit_set_detached (CrEditScript *script, const CrEditNode *node, gboolean detached, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  guint call;

  g_return_val_if_fail (script != NULL && node != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error))
    return NULL;
  if (target.expr == CR_EDIT_NONE)
    return cr_edit_refuse (error, "%s", _ ("It has no expression of its own that could be detached."));
  draft = cr_edit_draft_new (script);
  call = strcmp (cr_edit_get_callee_name (cr_edit_expr (script, target.expr)->expr), "detach") == 0
                 && cr_edit_expr (script, target.expr)->expr->call.callee->kind == CR_EXPR_ATTRIBUTE
             ? target.expr
             : find_suffix_call (script, target.expr, "detach");
  if (detached && call != CR_EDIT_NONE)
    return cr_edit_refuse (error, "%s", _ ("It is detached already."));
  if (!detached && call == CR_EDIT_NONE)
    return cr_edit_refuse (error, "%s", _ ("No “.detach()” is written behind it."));
  if (detached)
    add_suffix_call (draft, target.expr, ".detach()");
  else
    remove_suffix_call (draft, call);
  cr_edit_draft_set_name (draft, target.name);
  cr_edit_draft_note_place (draft, target.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

/* optimizer.step(), plt.show(), return: what comes last, and after the gradients. */
static gboolean
comes_last (CrEditScript *script, guint stmt)
{
  const CrStmt *row = cr_edit_stmt (script, stmt)->stmt;
  g_autofree char *text = NULL;

  if (cr_edit_stmt_leaves (row))
    return TRUE;
  text = cr_edit_dup_range (script, &row->range);
  return row->kind == CR_STMT_EXPR && (g_str_has_suffix (text, ".step()") || g_str_has_suffix (text, ".show()"));
}

static void
place_at_end (CrEditTarget *target, CrEditDraft *draft, const char *text)
{
  CrEditScript *script = target->script;
  guint last = target->stmt;

  for (guint at = target->stmt; at != CR_EDIT_NONE; at = cr_edit_next_stmt (script, at))
    if (!comes_last (script, at))
      last = at;
  if (last == target->stmt)
    cr_edit_target_follow (target, draft, text, TRUE);
  else
    cr_edit_draft_after (draft, last, text, TRUE);
}

CrEditPlan *
cr_edit_backward (CrEditScript *script, const CrEditNode *node, gboolean scalar, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  g_autofree char *gradient = NULL, *text = NULL;
  const char *name;

  g_return_val_if_fail (script != NULL && node != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error))
    return NULL;
  draft = cr_edit_draft_new (script);
  if (!cr_edit_target_ensure_name (&target, draft, error))
    return NULL;
  name = target.name;
  gradient = scalar ? g_strdup ("") : cr_edit_fill_call (draft, "torch.ones_like($1)", &name, 1, error);
  if (gradient == NULL)
    return NULL;
  text = g_strdup_printf ("%s.backward(%s%s)", name, scalar ? "" : "gradient=", gradient);
  place_at_end (&target, draft, text);
  cr_edit_draft_set_name (draft, name);
  cr_edit_draft_note_place (draft, target.stmt);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}
