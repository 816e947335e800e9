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

static const char *
get_callee_name (const CrExpr *expr)
{
  if (expr->kind != CR_EXPR_CALL)
    return "";
  return expr->call.callee->kind == CR_EXPR_NAME        ? expr->call.callee->name
         : expr->call.callee->kind == CR_EXPR_ATTRIBUTE ? expr->call.callee->attribute.name
                                                        : "";
}

static gboolean
is_one_of (const char *name, const char *const *names)
{
  for (; *names != NULL; names++)
    if (strcmp (name, *names) == 0)
      return TRUE;
  return FALSE;
}

/* Functions of torch that take requires_grad. */
static gboolean
is_factory (CrEditScript *script, guint expr)
{
  static const char *const names[]
      = { "tensor", "ones",  "zeros",     "full",       "rand",      "randn",      "linspace",  "logspace",   "arange",
          "eye",    "empty", "ones_like", "zeros_like", "rand_like", "randn_like", "full_like", "empty_like", NULL };
  const CrEditExpr *row = cr_edit_expr (script, expr);
  const CrExpr *root = row->expr;
  guint home, use;

  if (!is_one_of (get_callee_name (row->expr), names))
    return FALSE;
  root = root->call.callee->kind == CR_EXPR_ATTRIBUTE ? root->call.callee->attribute.object : root->call.callee;
  if (root->kind != CR_EXPR_NAME)
    return FALSE;
  home = cr_edit_find_home (script, row->scope, root->name);
  use = home == CR_EDIT_NONE ? CR_EDIT_NONE : cr_edit_find_binding (script, home, root->name, G_MAXUINT);
  return use != CR_EDIT_NONE && cr_edit_use (script, use)->kind == CR_EDIT_USE_IMPORT;
}

static const CrArgument *
find_argument (const CrExpr *call, const char *name)
{
  for (guint i = 0; call->kind == CR_EXPR_CALL && i < call->call.n_arguments; i++)
    if (g_strcmp0 (call->call.arguments[i].name, name) == 0)
      return &call->call.arguments[i];
  return NULL;
}

/* With the comma that parts it from its neighbour. */
static void
remove_argument (CrEditDraft *draft, const CrArgument *argument)
{
  const char *text = cr_edit_draft_get_script (draft)->text;
  guint begin = argument->range.offset, end = cr_edit_range_end (&argument->range), before = begin;

  while (before > 0 && strchr (" \t\r\n", text[before - 1]) != NULL)
    before--;
  if (before > 0 && text[before - 1] == ',')
    begin = before - 1;
  else if (text[end + strspn (text + end, " \t\r\n")] == ',')
    {
      end += (guint)strspn (text + end, " \t\r\n") + 1;
      end += (guint)strspn (text + end, " \t");
    }
  cr_edit_draft_add (draft, begin, end - begin, "");
}

static void
add_argument (CrEditDraft *draft, const CrExpr *call, const char *argument)
{
  const char *text = cr_edit_draft_get_script (draft)->text;
  guint close = cr_edit_range_end (&call->call.arguments_range) - 1, at = close;
  gboolean comma;
  g_autofree char *added = NULL;

  while (at > call->call.arguments_range.offset && strchr (" \t\r\n", text[at - 1]) != NULL)
    at--;
  comma = text[at - 1] == ',';
  /* A comment at the end of a line would swallow it. */
  if (memchr (text + call->call.arguments_range.offset, '#', at - call->call.arguments_range.offset) != NULL)
    at = close;
  added = g_strconcat (call->call.n_arguments == 0 ? "" : comma ? " " : ", ", argument, NULL);
  cr_edit_draft_add (draft, at, 0, added);
  cr_edit_draft_show (draft, (guint)(strlen (added) - strlen (argument)), (guint)strlen (argument));
}

