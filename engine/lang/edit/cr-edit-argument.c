/* The arguments of a call that makes a tensor: found, taken away, added, and made numbers that can have gradients. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *
cr_edit_get_callee_name (const CrExpr *expr)
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
gboolean
cr_edit_is_factory (CrEditScript *script, guint expr)
{
  static const char *const names[]
      = { "tensor", "ones",  "zeros",     "full",       "rand",      "randn",      "linspace",  "logspace",   "arange",
          "eye",    "empty", "ones_like", "zeros_like", "rand_like", "randn_like", "full_like", "empty_like", NULL };
  const CrEditExpr *row = cr_edit_expr (script, expr);
  const CrExpr *root = row->expr;
  guint home, use;

  if (!is_one_of (cr_edit_get_callee_name (row->expr), names))
    return FALSE;
  root = root->call.callee->kind == CR_EXPR_ATTRIBUTE ? root->call.callee->attribute.object : root->call.callee;
  if (root->kind != CR_EXPR_NAME)
    return FALSE;
  home = cr_edit_find_home (script, row->scope, root->name);
  use = home == CR_EDIT_NONE ? CR_EDIT_NONE : cr_edit_find_binding (script, home, root->name, G_MAXUINT);
  return use != CR_EDIT_NONE && cr_edit_use (script, use)->kind == CR_EDIT_USE_IMPORT;
}

const CrArgument *
cr_edit_find_argument (const CrExpr *call, const char *name)
{
  for (guint i = 0; call->kind == CR_EXPR_CALL && i < call->call.n_arguments; i++)
    if (g_strcmp0 (call->call.arguments[i].name, name) == 0)
      return &call->call.arguments[i];
  return NULL;
}

/* With the comma that parts it from its neighbour. */
void
cr_edit_remove_argument (CrEditDraft *draft, const CrArgument *argument)
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

void
cr_edit_add_argument (CrEditDraft *draft, const CrExpr *call, const char *argument)
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

gboolean
cr_edit_refuse_integers (GError **error)
{
  return cr_edit_refuse (error, "%s",
                         _ ("Only Tensors of floating point and complex dtype can require gradients: make it one of "
                            "floating point first."))
         != NULL;
}

gboolean
cr_edit_make_floating (CrEditDraft *draft, guint index, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrExpr *call = row->expr;
  const char *name = cr_edit_get_callee_name (call);
  const CrArgument *dtype = cr_edit_find_argument (call, "dtype"), *fill = cr_edit_find_argument (call, "fill_value");
  CrRange arguments;

  if (dtype != NULL)
    {
      g_autofree char *text = cr_edit_dup_range (script, &dtype->value->range);

      return (strstr (text, "int") == NULL && strstr (text, "long") == NULL && strstr (text, "bool") == NULL
              && strstr (text, "short") == NULL)
             || cr_edit_refuse_integers (error);
    }
  if (call->call.n_arguments == 0)
    return TRUE;
  if (strcmp (name, "tensor") == 0)
    return make_floats (draft, &call->call.arguments[0].value->range, row->stmt, FALSE)
           || cr_edit_refuse_integers (error);
  if (strcmp (name, "full") == 0 && fill == NULL && call->call.n_arguments > 1)
    fill = &call->call.arguments[1];
  if (strcmp (name, "full") == 0 && fill != NULL)
    return make_floats (draft, &fill->value->range, row->stmt, FALSE) || cr_edit_refuse_integers (error);
  if (strcmp (name, "arange") != 0)
    return TRUE;
  arguments = cr_range_join (call->call.arguments[0].value->range,
                             call->call.arguments[call->call.n_arguments - 1].value->range);
  return make_floats (draft, &arguments, row->stmt, TRUE) || cr_edit_refuse_integers (error);
}
