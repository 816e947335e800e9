/* What depends on when it is computed: calls that draw numbers, change something or say something. */

#include "cr-edit-private.h"

#include <string.h>

gboolean
cr_edit_is_inplace_method (const char *name)
{
  gsize n = strlen (name);

  return n > 1 && name[n - 1] == '_' && name[n - 2] != '_';
}

/* Calls whose value or effect depends on when they are made. */
static gboolean
is_ordered_name (const char *name)
{
  static const char *const names[] = { "rand",
                                       "randn",
                                       "randint",
                                       "randperm",
                                       "normal",
                                       "bernoulli",
                                       "multinomial",
                                       "dropout",
                                       "rand_like",
                                       "randn_like",
                                       "randint_like",
                                       "poisson",
                                       "manual_seed",
                                       "seed",
                                       "uniform",
                                       "shuffle",
                                       "choice",
                                       "random",
                                       "print",
                                       "input",
                                       "next",
                                       "send",
                                       "show",
                                       "time",
                                       "setattr",
                                       "append",
                                       "pop",
                                       "extend",
                                       "insert",
                                       "remove",
                                       "update",
                                       "clear",
                                       "setdefault",
                                       "sort",
                                       "reverse",
                                       "backward",
                                       "step",
                                       "zero_grad",
                                       "grad",
                                       "retain_grad",
                                       "register_hook",
                                       "eval",
                                       "train",
                                       "apply",
                                       "to",
                                       "float",
                                       "double",
                                       "half",
                                       "add_module",
                                       "register_parameter",
                                       "register_buffer",
                                       "register_forward_hook",
                                       "load_state_dict" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;
  /* A class: modules draw their first weights. */
  return cr_edit_is_inplace_method (name) || g_ascii_isupper (name[0]) || g_str_has_prefix (name, "resnet")
         || strstr (name, "dropout") != NULL;
}

/* A call is only known not to matter where the name called is Python's or an imported module's. */
static gboolean
is_ordered_call (CrEditScript *script, guint index)
{
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrExpr *callee = row->expr->call.callee;
  guint home, use;

  if (callee->kind == CR_EXPR_NAME)
    {
      home = cr_edit_find_home (script, row->scope, callee->name);
      if (home == CR_EDIT_NONE)
        return is_ordered_name (callee->name);
      use = cr_edit_find_binding (script, home, callee->name, G_MAXUINT);
      return use == CR_EDIT_NONE || cr_edit_use (script, use)->kind != CR_EDIT_USE_IMPORT
             || is_ordered_name (callee->name);
    }
  if (callee->kind != CR_EXPR_ATTRIBUTE || is_ordered_name (callee->attribute.name))
    return TRUE;
  for (guint i = 0; i < script->uses->len; i++)
    if (cr_edit_use (script, i)->kind == CR_EDIT_USE_DEFINITION
        && strcmp (cr_edit_use (script, i)->name, callee->attribute.name) == 0)
      return TRUE; /* perhaps the script's own method */
  while (callee->kind == CR_EXPR_ATTRIBUTE)
    callee = callee->attribute.object;
  return callee->kind == CR_EXPR_NAME && strcmp (callee->name, "self") == 0;
}

static gboolean
is_ordered (CrEditScript *script, guint index)
{
  CrExprKind kind = cr_edit_expr (script, index)->expr->kind;

  return kind == CR_EXPR_NAMED || kind == CR_EXPR_YIELD || kind == CR_EXPR_YIELD_FROM
         || (kind == CR_EXPR_CALL && is_ordered_call (script, index));
}

gboolean
cr_edit_is_pure (CrEditScript *script, guint expr)
{
  const CrRange *range = &cr_edit_expr (script, expr)->expr->range;

  for (guint i = expr; i < script->exprs->len; i++)
    {
      const CrEditExpr *row = cr_edit_expr (script, i);

      if (row->stmt != cr_edit_expr (script, expr)->stmt)
        break;
      if (cr_edit_range_contains (range, &row->expr->range) && is_ordered (script, i))
        return FALSE;
    }
  return TRUE;
}

/* What may be another after something else was computed: an object's state, not a module's function. */
static gboolean
reads_state (CrEditScript *script, guint index)
{
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrExpr *root = row->expr;
  guint home, use;

  if (root->kind == CR_EXPR_CALL || root->kind == CR_EXPR_BINARY || root->kind == CR_EXPR_SUBSCRIPT
      || root->kind == CR_EXPR_COMPARE)
    return TRUE;
  if (root->kind != CR_EXPR_ATTRIBUTE)
    return FALSE;
  while (root->kind == CR_EXPR_ATTRIBUTE)
    root = root->attribute.object;
  home = root->kind == CR_EXPR_NAME ? cr_edit_find_home (script, row->scope, root->name) : CR_EDIT_NONE;
  use = home == CR_EDIT_NONE ? CR_EDIT_NONE : cr_edit_find_binding (script, home, root->name, G_MAXUINT);
  return use == CR_EDIT_NONE || cr_edit_use (script, use)->kind != CR_EDIT_USE_IMPORT;
}

/* Whether computing @expr before its statement would be too early: something that matters comes before it. */
gboolean
cr_edit_must_stay (CrEditScript *script, guint expr)
{
  const CrEditExpr *row = cr_edit_expr (script, expr);
  gboolean pure = cr_edit_is_pure (script, expr);

  for (guint i = expr; i-- > 0 && cr_edit_expr (script, i)->stmt == row->stmt;)
    {
      const CrEditExpr *other = cr_edit_expr (script, i);

      if (cr_edit_range_contains (&other->expr->range, &row->expr->range))
        continue;
      if (is_ordered (script, i) || (!pure && reads_state (script, i)))
        return TRUE;
    }
  return FALSE;
}
