#pragma once
/* Strided loops over up to three operands of one (broadcast) shape: dimensions that lie
 * together in all operands are merged, long rows are cut into panels between which the
 * cancel flag is asked. Private to the tensor layer. */

#include "cr-tensor.h"

G_BEGIN_DECLS

#define CR_LOOP_MAX_OPERANDS 3

/* One row of @n elements; @data and @strides (in elements) have one entry an operand. */
typedef void (*CrLoopFunc) (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data);

/* Before a row function or what else is a plain loop: compiled for AVX2 too, and chosen when the program starts. Not
 * with FMA, which would round otherwise. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)                  \
    && !defined(__SANITIZE_THREAD__)
#define CR_WIDE __attribute__ ((target_clones ("avx2", "default")))
#else
#define CR_WIDE
#endif

typedef struct
{
  int ndim;
  int n_operands;
  gint64 sizes[CR_MAX_DIMS];
  gint64 strides[CR_LOOP_MAX_OPERANDS][CR_MAX_DIMS];
  guint8 *data[CR_LOOP_MAX_OPERANDS];
  gsize item_size[CR_LOOP_MAX_OPERANDS];
} CrLoop;

void cr_loop_init (CrLoop *loop, int ndim, const gint64 *sizes);
/* @tensor is broadcast to the loop's shape, which it must fit; @data is its first element. */
void cr_loop_add (CrLoop *loop, CrTensor *tensor, gconstpointer data);
/* One element of @dtype at @data, for every index. */
void cr_loop_add_scalar (CrLoop *loop, CrDtype dtype, gconstpointer data);
/* Large loops run on several threads: @func only reads @user_data. FALSE with CR_ERROR_CANCELLED when the run was
 * cancelled in between. */
gboolean cr_loop_run (CrLoop *loop, CrContext *context, CrLoopFunc func, gpointer user_data, GError **error);
/* The same on one thread, row after row: where @func draws random numbers. */
gboolean cr_loop_run_in_order (CrLoop *loop, CrContext *context, CrLoopFunc func, gpointer user_data, GError **error);

G_END_DECLS
