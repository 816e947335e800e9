#pragma once
/* The rows of pow, as CrLoopFunc; user_data points to a CrPow. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gboolean single; /* one exponent for all */
  double exponent; /* that one, as precise as it was given */
} CrPow;

void cr_pow_row_i64 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);
void cr_pow_row_f32 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);
void cr_pow_row_f64 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);

G_END_DECLS
