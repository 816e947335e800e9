#pragma once
/* An immutable picture of a tensor's elements: dtype, sizes, strides and a shared buffer, or a
 * summary where the trace's budget dropped them. Counted atomically: any thread may hold one. */

#include "cr-tensor.h"

G_BEGIN_DECLS

typedef struct
{
  double min, max, mean, norm; /* over the elements that are finite */
  gint64 n_zero, n_nan, n_inf;
} CrSummary;

typedef struct _CrValue CrValue;

CrValue *cr_value_new (CrTensor *tensor); /* shares the tensor's buffer */
/* Takes row-major contiguous elements; @data has the size of the elements. Copied; NULL if the sizes'
 * product overflows or memory cannot be had. For loading files. */
CrValue *cr_value_new_from_data (CrDtype dtype, int ndim, const gint64 *sizes, gconstpointer data);
CrValue *cr_value_new_summary (CrDtype dtype, int ndim, const gint64 *sizes, const CrSummary *summary);
CrValue *cr_value_ref (CrValue *value);
void cr_value_unref (CrValue *value);

CrDtype cr_value_get_dtype (const CrValue *value);
int cr_value_get_ndim (const CrValue *value);
const gint64 *cr_value_get_sizes (const CrValue *value);
/* In elements, of a tensor that was not contiguous; else, and where a file or a summary does not tell, NULL. */
const gint64 *cr_value_get_strides (const CrValue *value);
gint64 cr_value_get_numel (const CrValue *value);
gboolean cr_value_has_data (const CrValue *value);               /* FALSE: only a summary is left */
double cr_value_get_double (const CrValue *value, gint64 index); /* flat, row-major; NaN without data */
/* Of a complex value, whose real part cr_value_get_double() gives; 0 for the others. */
double cr_value_get_imaginary (const CrValue *value, gint64 index);
gint64 cr_value_get_int (const CrValue *value, gint64 index);
void cr_value_get_summary (const CrValue *value, CrSummary *summary);
gsize cr_value_get_bytes (const CrValue *value);              /* of the elements */
gboolean cr_value_equal (const CrValue *a, const CrValue *b); /* bit for bit, but a NaN is a NaN; NULLs compare */
/* As print() would show it (g_free); @suffix as in cr_tensor_to_string(). */
char *cr_value_to_string (const CrValue *value, const char *suffix);
/* One line of at most about @max_chars: "2.03", "1.0 .25 0. …"; for nodes. */
char *cr_value_to_label (const CrValue *value, guint max_chars);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrValue, cr_value_unref)

G_END_DECLS
