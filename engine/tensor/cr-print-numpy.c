/* Arrays as numpy prints them (numpy/core/arrayprint.py with its standard options): the fewest digits that tell a
 * number apart, at most 8 after the point; all elements as wide as the widest on either side of it. */

#include "cr-element.h"
#include "cr-print.h"

#include <stdlib.h>
#include <string.h>

#define PRECISION 8
#define THRESHOLD 1000
#define EDGE_ITEMS 3
#define LINE_WIDTH 75
#define PREFIX "array("
#define NUMBER_SIZE 400
#define PANEL 1024

typedef struct
{
  CrTensor *tensor;
  CrDtype dtype;
  gconstpointer data;
  const gint64 *sizes;
  const gint64 *strides;
  int ndim;
  gboolean summarize;
  gboolean exponents;
  int left, right; /* columns before and behind the point */
  int digits;      /* behind the point, in scientific mode */
  int exponent_digits;
  double smallest, largest;
  gboolean any_finite, any_special, any_negative_infinity;
  const char *separator;
  guint since;
  gboolean cancelled;
  GString *text;
} Printer;

typedef void (*ElementFunc) (Printer *self, gint64 position);

static gboolean
is_cancelled (Printer *self)
{
  if (!self->cancelled && ++self->since % PANEL == 0)
    self->cancelled = cr_context_is_cancelled (cr_tensor_get_context (self->tensor));
  return self->cancelled;
}

static void
visit (Printer *self, int dim, gint64 position, ElementFunc func)
{
  if (dim == self->ndim)
    {
      func (self, position);
      return;
    }
  gboolean cut = self->summarize && self->sizes[dim] > 2 * EDGE_ITEMS;
  for (gint64 i = 0; i < self->sizes[dim] && !is_cancelled (self); i++)
    {
      if (cut && i == EDGE_ITEMS)
        i = self->sizes[dim] - EDGE_ITEMS;
      visit (self, dim + 1, position + i * self->strides[dim], func);
    }
}

/* Whether @text reads as @value in the dtype. */
static gboolean
reads_back (CrDtype dtype, const char *text, double value)
{
  double read = g_ascii_strtod (text, NULL);

  if (dtype == CR_DTYPE_FLOAT64)
    return read == value;
  return dtype == CR_DTYPE_FLOAT16 ? cr_half_from_float ((float)read) == cr_half_from_float ((float)value)
                                   : (float)read == (float)value;
}

/* "1.25e+02": the fewest digits, at most @most after the point. */
static void
write_scientific (CrDtype dtype, double value, int most, char *text)
{
  char format[8];

  for (int precision = 0; precision <= most; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (text, NUMBER_SIZE, format, value);
      if (reads_back (dtype, text, value))
        break;
    }
}

/* "125.": the same without an exponent, at most PRECISION digits after the point and no zeros at the end. */
static void
write_positional (CrDtype dtype, double value, char *text)
{
  char format[8];

  write_scientific (dtype, value, 17, text);
  char *e = strchr (text, 'e');
  int digits = MAX ((int)(e - text) - (text[0] == '-') - 2, 0);
  g_snprintf (format, sizeof format, "%%.%df", CLAMP (digits - atoi (e + 1), 0, PRECISION));
  g_ascii_formatd (text, NUMBER_SIZE, format, value);
  if (strchr (text, '.') == NULL)
    strcat (text, ".");
  for (gsize n = strlen (text); text[n - 1] == '0'; n--)
    text[n - 1] = '\0';
}

static void
measure (Printer *self, gint64 position)
{
  double value = cr_element_get_double (self->dtype, self->data, position);

  if (!isfinite (value))
    {
      self->any_special = TRUE;
      self->any_negative_infinity |= isinf (value) && value < 0;
      return;
    }
  self->any_finite = TRUE;
  if (value == 0)
    return;
  self->smallest = MIN (self->smallest, fabs (value));
  self->largest = MAX (self->largest, fabs (value));
}

static void
widen (Printer *self, gint64 position)
{
  char text[NUMBER_SIZE];
  double value = cr_element_get_double (self->dtype, self->data, position);

  if (!isfinite (value))
    return;
  if (self->exponents)
    write_scientific (self->dtype, value, PRECISION, text);
  else
    write_positional (self->dtype, value, text);
  char *e = strchr (text, 'e');
  if (e != NULL)
    {
      self->exponent_digits = MAX (self->exponent_digits, (int)strlen (e + 2));
      while (e[-1] == '0' && memchr (text, '.', e - text) != NULL)
        e--;
      *e = '\0';
    }
  char *point = strchr (text, '.');
  int left = point != NULL ? (int)(point - text) : (int)strlen (text);
  self->left = MAX (self->left, left);
  self->right = MAX (self->right, point != NULL ? (int)strlen (point + 1) : 0);
}

