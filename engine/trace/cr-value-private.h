#pragma once
/* What trace, cursor and recorder know of values beyond cr-value.h. */

#include "cr-value.h"

G_BEGIN_DECLS

/* TRUE if @value shows exactly what @tensor holds now, found without looking at large data. */
gboolean cr_value_is_of (const CrValue *value, CrTensor *tensor);
/* TRUE the first time it is asked of a value: a trace counts the bytes of each once. */
gboolean cr_value_claim (CrValue *value);
/* The elementwise sum, rounded as the engine rounds it. Of values that do not fit, or of which only a summary is
 * left, a summary that knows no numbers. Owned. */
CrValue *cr_value_add (const CrValue *a, const CrValue *b);

G_END_DECLS
