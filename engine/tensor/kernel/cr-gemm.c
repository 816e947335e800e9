/* OpenBLAS for floats, in panels between which the cancel flag is asked; plain loops for int64. */

#include "cr-gemm.h"
#include "cr-buffer.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Multiplications of a panel: some tens of milliseconds on one core. */
#define PANEL_WORK (G_GINT64_CONSTANT (1) << 29)
/* A panel that is thinner is taken for one of this size. */
#define THIN 64
/* BLAS counts in int. */
#define MAX_BLAS_SIZE (G_GINT64_CONSTANT (1) << 30)

#ifdef __x86_64__
/* Not in cblas.h, but exported by builds that choose their kernels at run time; NULL in all others. */
extern void gotoblas_dynamic_init (void) __attribute__ ((weak));
extern void gotoblas_dynamic_quit (void) __attribute__ ((weak));
extern int blas_thread_shutdown_ (void) __attribute__ ((weak));

/* Whether OpenBLAS did not know this processor, though it has faster kernels that would run on it. */
static gboolean
is_misjudged (void)
{
  const char *chosen = openblas_get_corename ();

  __builtin_cpu_init ();
  return chosen && g_ascii_strcasecmp (chosen, "Prescott") == 0 && __builtin_cpu_supports ("avx2")
         && __builtin_cpu_supports ("fma");
}

/* OpenBLAS knows processors by their model numbers. For one newer than itself it takes its oldest kernels, those of
 * 2004, and a product of matrices takes five times as long. Its only way to say otherwise is a variable of the
 * environment, which it reads once while it is loaded; so here it is made to read it again, with a value that follows
 * from what the processor can do. A processor that it recognised, and a choice by the user, are left alone.
 *
 * It is a constructor because main () has not begun then: this process has no other thread that could use BLAS or
 * read the environment, and no child that could inherit the variable. OpenBLAS's own threads, which wait for work by
 * then, are ended first, as before a fork (); the first product that wants them starts them again. */
static void __attribute__ ((constructor)) choose_kernels (void)
{
  static const char variable[] = "OPENBLAS_CORETYPE";

  gboolean threads = openblas_get_parallel () != OPENBLAS_SEQUENTIAL;
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || (threads && !blas_thread_shutdown_) || g_getenv (variable)
      || !is_misjudged ())
    return;
  gboolean wide = __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
                  && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512vl");
  if (threads)
    blas_thread_shutdown_ ();
  g_setenv (variable, wide ? "SkylakeX" : "Haswell", TRUE);
  gotoblas_dynamic_quit ();
  gotoblas_dynamic_init ();
  g_unsetenv (variable);
}
#endif

typedef struct
{
  gconstpointer data;
  CBLAS_TRANSPOSE transpose;
  gint64 leading;
} Operand;

/* FALSE if BLAS cannot read the matrix where it lies. */
static gboolean
describe (const CrMatrix *m, Operand *operand)
{
  operand->data = m->data;
  operand->transpose = CblasNoTrans;
  operand->leading = MAX (m->columns, 1);
  if (m->row_stride < 0 || m->column_stride < 0)
    return FALSE;
  if ((m->column_stride == 1 || m->columns == 1) && (m->rows == 1 || m->row_stride >= MAX (m->columns, 1)))
    {
      if (m->rows > 1)
        operand->leading = m->row_stride;
    }
  else if ((m->row_stride == 1 || m->rows == 1) && (m->columns == 1 || m->column_stride >= MAX (m->rows, 1)))
    {
      operand->transpose = CblasTrans;
      operand->leading = m->columns > 1 ? m->column_stride : MAX (m->rows, 1);
    }
  else
    return FALSE;
  return operand->leading < MAX_BLAS_SIZE;
}

/* Copies what BLAS cannot read into a contiguous @copy, which must live as long as @operand. */
static gboolean
describe_or_copy (CrMatrix m, gsize item, Operand *operand, CrBuffer **copy, CrContext *context, GError **error)
{
  if (describe (&m, operand))
    return TRUE;
  gsize size;
  if (__builtin_mul_overflow (m.rows, m.columns, &size) || __builtin_mul_overflow (size, item, &size))
    size = G_MAXSIZE;
  *copy = cr_buffer_new (context, size, error);
  if (*copy == NULL)
    return FALSE;
  guint8 *to = cr_buffer_get_mutable (*copy);
  for (gint64 i = 0; i < m.rows; i++)
    for (gint64 j = 0; j < m.columns; j++, to += item)
      memcpy (to, (const guint8 *)m.data + (i * m.row_stride + j * m.column_stride) * (gint64)item, item);
  m.data = cr_buffer_get_data (*copy);
  m.row_stride = m.columns;
  m.column_stride = 1;
  if (describe (&m, operand))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_MEMORY,
               _ ("A matrix of %" PRId64 " x %" PRId64 " elements is too large to be multiplied"), m.rows, m.columns);
  return FALSE;
}

