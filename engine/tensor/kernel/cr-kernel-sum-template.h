/* Included by cr-kernel-sum-rows.c with Type, LANES and NAME(): no #pragma once. */

/* Sums @size rows that lie @row_stride apart into @sums: @rows columns of @lanes neighbouring
 * elements each, the columns @column_stride apart. Level j collects 2^(j * power) rows.
 * Stops anywhere when the run is cancelled, of which NAME (cr_sum) tells. */
static inline __attribute__ ((always_inline)) void
NAME (sum_columns) (Type *sums, const Type *in, gint64 row_stride, gint64 column_stride, gint64 size, int rows,
                    int lanes, CrContext *context)
{
  const gint64 power = MAX (4, ceil_log2 (size) / LEVELS);
  const gint64 step = G_GINT64_CONSTANT (1) << power;
  gint64 i = 0;

  for (int k = 0; k < rows * lanes; k++)
    sums[k] = 0;
  if (size < step)
    {
      for (; i < size; i++)
        for (int r = 0; r < rows; r++)
          for (int l = 0; l < lanes; l++)
            sums[r * lanes + l] += in[i * row_stride + r * column_stride + l];
      return;
    }
  Type levels[LEVELS][ROWS * LANES] = { { 0 } };
  while (i + step <= size)
    {
      if (i % CANCEL_ROWS == 0 && cr_context_is_cancelled (context))
        return;
      for (gint64 j = 0; j < step; j++, i++)
        for (int r = 0; r < rows; r++)
          for (int l = 0; l < lanes; l++)
            levels[0][r * lanes + l] += in[i * row_stride + r * column_stride + l];
      for (int level = 1; level < LEVELS; level++)
        {
          for (int k = 0; k < rows * lanes; k++)
            {
              levels[level][k] += levels[level - 1][k];
              levels[level - 1][k] = 0;
            }
          if ((i & ((step - 1) << (level * power))) != 0)
            break;
        }
    }
  for (; i < size; i++)
    for (int r = 0; r < rows; r++)
      for (int l = 0; l < lanes; l++)
        levels[0][r * lanes + l] += in[i * row_stride + r * column_stride + l];
  for (int k = 0; k < rows * lanes; k++)
    {
      sums[k] = levels[0][k];
      for (int level = 1; level < LEVELS; level++)
        sums[k] += levels[level][k];
    }
}

/* Sums @size groups of @lanes neighbouring elements, @stride apart, four groups side by side. */
static inline __attribute__ ((always_inline)) void
NAME (sum_row) (Type *sums, const Type *in, gint64 stride, gint64 size, int lanes, CrContext *context)
{
  Type columns[ROWS * LANES];
  gint64 whole = size / ROWS;

  NAME (sum_columns) (columns, in, stride * ROWS, stride, whole, ROWS, lanes, context);
  for (gint64 i = whole * ROWS; i < size; i++)
    for (int l = 0; l < lanes; l++)
      columns[l] += in[i * stride + l];
  for (int r = 1; r < ROWS; r++)
    for (int l = 0; l < lanes; l++)
      columns[l] += columns[r * lanes + l];
  for (int l = 0; l < lanes; l++)
    sums[l] = columns[l];
}

