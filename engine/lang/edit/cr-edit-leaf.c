/* New statements that belong to no node: leaves, and what was typed. */

#include "cr-edit-private.h"

#include "cr-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Whether all that the statement reads comes from imports, Python, or what is itself such. */
static gboolean
reads_leaves_only (CrEditScript *script, guint stmt, GHashTable *leaves)
{
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->stmt != stmt || use->kind != CR_EDIT_USE_LOAD || use->home == CR_EDIT_NONE)
        continue;
      if (!g_hash_table_contains (leaves, use->name))
        return FALSE;
    }
  return TRUE;
}

static void
collect_names (CrEditScript *script, guint stmt, GHashTable *names)
{
  for (guint i = 0; i < script->uses->len; i++)
    if (cr_edit_use (script, i)->stmt == stmt && cr_edit_is_binding (cr_edit_use (script, i)->kind))
      g_hash_table_add (names, (gpointer)cr_edit_use (script, i)->name);
}

/* A call such as torch.manual_seed(0), before the leaves. */
static gboolean
is_preparation (const CrStmt *stmt)
{
  return stmt->kind == CR_STMT_EXPR
         && (stmt->expr.value->kind == CR_EXPR_STR
             || (stmt->expr.value->kind == CR_EXPR_CALL && stmt->expr.value->call.callee->kind == CR_EXPR_ATTRIBUTE
                 && strstr (stmt->expr.value->call.callee->attribute.name, "seed") != NULL));
}

