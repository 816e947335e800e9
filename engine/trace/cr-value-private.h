#pragma once
/* What trace, cursor and recorder know of values beyond cr-value.h. */

#include "cr-value-pool.h"
#include "cr-value.h"

G_BEGIN_DECLS

/* Like cr_value_new(), in a pool whose own it is: borrowed, until the pool is cleared. Nobody need claim it. */
CrValue *cr_value_new_in (CrValuePool *pool, CrTensor *tensor);
CrValue *cr_value_new_look_in (CrValuePool *pool, const CrTensorLook *look);
/* The same without elements: what is kept of @tensor past the budget. */
CrValue *cr_value_new_summary_in (CrValuePool *pool, CrTensor *tensor);
/* The same without any knowledge of them. */
CrValue *cr_value_new_unkept_in (CrValuePool *pool, CrTensor *tensor);
gboolean cr_value_is_in (const CrValue *value, const CrValuePool *pool);
/* For the pool: bytes from the first to the last; and giving up its reference, TRUE if that was the last. */
gsize cr_value_get_room (const CrValue *value);
/* Bytes of the buffer that it keeps from being freed; 0 if its elements are its own. */
gsize cr_value_get_held (const CrValue *value);
gboolean cr_value_drop (CrValue *value);
/* TRUE if @value shows exactly what @tensor holds now, found without looking at large data. */
gboolean cr_value_is_of (const CrValue *value, CrTensor *tensor);
gboolean cr_value_shows (const CrValue *value, const CrTensorLook *look);
/* TRUE the first time it is asked of a value: a trace counts the bytes of each once. */
gboolean cr_value_claim (CrValue *value);
/* The elementwise sum, rounded as the engine rounds it. Of values that do not fit, or of which only a summary is
 * left, a summary that knows no numbers. Owned. */
CrValue *cr_value_add (const CrValue *a, const CrValue *b);

G_END_DECLS
