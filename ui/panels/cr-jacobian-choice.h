#pragma once
/* Which variables the Jacobian lens may ask about: read off the graph on a thread, since a generation may be large. */

#include <gio/gio.h>

#include "cr-graph.h"

G_BEGIN_DECLS

/* More are not listed; one may pick them on the canvas. */
#define CR_JACOBIAN_MAX_LISTED 5000

/* Variables with what they are called in a list. */
typedef struct
{
  GArray *variables; /* of guint */
  GPtrArray *names;  /* of char *, ends with NULL: a GStrv */
  guint chosen;      /* place in the list; CR_NONE when it is empty */
} CrJacobianList;

typedef struct
{
  guint generation;
  guint of, by; /* variables; CR_NONE when there is none to ask about */
  CrJacobianList ofs, bys;
} CrJacobianChoice;

/* @of and @by are what was chosen by hand, CR_NONE to find what fits @selected (CR_NONE for nothing): the root by the
 * selected leaf, or the selected result by its first leaf. */
void cr_jacobian_choice_async (CrGraph *graph, guint position, guint selected, guint of, guint by,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Owned; NULL when cancelled. */
CrJacobianChoice *cr_jacobian_choice_finish (GAsyncResult *result, GError **error);
void cr_jacobian_choice_free (CrJacobianChoice *choice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrJacobianChoice, cr_jacobian_choice_free)

G_END_DECLS
