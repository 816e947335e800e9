#pragma once
/* Random values as recorded operations: what is drawn does not depend on the inputs, so every gradient is 0. */

#include "cr-rule.h"

G_BEGIN_DECLS

/* @drawn (taken over; NULL passes through) recorded as @primitive of @self and, if given, @other. */
CrTensor *cr_random_record (const CrPrimitive *primitive, CrTensor *self, CrTensor *other, CrTensor *drawn,
                            GError **error);

G_END_DECLS
