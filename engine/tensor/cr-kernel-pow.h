#pragma once
/* The rows of pow, as CrLoopFunc; user_data points to a gboolean: the exponent is one number. */

#include <glib.h>

G_BEGIN_DECLS

void cr_pow_row_i64 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);
void cr_pow_row_f32 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);
void cr_pow_row_f64 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);

G_END_DECLS
