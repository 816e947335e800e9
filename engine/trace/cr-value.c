/* Pictures of tensors. Small or sparse ones are copied into the value itself, so that a scalar costs one
 * allocation and a row of a matrix does not hold the matrix; the others share the tensor's buffer, which
 * nobody writes while it is shared. */

#include "cr-value-private.h"

#include <math.h>
#include <string.h>

#include "cr-element.h"
#include "cr-print.h"

#define INLINE_BYTES 256

/* They come by the million, so that its members are as narrow as they may be. */
struct _CrValue
{
  gatomicrefcount ref_count;
  guint8 dtype, ndim;
  guint8 contiguous : 1;
  guint8 strided : 1;  /* the strides that the tensor had stand behind the sizes */
  guint8 claimed;      /* atomic */
  gsize room;          /* bytes, this structure included */
  CrValueBlock *block; /* NULL when it is an allocation of its own */
  gint64 numel;
  CrBuffer *buffer;   /* NULL when the elements are the value's own or gone */
  gconstpointer data; /* the first element; NULL when only the summary is left */
  gint64 dims[];      /* sizes, the strides of what was not contiguous, then own elements or the summary */
};

G_STATIC_ASSERT (CR_MAX_DIMS <= G_MAXUINT8 && CR_N_DTYPES <= G_MAXUINT8);

/* FALSE when the product does not fit or a size is negative. */
static gboolean
count_elements (int ndim, const gint64 *sizes, gint64 *numel)
{
  gint64 product = 1;
  for (int i = 0; i < ndim; i++)
    if (sizes[i] < 0 || __builtin_mul_overflow (product, sizes[i], &product))
      return FALSE;
  *numel = product;
  return TRUE;
}

/* Contiguous, with room for @extra bytes behind the sizes. NULL if memory cannot be had. */
static inline CrValue *
value_alloc (CrValuePool *pool, CrDtype dtype, int ndim, const gint64 *sizes, gint64 numel, gsize extra)
{
  gsize room = sizeof (CrValue) + (gsize)ndim * sizeof (gint64) + extra;
  CrValueBlock *block = NULL;
  CrValue *value = pool != NULL ? cr_value_pool_alloc (pool, room, &block) : g_try_malloc (room);
  if (value == NULL)
    return NULL;
  value->ref_count = 1; /* nobody else has it yet */
  value->claimed = pool != NULL;
  value->room = room;
  value->block = block;
  value->dtype = (guint8)dtype;
  value->ndim = (guint8)ndim;
  value->numel = numel;
  value->contiguous = TRUE;
  value->strided = FALSE;
  value->buffer = NULL;
  value->data = NULL;
  for (int i = 0; i < ndim; i++)
    value->dims[i] = sizes[i];
  return value;
}

static gpointer
get_extra (CrValue *value)
{
  return value->dims + (value->strided ? 2 : 1) * value->ndim;
}

/* Of what has no elements left. */
static const CrSummary *
get_summary (const CrValue *value)
{
  return (const CrSummary *)(gconstpointer)(value->dims + value->ndim);
}

/* Only of what is not contiguous. */
static const gint64 *
get_strides (const CrValue *value)
{
  return value->dims + value->ndim;
}

/* Copies elements that lie at @strides from @data into row-major order. */
static void
gather (char *out, gconstpointer data, gsize size, int ndim, const gint64 *sizes, const gint64 *strides, gint64 numel)
{
  gint64 index[CR_MAX_DIMS] = { 0 };
  const char *at = data;
  for (gint64 n = 0; n < numel; n++)
    {
      memcpy (out + (gsize)n * size, at, size);
      for (int d = ndim - 1; d >= 0; d--)
        {
          at += strides[d] * (gint64)size;
          if (++index[d] < sizes[d])
            break;
          at -= strides[d] * sizes[d] * (gint64)size;
          index[d] = 0;
        }
    }
}

/* With room for the strides that @look has, and for @extra bytes behind them. */
static inline CrValue *
value_alloc_like (CrValuePool *pool, const CrTensorLook *look, gsize extra)
{
  gsize room = look->contiguous ? 0 : (gsize)look->ndim * sizeof (gint64);
  CrValue *value = value_alloc (pool, look->dtype, look->ndim, look->sizes, look->numel, room + extra);
  if (value == NULL || room == 0)
    return value;
  value->strided = TRUE;
  memcpy (value->dims + look->ndim, look->strides, room);
  return value;
}

