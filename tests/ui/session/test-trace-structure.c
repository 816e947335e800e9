/* The parts of a run, read off traces that are written here event by event, and off runs. */

#include "cr-trace-structure.h"
#include "session-fixture.h"

static void
append (CrTrace *trace, CrEventKind kind, guint line)
{
  CrEvent event = { .kind = kind, .range = { .line = line } };

  cr_trace_append (trace, &event);
}

static void
append_scope (CrTrace *trace, CrEventKind kind, CrScopeKind scope, guint number)
{
  CrEvent event = { .kind = kind, .range = { .line = 1 }, .u.scope = { .kind = scope, .number = number, .loop = 1 } };

  cr_trace_append (trace, &event);
}

static void
append_operation (CrTrace *trace, guint line, guint64 function)
{
  guint64 output = cr_trace_get_length (trace) + 1;
  CrEvent event = { .kind = CR_EVENT_OPERATION,
                    .range = { .line = line },
                    .u.operation = { .primitive = "mul", .output = output, .function = function } };

  cr_trace_append (trace, &event);
}

static void
append_backward (CrTrace *trace, CrEventKind kind, guint line, guint number)
{
  CrEvent event = { .kind = kind, .range = { .line = line }, .u.backward = { .number = number, .finished = TRUE } };

  cr_trace_append (trace, &event);
}

/* "first-end:what first-end:what" */
static char *
row_to_string (const CrTraceStructure *structure, CrBandRow row)
{
  const GArray *bands = cr_trace_structure_get_row (structure, row);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < bands->len; i++)
    {
      const CrBand *band = &g_array_index (bands, CrBand, i);

      g_string_append_printf (out, "%s%u-%u:%d", i == 0 ? "" : " ", band->first, band->end, (int)band->what);
    }
  return g_string_free (out, FALSE);
}

#define assert_row(structure, row, expected)                                                                           \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *text = row_to_string (structure, row);                                                            \
    g_assert_cmpstr (text, ==, expected);                                                                              \
  }                                                                                                                    \
  G_STMT_END

/* Two iterations, the second with a call in it that holds a module, which holds another; then one event more. */
static CrTrace *
make_nested (void)
{
  CrTrace *trace = cr_trace_new (0);

  append (trace, CR_EVENT_NAME_BOUND, 1);                              /* 0 */
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_ITERATION, 1); /* 1 */
  append_operation (trace, 3, 7);                                      /* 2 */
  append_scope (trace, CR_EVENT_SCOPE_LEFT, CR_SCOPE_ITERATION, 1);    /* 3 */
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_ITERATION, 2); /* 4 */
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_CALL, 0);      /* 5 */
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_MODULE, 0);    /* 6 */
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_MODULE, 0);    /* 7 */
  append_operation (trace, 3, 8);                                      /* 8 */
  for (guint i = 0; i < 4; i++)                                        /* 9 to 12 */
    append_scope (trace, CR_EVENT_SCOPE_LEFT, CR_SCOPE_CALL, 0);
  append (trace, CR_EVENT_PRINTED, 5); /* 13 */
  return trace;
}

static void
test_scopes (void)
{
  g_autoptr (CrTrace) trace = make_nested ();
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, cr_trace_get_length (trace));

  assert_row (structure, CR_ROW_SCOPES, "0-1:-1 1-4:0 4-13:1 13-14:-1");
  assert_row (structure, CR_ROW_SCOPES_SECOND, "5-12:2");
  assert_row (structure, CR_ROW_SCOPES_THIRD, "6-11:3");
  g_assert_cmpuint (cr_trace_structure_get_n_scopes (structure), ==, 5);
  g_assert_cmpuint (cr_trace_structure_get_scope (structure, 4)->parent, ==, 3);
  g_assert_cmpuint (cr_trace_structure_get_scope (structure, 4)->depth, ==, 3);
  g_assert_cmpuint (cr_trace_structure_get_scope_event (structure, 1)->number, ==, 2);
  g_assert_cmpuint (cr_trace_structure_find_scope (structure, 0), ==, CR_NO_SCOPE);
  g_assert_cmpuint (cr_trace_structure_find_scope (structure, 2), ==, 0);
  g_assert_cmpuint (cr_trace_structure_find_scope (structure, 8), ==, 4);
  g_assert_cmpuint (cr_trace_structure_find_scope (structure, 12), ==, 1);
  g_assert_cmpuint (cr_trace_structure_find_scope (structure, 13), ==, CR_NO_SCOPE);
}

