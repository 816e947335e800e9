/* Elements are in row-major order, so that a matrix of the last two dimensions is a stretch of them. */

#include "cr-value-slice.h"

void
cr_value_slice_init (CrValueSlice *slice, int ndim, const gint64 *sizes, gint64 number)
{
  *slice = (CrValueSlice){ .n_slices = 1, .lines = 1, .columns = 1 };
  for (int d = 0; d < ndim; d++)
    if (sizes[d] == 0) /* the other sizes may be anything: their product need not be a number */
      {
        *slice = (CrValueSlice){ .lines = 1, .is_vector = TRUE };
        return;
      }
  if (ndim > 0)
    slice->columns = sizes[ndim - 1];
  if (ndim > 1)
    slice->lines = sizes[ndim - 2];
  for (int d = 0; d < ndim - 2; d++)
    slice->n_slices *= sizes[d];
  slice->first = CLAMP (number, 0, slice->n_slices - 1) * slice->lines * slice->columns;
  slice->is_vector = slice->lines == 1 || slice->columns == 1;
  if (!slice->is_vector)
    return;
  slice->columns *= slice->lines;
  slice->lines = 1;
}

char *
cr_value_slice_dup_text (int ndim, const gint64 *sizes, gint64 number)
{
  GString *text = g_string_new ("[");
  gint64 places[CR_MAX_DIMS];

  for (int d = ndim - 3; d >= 0; d--)
    {
      places[d] = number % MAX (sizes[d], 1);
      number /= MAX (sizes[d], 1);
    }
  for (int d = 0; d < ndim - 2; d++)
    g_string_append_printf (text, "%" G_GINT64_FORMAT ", ", places[d]);
  g_string_append (text, ndim > 1 ? ":, :]" : ":]");
  return g_string_free (text, FALSE);
}