/* Integer literals of @range become floats. FALSE with @error set where the numbers are not written out as integers. */
static gboolean
make_floats (CrEditDraft *draft, const CrRange *range, guint stmt, gboolean first_only)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  g_autoptr (GArray) ints = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < script->exprs->len; i++)
    {
      const CrEditExpr *row = cr_edit_expr (script, i);

      if (row->stmt != stmt || !cr_edit_range_contains (range, &row->expr->range))
        continue;
      if (row->expr->kind == CR_EXPR_TRUE || row->expr->kind == CR_EXPR_FALSE)
        return FALSE;
      if (row->expr->kind == CR_EXPR_INT && (!first_only || ints->len == 0))
        {
          guint end = cr_edit_range_end (&row->expr->range);

          g_array_append_val (ints, end);
        }
      else if (row->expr->kind != CR_EXPR_LIST && row->expr->kind != CR_EXPR_TUPLE && row->expr->kind != CR_EXPR_UNARY
               && row->expr->kind != CR_EXPR_INT)
        return TRUE; /* something else decides, and is a float for all that is known here */
    }
  for (guint i = 0; i < ints->len; i++)
    cr_edit_draft_add (draft, g_array_index (ints, guint, i), 0, ".");
  return TRUE;
}

static gboolean
refuse_integers (GError **error)
{
  return cr_edit_refuse (error, "%s",
                         _ ("Only Tensors of floating point and complex dtype can require gradients: make it one of "
                            "floating point first."))
         != NULL;
}

static gboolean
make_floating (CrEditDraft *draft, guint index, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrExpr *call = row->expr;
  const char *name = get_callee_name (call);
  const CrArgument *dtype = find_argument (call, "dtype"), *fill = find_argument (call, "fill_value");
  CrRange arguments;

  if (dtype != NULL)
    {
      g_autofree char *text = cr_edit_dup_range (script, &dtype->value->range);

      return (strstr (text, "int") == NULL && strstr (text, "long") == NULL && strstr (text, "bool") == NULL
              && strstr (text, "short") == NULL)
             || refuse_integers (error);
    }
  if (call->call.n_arguments == 0)
    return TRUE;
  if (strcmp (name, "tensor") == 0)
    return make_floats (draft, &call->call.arguments[0].value->range, row->stmt, FALSE) || refuse_integers (error);
  if (strcmp (name, "full") == 0 && fill == NULL && call->call.n_arguments > 1)
    fill = &call->call.arguments[1];
  if (strcmp (name, "full") == 0 && fill != NULL)
    return make_floats (draft, &fill->value->range, row->stmt, FALSE) || refuse_integers (error);
  if (strcmp (name, "arange") != 0)
    return TRUE;
  arguments = cr_range_join (call->call.arguments[0].value->range,
                             call->call.arguments[call->call.n_arguments - 1].value->range);
  return make_floats (draft, &arguments, row->stmt, TRUE) || refuse_integers (error);
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
  const CrArgument *argument = call == NULL ? NULL : find_argument (call, "requires_grad");

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
  else if (strcmp (get_callee_name (call), "randint") == 0 || strcmp (get_callee_name (call), "randperm") == 0)
    return refuse_integers (error);
  else if (is_factory (script, leaf))
    {
      if (!make_floating (draft, leaf, error))
        return FALSE;
      add_argument (draft, call, "requires_grad=True");
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
  const CrArgument *argument = call == NULL ? NULL : find_argument (call, "requires_grad");

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
  else if (strcmp (get_callee_name (call), "Parameter") == 0 && argument == NULL)
    add_argument (draft, call, "requires_grad=False");
  else if (argument != NULL && strcmp (get_callee_name (call), "Parameter") == 0)
    cr_edit_draft_add (draft, argument->value->range.offset, argument->value->range.length, "False");
  else if (argument != NULL)
    remove_argument (draft, argument);
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
  call = strcmp (get_callee_name (cr_edit_expr (script, target.expr)->expr), "detach") == 0
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