static void
widen_integer (Printer *self, gint64 position)
{
  char text[32];
  int length
      = g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, cr_element_get_int (self->dtype, self->data, position));

  self->left = MAX (self->left, length);
}

static void
choose_format (Printer *self)
{
  if (self->dtype == CR_DTYPE_BOOL)
    self->left = self->ndim > 0 ? 5 : 0;
  else if (!cr_dtype_is_floating (self->dtype) && !cr_dtype_is_complex (self->dtype))
    visit (self, 0, 0, widen_integer);
  else
    {
      self->smallest = INFINITY;
      visit (self, 0, 0, measure);
      self->exponents = self->largest > 0
                        && (self->largest >= 1e8 || self->smallest < 0.0001 || self->largest / self->smallest > 1000);
      visit (self, 0, 0, widen);
      self->digits = self->right;
      if (self->exponents)
        self->right += self->exponent_digits + 2;
      int behind = self->right + 1;
      if (self->any_special)
        self->left = MAX (self->left, MAX (3, 3 + self->any_negative_infinity) - behind);
    }
}

static void
pad (GString *text, int n)
{
  g_string_append_printf (text, "%*s", MAX (n, 0), "");
}

static void
append_float (Printer *self, double value, GString *out)
{
  char text[NUMBER_SIZE], format[8];

  if (!isfinite (value))
    {
      const char *name = isnan (value) ? "nan" : value > 0 ? "inf" : "-inf";
      pad (out, self->left + self->right + 1 - (int)strlen (name));
      g_string_append (out, name);
      return;
    }
  if (!self->exponents)
    {
      write_positional (self->dtype, value, text);
      char *point = strchr (text, '.');
      pad (out, self->left - (int)(point - text));
      g_string_append (out, text);
      pad (out, self->right - (int)strlen (point + 1));
      return;
    }
  /* As many digits as the longest needs, and all exponents equally long. */
  g_snprintf (format, sizeof format, "%%.%de", self->digits);
  g_ascii_formatd (text, sizeof text, format, value);
  char *e = strchr (text, 'e');
  int exponent = atoi (e + 1);
  *e = '\0';
  char *point = strchr (text, '.');
  pad (out, self->left - (point != NULL ? (int)(point - text) : (int)strlen (text)));
  g_string_append (out, text);
  if (point == NULL)
    g_string_append_c (out, '.');
  g_snprintf (format, sizeof format, "%%0%dd", self->exponent_digits);
  g_string_append (out, exponent < 0 ? "e-" : "e+");
  g_snprintf (text, sizeof text, format, ABS (exponent));
  g_string_append (out, text);
}

static void
append_element (Printer *self, gint64 position, GString *out)
{
  if (self->dtype == CR_DTYPE_BOOL)
    g_string_append_printf (out, "%*s", self->left,
                            cr_element_get_int (self->dtype, self->data, position) ? "True" : "False");
  else if (cr_dtype_is_floating (self->dtype) || cr_dtype_is_complex (self->dtype))
    append_float (self, cr_element_get_double (self->dtype, self->data, position), out);
  else
    g_string_append_printf (out, "%*" G_GINT64_FORMAT, self->left,
                            cr_element_get_int (self->dtype, self->data, position));
}

static void
strip_blanks (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
}

/* Puts @word on the line, or on a new one if it would be too long. */
static void
extend_line (Printer *self, GString *line, const char *word, int width, int indent)
{
  if ((int)(line->len + strlen (word)) > width && (int)line->len > indent)
    {
      strip_blanks (line);
      g_string_append (self->text, line->str + (self->text->str[self->text->len - 1] == '[' ? indent : 0));
      g_string_append_c (self->text, '\n');
      g_string_truncate (line, 0);
      pad (line, indent);
    }
  g_string_append (line, word);
}

static void
append_row (Printer *self, gint64 position, int indent, int width)
{
  gint64 n = self->sizes[self->ndim - 1], stride = self->strides[self->ndim - 1];
  gboolean cut = self->summarize && n > 2 * EDGE_ITEMS;
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);

  pad (line, indent);
  g_string_append_c (self->text, '[');
  for (gint64 i = 0; i < n && !is_cancelled (self); i++)
    {
      if (cut && i == EDGE_ITEMS)
        {
          extend_line (self, line, "...", width - 1, indent);
          g_string_append (line, self->separator);
          i = n - EDGE_ITEMS;
        }
      g_string_truncate (word, 0);
      append_element (self, position + i * stride, word);
      extend_line (self, line, word->str, width - 1, indent);
      if (i + 1 < n)
        g_string_append (line, self->separator);
    }
  g_string_append (self->text, line->str + (self->text->str[self->text->len - 1] == '[' ? indent : 0));
  g_string_append_c (self->text, ']');
}