static inline __attribute__ ((always_inline)) Type
NAME (sum_contiguous) (const Type *in, gint64 size, CrContext *context)
{
  Type lanes[LANES];
  gint64 whole = size / LANES;
  Type sum = 0;

  NAME (sum_row) (lanes, in, LANES, whole, LANES, context);
  for (gint64 i = whole * LANES; i < size; i++)
    sum += in[i];
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

static inline __attribute__ ((always_inline)) Type
NAME (sum_strided) (const Type *in, gint64 stride, gint64 size, CrContext *context)
{
  Type sum;

  NAME (sum_row) (&sum, in, stride, size, 1, context);
  return sum;
}

/* Vectors across the kept dimension, which is contiguous. Returns how many sums are done. */
static inline __attribute__ ((always_inline)) gint64
NAME (sum_across) (Type *out, const CrSumPlane *plane, const Type *in, gint64 j, CrContext *context)
{
  Type sums[ROWS * LANES];
  gint64 n = plane->sizes[1];

  if (j + ROWS * LANES <= n)
    {
      NAME (sum_columns) (sums, in + j, plane->in[0], LANES, plane->sizes[0], ROWS, LANES, context);
      for (int k = 0; k < ROWS * LANES; k++)
        out[(j + k) * plane->out[1]] += sums[k];
      return ROWS * LANES;
    }
  if (j + LANES <= n)
    {
      NAME (sum_row) (sums, in + j, plane->in[0], plane->sizes[0], LANES, context);
      for (int k = 0; k < LANES; k++)
        out[(j + k) * plane->out[1]] += sums[k];
      return LANES;
    }
  out[j * plane->out[1]] += NAME (sum_strided) (in + j, plane->in[0], plane->sizes[0], context);
  return 1;
}

/* Four strided sums at once, then one at a time. Returns how many sums are done. */
static inline __attribute__ ((always_inline)) gint64
NAME (sum_apart) (Type *out, const CrSumPlane *plane, const Type *in, gint64 j, CrContext *context)
{
  Type sums[ROWS];

  if (j + ROWS > plane->sizes[1])
    {
      out[j * plane->out[1]] += NAME (sum_strided) (in + j * plane->in[1], plane->in[0], plane->sizes[0], context);
      return 1;
    }
  NAME (sum_columns) (sums, in + j * plane->in[1], plane->in[0], plane->in[1], plane->sizes[0], ROWS, 1, context);
  for (int k = 0; k < ROWS; k++)
    out[(j + k) * plane->out[1]] += sums[k];
  return ROWS;
}

/* No dimension of the plane is summed over: the outer walk does that. */
static inline __attribute__ ((always_inline)) void
NAME (add_plane) (const CrSumPlane *plane, const Type *in, Type *out)
{
  for (gint64 j = 0; j < plane->sizes[1]; j++)
    for (gint64 i = 0; i < plane->sizes[0]; i++)
      out[j * plane->out[1] + i * plane->out[0]] += in[j * plane->in[1] + i * plane->in[0]];
}

CR_WIDE gboolean
NAME (cr_sum) (const CrSumPlane *given, gconstpointer data, gpointer result, CrContext *context, GError **error)
{
  const Type *in = data;
  Type *out = result;
  CrSumPlane plane = *given;
  gint64 since = 0;

  if (plane.out[0] != 0 && plane.out[1] == 0)
    plane = (CrSumPlane){ { given->sizes[1], given->sizes[0] }, { given->in[1], given->in[0] }, { 0, given->out[0] } };
  if (plane.out[0] != 0)
    {
      NAME (add_plane) (&plane, in, out);
      return TRUE;
    }

  gboolean contiguous = plane.in[0] == 1 && plane.sizes[0] >= LANES;
  gboolean across = !contiguous && plane.in[1] == 1 && plane.sizes[1] >= LANES;
  for (gint64 j = 0, done; j < plane.sizes[1]; j += done)
    {
      done = 1;
      if (contiguous)
        out[j * plane.out[1]] += NAME (sum_contiguous) (in + j * plane.in[1], plane.sizes[0], context);
      else if (across)
        done = NAME (sum_across) (out, &plane, in, j, context);
      else if (plane.in[0] < plane.in[1])
        out[j * plane.out[1]] += NAME (sum_strided) (in + j * plane.in[1], plane.in[0], plane.sizes[0], context);
      else
        done = NAME (sum_apart) (out, &plane, in, j, context);
      since += done * plane.sizes[0];
      if (since >= CANCEL_ROWS)
        {
          since = 0;
          if (cr_context_check_cancelled (context, error))
            return FALSE;
        }
    }
  return TRUE;
}
