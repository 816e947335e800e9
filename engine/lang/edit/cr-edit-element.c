/* One element of a leaf: its number where it is written out, else a write after the leaf's statement. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* As few digits as give the same float. */
static char *
format_value (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE], format[8];

  for (int digits = 1; digits <= 9; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if ((float)g_ascii_strtod (buffer, NULL) == (float)value)
        break;
    }
  if (strcmp (buffer, "-0") == 0)
    return g_strdup ("0.");
  return strpbrk (buffer, ".en") == NULL ? g_strconcat (buffer, ".", NULL) : g_strdup (buffer);
}

/* The literal of the element in nested lists; NULL if it is not written out. */
static const CrExpr *
find_literal (const CrExpr *value, const gint64 *sizes, int ndim, gint64 index)
{
  gint64 stride = 1;

  for (int i = 0; i < ndim; i++)
    stride *= sizes[i];
  for (int i = 0; i < ndim; i++)
    {
      stride = sizes[i] == 0 ? 0 : stride / sizes[i];
      if ((value->kind != CR_EXPR_LIST && value->kind != CR_EXPR_TUPLE) || (gint64)value->list.n != sizes[i]
          || stride == 0)
        return NULL;
      value = value->list.items[index / stride];
      index %= stride;
    }
  return value;
}

static int
find_literal_number (CrEditScript *script, const CrExpr *literal)
{
  for (guint i = 0; literal != NULL && i < script->numbers->len; i++)
    {
      const CrRange *range = &g_array_index (script->numbers, CrEditNumber, i).range;

      if (range->offset == literal->range.offset && range->length == literal->range.length)
        return (int)i;
    }
  return -1;
}

/* torch.tensor(...), perhaps in a Parameter. */
static const CrExpr *
find_tensor_call (const CrExpr *expr)
{
  const char *name;

  if (expr->kind != CR_EXPR_CALL || expr->call.n_arguments == 0
      || expr->call.arguments[0].kind != CR_ARGUMENT_POSITIONAL)
    return NULL;
  name = expr->call.callee->kind == CR_EXPR_ATTRIBUTE ? expr->call.callee->attribute.name
         : expr->call.callee->kind == CR_EXPR_NAME    ? expr->call.callee->name
                                                      : "";
  if (strcmp (name, "tensor") == 0 || strcmp (name, "Tensor") == 0 || strcmp (name, "FloatTensor") == 0)
    return expr;
  return strcmp (name, "Parameter") == 0 ? find_tensor_call (expr->call.arguments[0].value) : NULL;
}

static char *
format_index (const gint64 *sizes, int ndim, gint64 index)
{
  GString *out = g_string_new ("[");
  gint64 stride = 1;

  for (int i = 0; i < ndim; i++)
    stride *= sizes[i];
  for (int i = 0; i < ndim; i++)
    {
      stride /= sizes[i];
      g_string_append_printf (out, i == 0 ? "%" G_GINT64_FORMAT : ", %" G_GINT64_FORMAT, index / stride);
      index %= stride;
    }
  g_string_append (out, ndim == 0 ? "()]" : "]");
  return g_string_free (out, FALSE);
}

/* `x[1] = 2.` under `with torch.no_grad():` directly after the leaf's statement: what was written there before.
 * CR_EDIT_NONE; @last: the last statement of that block. */
static guint
find_write (CrEditScript *script, guint stmt, const char *place, guint *last)
{
  guint with = cr_edit_next_stmt (script, stmt);
  const CrStmt *row = with == CR_EDIT_NONE ? NULL : cr_edit_stmt (script, with)->stmt;
  g_autofree char *head = NULL, *start = g_strconcat (place, " = ", NULL);
  guint found = CR_EDIT_NONE, n = (guint)strcspn (place, "[") + 1;

  *last = CR_EDIT_NONE;
  if (row == NULL || row->kind != CR_STMT_WITH || row->with.n_items != 1)
    return CR_EDIT_NONE;
  head = cr_edit_dup_range (script, &row->with.items[0].context->range);
  if (!g_str_has_suffix (head, "no_grad()"))
    return CR_EDIT_NONE;
  for (guint i = with + 1;
       i < script->stmts->len && cr_edit_climb (script, i, cr_edit_stmt (script, with)->block) == with; i++)
    {
      const char *text = script->text + cr_edit_stmt (script, i)->stmt->range.offset;

      if (cr_edit_stmt (script, i)->stmt->kind != CR_STMT_ASSIGN || strncmp (text, place, n) != 0)
        {
          *last = CR_EDIT_NONE; /* not a block of such writes */
          return CR_EDIT_NONE;
        }
      *last = i;
      if (g_str_has_prefix (text, start))
        found = i;
    }
  return found;
}

