/* Included by cr-kernel-nn-pool.c with Real and NAME(): no #pragma once. A plane is one matrix of the last two
 * dimensions, (rows->size, columns->size) of the input and (rows->n, columns->n) of the result. */

static gint64 get_divisor (const CrWindows *rows, const CrWindows *columns, gint64 i, gint64 j, gboolean count_padding,
                           gint64 divisor);

static void
NAME (max_plane) (Pace *pace, const Real *from, const CrWindows *rows, const CrWindows *columns, Real *to,
                  gint64 *index)
{
  for (gint64 i = 0; i < rows->n && goes_on (pace, rows, i, columns); i++)
    CR_FOR_CHUNKED (pace->context, j, columns->n)
    {
      gint64 at = rows->start[i] * columns->size + columns->start[j];
      Real best = -INFINITY;
      for (gint64 y = rows->start[i]; y < rows->end[i]; y += rows->dilation)
        for (gint64 x = columns->start[j]; x < columns->end[j]; x += columns->dilation)
          {
            Real value = from[y * columns->size + x];
            if (value > best || value != value)
              {
                best = value;
                at = y * columns->size + x;
              }
          }
      *to++ = best;
      *index++ = at;
    }
}

static void
NAME (average_plane) (Pace *pace, const Real *from, const CrWindows *rows, const CrWindows *columns,
                      gboolean count_padding, gint64 divisor, Real *to)
{
  for (gint64 i = 0; i < rows->n && goes_on (pace, rows, i, columns); i++)
    CR_FOR_CHUNKED (pace->context, j, columns->n)
    {
      Real sum = 0;
      for (gint64 y = rows->start[i]; y < rows->end[i]; y++)
        for (gint64 x = columns->start[j]; x < columns->end[j]; x++)
          sum += from[y * columns->size + x];
      *to++ = sum / (Real)get_divisor (rows, columns, i, j, count_padding, divisor);
    }
}

static void
NAME (spread_plane) (Pace *pace, const Real *from, const CrWindows *rows, const CrWindows *columns,
                     gboolean count_padding, gint64 divisor, Real *to)
{
  for (gint64 i = 0; i < rows->n && goes_on (pace, rows, i, columns); i++)
    CR_FOR_CHUNKED (pace->context, j, columns->n)
    {
      Real share = *from++ / (Real)get_divisor (rows, columns, i, j, count_padding, divisor);
      for (gint64 y = rows->start[i]; y < rows->end[i]; y++)
        for (gint64 x = columns->start[j]; x < columns->end[j]; x++)
          to[y * columns->size + x] += share;
    }
}
