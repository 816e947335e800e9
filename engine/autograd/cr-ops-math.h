#pragma once
/* Differentiable operations of the family "math"; see cr-ops.h. */

#include "cr-autograd.h"

G_BEGIN_DECLS

G_END_DECLS