static void
test_scope_steps (void)
{
  g_autoptr (CrTrace) trace = make_nested ();
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, cr_trace_get_length (trace));

  g_assert_cmpuint (cr_trace_structure_step_scope (structure, G_MAXUINT, TRUE), ==, 0);
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 0, TRUE), ==, 0);
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 2, TRUE), ==, 1);
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 8, TRUE), ==, CR_NO_SCOPE); /* only iterations */
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 13, FALSE), ==, 1);
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 8, FALSE), ==, 1); /* its own beginning first */
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 4, FALSE), ==, 0);
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 1, FALSE), ==, CR_NO_SCOPE);
}

/* A scope that is never left ends with the run; one that was never entered is not left. */
static void
test_broken_scopes (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrTraceStructure) structure = NULL;

  append_scope (trace, CR_EVENT_SCOPE_LEFT, CR_SCOPE_CALL, 0);
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_CALL, 0);
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, CR_SCOPE_CALL, 0);
  append (trace, CR_EVENT_PRINTED, 5);
  structure = cr_trace_structure_new (trace, 4);
  assert_row (structure, CR_ROW_SCOPES, "0-1:-1 1-4:0");
  assert_row (structure, CR_ROW_SCOPES_SECOND, "2-4:1");
  /* Without a loop, one goes from call to call. */
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, 0, TRUE), ==, 0);
}

static void
test_empty (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, 0);
  guint counts[CR_N_PHASE_KINDS];

  for (guint row = 0; row < CR_N_BAND_ROWS; row++)
    g_assert_cmpuint (cr_trace_structure_get_row (structure, row)->len, ==, 0);
  g_assert_cmpuint (cr_trace_structure_step_scope (structure, G_MAXUINT, TRUE), ==, CR_NO_SCOPE);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 1, 0, TRUE), ==, G_MAXUINT);
  cr_trace_structure_count_phases (structure, 0, 10, counts);
  g_assert_cmpuint (counts[CR_PHASE_FORWARD], ==, 0);
}

static CrTrace *
make_training (void)
{
  CrTrace *trace = cr_trace_new (0);

  append (trace, CR_EVENT_TENSOR_CREATED, 1);             /* 0 */
  append_operation (trace, 2, 1);                         /* 1 */
  append_backward (trace, CR_EVENT_BACKWARD_BEGUN, 3, 1); /* 2 */
  append (trace, CR_EVENT_SAVED_FREED, 9);                /* 3: as all in a backward, of line 3 */
  append_backward (trace, CR_EVENT_BACKWARD_ENDED, 3, 1); /* 4 */
  append_operation (trace, 4, 0);                         /* 5 */
  append (trace, CR_EVENT_WRITTEN, 4);                    /* 6 */
  append (trace, CR_EVENT_TENSOR_RELEASED, 0);            /* 7 */
  append (trace, CR_EVENT_PRINTED, 5);                    /* 8 */
  append_operation (trace, 2, 2);                         /* 9 */
  append_backward (trace, CR_EVENT_BACKWARD_BEGUN, 3, 2); /* 10 */
  append_backward (trace, CR_EVENT_BACKWARD_BEGUN, 3, 3); /* 11: in a hook */
  append_backward (trace, CR_EVENT_BACKWARD_ENDED, 3, 3); /* 12 */
  append_backward (trace, CR_EVENT_BACKWARD_ENDED, 3, 2); /* 13 */
  append (trace, CR_EVENT_PRINTED, 6);                    /* 14 */
  return trace;
}

static void
test_phases (void)
{
  g_autoptr (CrTrace) trace = make_training ();
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, cr_trace_get_length (trace));
  guint counts[CR_N_PHASE_KINDS];

  /* What is written after a number is the number of the pass, shifted past the kind. */
  assert_row (structure, CR_ROW_PHASES, "0-2:0 2-5:7 5-8:1 8-10:0 10-14:11 14-15:2");
  g_assert_cmpint (cr_phase_kind (11), ==, CR_PHASE_BACKWARD);
  g_assert_cmpuint (cr_phase_number (11), ==, 2);
  cr_trace_structure_count_phases (structure, 1, 12, counts);
  g_assert_cmpuint (counts[CR_PHASE_FORWARD], ==, 3);
  g_assert_cmpuint (counts[CR_PHASE_BACKWARD], ==, 5);
  g_assert_cmpuint (counts[CR_PHASE_UPDATE], ==, 3);
  g_assert_cmpuint (counts[CR_PHASE_REST], ==, 0);
}

