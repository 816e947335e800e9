/* Strided loops: see the header. */

#include "cr-loop.h"
#include "cr-parallel.h"

/* Elements of a panel: a millisecond or so of the slowest functions. */
#define PANEL 65536

void
cr_loop_init (CrLoop *loop, int ndim, const gint64 *sizes)
{
  loop->ndim = ndim;
  loop->n_operands = 0;
  for (int d = 0; d < ndim; d++)
    loop->sizes[d] = sizes[d];
}

void
cr_loop_add (CrLoop *loop, CrTensor *tensor, gconstpointer data)
{
  g_return_if_fail (loop->n_operands < CR_LOOP_MAX_OPERANDS);
  int k = loop->n_operands++;
  int ndim = cr_tensor_get_ndim (tensor);
  const gint64 *sizes = cr_tensor_get_sizes (tensor);
  const gint64 *strides = cr_tensor_get_strides (tensor);

  loop->data[k] = (guint8 *)data;
  loop->item_size[k] = cr_dtype_get_size (cr_tensor_get_dtype (tensor));
  for (int d = 0; d < loop->ndim; d++)
    {
      int own = d - (loop->ndim - ndim);
      loop->strides[k][d] = own < 0 || (sizes[own] == 1 && loop->sizes[d] != 1) ? 0 : strides[own];
    }
}

void
cr_loop_add_scalar (CrLoop *loop, CrDtype dtype, gconstpointer data)
{
  g_return_if_fail (loop->n_operands < CR_LOOP_MAX_OPERANDS);
  int k = loop->n_operands++;

  loop->data[k] = (guint8 *)data;
  loop->item_size[k] = cr_dtype_get_size (dtype);
  for (int d = 0; d < loop->ndim; d++)
    loop->strides[k][d] = 0;
}

static gboolean
can_merge (const CrLoop *loop, int outer, int inner)
{
  for (int k = 0; k < loop->n_operands; k++)
    if (loop->strides[k][outer] != loop->strides[k][inner] * loop->sizes[inner])
      return FALSE;
  return TRUE;
}

/* Drops dimensions of one element and merges neighbours that are one run of memory in all operands. */
static void
coalesce (CrLoop *loop)
{
  int last = -1;

  for (int d = 0; d < loop->ndim; d++)
    {
      if (loop->sizes[d] == 1)
        continue;
      gboolean merge = last >= 0 && can_merge (loop, last, d);
      gint64 size = merge ? loop->sizes[last] * loop->sizes[d] : loop->sizes[d];
      if (!merge)
        last++;
      loop->sizes[last] = size;
      for (int k = 0; k < loop->n_operands; k++)
        loop->strides[k][last] = loop->strides[k][d];
    }
  loop->ndim = last + 1;
}

static gboolean
run_row (const CrLoop *loop, guint8 **data, const gint64 *strides, gint64 n, CrContext *context, CrLoopFunc func,
         gpointer user_data, GError **error)
{
  guint8 *at[CR_LOOP_MAX_OPERANDS];

  for (gint64 begin = 0; begin < n; begin += PANEL)
    {
      for (int k = 0; k < loop->n_operands; k++)
        at[k] = data[k] + begin * strides[k] * (gint64)loop->item_size[k];
      func (at, strides, MIN (PANEL, n - begin), user_data);
      if (n > PANEL && cr_context_check_cancelled (context, error))
        return FALSE;
    }
  return TRUE;
}

/* Steps the outer dimensions like an odometer; FALSE when all are done. */
static gboolean
advance (const CrLoop *loop, gint64 *index, guint8 **data)
{
  for (int d = loop->ndim - 2; d >= 0; d--)
    {
      gint64 step = ++index[d] < loop->sizes[d] ? 1 : 1 - loop->sizes[d];
      for (int k = 0; k < loop->n_operands; k++)
        data[k] += step * loop->strides[k][d] * (gint64)loop->item_size[k];
      if (step == 1)
        return TRUE;
      index[d] = 0;
    }
  return FALSE;
}

