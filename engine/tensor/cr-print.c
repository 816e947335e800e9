/* torch/_tensor_str.py: one formatter is chosen from all elements shown, then each is padded
 * to the widest of the finite non-zero ones. Only what is shown is looked at, so that printing
 * a large tensor costs nothing. */

#include "cr-print.h"
#include "cr-element.h"

#include <string.h>

#define PREFIX "tensor("
#define INDENT ((int)sizeof PREFIX - 1)
#define MAX_PRECISION 300
/* "%.300f" of the largest double and its sign. */
#define NUMBER_SIZE 640
/* Elements between two looks at the cancel flag. */
#define PANEL 1024

typedef enum
{
  FORMAT_INT, /* floats that are all whole: "1." */
  FORMAT_FIXED,
  FORMAT_SCI
} Format;

/* How all numbers of a tensor, or all real or imaginary parts, are written. */
typedef struct
{
  Format format;
  int width;
  double smallest; /* of the finite non-zero magnitudes */
  double largest;
} Formatter;

typedef struct
{
  CrContext *context; /* NULL: never cancelled */
  CrPrintOptions options;
  CrDtype dtype;
  int ndim;
  const gint64 *sizes;
  const gint64 *strides;
  gconstpointer data;
  gboolean summarize;
  int n_parts; /* 2 for complex numbers */
  int part;
  Formatter formatters[2];
  char formats[3][16]; /* by Format, for printf() */
  guint since;
  gboolean cancelled;
  GString *text;
} Printer;

typedef void (*ElementFunc) (Printer *self, gint64 position);

/* A cancelled run's text ends anywhere: nobody will see it. */
static gboolean
is_cancelled (Printer *self)
{
  if (!self->cancelled && self->context != NULL && ++self->since % PANEL == 0)
    self->cancelled = cr_context_is_cancelled (self->context);
  return self->cancelled;
}

/* Calls @func for each element that is shown, in order. */
static void
visit (Printer *self, int dim, gint64 position, ElementFunc func)
{
  if (dim == self->ndim)
    {
      func (self, position);
      return;
    }
  gint64 edge = self->options.edge_items;
  gboolean cut = self->summarize && self->sizes[dim] > 2 * edge && edge > 0;
  for (gint64 i = 0; i < self->sizes[dim] && !is_cancelled (self); i++)
    {
      if (cut && i == edge)
        i = self->sizes[dim] - edge;
      visit (self, dim + 1, position + i * self->strides[dim], func);
    }
}

static double
get_part (const Printer *self, gint64 position, int part)
{
  if (part == 1)
    return ((const CrComplex *)self->data)[position].im;
  return cr_element_get_double (self->dtype, self->data, position);
}

static gboolean
has_fractions (const Printer *self)
{
  return self->n_parts == 2 || cr_dtype_is_floating (self->dtype);
}

static void
measure (Printer *self, gint64 position)
{
  Formatter *formatter = &self->formatters[self->part];
  double value = get_part (self, position, self->part);

  if (!isfinite (value) || value == 0)
    return;
  formatter->smallest = MIN (formatter->smallest, fabs (value));
  formatter->largest = MAX (formatter->largest, fabs (value));
  if (value != ceil (value))
    formatter->format = FORMAT_FIXED;
}

/* Writes the number without padding; returns its length. */
static int
format_part (const Printer *self, gint64 position, int part, char *text)
{
  double value = get_part (self, position, part);
  Format format = self->formatters[part].format;

  if (self->dtype == CR_DTYPE_BOOL)
    return g_snprintf (text, NUMBER_SIZE, "%s", value != 0 ? "True" : "False");
  if (!has_fractions (self))
    return g_snprintf (text, NUMBER_SIZE, "%" G_GINT64_FORMAT, cr_element_get_int (self->dtype, self->data, position));
  if (!isfinite (value))
    return g_snprintf (text, NUMBER_SIZE, "%s", isnan (value) ? "nan" : value > 0 ? "inf" : "-inf");
  g_ascii_formatd (text, NUMBER_SIZE, self->formats[format], value);
  if (format == FORMAT_INT)
    strcat (text, ".");
  return strlen (text);
}

