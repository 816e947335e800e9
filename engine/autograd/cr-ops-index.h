#pragma once
/* Differentiable operations of the family "index"; see cr-ops.h. */

#include "cr-autograd.h"

G_BEGIN_DECLS

G_END_DECLS
