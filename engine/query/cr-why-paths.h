#pragma once
/* The whole sum over paths of a small graph: one product of local derivatives for each way from the place up to the
 * root, element by element, the largest first. */

#include "cr-why.h"

G_BEGIN_DECLS

#define CR_WHY_MAX_PATHS 64

/* One function on the way, from the place upwards. */
typedef struct
{
  guint function;    /* of the graph */
  const char *name;  /* borrowed from the trace */
  double derivative; /* of the output's element by the input's */
  guint variable;    /* the output; CR_NONE where the graph names none */
  gint64 element;    /* of it */
} CrWhyLink;

typedef struct
{
  double product; /* of the derivatives and of start, in double */
  double start;   /* what the backward began with there */
  guint backward; /* its number, from 1 */
  guint n_links;
  const CrWhyLink *links;
} CrWhyWay;

typedef struct _CrWhyPaths CrWhyPaths;

/* Of what @why, of kind ACCUMULATED or ARRIVED, shows; on a thread. NULL with a sentence in @error, above all where the
 * graph is too large for it. */
CrWhyPaths *cr_why_paths_new (CrWhy *why, CrReplay *replay, GError **error);
void cr_why_paths_free (CrWhyPaths *paths);
guint cr_why_paths_get_n (CrWhyPaths *paths);
const CrWhyWay *cr_why_paths_get (CrWhyPaths *paths, guint i);
double cr_why_paths_get_count (CrWhyPaths *paths); /* of all of them, also of those left out */
/* What was there before the passes (written or set by hand), and all products, in double. */
double cr_why_paths_get_sum (CrWhyPaths *paths);
/* "6.0". g_free(). */
char *cr_why_paths_product_to_text (CrWhyPaths *paths, guint i);
/* What it is: "= 2.0 × 3.0 × 1.0 · MulBackward0 → y[0] → …". g_free(). */
char *cr_why_paths_to_text (CrWhyPaths *paths, guint i);
/* How the sum over paths stands to the total: the same, or other in the last digits. g_free(). */
char *cr_why_paths_sum_to_text (CrWhyPaths *paths);
/* For lighting: appends to arrays of guint. */
void cr_why_paths_get_path (CrWhyPaths *paths, guint i, GArray *variables, GArray *functions);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrWhyPaths, cr_why_paths_free)

G_END_DECLS