static gboolean
write_after (CrEditTarget *target, CrEditDraft *draft, const char *index, const char *value, GError **error)
{
  CrEditScript *script = target->script;
  g_autofree char *place = NULL, *line = NULL, *guard = NULL, *block = NULL, *no_grad = NULL;
  guint write, last;
  gboolean had_name = target->name != NULL && !target->rebound;

  if (!cr_edit_target_ensure_name (target, draft, error))
    return FALSE;
  if (!had_name && !target->moved && target->expr != CR_EDIT_NONE
      && cr_edit_stmt (script, target->stmt)->stmt->kind != CR_STMT_EXPR)
    return cr_edit_refuse (error, "%s", _ ("It is used in the line that makes it: give it a line of its own first."))
           != NULL;
  target->ahead = target->ahead || target->moved; /* what the statement makes of it must see the number */
  place = g_strconcat (target->name, index, NULL);
  line = g_strdup_printf ("%s = %s", place, value);
  write = find_write (script, target->stmt, place, &last);
  if (write != CR_EDIT_NONE)
    {
      const CrRange *range = &cr_edit_stmt (script, write)->stmt->assign.value->range;

      cr_edit_draft_add (draft, range->offset, range->length, value);
      cr_edit_draft_show (draft, 0, (guint)strlen (value));
      return TRUE;
    }
  if (last != CR_EDIT_NONE)
    {
      cr_edit_draft_after (draft, last, line, TRUE);
      return TRUE;
    }
  no_grad = cr_edit_fill_call (draft, "torch.no_grad()", NULL, 0, error);
  if (no_grad == NULL)
    return FALSE;
  guard = g_strdup_printf ("with %s:", no_grad);
  block = cr_edit_draft_make_block (draft, target->stmt, guard, line);
  cr_edit_target_follow (target, draft, block, TRUE);
  return TRUE;
}

CrEditPlan *
cr_edit_set_element (CrEditScript *script, const CrEditNode *leaf, const gint64 *sizes, int ndim, gint64 index,
                     double value, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  g_autofree char *text = NULL, *place = NULL;
  const CrExpr *call;
  int number;

  g_return_val_if_fail (script != NULL && leaf != NULL && index >= 0 && ndim >= 0, NULL);
  if (!isfinite (value))
    return cr_edit_refuse (error, "%s", _ ("A number is needed."));
  if (!cr_edit_target_init (&target, script, leaf, error))
    return NULL;
  draft = cr_edit_draft_new (script);
  call = target.expr == CR_EDIT_NONE
             ? NULL
             : find_tensor_call (cr_edit_expr (script, cr_edit_find_expr (script, &leaf->range))->expr);
  number = find_literal_number (script,
                                call == NULL ? NULL : find_literal (call->call.arguments[0].value, sizes, ndim, index));
  if (number >= 0)
    {
      const CrEditNumber *row = &g_array_index (script->numbers, CrEditNumber, number);

      text = row->is_int ? cr_edit_number_to_text (script, row, value, 1) : format_value (value);
      cr_edit_draft_add (draft, row->range.offset, row->range.length, text);
      cr_edit_draft_show (draft, 0, (guint)strlen (text));
    }
  else
    {
      text = format_value (value);
      place = format_index (sizes, ndim, index);
      if (!write_after (&target, draft, place, text, error))
        return NULL;
      cr_edit_draft_note_place (draft, target.stmt);
    }
  cr_edit_draft_set_name (draft, target.name);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}