/* A tensor made from nothing is a leaf; a value computed from leaves is not, though it may be written without names. */
static gboolean
is_leaf_value (const CrExpr *value)
{
  while (value->kind == CR_EXPR_CALL && value->call.callee->kind == CR_EXPR_ATTRIBUTE
         && value->call.callee->attribute.object->kind == CR_EXPR_CALL)
    value = value->call.callee->attribute.object; /* torch.ones(2).requires_grad_() */
  switch (value->kind)
    {
    case CR_EXPR_CALL:
      return TRUE;
    case CR_EXPR_BINARY:
      return is_leaf_value (value->binary.left) && is_leaf_value (value->binary.right);
    case CR_EXPR_UNARY:
      return is_leaf_value (value->unary.operand);
    case CR_EXPR_INT:
    case CR_EXPR_FLOAT:
    case CR_EXPR_LIST:
    case CR_EXPR_TUPLE:
    case CR_EXPR_ATTRIBUTE: /* math.pi */
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
reads_tensors (CrEditScript *script, guint stmt, GHashTable *tensors)
{
  for (guint i = 0; i < script->uses->len; i++)
    if (cr_edit_use (script, i)->stmt == stmt && cr_edit_use (script, i)->kind == CR_EDIT_USE_LOAD
        && g_hash_table_contains (tensors, cr_edit_use (script, i)->name))
      return TRUE;
  return FALSE;
}

/* The last of the leaves that stand at the top, before anything is computed from them; else of the imports. */
static guint
find_last_leaf (CrEditScript *script)
{
  g_autoptr (GHashTable) leaves = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) tensors = g_hash_table_new (g_str_hash, g_str_equal);
  guint found = CR_EDIT_NONE;

  for (guint i = 0; i < script->stmts->len; i++)
    {
      const CrEditStmt *row = cr_edit_stmt (script, i);
      gboolean import = row->stmt->kind == CR_STMT_IMPORT || row->stmt->kind == CR_STMT_IMPORT_FROM;

      if (row->block != 0)
        continue;
      if (!import && !is_preparation (row->stmt))
        {
          if (row->stmt->kind != CR_STMT_ASSIGN || !is_leaf_value (row->stmt->assign.value)
              || !reads_leaves_only (script, i, leaves) || reads_tensors (script, i, tensors))
            break;
          if (row->stmt->assign.value->kind == CR_EXPR_CALL)
            collect_names (script, i, tensors);
        }
      collect_names (script, i, leaves);
      found = i;
    }
  return found;
}

/* The statement at the top behind which all is there that @new reads; CR_EDIT_NONE: it reads nothing. */
static guint
find_needed (CrEditScript *script, CrEditScript *new)
{
  guint last = CR_EDIT_NONE;

  for (guint i = 0; i < new->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (new, i);
      guint binding = use->kind == CR_EDIT_USE_LOAD && use->home == CR_EDIT_NONE
                          ? cr_edit_find_binding (script, 0, use->name, G_MAXUINT)
                          : CR_EDIT_NONE;
      guint stmt
          = binding == CR_EDIT_NONE ? CR_EDIT_NONE : cr_edit_climb (script, cr_edit_use (script, binding)->stmt, 0);

      if (stmt != CR_EDIT_NONE && (last == CR_EDIT_NONE || stmt > last))
        last = stmt;
    }
  return last;
}

static guint
later (guint a, guint b)
{
  return a == CR_EDIT_NONE ? b : b == CR_EDIT_NONE ? a : MAX (a, b);
}

static void
place_after (CrEditDraft *draft, guint stmt, const char *text)
{
  if (stmt == CR_EDIT_NONE)
    cr_edit_draft_top (draft, text, TRUE);
  else
    cr_edit_draft_after (draft, stmt, text, TRUE);
}

CrEditPlan *
cr_edit_add_leaf (CrEditScript *script, const char *expression, const char *name, GError **error)
{
  g_autoptr (CrEditDraft) draft = NULL;
  g_autoptr (CrEditScript) new = NULL;
  g_autofree char *value = NULL, *chosen = NULL, *text = NULL;
  const char *wish;

  g_return_val_if_fail (script != NULL && expression != NULL, NULL);
  if (!cr_edit_check_expression (expression, NULL, error))
    return NULL;
  if (name != NULL && (!cr_edit_is_identifier (name) || cr_edit_is_keyword (name)))
    {
      g_autofree char *reason = cr_edit_check_name (script, name);

      return cr_edit_refuse (error, "%s", reason);
    }
  new = cr_edit_script_new (expression, error);
  if (new == NULL)
    return NULL;
  draft = cr_edit_draft_new (script);
  value = cr_edit_adapt (draft, new, NULL, 0, TRUE, error);
  if (value == NULL)
    return NULL;
  wish = cr_edit_wish_name (expression);
  chosen = cr_edit_draft_make_name (draft, name != NULL ? name : strcmp (wish, "y") == 0 ? "x" : wish);
  text = g_strdup_printf ("%s = %s", chosen, value);
  place_after (draft,
               later (find_last_leaf (script), later (find_needed (script, new), cr_edit_draft_get_needed (draft))),
               text);
  cr_edit_draft_set_name (draft, chosen);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

/* The typed text as a script of one simple statement. */
static CrEditScript *
parse_typed (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autoptr (CrEditScript) new = NULL;
  const CrStmt *stmt;

  if (*text == '\0')
    return cr_edit_refuse (error, "%s", _ ("Write an expression, such as sin(x) * 2."));
  new = cr_edit_script_new (text, error);
  if (new == NULL)
    return NULL;
  if (new->n_errors > 0)
    return cr_edit_refuse_typed (new, error);
  if (new->module->body.n == 0)
    return cr_edit_refuse (error, "%s",
                           _ ("A comment alone computes nothing: write an expression, such as sin(x) * 2."));
  stmt = new->module->body.items[0];
  if (new->module->body.n > 1)
    return cr_edit_refuse (error, "%s", _ ("This takes one statement at a time: write several in the text."));
  if (cr_edit_stmt_is_compound (stmt) || cr_edit_stmt_leaves (stmt) || stmt->kind == CR_STMT_GLOBAL
      || stmt->kind == CR_STMT_NONLOCAL)
    return cr_edit_refuse (error, "%s", _ ("Loops, conditions and functions are written in the text, not here."));
  return g_steal_pointer (&new);
}

/* x^2 is what formulas have; in Python it is another thing, which tensors of numbers do not do. */
static gboolean
check_powers (CrEditScript *new, GError **error)
{
  for (guint i = 0; i < new->exprs->len; i++)
    {
      const CrExpr *expr = cr_edit_expr (new, i)->expr;
      g_autofree char *left = NULL, *right = NULL;

      if (expr->kind != CR_EXPR_BINARY || expr->binary.op != CR_AST_BINARY_XOR)
        continue;
      left = cr_edit_dup_range (new, &expr->binary.left->range);
      right = cr_edit_dup_range (new, &expr->binary.right->range);
      return cr_edit_refuse (error, _ ("Python writes a power with “**”: %s**%s. (“^” means “either, but not both”.)"),
                             left, right)
             != NULL;
    }
  return TRUE;
}

/* Calls that are made for what they do. */
static gboolean
is_action (const CrExpr *value)
{
  static const char *const names[]
      = { "backward", "retain_grad", "zero_grad", "step", "manual_seed", "print", "register_hook", "append" };
  const CrExpr *root = value;
  const char *name;
  gsize n;

  if (value->kind != CR_EXPR_CALL)
    return FALSE;
  name = value->call.callee->kind == CR_EXPR_NAME        ? value->call.callee->name
         : value->call.callee->kind == CR_EXPR_ATTRIBUTE ? value->call.callee->attribute.name
                                                         : "";
  while (root->kind == CR_EXPR_CALL || root->kind == CR_EXPR_ATTRIBUTE)
    root = root->kind == CR_EXPR_CALL ? root->call.callee : root->attribute.object;
  if (root->kind == CR_EXPR_NAME && strcmp (root->name, "plt") == 0)
    return strcmp (name, "subplots") != 0 && strcmp (name, "figure") != 0;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;
  n = strlen (name);
  return n > 1 && name[n - 1] == '_' && name[n - 2] != '_';
}

static gboolean
reads_gradient (CrEditScript *new)
{
  for (guint i = 0; i < new->exprs->len; i++)
    {
      const CrExpr *expr = cr_edit_expr (new, i)->expr;

      if (expr->kind == CR_EXPR_ATTRIBUTE && strcmp (expr->attribute.name, "grad") == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_show (CrEditScript *script, const CrStmt *stmt)
{
  g_autofree char *text = cr_edit_dup_range (script, &stmt->range);

  return g_str_has_suffix (text, ".show()") && stmt->kind == CR_STMT_EXPR;
}

/* At the end of the script, but before a plt.show() there if it draws. */
static void
place_at_end (CrEditDraft *draft, CrEditScript *script, const char *text, const char *first)
{
  guint last = cr_edit_last_stmt (script, 0);

  if (script->stmts->len == 0)
    cr_edit_draft_top (draft, text, TRUE);
  else if (is_show (script, cr_edit_stmt (script, last)->stmt) && g_str_has_prefix (first, "plt.")
           && strstr (text, ".show(") == NULL)
    cr_edit_draft_before (draft, last, text, TRUE);
  else
    cr_edit_draft_after (draft, last, text, TRUE);
}

/* What a typed assignment binds must be free, or be bound before: then it is bound again, at the end. */
static gboolean
check_bound (CrEditScript *script, CrEditScript *new, gboolean *again, GError **error)
{
  for (guint i = 0; i < new->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (new, i);
      g_autofree char *reason = NULL;
      guint binding;

      if (use->kind != CR_EDIT_USE_STORE || use->home != 0)
        continue;
      binding = cr_edit_find_binding (script, 0, use->name, G_MAXUINT);
      if (binding != CR_EDIT_NONE && cr_edit_use (script, binding)->kind == CR_EDIT_USE_IMPORT)
        return cr_edit_refuse (error, _ ("“%s” is imported in this script: take another name."), use->name) != NULL;
      *again = *again || binding != CR_EDIT_NONE;
      reason
          = binding != CR_EDIT_NONE
                    || (g_hash_table_contains (script->words, use->name) && !cr_edit_hides_builtin (script, use->name))
                ? NULL
                : cr_edit_check_name (script, use->name);
      if (reason != NULL)
        return cr_edit_refuse (error, "%s", reason) != NULL;
    }
  return TRUE;
}

/* The name that the statement gives to a value; NULL. */
static const char *
find_bound (const CrStmt *stmt)
{
  const CrExpr *target = stmt->kind == CR_STMT_ASSIGN       ? stmt->assign.targets.items[0]
                         : stmt->kind == CR_STMT_AUG_ASSIGN ? stmt->aug_assign.target
                         : stmt->kind == CR_STMT_ANN_ASSIGN ? stmt->ann_assign.target
                                                            : NULL;

  return target != NULL && target->kind == CR_EXPR_NAME ? target->name : NULL;
}

static gboolean
check_typed (CrEditScript *script, CrEditScript *new, gboolean *again, GError **error)
{
  const CrStmt *stmt = new->module->body.items[0];

  if (!check_powers (new, error) || !check_bound (script, new, again, error))
    return FALSE;
  if (stmt->kind == CR_STMT_EXPR && stmt->expr.value->kind == CR_EXPR_NAME
      && cr_edit_find_binding (script, 0, stmt->expr.value->name, G_MAXUINT) != CR_EDIT_NONE)
    return cr_edit_refuse (error, _ ("“%s” is there already: write what to do with it, such as %s * 2."),
                           stmt->expr.value->name, stmt->expr.value->name)
           != NULL;
  return TRUE;
}

static CrEditPlan *
add_typed (CrEditScript *script, const char *typed, char **statement, GError **error)
{
  g_autoptr (CrEditScript) new = parse_typed (typed, error);
  g_autoptr (CrEditDraft) draft = NULL;
  g_autofree char *value = NULL, *name = NULL, *text = NULL;
  gboolean again = FALSE, is_value;
  const CrStmt *stmt;

  if (new == NULL || !check_typed (script, new, &again, error))
    return NULL;
  stmt = new->module->body.items[0];
  draft = cr_edit_draft_new (script);
  value = cr_edit_adapt (draft, new, NULL, 0, TRUE, error);
  if (value == NULL)
    return NULL;
  is_value = stmt->kind == CR_STMT_EXPR && !is_action (stmt->expr.value);
  name = is_value ? cr_edit_draft_make_name (draft, cr_edit_wish_name (new->text)) : g_strdup (find_bound (stmt));
  text = is_value ? g_strdup_printf ("%s = %s", name, value) : g_strdup (value);
  if (stmt->kind == CR_STMT_IMPORT || stmt->kind == CR_STMT_IMPORT_FROM)
    cr_edit_draft_top (draft, text, TRUE);
  else if (again || reads_gradient (new) || (!is_value && stmt->kind != CR_STMT_ASSIGN))
    place_at_end (draft, script, text, new->text);
  else
    {
      guint needed = later (find_needed (script, new), cr_edit_draft_get_needed (draft));

      /* Behind the leaves, too: they stay together. */
      place_after (draft, later (needed, find_last_leaf (script)), text);
    }
  cr_edit_draft_set_name (draft, name);
  if (statement != NULL)
    *statement = g_steal_pointer (&text);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}

CrEditPlan *
cr_edit_add_typed (CrEditScript *script, const char *typed, GError **error)
{
  g_return_val_if_fail (script != NULL && typed != NULL, NULL);
  return add_typed (script, typed, NULL, error);
}

char *
cr_edit_complete_typed (CrEditScript *script, const char *typed, guint *offset, GError **error)
{
  g_autofree char *statement = NULL;
  g_autoptr (CrEditPlan) plan = NULL;

  g_return_val_if_fail (script != NULL && typed != NULL && offset != NULL, NULL);
  plan = add_typed (script, typed, &statement, error);
  if (plan == NULL)
    return NULL;
  *offset = g_array_index (plan->edits, CrTextEdit, plan->edits->len - 1).offset;
  return g_steal_pointer (&statement);
}
