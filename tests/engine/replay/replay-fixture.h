#pragma once
/* Scripts run, their graph, and what is called x in it. */

#include "cr-replay.h"

G_BEGIN_DECLS

/* Runs @text with seed 0 and the trace budget @max_bytes (0: none); it may fail. Owned. */
CrGraph *fixture_run (const char *text, guint64 max_bytes);
CrReplay *fixture_replay (CrGraph *graph);
/* The first variable that is called @name, or "name#2" for the second (from 1), and so on. */
guint fixture_find (CrGraph *graph, const char *name);
/* The first function of a primitive. */
guint fixture_find_function (CrGraph *graph, const char *primitive);
/* @value has these elements, row-major, within @tolerance. */
void fixture_assert_value (const CrValue *value, guint n, const double *expected, double tolerance);

G_END_DECLS
