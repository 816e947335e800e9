/* Which letters a rule has, and what they stood for in one step. */
#include "cr-formula-account-private.h"

#include <math.h>
#include <string.h>

#include "cr-primitive.h"

/* Words behind a right side that leave its elements where they are. */
static const char *const plain_words[] = { "for every element",
                                           "for each of the",
                                           "in the shape of",
                                           "in the dtype of",
                                           "with its dimensions put back in order",
                                           "batch by batch",
                                           "summed to the shape of" };

static gboolean
is_equation (const CrTerm *row)
{
  return cr_term_is (cr_term_get (row, 0), CR_TERM_GRADIENT, NULL)
         && cr_term_is (cr_term_get (row, 1), CR_TERM_RELATION, "=") && cr_term_get (row, 2) != NULL;
}

/* The @nth equation for an input; NULL if there is none. */
static const CrTerm *
find_equation (const CrFormula *rule, guint nth)
{
  for (guint i = 0; i < rule->clauses->len; i++)
    {
      const CrTerm *row = g_ptr_array_index (rule->clauses, i);

      if (is_equation (row) && nth-- == 0)
        return row;
    }
  return NULL;
}

static gboolean
are_plain_words (const CrTerm *term)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain_words); i++)
    if (cr_term_is (term, CR_TERM_WORDS, NULL) && g_str_has_prefix (term->text, plain_words[i]))
      return TRUE;
  return FALSE;
}

/* "where y > 0, else 0" from piece 3 on. */
static gboolean
read_condition (const CrTerm *row, CrEquation *equation)
{
  guint n = cr_term_get_n (row);

  if (n != 7 && n != 10)
    return FALSE;
  if (!cr_term_is (cr_term_get (row, 5), CR_TERM_RELATION, NULL))
    return FALSE;
  equation->left = cr_term_get (row, 4);
  equation->relation = cr_term_get (row, 5)->text;
  equation->right = cr_term_get (row, 6);
  if (n == 10 && !cr_term_is (cr_term_get (row, 8), CR_TERM_WORDS, "else"))
    return FALSE;
  equation->otherwise = n == 10 ? cr_term_get (row, 9) : NULL;
  return TRUE;
}

static gboolean
read_equation (const CrTerm *row, CrEquation *equation)
{
  const CrTerm *words = cr_term_get (row, 3);

  if (!is_equation (row))
    return FALSE;
  equation->name = cr_term_get (cr_term_get (row, 0), 0);
  equation->value = cr_term_get (row, 2);
  if (words == NULL)
    return TRUE;
  if (cr_term_is (words, CR_TERM_WORDS, "where"))
    return read_condition (row, equation);
  if (words->kind == CR_TERM_COMMA)
    words = cr_term_get (row, 4);
  if (words == NULL || !are_plain_words (words))
    return FALSE;
  equation->flat = g_str_has_prefix (words->text, "in the shape of");
  equation->reversed = g_str_has_prefix (words->text, "with its dimensions");
  return TRUE;
}

static void
bind (CrAccount *account, CrBinding binding)
{
  if (account->scope.n_bindings < CR_MAX_BINDINGS)
    account->scope.bindings[account->scope.n_bindings++] = binding;
}

CrBinding *
cr_account_find_symbol (CrAccount *account, const char *name)
{
  for (guint i = 0; i < account->scope.n_bindings; i++)
    if (!account->scope.bindings[i].is_gradient && strcmp (account->scope.bindings[i].name, name) == 0)
      return &account->scope.bindings[i];
  return NULL;
}

/* Y, X and y are the result, whatever it is called. */
static void
bind_result (CrAccount *account, const CrValue *value)
{
  static const char *const names[] = { "y", "Y", "X" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      bind (account, (CrBinding){ .name = names[i], .is_result = TRUE, .value = value });
      bind (
          account,
          (CrBinding){ .name = names[i], .is_gradient = TRUE, .is_result = TRUE, .value = account->step->received[0] });
    }
}

/* "q = a (1 − a)", "where r = ∂L/∂y". */
static void
bind_definitions (CrAccount *account)
{
  for (guint i = 0; i < account->rule->clauses->len; i++)
    {
      const CrTerm *row = g_ptr_array_index (account->rule->clauses, i);
      guint first = cr_term_is (cr_term_get (row, 0), CR_TERM_WORDS, "where") ? 1 : 0;

      if (cr_term_is (cr_term_get (row, first), CR_TERM_SYMBOL, NULL)
          && cr_term_is (cr_term_get (row, first + 1), CR_TERM_RELATION, "=") && cr_term_get (row, first + 2) != NULL)
        bind (account, (CrBinding){ .name = cr_term_get (row, first)->text, .term = cr_term_get (row, first + 2) });
    }
}

/* What an input was when the function was made. */
static const CrValue *
get_input (CrAccount *account, CrCursor *cursor, guint i)
{
  const CrValue *value;

  if (i >= account->function->n_inputs)
    return NULL;
  value = cr_cursor_get_variable (cursor, account->function->inputs[i])->value;
  return value != NULL && cr_value_has_data (value) ? value : NULL;
}

