/* The numbers of a text that can be dragged: where they are, what they are called, and how another value stands there.
 */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_DECIMALS 15
#define SMALLEST 1e-13 /* of a smaller one so many decimals do not tell enough */

/* Digits behind the point that the literal shows; 1e-3 shows 3. */
static guint
count_decimals (const char *text)
{
  const char *point = strchr (text, '.'), *e = strpbrk (text, "eE");
  gint64 n = point == NULL ? 0 : (gint64)strspn (point + 1, "0123456789_");

  if (e != NULL)
    n -= g_ascii_strtoll (e + 1, NULL, 10);
  return (guint)CLAMP (n, 0, MAX_DECIMALS);
}

/* The index in a list, by halves: a list written out may have tens of thousands of numbers. */
static guint
find_item (const CrExpr *list, const CrExpr *item)
{
  guint low = 0, high = list->list.n;

  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;

      if (list->list.items[middle]->range.offset <= item->range.offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* x = torch.tensor([1., 2.]): the list that the number stands in is a tensor's own; the indices go before @at. Owned;
 * NULL if it is something else. */
static char *
find_indices (CrEditScript *script, guint expr, guint *top)
{
  g_autoptr (GString) indices = g_string_new (NULL);
  guint at = expr;

  for (;;)
    {
      guint parent = cr_edit_expr (script, at)->parent;
      const CrExpr *around = parent == CR_EDIT_NONE ? NULL : cr_edit_expr (script, parent)->expr;
      const CrExpr *inner = cr_edit_expr (script, at)->expr;

      *top = at;
      if (around == NULL)
        break;
      if (around->kind == CR_EXPR_LIST)
        {
          g_autofree char *index = g_strdup_printf (indices->len == 0 ? "%u" : "%u, ", find_item (around, inner));

          g_string_prepend (indices, index);
        }
      if (around->kind != CR_EXPR_LIST && around->kind != CR_EXPR_UNARY && around->kind != CR_EXPR_CALL)
        return NULL;
      at = parent;
    }
  return g_strdup (indices->str);
}

static const char *
find_assigned_name (const CrStmt *stmt)
{
  const CrExpr *target = stmt->kind == CR_STMT_ASSIGN       ? stmt->assign.targets.items[0]
                         : stmt->kind == CR_STMT_ANN_ASSIGN ? stmt->ann_assign.target
                                                            : NULL;

  return target != NULL && target->kind == CR_EXPR_NAME ? target->name : NULL;
}

/* The keyword that takes the number, or the parameter of which it is the default. */
static const char *
find_keyword (CrEditScript *script, guint expr)
{
  const CrEditExpr *row = cr_edit_expr (script, expr);
  const CrStmt *stmt = cr_edit_stmt (script, row->stmt)->stmt;
  const CrExpr *call = row->parent == CR_EDIT_NONE ? NULL : cr_edit_expr (script, row->parent)->expr;

  for (guint i = 0; call != NULL && call->kind == CR_EXPR_CALL && i < call->call.n_arguments; i++)
    if (call->call.arguments[i].value == row->expr && call->call.arguments[i].name != NULL)
      return call->call.arguments[i].name;
  for (guint i = 0; call == NULL && stmt->kind == CR_STMT_DEF && i < stmt->def.parameters.n; i++)
    if (stmt->def.parameters.items[i].default_value == row->expr)
      return stmt->def.parameters.items[i].name;
  return NULL;
}

static gboolean
is_only_argument (CrEditScript *script, guint expr, const char *indices)
{
  const CrExpr *top = cr_edit_expr (script, expr)->expr;

  if (top->kind != CR_EXPR_CALL)
    return top->kind != CR_EXPR_LIST || *indices != '\0';
  return top->call.n_arguments > 0
         && (*indices != '\0' || top->call.n_arguments == 1 || top->call.arguments[1].kind == CR_ARGUMENT_KEYWORD);
}

static char *
make_label (CrEditScript *script, guint expr, guint outer, const CrRange *range)
{
  const CrEditExpr *row = cr_edit_expr (script, expr);
  const char *keyword = find_keyword (script, outer),
             *name = find_assigned_name (cr_edit_stmt (script, row->stmt)->stmt);
  guint top;
  g_autofree char *indices = find_indices (script, outer, &top);
  g_autofree char *text = NULL;

  if (keyword != NULL)
    return g_strdup (keyword);
  if (name != NULL && indices != NULL && is_only_argument (script, top, indices))
    return *indices == '\0' ? g_strdup (name) : g_strdup_printf ("%s[%s]", name, indices);
  text = cr_edit_dup_range (script, range);
  return g_strdup_printf (_ ("%s in line %u"), text, range->line);
}

static void
add_number (CrEditScript *script, guint index)
{
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrExpr *parent = row->parent == CR_EDIT_NONE ? NULL : cr_edit_expr (script, row->parent)->expr;
  g_autofree char *text = cr_edit_dup_range (script, &row->expr->range);
  CrEditNumber number = { .range = row->expr->range, .is_int = row->expr->kind == CR_EXPR_INT };
  guint outer = index;

  if (!g_ascii_isdigit (text[0]) && text[0] != '.')
    return;
  if (text[0] == '0' && g_ascii_isalpha (text[1]) && strchr ("eE", text[1]) == NULL)
    return; /* 0x1f is no amount */
  number.value = number.is_int ? (double)row->expr->integer : row->expr->number;
  number.n_decimals = number.is_int ? 0 : count_decimals (text);
  if (parent != NULL && parent->kind == CR_EXPR_UNARY && parent->unary.op == CR_AST_UNARY_NEG
      && cr_edit_range_end (&parent->range) == cr_edit_range_end (&number.range)
      && parent->range.length <= number.range.length + 2)
    {
      outer = row->parent;
      number.range = parent->range;
      number.value = -number.value;
    }
  number.label = make_label (script, index, outer, &number.range);
  g_array_append_val (script->numbers, number);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const CrEditNumber *left = a, *right = b;

  return left->range.offset < right->range.offset ? -1 : left->range.offset > right->range.offset;
}

void
cr_edit_collect_numbers (CrEditScript *script)
{
  for (guint i = 0; i < script->exprs->len; i++)
    {
      const CrEditExpr *row = cr_edit_expr (script, i);

      if ((row->expr->kind == CR_EXPR_INT || row->expr->kind == CR_EXPR_FLOAT)
          && (row->flags & CR_EDIT_EXPR_STRING) == 0)
        add_number (script, i);
    }
  g_array_sort (script->numbers, compare_numbers);
}

const GArray *
cr_edit_script_get_numbers (CrEditScript *script)
{
  g_return_val_if_fail (script != NULL, NULL);
  return script->numbers;
}

int
cr_edit_script_find_number (CrEditScript *script, guint offset)
{
  int found = -1;

  g_return_val_if_fail (script != NULL, -1);
  for (guint i = 0; i < script->numbers->len; i++)
    {
      const CrRange *range = &g_array_index (script->numbers, CrEditNumber, i).range;

      if (range->offset <= offset && offset <= cr_edit_range_end (range))
        found = (int)i;
    }
  return found;
}

static guint
decimals_of_step (double step)
{
  double scaled = fabs (step);

  if (!isfinite (step) || step == 0)
    return 0;
  for (guint n = 0; n < MAX_DECIMALS; n++, scaled *= 10)
    if (fabs (scaled - round (scaled)) < 1e-6 * scaled)
      return n;
  return MAX_DECIMALS;
}

/* A minus sign before this number would belong to something else: 2 ** 3, 2 .real, a -2. */
static gboolean
needs_brackets (CrEditScript *script, const CrEditNumber *number)
{
  guint index = cr_edit_find_expr (script, &number->range);
  const CrEditExpr *row = index == CR_EDIT_NONE ? NULL : cr_edit_expr (script, index);
  const CrExpr *parent = row == NULL || row->parent == CR_EDIT_NONE ? NULL : cr_edit_expr (script, row->parent)->expr;

  if (parent == NULL)
    return FALSE;
  if (number->range.offset > 0 && strchr ("+-", script->text[number->range.offset - 1]) != NULL)
    return TRUE;
  return (parent->kind == CR_EXPR_BINARY && parent->binary.op == CR_AST_BINARY_POW && parent->binary.left == row->expr)
         || parent->kind == CR_EXPR_ATTRIBUTE || parent->kind == CR_EXPR_UNARY;
}

static char *
format_float (double value, guint n_decimals)
{
  char format[16], buffer[400];
  char *text;

  if (fabs (value) >= 1e16)
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, value));
  g_snprintf (format, sizeof format, "%%.%uf", n_decimals);
  g_ascii_formatd (buffer, sizeof buffer, format, value);
  text = g_ascii_strtod (buffer, NULL) == 0 && buffer[0] == '-' ? g_strdup (buffer + 1) : g_strdup (buffer);
  if (strpbrk (text, ".eE") == NULL)
    {
      char *pointed = g_strconcat (text, ".", NULL);

      g_free (text);
      text = pointed;
    }
  return text;
}

/* Where no point of a decimal fraction reaches: 1.1e-20. */
static char *
format_tiny (double value, double step)
{
  int digits = (int)CLAMP (ceil (log10 (fabs (value) / step)) + 1, 1, 17);
  char format[8], buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_snprintf (format, sizeof format, "%%.%dg", digits);
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, format, value));
}

char *
cr_edit_number_to_text (CrEditScript *script, const CrEditNumber *number, double value, double step)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (script != NULL && number != NULL, NULL);
  if (!isfinite (value))
    return cr_edit_dup_range (script, &number->range);
  if (number->is_int)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)CLAMP (round (value), -9e18, 9e18));
  else if (value != 0 && fabs (value) < SMALLEST && step > 0)
    text = format_tiny (value, step);
  else
    text = format_float (value, MIN (MAX (number->n_decimals, decimals_of_step (step)), MAX_DECIMALS));
  if (text[0] == '-' && needs_brackets (script, number))
    return g_strconcat ("(", text, ")", NULL);
  return g_steal_pointer (&text);
}
