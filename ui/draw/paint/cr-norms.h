#pragma once
/* How large the gradients of one backward are: for edges as wide as that on a logarithmic scale. Immutable once made;
 * made on any thread, as it looks at all elements. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct _CrNorms CrNorms;

/* Of what functions receive and send in the backward that begins with event @begun. NULL if *@cancel became non-zero.
 */
CrNorms *cr_norms_new (CrTrace *trace, guint begun, const gint *cancel);
void cr_norms_free (CrNorms *norms);
guint cr_norms_get_begun (const CrNorms *norms);
/* Euclidean norm of such a gradient; NaN or infinite where one of its elements is; -1 for another value. */
double cr_norms_get (const CrNorms *norms, const CrValue *value);
/* The smallest and the largest that is neither zero nor infinite; FALSE if there is none. */
gboolean cr_norms_get_range (const CrNorms *norms, double *min, double *max);
/* The width in points of an edge for a norm between these: 1.2 to 8. */
double cr_norms_get_width (const CrNorms *norms, double norm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrNorms, cr_norms_free)

G_END_DECLS