/* An operation in place that records nothing is told after its write, and belongs to it. */
static void
test_update_in_place (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrTraceStructure) structure = NULL;
  CrEvent zero = { .kind = CR_EVENT_OPERATION,
                   .range = { .line = 4 },
                   .u.operation = { .primitive = "zero", .output = 1, .in_place = TRUE } };

  append_operation (trace, 1, 1);                         /* 0 */
  append_backward (trace, CR_EVENT_BACKWARD_BEGUN, 2, 1); /* 1 */
  append_backward (trace, CR_EVENT_BACKWARD_ENDED, 2, 1); /* 2 */
  append (trace, CR_EVENT_WRITTEN, 4);                    /* 3 */
  cr_trace_append (trace, &zero);                         /* 4 */
  append (trace, CR_EVENT_PRINTED, 5);                    /* 5 */
  append_operation (trace, 1, 2);                         /* 6 */
  structure = cr_trace_structure_new (trace, 7);
  assert_row (structure, CR_ROW_PHASES, "0-1:0 1-3:7 3-5:1 5-7:0");
}

static void
test_statements (void)
{
  g_autoptr (CrTrace) trace = make_training ();
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, cr_trace_get_length (trace));

  assert_row (structure, CR_ROW_STATEMENTS, "0-1:1 1-2:2 2-5:3 5-8:4 8-9:5 9-10:2 10-14:3 14-15:6");
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 2, G_MAXUINT, FALSE), ==, 9);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 2, 9, FALSE), ==, 1);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 2, 1, FALSE), ==, G_MAXUINT);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 2, 2, TRUE), ==, 9);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 2, 10, TRUE), ==, G_MAXUINT);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 2, 9, TRUE), ==, 9);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, 7, 0, TRUE), ==, G_MAXUINT);
  g_assert_cmpuint (cr_trace_structure_step_line (structure, G_MAXUINT, 0, TRUE), ==, G_MAXUINT);
}

/* An iteration's statements begin where it does. */
static void
test_statements_in_scopes (void)
{
  g_autoptr (CrTrace) trace = make_nested ();
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, cr_trace_get_length (trace));

  assert_row (structure, CR_ROW_STATEMENTS, "0-1:1 1-4:3 4-13:3 13-14:5");
}

static void
test_find (void)
{
  g_autoptr (CrTrace) trace = make_training ();
  g_autoptr (CrTraceStructure) structure = cr_trace_structure_new (trace, cr_trace_get_length (trace));
  const GArray *bands = cr_trace_structure_get_row (structure, CR_ROW_PHASES);

  g_assert_cmpuint (cr_bands_find (bands, 0), ==, 0);
  g_assert_cmpuint (cr_bands_find (bands, 1), ==, 0);
  g_assert_cmpuint (cr_bands_find (bands, 2), ==, 1);
  g_assert_cmpuint (cr_bands_find (bands, 14), ==, 5);
  g_assert_cmpuint (cr_bands_find (bands, 15), ==, 6);
}

/* Of a real run: no gap, no overlap, from the first event to the last. */
static void
test_run (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE "w.grad.zero_()\nu = w * 2\n");
  const CrTraceStructure *structure = cr_session_get_structure (session);
  const GArray *phases = cr_trace_structure_get_row (structure, CR_ROW_PHASES);
  static const CrPhaseKind expected[] = { CR_PHASE_FORWARD, CR_PHASE_BACKWARD, CR_PHASE_UPDATE, CR_PHASE_FORWARD };
  guint at = 0;

  g_assert_cmpuint (phases->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < phases->len; i++)
    {
      const CrBand *band = &g_array_index (phases, CrBand, i);

      g_assert_cmpint (cr_phase_kind (band->what), ==, expected[i]);
      g_assert_cmpuint (band->first, ==, at);
      at = band->end;
    }
  g_assert_cmpuint (at, ==, cr_session_get_length (session));
  g_assert_cmpuint (cr_phase_number (g_array_index (phases, CrBand, 1).what), ==, 1);
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/trace-structure/scopes", test_scopes);
  g_test_add_func ("/ui/session/trace-structure/scope-steps", test_scope_steps);
  g_test_add_func ("/ui/session/trace-structure/broken-scopes", test_broken_scopes);
  g_test_add_func ("/ui/session/trace-structure/empty", test_empty);
  g_test_add_func ("/ui/session/trace-structure/phases", test_phases);
  g_test_add_func ("/ui/session/trace-structure/update-in-place", test_update_in_place);
  g_test_add_func ("/ui/session/trace-structure/statements", test_statements);
  g_test_add_func ("/ui/session/trace-structure/statements-in-scopes", test_statements_in_scopes);
  g_test_add_func ("/ui/session/trace-structure/find", test_find);
  g_test_add_func ("/ui/session/trace-structure/run", test_run);
  return g_test_run ();
}
