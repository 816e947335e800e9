#pragma once
/* Scripts that were run, and their graphs, for questions that need only the trace. */

#include "cr-graph.h"

G_BEGIN_DECLS

/* Runs @text to its end, or as far as it comes; owned. */
CrGraph *query_fixture_run (const char *text);
/* The last variable of that name; the test fails if there is none. */
guint query_fixture_find (CrGraph *graph, const char *name);
/* Where @occurrence (from 0) of @kind stands; the test fails if there is none. */
guint query_fixture_event (CrGraph *graph, CrEventKind kind, guint occurrence);

G_END_DECLS
