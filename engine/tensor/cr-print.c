/* torch/_tensor_str.py: one formatter is chosen from all elements shown, then each is padded
 * to the widest of the finite non-zero ones. Only what is shown is looked at, so that printing
 * a large tensor costs nothing. */

#include "cr-print.h"
#include "cr-element.h"

#include <string.h>

#define PRECISION 4
#define THRESHOLD 1000
#define EDGE_ITEMS 3
#define LINE_WIDTH 80
#define PREFIX "tensor("
#define INDENT ((int)sizeof PREFIX - 1)
/* "%.4f" of the largest double and its sign. */
#define NUMBER_SIZE 330

typedef enum
{
  FORMAT_INT, /* floats that are all whole: "1." */
  FORMAT_FIXED,
  FORMAT_SCI
} Format;

typedef struct
{
  CrDtype dtype;
  int ndim;
  const gint64 *sizes;
  const gint64 *strides;
  gconstpointer data;
  gboolean summarize;
  Format format;
  int width;
  double smallest; /* of the finite non-zero magnitudes */
  double largest;
  GString *text;
} Printer;

typedef void (*ElementFunc) (Printer *self, gint64 position);

/* Calls @func for each element that is shown, in order. */
static void
visit (Printer *self, int dim, gint64 position, ElementFunc func)
{
  if (dim == self->ndim)
    {
      func (self, position);
      return;
    }
  gboolean cut = self->summarize && self->sizes[dim] > 2 * EDGE_ITEMS;
  for (gint64 i = 0; i < self->sizes[dim]; i++)
    {
      if (cut && i == EDGE_ITEMS)
        i = self->sizes[dim] - EDGE_ITEMS;
      visit (self, dim + 1, position + i * self->strides[dim], func);
    }
}

static void
measure (Printer *self, gint64 position)
{
  double value = cr_element_get_double (self->dtype, self->data, position);

  if (!isfinite (value) || value == 0)
    return;
  self->smallest = MIN (self->smallest, fabs (value));
  self->largest = MAX (self->largest, fabs (value));
  if (value != ceil (value))
    self->format = FORMAT_FIXED;
}

/* Writes the element without padding; returns its length. */
static int
format_element (const Printer *self, gint64 position, char *text)
{
  static const char *const formats[] = { "%.0f", "%.4f", "%.4e" };
  double value = cr_element_get_double (self->dtype, self->data, position);

  if (self->dtype == CR_DTYPE_BOOL)
    return g_snprintf (text, NUMBER_SIZE, "%s", value != 0 ? "True" : "False");
  if (self->dtype == CR_DTYPE_INT64)
    return g_snprintf (text, NUMBER_SIZE, "%" G_GINT64_FORMAT, ((const gint64 *)self->data)[position]);
  if (!isfinite (value))
    return g_snprintf (text, NUMBER_SIZE, "%s", isnan (value) ? "nan" : value > 0 ? "inf" : "-inf");
  g_ascii_formatd (text, NUMBER_SIZE, formats[self->format], value);
  if (self->format == FORMAT_INT)
    strcat (text, ".");
  return strlen (text);
}

static void
widen (Printer *self, gint64 position)
{
  char text[NUMBER_SIZE];
  double value = cr_element_get_double (self->dtype, self->data, position);

  if (!cr_dtype_is_floating (self->dtype) || (isfinite (value) && value != 0))
    self->width = MAX (self->width, format_element (self, position, text));
}

static void
choose_format (Printer *self)
{
  self->width = 1;
  self->format = FORMAT_INT;
  self->smallest = INFINITY;
  self->largest = 0;
  if (cr_dtype_is_floating (self->dtype))
    {
      visit (self, 0, 0, measure);
      if (self->largest > 0
          && (self->largest / self->smallest > 1000.0 || self->largest > 1.0e8
              || (self->format == FORMAT_FIXED && self->smallest < 1.0e-4)))
        self->format = FORMAT_SCI;
    }
  visit (self, 0, 0, widen);
}

static void
append_element (Printer *self, gint64 position)
{
  char text[NUMBER_SIZE];
  int length = format_element (self, position, text);

  g_string_append_printf (self->text, "%*s%s", MAX (self->width - length, 0), "", text);
}

static void
append_spaces (GString *text, int n)
{
  g_string_append_printf (text, "%*s", n, "");
}

static void
append_vector (Printer *self, gint64 position, int indent)
{
  gint64 size = self->sizes[self->ndim - 1];
  gint64 stride = self->strides[self->ndim - 1];
  gboolean cut = self->summarize && size > 2 * EDGE_ITEMS;
  int per_line = MAX (1, (LINE_WIDTH - indent) / (self->width + 2));
  int column = 0;

  g_string_append_c (self->text, '[');
  for (gint64 i = 0; i < size; i++, column++)
    {
      if (column == per_line)
        {
          g_string_append (self->text, ",\n");
          append_spaces (self->text, indent + 1);
          column = 0;
        }
      else if (i > 0)
        g_string_append (self->text, ", ");
      if (!cut || i != EDGE_ITEMS)
        {
          append_element (self, position + i * stride);
          continue;
        }
      g_string_append (self->text, " ...");
      i = size - EDGE_ITEMS - 1;
      cut = FALSE;
    }
  g_string_append_c (self->text, ']');
}