static void
append_level (Printer *self, int dim, gint64 position, int indent, int width)
{
  gint64 n = self->sizes[dim];
  gboolean cut = self->summarize && n > 2 * EDGE_ITEMS;

  if (dim + 1 == self->ndim)
    {
      append_row (self, position, indent, width);
      return;
    }
  g_string_append_c (self->text, '[');
  for (gint64 i = 0; i < n && !is_cancelled (self); i++)
    {
      gboolean gap = cut && i == EDGE_ITEMS;
      if (i > 0)
        {
          if (self->separator[0] == ',')
            g_string_append_c (self->text, ',');
          for (int k = dim + 1; k < self->ndim; k++)
            g_string_append_c (self->text, '\n');
          pad (self->text, indent);
        }
      if (gap)
        {
          g_string_append (self->text, "...");
          i = n - EDGE_ITEMS - 1;
          cut = FALSE;
        }
      else
        append_level (self, dim + 1, position + i * self->strides[dim], indent + 1, width - 1);
    }
  g_string_append_c (self->text, ']');
}

static void
append_dtype (Printer *self)
{
  const char *newline = strrchr (self->text->str, '\n');
  g_autofree char *dtype = g_strdup_printf ("dtype=%s)", cr_dtype_get_name (self->dtype));
  gsize last_line = newline != NULL ? strlen (newline + 1) : self->text->len;

  if (last_line + strlen (dtype) + 1 > LINE_WIDTH)
    {
      g_string_append_c (self->text, '\n');
      pad (self->text, (int)strlen (PREFIX));
    }
  else
    g_string_append_c (self->text, ' ');
  g_string_append (self->text, dtype);
}

static void
append_elements (Printer *self, gboolean is_repr, int suffix)
{
  choose_format (self);
  if (self->ndim == 0)
    append_element (self, 0, self->text);
  else
    append_level (self, 0, 0, is_repr ? (int)strlen (PREFIX) + 1 : 1, LINE_WIDTH - suffix);
}

static char *
scalar_to_string (CrTensor *tensor)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  char text[NUMBER_SIZE];

  if (dtype == CR_DTYPE_BOOL)
    return g_strdup (cr_tensor_get_int (tensor, 0) ? "True" : "False");
  if (cr_dtype_is_integral (dtype))
    return g_strdup_printf ("%" G_GINT64_FORMAT, cr_tensor_get_int (tensor, 0));
  double value = cr_tensor_get_double (tensor, 0);
  if (dtype == CR_DTYPE_FLOAT64 || !isfinite (value))
    return cr_double_to_string (value);
  write_scientific (dtype, value, 17, text);
  return cr_double_to_string (g_ascii_strtod (text, NULL));
}

char *
cr_tensor_to_numpy_string (CrTensor *tensor, gboolean is_repr)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  gint64 numel = cr_tensor_get_numel (tensor);
  Printer self = { .tensor = tensor,
                   .dtype = dtype,
                   .data = cr_tensor_get_data (tensor),
                   .sizes = cr_tensor_get_sizes (tensor),
                   .strides = cr_tensor_get_strides (tensor),
                   .ndim = cr_tensor_get_ndim (tensor),
                   .summarize = numel > THRESHOLD,
                   .separator = is_repr ? ", " : " " };
  gboolean implied = (dtype == CR_DTYPE_INT64 || dtype == CR_DTYPE_FLOAT64 || dtype == CR_DTYPE_BOOL) && numel > 0;

  if (!is_repr && self.ndim == 0)
    return scalar_to_string (tensor);
  self.text = g_string_new (is_repr ? PREFIX : "");
  if (numel > 0)
    append_elements (&self, is_repr, is_repr ? 1 : 0);
  else
    g_string_append (self.text, "[]");
  if (is_repr && numel == 0 && self.ndim != 1)
    {
      g_string_append (self.text, ", shape=(");
      for (int d = 0; d < self.ndim; d++)
        g_string_append_printf (self.text, "%s%" G_GINT64_FORMAT, d > 0 ? ", " : "", self.sizes[d]);
      g_string_append_c (self.text, ')');
    }
  if (is_repr)
    g_string_append_c (self.text, implied ? ')' : ',');
  if (is_repr && !implied)
    append_dtype (&self);
  return g_string_free (self.text, FALSE);
}