static void
widen (Printer *self, gint64 position)
{
  char text[NUMBER_SIZE];
  Formatter *formatter = &self->formatters[self->part];
  double value = get_part (self, position, self->part);

  if (!has_fractions (self) || (isfinite (value) && value != 0))
    formatter->width = MAX (formatter->width, format_part (self, position, self->part, text));
}

static void
choose_format (Printer *self, int part)
{
  Formatter *formatter = &self->formatters[part];

  self->part = part;
  *formatter = (Formatter){ FORMAT_INT, 1, INFINITY, 0 };
  if (has_fractions (self))
    visit (self, 0, 0, measure);
  if (formatter->largest > 0
      && (formatter->largest / formatter->smallest > 1000.0 || formatter->largest > 1.0e8
          || (formatter->format == FORMAT_FIXED && formatter->smallest < 1.0e-4)))
    formatter->format = FORMAT_SCI;
  visit (self, 0, 0, widen);
  if (formatter->largest == 0 || self->options.sci_mode < 0)
    return;
  /* What the options say comes after the width was measured, as in PyTorch. */
  gboolean whole = formatter->format == FORMAT_INT;
  if (formatter->format == FORMAT_SCI && !self->options.sci_mode)
    {
      formatter->format = FORMAT_INT;
      visit (self, 0, 0, measure); /* tells fractions again */
    }
  else if (self->options.sci_mode)
    formatter->format = FORMAT_SCI;
  else
    formatter->format = whole ? FORMAT_INT : FORMAT_FIXED;
}

static void
append_part (Printer *self, gint64 position, int part, gboolean pad, char *text)
{
  int length = format_part (self, position, part, text);
  int width = pad ? self->formatters[part].width : 0;

  if (part == 1 && text[0] != '-')
    g_string_append_c (self->text, '+');
  g_string_append_printf (self->text, "%*s%s", MAX (width - length, 0), "", text);
}

