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

/* What a person would call a variable: its name, else the expression that made it, shortened, else its operation's
 * symbol. Owned. */
char *cr_fact_dup_title (CrGraph *graph, guint variable);
/* The same without the name. */
char *cr_fact_dup_expression (CrGraph *graph, guint variable);

/* How @function makes what it sends to input @slot from what it received in @step, short: "× 2.25", "· b", "· x, Σ"
 * (summed over what was broadcast), "unchanged". Owned; NULL where nothing was sent or no short form is known. */
char *cr_fact_dup_rule (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot);
/* Whether exactly what was received is sent to input @slot. */
gboolean cr_fact_is_unchanged (const CrStepEvent *step, guint slot);

G_END_DECLS
