#pragma once
/* The two innermost dimensions of a sum. */

#include "cr-context.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 sizes[2];
  gint64 in[2];  /* strides in elements */
  gint64 out[2]; /* 0 where summed over */
} CrSumPlane;

/* Adds the plane at @in into @out. FALSE with CR_ERROR_CANCELLED. */
typedef gboolean (*CrSumFunc) (const CrSumPlane *plane, gconstpointer in, gpointer out, CrContext *context,
                               GError **error);

gboolean cr_sum_i64 (const CrSumPlane *plane, gconstpointer in, gpointer out, CrContext *context, GError **error);
gboolean cr_sum_f32 (const CrSumPlane *plane, gconstpointer in, gpointer out, CrContext *context, GError **error);
gboolean cr_sum_f64 (const CrSumPlane *plane, gconstpointer in, gpointer out, CrContext *context, GError **error);

G_END_DECLS