/* The left sides name the inputs, in their order. */
static guint
bind_inputs (CrAccount *account, CrCursor *cursor)
{
  guint n = 0;

  for (const CrTerm *row; (row = find_equation (account->rule, n)) != NULL; n++)
    {
      const CrTerm *name = cr_term_get (cr_term_get (row, 0), 0);
      const CrValue *value = get_input (account, cursor, n);

      if (name->kind != CR_TERM_SYMBOL)
        continue;
      if (value != NULL)
        bind (account, (CrBinding){ .name = name->text, .value = value });
      if (n < account->step->n_sent && account->step->sent[n] != NULL)
        bind (account, (CrBinding){ .name = name->text, .is_gradient = TRUE, .value = account->step->sent[n] });
    }
  return n;
}

static void
collect_free (CrAccount *account, const CrTerm *term)
{
  if (term == NULL)
    return;
  if (term->kind == CR_TERM_SYMBOL && strcmp (term->text, "π") != 0
      && cr_account_find_symbol (account, term->text) == NULL)
    {
      if (account->n_free < CR_MAX_FREE)
        account->free[account->n_free] = term->text;
      account->n_free++;
      bind (account, (CrBinding){ .name = term->text, .number = NAN });
    }
  for (guint i = 0; term->kind != CR_TERM_GRADIENT && i < cr_term_get_n (term); i++)
    collect_free (account, cr_term_get (term, i));
}

static void
collect_all_free (CrAccount *account)
{
  guint n_bindings = account->scope.n_bindings;

  collect_free (account, account->equation.value);
  collect_free (account, account->equation.left);
  collect_free (account, account->equation.right);
  collect_free (account, account->equation.otherwise);
  for (guint i = 0; i < n_bindings; i++)
    collect_free (account, account->scope.bindings[i].term);
}

/* An input that no left side names: the only letter that is left. */
static void
bind_last_input (CrAccount *account, CrCursor *cursor, guint n_equations)
{
  const CrValue *value = get_input (account, cursor, n_equations);

  if (account->function->n_inputs != n_equations + 1 || account->n_free != 1 || value == NULL)
    return;
  *cr_account_find_symbol (account, account->free[0]) = (CrBinding){ .name = account->free[0], .value = value };
  account->n_free = 0;
}

static gboolean
contains_matrix (const CrTerm *term)
{
  if (cr_term_is (term, CR_TERM_PRODUCT, "@") || cr_term_is (term, CR_TERM_PRODUCT, "⊗"))
    return TRUE;
  for (guint i = 0; i < cr_term_get_n (term); i++)
    if (contains_matrix (cr_term_get (term, i)))
      return TRUE;
  return FALSE;
}

static gboolean
is_usable (const CrValue *value)
{
  return value != NULL && cr_value_has_data (value) && cr_value_get_ndim (value) <= CR_MAX_SCOPE_DIMS
         && !cr_dtype_is_complex (cr_value_get_dtype (value));
}

static void
bind_all (CrAccount *account, CrCursor *cursor)
{
  guint position = cr_cursor_get_position (cursor), n;
  const CrValue *output;

  cr_cursor_seek (cursor, account->function->created + 1);
  output
      = account->function->output == CR_NONE ? NULL : cr_cursor_get_variable (cursor, account->function->output)->value;
  cr_cursor_seek (cursor, account->function->created);
  n = bind_inputs (account, cursor);
  bind_result (account, output != NULL && cr_value_has_data (output) ? output : NULL);
  bind_definitions (account);
  collect_all_free (account);
  bind_last_input (account, cursor, n);
  cr_cursor_seek (cursor, position);
}

gboolean
cr_account_init (CrAccount *account, CrCursor *cursor, const CrStepEvent *step, guint slot)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  guint index = cr_graph_find_function (graph, step->function);
  const CrPrimitive *primitive;
  const CrTerm *row;

  *account = (CrAccount){ .step = step, .scope.series_dim = -1 };
  account->function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);
  account->sent = slot < step->n_sent ? step->sent[slot] : NULL;
  if (account->function == NULL || account->function->primitive == NULL || step->n_received != 1
      || !is_usable (account->sent) || !is_usable (step->received[0]))
    return FALSE;
  primitive = cr_primitives_find (account->function->primitive);
  if (primitive == NULL || primitive->rule == NULL)
    return FALSE;
  account->rule = cr_formula_new (primitive->rule);
  row = find_equation (account->rule, slot);
  if (row == NULL || !read_equation (row, &account->equation))
    return FALSE;
  account->is_matrix = contains_matrix (account->equation.value);
  bind_all (account, cursor);
  return account->n_free <= CR_MAX_FREE;
}

void
cr_account_clear (CrAccount *account)
{
  g_clear_pointer (&account->rule, cr_formula_free);
}