static inline CrValue *
value_new_copy (CrValuePool *pool, const CrTensorLook *look, gsize bytes)
{
  CrValue *value = value_alloc_like (pool, look, bytes);
  if (value == NULL)
    return NULL;
  value->data = get_extra (value);
  if (bytes == sizeof (gint32) && look->contiguous) /* a number, mostly */
    memcpy (get_extra (value), look->data, sizeof (gint32));
  else if (bytes > 0 && look->contiguous)
    memcpy (get_extra (value), look->data, bytes);
  else
    gather (get_extra (value), look->data, look->element_size, look->ndim, look->sizes, look->strides, look->numel);
  return value;
}

CrValue *
cr_value_new_look_in (CrValuePool *pool, const CrTensorLook *look)
{
  gsize bytes = (gsize)look->numel * look->element_size;
  if (bytes <= INLINE_BYTES || bytes < cr_buffer_get_size (look->buffer) / 2)
    {
      CrValue *copy = value_new_copy (pool, look, bytes);
      if (copy != NULL)
        return copy;
    }
  CrValue *value = value_alloc_like (pool, look, 0);
  g_return_val_if_fail (value != NULL, NULL);
  value->contiguous = look->contiguous;
  value->buffer = cr_buffer_ref (look->buffer);
  value->data = look->data;
  return value;
}

CrValue *
cr_value_new_in (CrValuePool *pool, CrTensor *tensor)
{
  CrTensorLook look;
  g_return_val_if_fail (tensor != NULL, NULL);
  cr_tensor_look (tensor, &look);
  return cr_value_new_look_in (pool, &look);
}

CrValue *
cr_value_new (CrTensor *tensor)
{
  return cr_value_new_in (NULL, tensor);
}

CrValue *
cr_value_new_from_data (CrDtype dtype, int ndim, const gint64 *sizes, gconstpointer data)
{
  gint64 numel;
  gsize bytes;
  g_return_val_if_fail (ndim >= 0 && ndim <= CR_MAX_DIMS, NULL);
  if (!count_elements (ndim, sizes, &numel) || !g_size_checked_mul (&bytes, (gsize)numel, cr_dtype_get_size (dtype)))
    return NULL;
  if (bytes > G_MAXSIZE / 2)
    return NULL;
  CrValue *value = value_alloc (NULL, dtype, ndim, sizes, numel, bytes);
  if (value == NULL)
    return NULL;
  value->data = get_extra (value);
  if (bytes > 0)
    memcpy (get_extra (value), data, bytes);
  return value;
}

static CrValue *
value_new_summary (CrValuePool *pool, CrDtype dtype, int ndim, const gint64 *sizes, const CrSummary *summary)
{
  gint64 numel;
  g_return_val_if_fail (ndim >= 0 && ndim <= CR_MAX_DIMS, NULL);
  if (!count_elements (ndim, sizes, &numel))
    return NULL;
  CrValue *value = value_alloc (pool, dtype, ndim, sizes, numel, sizeof (CrSummary));
  if (value == NULL)
    return NULL;
  memcpy (get_extra (value), summary, sizeof *summary);
  return value;
}

CrValue *
cr_value_new_summary (CrDtype dtype, int ndim, const gint64 *sizes, const CrSummary *summary)
{
  return value_new_summary (NULL, dtype, ndim, sizes, summary);
}

CrValue *
cr_value_new_summary_in (CrValuePool *pool, CrTensor *tensor)
{
  CrSummary summary;
  g_autoptr (CrValue) value = cr_value_new (tensor);
  g_return_val_if_fail (value != NULL, NULL);
  cr_value_get_summary (value, &summary);
  return value_new_summary (pool, value->dtype, value->ndim, value->dims, &summary);
}

CrValue *
cr_value_new_unkept_in (CrValuePool *pool, CrTensor *tensor)
{
  const CrSummary unknown = { NAN, NAN, NAN, NAN, 0, 0, 0 };
  return value_new_summary (pool, cr_tensor_get_dtype (tensor), cr_tensor_get_ndim (tensor),
                            cr_tensor_get_sizes (tensor), &unknown);
}

