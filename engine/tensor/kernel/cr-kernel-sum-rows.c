/* The cascade sum for each dtype: see cr-kernel-sum.c. One text, included three times. */

#include "cr-kernel-sum-rows.h"
#include "cr-loop.h"

#define LEVELS 4
#define ROWS 4
/* Rows between two looks at the cancel flag; a multiple of every step. */
#define CANCEL_ROWS 65536

/* Ceiling of the base-2 logarithm, as PyTorch counts it. */
static gint64
ceil_log2 (gint64 x)
{
  gint64 bits = 0;

  for (; x > 1 && (G_GINT64_CONSTANT (1) << bits) < x;)
    bits++;
  return bits;
}

#define Type float
#define LANES 8
#define NAME(name) name##_f32
#include "cr-kernel-sum-template.h"
#undef Type
#undef LANES
#undef NAME

#define Type double
#define LANES 4
#define NAME(name) name##_f64
#include "cr-kernel-sum-template.h"
#undef Type
#undef LANES
#undef NAME

/* Unsigned, because integer sums wrap around. */
#define Type guint64
#define LANES 4
#define NAME(name) name##_i64
#include "cr-kernel-sum-template.h"
