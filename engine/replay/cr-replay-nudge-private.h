#pragma once
/* One run with one element of one variable moved a little. */

#include "cr-replay-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 tensor;   /* whose element is moved */
  gboolean is_leaf; /* else it is a result */
  guint at;         /* number of events at which it is moved */
  guint begun;      /* index of the backward's begin */
  guint n_roots;
  const guint64 *roots;    /* tensor ids */
  CrValue *const *weights; /* of the roots: the gradients that the backward started with */
} CrNudge;

/* Finds the moment to move @variable for the backward of which functions stepped[i] were run. FALSE with @error. */
gboolean cr_nudge_find_moment (CrGraph *graph, guint variable, const guint8 *stepped, CrNudge *nudge, GError **error);
/* Runs with x[element] + @delta: *@moved is what became of the element, *@root the roots' elements times their weights.
 * *@diverged: the run took another way, and *@root is not a number. FALSE with @error for what is no answer at all. */
gboolean cr_nudge_run (const CrNudge *nudge, CrReplay *replay, gint64 element, double delta, double *moved,
                       double *root, gboolean *diverged, GError **error);

G_END_DECLS
