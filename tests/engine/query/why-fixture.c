/* Scripts, and accounts of their gradients that are followed up to the root. */

#include "why-fixture.h"

#include <math.h>
#include <string.h>

#include "cr-run.h"

WhyFixture *
why_fixture_new (const char *text, guint64 max_bytes)
{
  WhyFixture *fixture = g_new0 (WhyFixture, 1);
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  fixture->trace = cr_trace_new (max_bytes);
  g_autoptr (CrRun) run = cr_run_new ("script.py", text, strlen (text), &options, fixture->trace);
  if (!cr_run_execute (run))
    {
      g_autofree char *diagnostics = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));
      g_error ("the script failed: %s\n%s", diagnostics, text);
    }
  fixture->graph = cr_graph_new (fixture->trace);
  fixture->cursor = cr_cursor_new (fixture->graph);
  cr_cursor_seek (fixture->cursor, G_MAXUINT);
  fixture->index = cr_why_index_new (fixture->graph);
  fixture->replay = cr_replay_new (fixture->graph, FALSE, 0);
  return fixture;
}

void
why_fixture_free (WhyFixture *fixture)
{
  cr_replay_free (fixture->replay);
  cr_why_index_unref (fixture->index);
  cr_cursor_free (fixture->cursor);
  cr_graph_unref (fixture->graph);
  cr_trace_unref (fixture->trace);
  g_free (fixture);
}

guint
why_fixture_find (WhyFixture *fixture, const char *name)
{
  guint found = CR_NONE;
  for (guint i = 0; i < cr_graph_get_n_variables (fixture->graph); i++)
    if (g_strcmp0 (cr_variable_get_label (cr_graph_get_variable (fixture->graph, i)), name) == 0)
      found = i;
  return found;
}

CrWhy *
why_fixture_ask (WhyFixture *fixture, guint variable, gint64 element, gboolean accumulated)
{
  CrWhyPlace place = { .variable = variable,
                       .element = element,
                       .position = cr_cursor_get_position (fixture->cursor),
                       .accumulated = accumulated };
  return cr_why_new (fixture->index, &place);
}

CrWhy *
why_fixture_ask_named (WhyFixture *fixture, const char *name, gint64 element)
{
  guint variable = why_fixture_find (fixture, name);
  g_assert_cmpuint (variable, !=, CR_NONE);
  return why_fixture_ask (fixture, variable, element, TRUE);
}

CrWhy *
why_fixture_open (WhyFixture *fixture, CrWhy *why, guint term)
{
  g_autoptr (GError) error = NULL;
  CrWhy *below = cr_why_open (why, term);
  g_assert_nonnull (below);
  if (!cr_why_is_ready (below) && !cr_why_expand (below, fixture->replay, &error))
    g_error ("%s", error->message);
  g_assert_true (cr_why_is_ready (below));
  return below;
}

static gboolean
same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* Written apart from the code under test. */
static double
add (CrWhy *why)
{
  double sum = 0;
  gboolean any = FALSE;
  for (guint i = 0; i < cr_why_get_n_terms (why); i++)
    {
      const CrWhyTerm *term = cr_why_get_term (why, i);
      if (term->kind == CR_WHY_TERM_NONE)
        continue;
      g_assert_true (term->has_number);
      if (term->kind == CR_WHY_TERM_HOOK)
        {
          g_assert_true (same (term->before, sum));
          sum = term->number;
        }
      else if (cr_why_get_dtype (why) == CR_DTYPE_FLOAT32)
        {
          volatile float narrow = (float)sum + (float)term->number;
          sum = any ? narrow : term->number;
        }
      else
        sum = any ? sum + term->number : term->number;
      any = TRUE;
    }
  return sum;
}

static void
check_products (WhyFixture *fixture, CrWhy *why, double total)
{
  double sum = add (why), size = fabs (total);
  for (guint i = 0; i < cr_why_get_n_terms (why); i++)
    {
      const CrWhyTerm *term = cr_why_get_term (why, i);
      size += fabs (term->number) + fabs (term->received);
      if (term->kind == CR_WHY_TERM_PRODUCT && cr_why_get_dtype (why) == CR_DTYPE_FLOAT32)
        g_assert_true (same (term->number, (float)((float)term->derivative * (float)term->received)));
    }
  switch (cr_why_get_check (why))
    {
    case CR_WHY_EXACT:
      g_assert_true (same (sum, total));
      break;
    case CR_WHY_KERNEL:
    case CR_WHY_ROUNDING:
      g_assert_false (same (sum, total));
      g_assert_cmpfloat (fabs (sum - total), <=, 1e-5 * size);
      fixture->n_kernel += cr_why_get_check (why) == CR_WHY_KERNEL;
      fixture->n_rounding += cr_why_get_check (why) == CR_WHY_ROUNDING;
      break;
    case CR_WHY_CHANGED:
      g_assert_false (same (sum, total));
      fixture->n_changed++;
      break;
    case CR_WHY_UNKNOWN:
    default:
      g_assert_not_reached ();
    }
}

