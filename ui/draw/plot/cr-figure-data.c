/* Two dimensions at most, column by column, as matplotlib plots them. */
#include "cr-figure-data.h"

#include <math.h>

#define MAX_NUMBERS 20000000
#define MAX_SIDE 10000000

gboolean
cr_figure_data_is (const CrPlotDatum *datum)
{
  return datum->kind == CR_PLOT_ARG_TENSOR || datum->kind == CR_PLOT_ARG_LIST || datum->kind == CR_PLOT_ARG_INT
         || datum->kind == CR_PLOT_ARG_FLOAT;
}

double
cr_figure_data_get_number (const CrPlotDatum *datum)
{
  switch (datum->kind)
    {
    case CR_PLOT_ARG_INT:
    case CR_PLOT_ARG_BOOL:
      return (double)datum->integer;
    case CR_PLOT_ARG_FLOAT:
      return datum->number;
    case CR_PLOT_ARG_TENSOR:
      return datum->value && cr_value_get_numel (datum->value) == 1 ? cr_value_get_double (datum->value, 0) : NAN;
    default:
      return NAN;
    }
}

static gboolean
data_alloc (CrFigureData *data, gint64 rows, gint64 columns)
{
  if (rows <= 0 || columns <= 0 || rows > MAX_SIDE || columns > MAX_SIDE || rows * columns > MAX_NUMBERS)
    return FALSE;
  data->rows = (guint)rows;
  data->columns = (guint)columns;
  data->numbers = g_try_new (double, data->rows *(gsize)data->columns);
  return data->numbers != NULL;
}

static gboolean
read_tensor (CrFigureData *data, const CrPlotDatum *datum)
{
  const CrValue *value = datum->value;
  const gint64 *sizes;
  int ndim;

  if (value == NULL || !cr_value_has_data (value))
    return FALSE;
  ndim = cr_value_get_ndim (value);
  sizes = cr_value_get_sizes (value);
  data->tensor = datum->tensor;
  if (ndim > 2 || !data_alloc (data, ndim > 0 ? sizes[0] : 1, ndim > 1 ? sizes[1] : 1))
    return FALSE;
  for (guint c = 0; c < data->columns; c++)
    for (guint r = 0; r < data->rows; r++)
      data->numbers[c * (gsize)data->rows + r] = cr_value_get_double (value, (gint64)r * data->columns + c);
  return TRUE;
}

/* A list of numbers (tensors of one element among them), or of lists of equal length. */
static gboolean
read_list (CrFigureData *data, const CrPlotDatum *datum)
{
  const CrPlotDatum *first = datum->elements && datum->elements->len ? g_ptr_array_index (datum->elements, 0) : NULL;
  gboolean nested = first && first->kind == CR_PLOT_ARG_LIST;

  if (first == NULL || !data_alloc (data, datum->elements->len, nested ? first->elements->len : 1))
    return FALSE;
  for (guint r = 0; r < data->rows; r++)
    {
      const CrPlotDatum *element = g_ptr_array_index (datum->elements, r);

      for (guint c = 0; c < data->columns; c++)
        if (!nested)
          data->numbers[r] = cr_figure_data_get_number (element);
        else if (element->kind == CR_PLOT_ARG_LIST && c < element->elements->len)
          data->numbers[c * (gsize)data->rows + r]
              = cr_figure_data_get_number (g_ptr_array_index (element->elements, c));
        else
          data->numbers[c * (gsize)data->rows + r] = NAN;
    }
  return TRUE;
}

gboolean
cr_figure_data_read (CrFigureData *data, const CrPlotDatum *datum)
{
  if (datum->kind == CR_PLOT_ARG_TENSOR)
    return read_tensor (data, datum);
  if (datum->kind == CR_PLOT_ARG_LIST)
    return read_list (data, datum);
  if (!data_alloc (data, 1, 1))
    return FALSE;
  data->numbers[0] = cr_figure_data_get_number (datum);
  return TRUE;
}

void
cr_figure_data_clear (CrFigureData *data)
{
  g_clear_pointer (&data->numbers, g_free);
}
