#pragma once
/* Products of two matrices with any strides. Private to the tensor layer. */

#include "cr-context.h"
#include "cr-dtype.h"

G_BEGIN_DECLS

typedef struct
{
  gconstpointer data;
  gint64 rows;
  gint64 columns;
  gint64 row_stride; /* in elements */
  gint64 column_stride;
} CrMatrix;

/* @out, row-major and contiguous, = a b in @dtype (not bool). FALSE with CR_ERROR_CANCELLED or CR_ERROR_MEMORY. */
gboolean cr_gemm (CrDtype dtype, const CrMatrix *a, const CrMatrix *b, gpointer out, CrContext *context,
                  GError **error);

G_END_DECLS