CrValue *
cr_value_ref (CrValue *value)
{
  g_return_val_if_fail (value != NULL, NULL);
  g_atomic_ref_count_inc (&value->ref_count);
  return value;
}

void
cr_value_unref (CrValue *value)
{
  g_return_if_fail (value != NULL);
  CrValueBlock *block = value->block;
  if (!cr_value_drop (value))
    return;
  if (block != NULL)
    cr_value_block_release (block, 1);
  else
    g_free (value);
}

gboolean
cr_value_drop (CrValue *value)
{
  if (!g_atomic_ref_count_dec (&value->ref_count))
    return FALSE;
  g_clear_pointer (&value->buffer, cr_buffer_unref);
  return TRUE;
}

gboolean
cr_value_is_in (const CrValue *value, const CrValuePool *pool)
{
  return value->block != NULL && g_atomic_pointer_get (&value->block->pool) == pool;
}

gsize
cr_value_get_room (const CrValue *value)
{
  return value->room;
}

gsize
cr_value_get_held (const CrValue *value)
{
  return value->buffer != NULL ? cr_buffer_get_size (value->buffer) : 0;
}

CrDtype
cr_value_get_dtype (const CrValue *value)
{
  return value->dtype;
}

int
cr_value_get_ndim (const CrValue *value)
{
  return value->ndim;
}

const gint64 *
cr_value_get_sizes (const CrValue *value)
{
  return value->dims;
}

const gint64 *
cr_value_get_strides (const CrValue *value)
{
  return value->strided ? value->dims + value->ndim : NULL;
}

gint64
cr_value_get_numel (const CrValue *value)
{
  return value->numel;
}

gboolean
cr_value_has_data (const CrValue *value)
{
  return value->data != NULL;
}

static gconstpointer
locate (const CrValue *value, gint64 index)
{
  gsize size = cr_dtype_get_size (value->dtype);
  if (value->contiguous)
    return (const char *)value->data + (gsize)index * size;
  const gint64 *strides = get_strides (value);
  gint64 offset = 0;
  for (int d = value->ndim - 1; d >= 0; d--)
    {
      offset += index % value->dims[d] * strides[d];
      index /= value->dims[d];
    }
  return (const char *)value->data + offset * (gint64)size;
}

double
cr_value_get_double (const CrValue *value, gint64 index)
{
  g_return_val_if_fail (index >= 0 && index < value->numel, NAN);
  if (value->data == NULL)
    return NAN;
  return cr_element_get_double (value->dtype, locate (value, index), 0);
}

double
cr_value_get_imaginary (const CrValue *value, gint64 index)
{
  g_return_val_if_fail (index >= 0 && index < value->numel, NAN);
  if (value->data == NULL || !cr_dtype_is_complex (value->dtype))
    return 0;
  return ((const CrComplex *)locate (value, index))->im;
}

gint64
cr_value_get_int (const CrValue *value, gint64 index)
{
  g_return_val_if_fail (index >= 0 && index < value->numel, 0);
  if (value->data != NULL && cr_dtype_is_integral (value->dtype))
    return cr_element_get_int (value->dtype, locate (value, index), 0);
  double number = cr_value_get_double (value, index);
  if (isnan (number))
    return 0;
  return number >= 0x1p63 ? G_MAXINT64 : number < -0x1p63 ? G_MININT64 : (gint64)number;
}

/* What a summary is made of. */
typedef struct
{
  CrSummary summary;
  double sum, squares;
  gint64 n_finite;
} Sums;

static inline void
add_number (Sums *sums, double x)
{
  CrSummary *summary = &sums->summary;
  if (G_UNLIKELY (!isfinite (x)))
    {
      *(isnan (x) ? &summary->n_nan : &summary->n_inf) += 1;
      return;
    }
  summary->min = sums->n_finite == 0 ? x : MIN (summary->min, x);
  summary->max = sums->n_finite == 0 ? x : MAX (summary->max, x);
  summary->n_zero += x == 0;
  sums->sum += x;
  sums->squares += x * x;
  sums->n_finite++;
}

