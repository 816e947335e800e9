#pragma once
/* Scripts, and accounts of their gradients that are followed up to the root. */

#include "cr-cursor.h"
#include "cr-replay.h"
#include "cr-why-text.h"

G_BEGIN_DECLS

typedef struct
{
  CrTrace *trace;
  CrGraph *graph;
  CrCursor *cursor; /* at the end */
  CrWhyIndex *index;
  CrReplay *replay;
  guint n_levels, n_begun, n_rounding, n_kernel, n_changed; /* that fixture_follow() met */
} WhyFixture;

/* Runs @text; the test fails if that fails. @max_bytes: the budget of the trace, 0 for none. */
WhyFixture *why_fixture_new (const char *text, guint64 max_bytes);
void why_fixture_free (WhyFixture *fixture);
/* The last variable of that name; CR_NONE if there is none. */
guint why_fixture_find (WhyFixture *fixture, const char *name);
/* The level of an element at the end of the run. */
CrWhy *why_fixture_ask (WhyFixture *fixture, guint variable, gint64 element, gboolean accumulated);
CrWhy *why_fixture_ask_named (WhyFixture *fixture, const char *name, gint64 element);
/* Opens @term, and expands. */
CrWhy *why_fixture_open (WhyFixture *fixture, CrWhy *why, guint term);
/* Checks a level and up to @n_branches of its terms, and so on up to what the backward began with: the terms add up bit
 * for bit where numbers were added one after the other, and what a term says is what the level below shows. */
void why_fixture_follow (WhyFixture *fixture, CrWhy *why, guint n_branches);
/* Follows random elements of all gradients that there are at the end. */
void why_fixture_follow_all (WhyFixture *fixture, guint n_elements, guint n_branches);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WhyFixture, why_fixture_free)

G_END_DECLS
