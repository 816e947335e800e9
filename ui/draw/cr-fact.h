#pragma once
/* What can be told of variables and steps from shapes and places alone. */

#include "cr-graph.h"

G_BEGIN_DECLS

/* Whether input @slot of @function was broadcast to the shape of the result, so that the gradient it is sent is
 * a sum over the elements that @step received. */
gboolean cr_fact_sums_broadcast (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot);

/* The value (borrowed) of a number that stands in an expression ("2" in 2 * b), which the engine makes a tensor
 * of: it has the place of the operation that uses it. NULL for any other variable. */
const CrValue *cr_fact_get_constant (CrGraph *graph, const CrVariable *variable);

G_END_DECLS