static void
check_level (WhyFixture *fixture, CrWhy *why)
{
  double total;
  fixture->n_levels++;
  if (!cr_why_get_total (why, &total))
    {
      g_assert_cmpuint (cr_why_get_n_terms (why), ==, 0);
      return;
    }
  if (cr_why_get_kind (why) == CR_WHY_THROUGH)
    {
      check_products (fixture, why, total);
      return;
    }
  g_assert_cmpint (cr_why_get_check (why), ==, CR_WHY_EXACT);
  g_assert_true (same (add (why), total));
  g_assert_true (same (cr_why_get_sum (why), total));
}

/* What the term says is what the level below shows. */
static void
check_below (CrWhy *why, guint i, CrWhy *below)
{
  const CrWhyTerm *term = cr_why_get_term (why, i);
  double total;
  g_assert_true (cr_why_get_total (below, &total));
  if (term->kind == CR_WHY_TERM_PRODUCT)
    g_assert_true (same (total, term->received));
  else
    g_assert_true (same (total, term->number));
}

static void
check_texts (CrWhy *why)
{
  g_autofree char *heading = cr_why_to_heading (why);
  g_autofree char *sum = cr_why_sum_to_text (why);
  g_assert_cmpuint (strlen (heading), >, 0);
  for (guint i = 0; i < cr_why_get_n_terms (why); i++)
    {
      g_autofree char *sentence = cr_why_term_to_sentence (why, i);
      g_assert_cmpuint (strlen (sentence), >, 0);
      g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (GArray) functions = g_array_new (FALSE, FALSE, sizeof (guint));
      cr_why_get_path (why, i, variables, functions);
      if (cr_why_get_term (why, i)->kind == CR_WHY_TERM_PATH && cr_why_get_term (why, i)->function != CR_NONE)
        g_assert_cmpuint (g_array_index (functions, guint, 0), ==, cr_why_get_term (why, i)->function);
    }
}

void
why_fixture_follow (WhyFixture *fixture, CrWhy *why, guint n_branches)
{
  guint n = cr_why_get_n_terms (why);
  check_level (fixture, why);
  check_texts (why);
  guint n_opening = 0;
  for (guint i = 0; i < n; i++)
    {
      fixture->n_begun += cr_why_get_term (why, i)->kind == CR_WHY_TERM_BEGUN;
      n_opening += cr_why_get_term (why, i)->opens;
    }
  for (guint i = 0; i < n; i++)
    {
      const CrWhyTerm *term = cr_why_get_term (why, i);
      if (!term->opens || (guint)g_test_rand_int_range (0, (int)n_opening) >= n_branches)
        continue;
      g_autoptr (CrWhy) below = why_fixture_open (fixture, why, i);
      if (term->kind != CR_WHY_TERM_WRITTEN)
        check_below (why, i, below);
      why_fixture_follow (fixture, below, n_branches);
    }
}

/* The same number as the cursor's. */
static void
check_total (CrWhy *why, const CrValue *value, gint64 element)
{
  double total = 0;
  gboolean known = cr_why_get_total (why, &total);
  g_assert_cmpint (known, ==, value != NULL);
  if (known)
    g_assert_true (same (total, cr_value_get_double (value, element)));
}

void
why_fixture_follow_all (WhyFixture *fixture, guint n_elements, guint n_branches)
{
  for (guint i = 0; i < cr_graph_get_n_variables (fixture->graph); i++)
    {
      const CrVariableState *state = cr_cursor_get_variable (fixture->cursor, i);
      gint64 n = state->value != NULL ? cr_value_get_numel (state->value) : 0;
      for (guint k = 0; k < n_elements && n > 0; k++)
        {
          gint64 element = g_test_rand_int_range (0, (int)n);
          g_autoptr (CrWhy) grad = why_fixture_ask (fixture, i, element, TRUE);
          g_autoptr (CrWhy) arrived = why_fixture_ask (fixture, i, element, FALSE);
          check_total (grad, state->grad, element);
          check_total (arrived, state->gradient, element);
          why_fixture_follow (fixture, grad, n_branches);
          why_fixture_follow (fixture, arrived, n_branches);
        }
    }
}
