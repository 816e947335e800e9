#pragma once
/* What can be told of a backward step from its shapes alone. */

#include "cr-graph.h"

G_BEGIN_DECLS

/* Whether input @slot of @function was broadcast to the shape of the result, so that the gradient it is sent is
 * a sum over the elements that @step received. */
gboolean cr_step_sums_broadcast (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot);

G_END_DECLS