static void
append_slices (Printer *self, int dim, gint64 position, int indent)
{
  gint64 size = self->sizes[dim];

  if (dim == self->ndim - 1)
    {
      append_vector (self, position, indent);
      return;
    }
  gboolean cut = self->summarize && size > 2 * EDGE_ITEMS;
  g_string_append_c (self->text, '[');
  for (gint64 i = 0; i < size; i++)
    {
      if (i > 0)
        {
          g_string_append_c (self->text, ',');
          for (int d = dim; d < self->ndim - 1; d++)
            g_string_append_c (self->text, '\n');
          append_spaces (self->text, indent + 1);
        }
      if (!cut || i != EDGE_ITEMS)
        {
          append_slices (self, dim + 1, position + i * self->strides[dim], indent + 1);
          continue;
        }
      g_string_append (self->text, "...");
      i = size - EDGE_ITEMS - 1;
      cut = FALSE;
    }
  g_string_append_c (self->text, ']');
}

/* What PyTorch counts is off by one from the real column, and once a suffix has begun a line it is not: so the
 * length of the last line is carried along, not measured again. */
static void
append_suffixes (GString *text, const char *const *suffixes)
{
  const char *newline = strrchr (text->str, '\n');
  gsize last_line = newline != NULL ? text->len - (newline - text->str) + 1 : text->len + 2;

  for (; *suffixes != NULL; suffixes++)
    {
      gsize length = strlen (*suffixes);
      gboolean wrap = last_line + length + 2 > LINE_WIDTH;

      g_string_append (text, wrap ? ",\n" : ", ");
      if (wrap)
        append_spaces (text, INDENT);
      g_string_append (text, *suffixes);
      last_line = wrap ? INDENT + length : last_line + length + 2;
    }
}

/* "size=(0, 3)": a Python tuple. */
static char *
format_size_suffix (int ndim, const gint64 *sizes)
{
  GString *text = g_string_new ("size=(");

  for (int d = 0; d < ndim; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? ", " : "", sizes[d]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static char *
print (CrDtype dtype, int ndim, const gint64 *sizes, const gint64 *strides, gconstpointer data, const char *suffix)
{
  Printer printer = { .dtype = dtype, .ndim = ndim, .sizes = sizes, .strides = strides, .data = data };
  g_autofree char *size_suffix = NULL;
  g_autofree char *dtype_suffix = NULL;
  const char *suffixes[4] = { NULL };
  int n = 0;
  gint64 numel = 1;

  for (int d = 0; d < ndim; d++)
    numel = (gint64)((guint64)numel * (guint64)sizes[d]);
  printer.text = g_string_new (PREFIX);
  printer.summarize = numel > THRESHOLD;
  if (numel == 0)
    g_string_append (printer.text, "[]");
  else
    choose_format (&printer);
  if (numel > 0 && ndim == 0)
    append_element (&printer, 0);
  else if (numel > 0)
    append_slices (&printer, 0, 0, INDENT);

  if (numel == 0 && ndim != 1)
    suffixes[n++] = size_suffix = format_size_suffix (ndim, sizes);
  if (dtype == CR_DTYPE_FLOAT64 || (numel == 0 && dtype != CR_DTYPE_FLOAT32))
    suffixes[n++] = dtype_suffix = g_strdup_printf ("dtype=torch.%s", cr_dtype_get_name (dtype));
  if (suffix != NULL && *suffix != '\0')
    suffixes[n++] = suffix;
  append_suffixes (printer.text, suffixes);
  g_string_append_c (printer.text, ')');
  return g_string_free (printer.text, FALSE);
}

char *
cr_tensor_to_string (CrTensor *tensor, const char *suffix)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return print (cr_tensor_get_dtype (tensor), cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor),
                cr_tensor_get_strides (tensor), cr_tensor_get_data (tensor), suffix);
}

char *
cr_elements_to_string (CrDtype dtype, int ndim, const gint64 *sizes, gconstpointer data, const char *suffix)
{
  g_return_val_if_fail (ndim >= 0 && ndim <= CR_MAX_DIMS, NULL);
  gint64 strides[CR_MAX_DIMS];
  gint64 stride = 1;

  for (int d = ndim - 1; d >= 0; d--)
    {
      strides[d] = stride;
      stride = (gint64)((guint64)stride * (guint64)MAX (sizes[d], 1));
    }
  return print (dtype, ndim, sizes, strides, data, suffix);
}