gboolean
cr_loop_run_in_order (CrLoop *loop, CrContext *context, CrLoopFunc func, gpointer user_data, GError **error)
{
  gint64 index[CR_MAX_DIMS] = { 0 };
  gint64 strides[CR_LOOP_MAX_OPERANDS] = { 0 };
  guint8 *data[CR_LOOP_MAX_OPERANDS];
  gint64 since = 0;

  for (int d = 0; d < loop->ndim; d++)
    if (loop->sizes[d] == 0)
      return TRUE;
  coalesce (loop);
  gint64 n = loop->ndim > 0 ? loop->sizes[loop->ndim - 1] : 1;
  for (int k = 0; k < loop->n_operands; k++)
    {
      data[k] = loop->data[k];
      strides[k] = loop->ndim > 0 ? loop->strides[k][loop->ndim - 1] : 0;
    }
  do
    {
      if (!run_row (loop, data, strides, n, context, func, user_data, error))
        return FALSE;
      since += n;
      if (since > PANEL)
        {
          since = 0;
          if (cr_context_check_cancelled (context, error))
            return FALSE;
        }
    }
  while (advance (loop, index, data));
  return TRUE;
}

/* Work that goes to several threads is cut into pieces: panels of long rows, or groups of short ones. */
typedef struct
{
  const CrLoop *loop;
  CrLoopFunc func;
  gpointer user_data;
  gint64 n;        /* elements of a row */
  gint64 n_panels; /* of a row, if it is longer than a panel */
  gint64 n_rows;
  gint64 piece_rows; /* rows of a piece, if they are shorter */
} Pieces;

/* Where row number @row begins. */
static void
find_row (const CrLoop *loop, gint64 row, gint64 *index, guint8 **data)
{
  for (int k = 0; k < loop->n_operands; k++)
    data[k] = loop->data[k];
  for (int d = loop->ndim - 2; d >= 0; d--)
    {
      index[d] = row % loop->sizes[d];
      row /= loop->sizes[d];
      for (int k = 0; k < loop->n_operands; k++)
        data[k] += index[d] * loop->strides[k][d] * (gint64)loop->item_size[k];
    }
}

static void
run_piece (gint64 i, gpointer user_data)
{
  const Pieces *pieces = user_data;
  const CrLoop *loop = pieces->loop;
  gint64 index[CR_MAX_DIMS] = { 0 };
  gint64 strides[CR_LOOP_MAX_OPERANDS] = { 0 };
  guint8 *data[CR_LOOP_MAX_OPERANDS];
  gint64 panel = pieces->n_panels > 1 ? i % pieces->n_panels : 0;
  gint64 row = pieces->n_panels > 1 ? i / pieces->n_panels : i * pieces->piece_rows;
  gint64 last = pieces->n_panels > 1 ? row + 1 : MIN (row + pieces->piece_rows, pieces->n_rows);
  gint64 n = pieces->n_panels > 1 ? MIN (PANEL, pieces->n - panel * PANEL) : pieces->n;

  find_row (loop, row, index, data);
  for (int k = 0; k < loop->n_operands; k++)
    {
      strides[k] = loop->strides[k][loop->ndim - 1];
      data[k] += panel * PANEL * strides[k] * (gint64)loop->item_size[k];
    }
  for (; row < last; row++)
    {
      pieces->func (data, strides, n, pieces->user_data);
      if (row + 1 < last)
        advance (loop, index, data);
    }
}

gboolean
cr_loop_run (CrLoop *loop, CrContext *context, CrLoopFunc func, gpointer user_data, GError **error)
{
  gint64 total = 1;

  for (int d = 0; d < loop->ndim; d++)
    if (__builtin_mul_overflow (total, loop->sizes[d], &total))
      total = G_MAXINT64;
  if (total <= PANEL)
    return cr_loop_run_in_order (loop, context, func, user_data, error);
  coalesce (loop);
  gint64 n = loop->sizes[loop->ndim - 1];
  Pieces pieces = { .loop = loop, .func = func, .user_data = user_data, .n = n, .n_rows = total / n };
  pieces.n_panels = n > PANEL ? (n + PANEL - 1) / PANEL : 1;
  pieces.piece_rows = MAX (PANEL / n, 1);
  gint64 n_pieces = pieces.n_panels > 1 ? pieces.n_panels * pieces.n_rows
                                        : (pieces.n_rows + pieces.piece_rows - 1) / pieces.piece_rows;
  return cr_parallel_for (context, n_pieces, run_piece, &pieces, error);
}