static gconstpointer
get_panel (const Operand *operand, gint64 row, gint64 column, gsize item)
{
  gint64 at = operand->transpose == CblasNoTrans ? row * operand->leading + column : column * operand->leading + row;

  return (const guint8 *)operand->data + at * (gint64)item;
}

static void
multiply_panel (CrDtype dtype, const Operand *a, const Operand *b, gconstpointer pa, gconstpointer pb, gpointer out,
                gint64 m, gint64 n, gint64 k, gint64 leading)
{
  if (dtype == CR_DTYPE_FLOAT32)
    cblas_sgemm (CblasRowMajor, a->transpose, b->transpose, m, n, k, 1, pa, a->leading, pb, b->leading, 0, out,
                 leading);
  else
    cblas_dgemm (CblasRowMajor, a->transpose, b->transpose, m, n, k, 1, pa, a->leading, pb, b->leading, 0, out,
                 leading);
}

static gboolean
multiply_floats (CrDtype dtype, const CrMatrix *ma, const CrMatrix *mb, guint8 *out, CrContext *context, GError **error)
{
  gsize item = cr_dtype_get_size (dtype);
  Operand a, b;
  g_autoptr (CrBuffer) copy_a = NULL;
  g_autoptr (CrBuffer) copy_b = NULL;
  gint64 m = ma->rows, n = mb->columns, k = ma->columns;

  if (!describe_or_copy (*ma, item, &a, &copy_a, context, error)
      || !describe_or_copy (*mb, item, &b, &copy_b, context, error))
    return FALSE;
  gint64 work = PANEL_WORK * 4 / (gint64)item; /* a double takes twice the time */
  /* Of a thin matrix memory, not arithmetic, takes the time. */
  gint64 high = CLAMP (work / MAX (k, THIN) / CLAMP (n, THIN, 512), 1, m);
  gint64 wide = CLAMP (work / k / high, 1, n);
  for (gint64 i = 0; i < m; i += high)
    for (gint64 j = 0; j < n; j += wide)
      {
        if (cr_context_check_cancelled (context, error))
          return FALSE;
        multiply_panel (dtype, &a, &b, get_panel (&a, i, 0, item), get_panel (&b, 0, j, item), out + (i * n + j) * item,
                        MIN (high, m - i), MIN (wide, n - j), k, n);
      }
  return TRUE;
}

static gboolean
multiply_ints (const CrMatrix *a, const CrMatrix *b, guint64 *out, CrContext *context, GError **error)
{
  const guint64 *x = a->data;
  const guint64 *y = b->data;
  gint64 since = 0;

  memset (out, 0, a->rows * b->columns * sizeof *out);
  for (gint64 i = 0; i < a->rows; i++, out += b->columns)
    for (gint64 l = 0; l < a->columns; l++)
      {
        guint64 factor = x[i * a->row_stride + l * a->column_stride];
        const guint64 *row = y + l * b->row_stride;
        for (gint64 j = 0; j < b->columns; j++)
          out[j] += factor * row[j * b->column_stride];
        since += b->columns;
        if (since < (1 << 22))
          continue;
        since = 0;
        if (cr_context_check_cancelled (context, error))
          return FALSE;
      }
  return TRUE;
}

/* Dot products: BLAS has a function of its own, which PyTorch calls. */
static gboolean
multiply_vectors (CrDtype dtype, const CrMatrix *a, const CrMatrix *b, gpointer out)
{
  gint64 step_a = a->column_stride;
  gint64 step_b = b->row_stride;

  if (a->rows != 1 || b->columns != 1 || a->columns >= MAX_BLAS_SIZE || step_a < 1 || step_b < 1
      || step_a >= MAX_BLAS_SIZE || step_b >= MAX_BLAS_SIZE)
    return FALSE;
  if (dtype == CR_DTYPE_FLOAT32)
    *(float *)out = cblas_sdot (a->columns, a->data, step_a, b->data, step_b);
  else
    *(double *)out = cblas_ddot (a->columns, a->data, step_a, b->data, step_b);
  return TRUE;
}

gboolean
cr_gemm (CrDtype dtype, const CrMatrix *a, const CrMatrix *b, gpointer out, CrContext *context, GError **error)
{
  g_return_val_if_fail (a->columns == b->rows && dtype != CR_DTYPE_BOOL, FALSE);
  if (a->rows == 0 || b->columns == 0)
    return TRUE;
  if (a->columns == 0)
    {
      memset (out, 0, a->rows * b->columns * cr_dtype_get_size (dtype));
      return TRUE;
    }
  if (dtype == CR_DTYPE_INT64)
    return multiply_ints (a, b, out, context, error);
  return multiply_vectors (dtype, a, b, out) || multiply_floats (dtype, a, b, out, context, error);
}