/* Past its budget a trace sums up large tensors while the run waits, hence loops of their own for the usual ones. */
static void
add_numbers (Sums *sums, const CrValue *value)
{
  if (value->contiguous && value->dtype == CR_DTYPE_FLOAT32)
    for (gint64 i = 0; i < value->numel; i++)
      add_number (sums, ((const float *)value->data)[i]);
  else if (value->contiguous && value->dtype == CR_DTYPE_FLOAT64)
    for (gint64 i = 0; i < value->numel; i++)
      add_number (sums, ((const double *)value->data)[i]);
  else
    for (gint64 i = 0; i < value->numel; i++)
      add_number (sums, cr_value_get_double (value, i));
}

void
cr_value_get_summary (const CrValue *value, CrSummary *summary)
{
  if (value->data == NULL)
    {
      *summary = *get_summary (value);
      return;
    }
  Sums sums = { .summary = { .min = NAN, .max = NAN, .mean = NAN } };
  add_numbers (&sums, value);
  *summary = sums.summary;
  if (sums.n_finite > 0)
    summary->mean = sums.sum / (double)sums.n_finite;
  summary->norm = sqrt (sums.squares);
}

gsize
cr_value_get_bytes (const CrValue *value)
{
  return value->data == NULL ? 0 : (gsize)value->numel * cr_dtype_get_size (value->dtype);
}

