#pragma once
/* What a whole tensor is like, in numbers and as a histogram: two passes over its elements, for a thread where they are
 * many. */

#include "cr-histogram.h"

G_BEGIN_DECLS

typedef struct
{
  CrDtype dtype;
  gint64 numel;
  CrSummary summary;       /* over the finite elements; of complex ones the absolute values */
  gint64 min_int, max_int; /* of whole numbers, which a double may not hold */
  gboolean has_histogram;  /* FALSE when only a summary was left */
  CrHistogram histogram;
} CrStats;

/* NULL if @cancellable (nullable) was cancelled. */
CrStats *cr_stats_new (const CrValue *value, GCancellable *cancellable);
/* The Euclidean norm; NaN if there is one among the elements (or @cancellable was cancelled), else infinite if one is.
 * Of a summary what it says. */
double cr_stats_get_norm (const CrValue *value, GCancellable *cancellable);
CrStats *cr_stats_copy (const CrStats *stats);
void cr_stats_free (CrStats *stats);
/* "min −3.1 · max 3.5 · mean 0.2 · norm 5.4 · 3 zero · 1 NaN · 2 inf"; "" for an empty tensor. Owned. */
char *cr_stats_dup_text (const CrStats *stats);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrStats, cr_stats_free)

G_END_DECLS