static void
append_element (Printer *self, gint64 position)
{
  char text[NUMBER_SIZE];

  append_part (self, position, 0, TRUE, text);
  if (self->n_parts == 1)
    return;
  append_part (self, position, 1, FALSE, text);
  g_string_append_c (self->text, 'j');
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
  gint64 edge = self->options.edge_items;
  gboolean cut = self->summarize && size > 2 * edge;
  int width = self->formatters[0].width + 2 + (self->n_parts == 2 ? self->formatters[1].width + 1 : 0);
  int per_line = MAX (1, (int)floor ((double)(self->options.line_width - indent) / width));
  int column = 0;

  g_string_append_c (self->text, '[');
  for (gint64 i = 0; i < size && !is_cancelled (self); i++, column++)
    {
      if (column == per_line)
        {
          g_string_append (self->text, ",\n");
          append_spaces (self->text, indent + 1);
          column = 0;
        }
      else if (column > 0)
        g_string_append (self->text, ", ");
      if (!cut || i != edge)
        {
          append_element (self, position + i * stride);
          continue;
        }
      g_string_append (self->text, " ...");
      i = edge > 0 ? size - edge - 1 : -1; /* Python's [-0:] is everything */
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
  gint64 edge = self->options.edge_items;
  gboolean cut = self->summarize && size > 2 * edge;
  g_string_append_c (self->text, '[');
  for (gint64 i = 0; i < size && !is_cancelled (self); i++)
    {
      if (i > 0)
        {
          g_string_append_c (self->text, ',');
          for (int d = dim; d < self->ndim - 1; d++)
            g_string_append_c (self->text, '\n');
          append_spaces (self->text, indent + 1);
        }
      if (!cut || i != edge)
        {
          append_slices (self, dim + 1, position + i * self->strides[dim], indent + 1);
          continue;
        }
      g_string_append (self->text, "...");
      i = size - edge - 1;
      cut = FALSE;
    }
  g_string_append_c (self->text, ']');
}

/* What PyTorch counts is off by one from the real column, and once a suffix has begun a line it is not: so the
 * length of the last line is carried along, not measured again. */
static void
append_suffixes (GString *text, const char *const *suffixes, int line_width)
{
  const char *newline = strrchr (text->str, '\n');
  gsize last_line = newline != NULL ? text->len - (newline - text->str) + 1 : text->len + 2;

  for (; *suffixes != NULL; suffixes++)
    {
      gsize length = strlen (*suffixes);
      gboolean wrap = last_line + length + 2 > (gsize)line_width;

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

/* The dtypes that need not be said: what the elements' look tells. */
static gboolean
is_default (CrDtype dtype, CrDtype standard)
{
  return dtype == standard || dtype == CR_DTYPE_INT64 || dtype == CR_DTYPE_BOOL
         || (dtype == CR_DTYPE_COMPLEX64 && standard != CR_DTYPE_FLOAT64);
}

static void
append_elements (Printer *self)
{
  int precision = CLAMP (self->options.precision, 0, MAX_PRECISION);

  g_snprintf (self->formats[FORMAT_INT], sizeof self->formats[0], "%%.0f");
  g_snprintf (self->formats[FORMAT_FIXED], sizeof self->formats[0], "%%.%df", precision);
  g_snprintf (self->formats[FORMAT_SCI], sizeof self->formats[0], "%%.%de", precision);
  for (int part = 0; part < self->n_parts; part++)
    choose_format (self, part);
  if (self->ndim == 0)
    append_element (self, 0);
  else
    append_slices (self, 0, 0, INDENT);
}

static char *
print (Printer *self, const char *suffix)
{
  CrDtype standard = self->context != NULL ? cr_context_get_default_dtype (self->context) : CR_DTYPE_FLOAT32;
  g_autofree char *size_suffix = NULL;
  g_autofree char *dtype_suffix = NULL;
  const char *suffixes[4] = { NULL };
  int n = 0;
  gint64 numel = 1;

  for (int d = 0; d < self->ndim; d++)
    numel = (gint64)((guint64)numel * (guint64)self->sizes[d]);
  self->text = g_string_new (PREFIX);
  self->summarize = (double)numel > self->options.threshold;
  self->n_parts = cr_dtype_is_complex (self->dtype) ? 2 : 1;
  if (numel == 0)
    g_string_append (self->text, "[]");
  else
    append_elements (self);
  if (numel == 0 && self->ndim != 1)
    suffixes[n++] = size_suffix = format_size_suffix (self->ndim, self->sizes);
  if (numel == 0 ? self->dtype != standard : !is_default (self->dtype, standard))
    suffixes[n++] = dtype_suffix = g_strdup_printf ("dtype=torch.%s", cr_dtype_get_name (self->dtype));
  if (suffix != NULL && *suffix != '\0')
    suffixes[n++] = suffix;
  append_suffixes (self->text, suffixes, self->options.line_width);
  g_string_append_c (self->text, ')');
  return g_string_free (self->text, FALSE);
}

char *
cr_tensor_to_string (CrTensor *tensor, const char *suffix)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrContext *context = cr_tensor_get_context (tensor);
  Printer printer = { .context = context,
                      .options = *cr_context_get_print_options (context),
                      .dtype = cr_tensor_get_dtype (tensor),
                      .ndim = cr_tensor_get_ndim (tensor),
                      .sizes = cr_tensor_get_sizes (tensor),
                      .strides = cr_tensor_get_strides (tensor),
                      .data = cr_tensor_get_data (tensor) };

  return print (&printer, suffix);
}

char *
cr_elements_to_string (CrDtype dtype, int ndim, const gint64 *sizes, gconstpointer data, const char *suffix)
{
  g_return_val_if_fail (ndim >= 0 && ndim <= CR_MAX_DIMS, NULL);
  gint64 strides[CR_MAX_DIMS];
  gint64 stride = 1;
  Printer printer = {
    .options = CR_PRINT_OPTIONS_DEFAULT, .dtype = dtype, .ndim = ndim, .sizes = sizes, .strides = strides, .data = data
  };

  for (int d = ndim - 1; d >= 0; d--)
    {
      strides[d] = stride;
      stride = (gint64)((guint64)stride * (guint64)MAX (sizes[d], 1));
    }
  return print (&printer, suffix);
}