static gboolean
same_number (double a, double b)
{
  return (isnan (a) && isnan (b)) || memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
same_summary (const CrSummary *a, const CrSummary *b)
{
  return same_number (a->min, b->min) && same_number (a->max, b->max) && same_number (a->mean, b->mean)
         && same_number (a->norm, b->norm) && a->n_zero == b->n_zero && a->n_nan == b->n_nan && a->n_inf == b->n_inf;
}

static gboolean
same_elements (const CrValue *a, const CrValue *b)
{
  if (a->contiguous && b->contiguous && memcmp (a->data, b->data, cr_value_get_bytes (a)) == 0)
    return TRUE;
  for (gint64 i = 0; i < a->numel; i++)
    if (!same_number (cr_value_get_imaginary (a, i), cr_value_get_imaginary (b, i))
        || (cr_dtype_is_integral (a->dtype) ? cr_value_get_int (a, i) != cr_value_get_int (b, i)
                                            : !same_number (cr_value_get_double (a, i), cr_value_get_double (b, i))))
      return FALSE;
  return TRUE;
}

gboolean
cr_value_equal (const CrValue *a, const CrValue *b)
{
  if (a == b || a == NULL || b == NULL)
    return a == b;
  if (a->dtype != b->dtype || a->ndim != b->ndim || (a->data == NULL) != (b->data == NULL))
    return FALSE;
  for (int i = 0; i < a->ndim; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;
  return a->data == NULL ? same_summary (get_summary (a), get_summary (b)) : same_elements (a, b);
}

static gboolean
same_dims (const gint64 *a, const gint64 *b, int n)
{
  for (int i = 0; i < n; i++)
    if (a[i] != b[i])
      return FALSE;
  return TRUE;
}

/* Most elements that are asked about are a single one. */
static gboolean
same_bytes (const char *a, const char *b, gsize n)
{
  gint32 x, y;
  if (n != sizeof x)
    return n == 0 || memcmp (a, b, n) == 0;
  memcpy (&x, a, sizeof x);
  memcpy (&y, b, sizeof y);
  return x == y;
}

gboolean
cr_value_shows (const CrValue *value, const CrTensorLook *look)
{
  if (value->buffer != look->buffer && value->buffer != NULL)
    return FALSE;
  if (value->data == NULL || value->dtype != look->dtype || value->ndim != look->ndim || value->numel != look->numel)
    return FALSE;
  if (look->numel != 1 && !same_dims (value->dims, look->sizes, look->ndim)) /* those of a single element are all 1 */
    return FALSE;
  if (value->buffer == NULL)
    {
      gsize bytes = (gsize)look->numel * look->element_size;
      return bytes <= INLINE_BYTES && look->contiguous && same_bytes (value->data, look->data, bytes);
    }
  return value->data == look->data && value->contiguous == look->contiguous
         && (value->contiguous || same_dims (get_strides (value), look->strides, look->ndim));
}

gboolean
cr_value_is_of (const CrValue *value, CrTensor *tensor)
{
  CrTensorLook look;
  cr_tensor_look (tensor, &look);
  return cr_value_shows (value, &look);
}

gboolean
cr_value_claim (CrValue *value)
{
  return __atomic_load_n (&value->claimed, __ATOMIC_RELAXED) == 0
         && __atomic_exchange_n (&value->claimed, 1, __ATOMIC_RELAXED) == 0;
}

static gboolean
same_form (const CrValue *a, const CrValue *b)
{
  if (a->dtype != b->dtype || a->ndim != b->ndim)
    return FALSE;
  return a->ndim == 0 || memcmp (a->dims, b->dims, (gsize)a->ndim * sizeof (gint64)) == 0;
}

CrValue *
cr_value_add (const CrValue *a, const CrValue *b)
{
  CrSummary unknown = { .min = NAN, .max = NAN, .mean = NAN, .norm = NAN };
  CrValue *sum = NULL;
  if (same_form (a, b) && a->data != NULL && b->data != NULL)
    sum = value_alloc (NULL, a->dtype, a->ndim, a->dims, a->numel, cr_value_get_bytes (a));
  if (sum == NULL)
    return cr_value_new_summary (a->dtype, a->ndim, a->dims, &unknown);
  gpointer out = get_extra (sum);
  sum->data = out;
  for (gint64 i = 0; i < a->numel; i++)
    if (cr_dtype_is_integral (a->dtype) || a->dtype == CR_DTYPE_BOOL)
      cr_element_set_int (a->dtype, out, i,
                          (gint64)((guint64)cr_value_get_int (a, i) + (guint64)cr_value_get_int (b, i)));
    else
      cr_element_set_double (a->dtype, out, i, cr_value_get_double (a, i) + cr_value_get_double (b, i));
  return sum;
}

char *
cr_value_to_string (const CrValue *value, const char *suffix)
{
  if (value->data == NULL)
    {
      g_autofree char *sizes = cr_sizes_to_string (value->ndim, value->dims);
      g_autofree char *min = cr_double_to_label (get_summary (value)->min, 4);
      g_autofree char *max = cr_double_to_label (get_summary (value)->max, 4);
      g_autofree char *mean = cr_double_to_label (get_summary (value)->mean, 4);
      return g_strdup_printf ("tensor(..., size=%s, min=%s, max=%s, mean=%s%s%s)", sizes, min, max, mean,
                              suffix != NULL ? ", " : "", suffix != NULL ? suffix : "");
    }
  if (value->contiguous)
    return cr_elements_to_string (value->dtype, value->ndim, value->dims, value->data, suffix);
  gsize size = cr_dtype_get_size (value->dtype);
  g_autofree char *elements = g_malloc ((gsize)value->numel * size + 1);
  gather (elements, value->data, size, value->ndim, value->dims, get_strides (value), value->numel);
  return cr_elements_to_string (value->dtype, value->ndim, value->dims, elements, suffix);
}

static char *
element_to_label (const CrValue *value, gint64 index, int digits)
{
  if (value->dtype == CR_DTYPE_BOOL)
    return g_strdup (cr_value_get_int (value, index) ? "True" : "False");
  if (cr_dtype_is_integral (value->dtype))
    return g_strdup_printf ("%" G_GINT64_FORMAT, cr_value_get_int (value, index));
  return cr_double_to_label (cr_value_get_double (value, index), digits);
}

char *
cr_value_to_label (const CrValue *value, guint max_chars)
{
  if (value->data == NULL)
    {
      g_autofree char *min = cr_double_to_label (get_summary (value)->min, 3);
      g_autofree char *max = cr_double_to_label (get_summary (value)->max, 3);
      return g_strdup_printf ("%s … %s", min, max);
    }
  if (value->numel == 0)
    return g_strdup ("[]");
  if (value->numel == 1)
    return element_to_label (value, 0, max_chars >= 8 ? 5 : 3);
  GString *label = g_string_new (NULL);
  for (gint64 i = 0; i < value->numel; i++)
    {
      g_autofree char *element = element_to_label (value, i, 3);
      gsize room = i + 1 < value->numel ? 2 : 0; /* for the dots */
      if (i > 0 && label->len + 1 + strlen (element) + room > max_chars)
        {
          g_string_append (label, " …");
          break;
        }
      g_string_append_printf (label, "%s%s", i > 0 ? " " : "", element);
    }
  return g_string_free (label, FALSE);
}
