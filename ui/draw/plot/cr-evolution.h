#pragma once
/* The course of one variable through a run: its value and its gradient at each event that changed them, and its names.
 * A leaf is followed as the tensor that it is, through every write and accumulation; what an expression makes anew in
 * each iteration of a loop is followed from one to the next. Reads all events: for a thread. */

#include <gio/gio.h>

#include "cr-graph.h"
#include "cr-sparkline.h"

G_BEGIN_DECLS

typedef struct
{
  guint event;
  const char *name; /* the trace's */
  gboolean bound;   /* else it means something else now */
} CrNaming;

typedef struct
{
  CrGraph *graph;                     /* owned */
  guint variable;                     /* whose it is */
  gboolean norms;                     /* the numbers are norms: it has several elements */
  GArray *values, *gradients;         /* of CrMoment, all of them */
  GArray *value_line, *gradient_line; /* for cr_sparkline_paint() */
  GArray *namings;                    /* of CrNaming, of this very variable */
  gboolean retains_grad;              /* a gradient was kept in .grad although it is no leaf */
} CrEvolution;

/* NULL if @cancellable (nullable) was cancelled. */
CrEvolution *cr_evolution_new (CrGraph *graph, guint variable, GCancellable *cancellable);
/* The same of one of its elements (flat in row order) instead of the norm; -1: of all. */
CrEvolution *cr_evolution_new_of_element (CrGraph *graph, guint variable, gint64 element, GCancellable *cancellable);
void cr_evolution_free (CrEvolution *evolution);
/* All names that mean the variable at @position, oldest first; of const char *, borrowed. Free the array. */
GPtrArray *cr_evolution_get_names (const CrEvolution *evolution, guint position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrEvolution, cr_evolution_free)

G_END_DECLS
