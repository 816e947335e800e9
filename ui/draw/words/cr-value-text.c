/* Text of single elements, and of all of them as a Python expression. Digits are the fewest from which the element's
 * own precision comes back. */
#include "cr-value-text.h"

#include <math.h>
#include <string.h>

#include "cr-half.h"
#include "cr-print.h"

#define MINUS "\xe2\x88\x92"
#define CELL_CHARS 7
#define CANCEL_EVERY 4096 /* elements */
#define HEAD "torch.tensor("

/* What @number becomes when an element of @dtype holds it. */
static double
rounded_to (CrDtype dtype, double number)
{
  if (dtype == CR_DTYPE_FLOAT16)
    return cr_half_to_float (cr_half_from_float ((float)number));
  return dtype == CR_DTYPE_FLOAT64 ? number : (float)number;
}

/* The fewest digits that give @number back; "1.0" and "1e-05" as Python writes them. */
static void
append_shortest (GString *out, CrDtype dtype, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 8], format[8];

  if (isnan (number) || isinf (number))
    {
      g_string_append (out, isnan (number) ? "float('nan')" : number > 0 ? "float('inf')" : "-float('inf')");
      return;
    }
  for (int digits = 1; digits <= 17; digits++)
    {
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, number);
      if (rounded_to (dtype, g_ascii_strtod (text, NULL)) == number)
        break;
    }
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
append_element (GString *out, const CrValue *value, gint64 index)
{
  CrDtype dtype = cr_value_get_dtype (value);

  if (dtype == CR_DTYPE_BOOL)
    g_string_append (out, cr_value_get_double (value, index) != 0 ? "True" : "False");
  else if (cr_dtype_is_integral (dtype))
    g_string_append_printf (out, "%" G_GINT64_FORMAT, cr_value_get_int (value, index));
  else if (cr_dtype_is_complex (dtype))
    {
      g_string_append (out, "complex(");
      append_shortest (out, dtype, cr_value_get_double (value, index));
      g_string_append (out, ", ");
      append_shortest (out, dtype, cr_value_get_imaginary (value, index));
      g_string_append_c (out, ')');
    }
  else
    append_shortest (out, dtype, cr_value_get_double (value, index));
}

/* Brackets that close after, and open before, element @index: as many as dimensions begin there. */
static int
count_brackets (const CrValue *value, gint64 index)
{
  const gint64 *sizes = cr_value_get_sizes (value);
  int n = 0;

  for (int d = cr_value_get_ndim (value) - 1; d >= 0; d--)
    {
      if (index % sizes[d] != 0)
        break;
      index /= sizes[d];
      n++;
    }
  return n;
}

static void
append_times (GString *out, char c, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append_c (out, c);
}

static gboolean
append_elements (GString *out, const CrValue *value, GCancellable *cancellable)
{
  gint64 numel = cr_value_get_numel (value);
  int ndim = cr_value_get_ndim (value);

  append_times (out, '[', ndim);
  for (gint64 i = 0; i < numel; i++)
    {
      int n = i == 0 ? 0 : count_brackets (value, i);

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      append_times (out, ']', n);
      if (i > 0)
        g_string_append (out, n > 0 ? ",\n" : ", ");
      if (n > 0)
        append_times (out, ' ', (int)strlen (HEAD) + ndim - n);
      append_times (out, '[', n);
      append_element (out, value, i);
    }
  append_times (out, ']', ndim);
  return TRUE;
}

/* Brackets alone say only that the last size is 0. */
static char *
dup_empty (const CrValue *value)
{
  const char *dtype = cr_dtype_get_name (cr_value_get_dtype (value));
  GString *out = g_string_new ("torch.zeros(");

  for (int d = 0; d < cr_value_get_ndim (value); d++)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT, d == 0 ? "" : ", ", cr_value_get_sizes (value)[d]);
  if (cr_value_get_dtype (value) != CR_DTYPE_FLOAT32)
    g_string_append_printf (out, ", dtype=torch.%s", dtype);
  g_string_append_c (out, ')');
  return g_string_free (out, FALSE);
}

static gboolean
is_default (CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT32 || dtype == CR_DTYPE_INT64 || dtype == CR_DTYPE_BOOL || dtype == CR_DTYPE_COMPLEX64;
}

char *
cr_value_dup_python (const CrValue *value, GCancellable *cancellable)
{
  GString *out;

  g_return_val_if_fail (value != NULL, NULL);
  if (!cr_value_has_data (value) || cr_value_get_numel (value) > CR_VALUE_MAX_COPIED)
    return NULL;
  if (cr_value_get_numel (value) == 0)
    return dup_empty (value);
  out = g_string_new (HEAD);
  if (!append_elements (out, value, cancellable))
    {
      g_string_free (out, TRUE);
      return NULL;
    }
  if (!is_default (cr_value_get_dtype (value)))
    g_string_append_printf (out, ", dtype=torch.%s", cr_dtype_get_name (cr_value_get_dtype (value)));
  g_string_append_c (out, ')');
  return g_string_free (out, FALSE);
}

/* The real part, or all of it where there is no other; @digits 0: Python's repr. */
static char *
dup_part (double number, int digits)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 8], format[8];

  if (isnan (number) || isinf (number))
    return g_strdup (isnan (number) ? "nan" : number > 0 ? "inf" : "-inf");
  if (digits == 0)
    return cr_double_to_string (number);
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  return g_strdup (g_ascii_formatd (text, sizeof text, format, number));
}

static char *
dup_element (const CrValue *value, gint64 index, int digits)
{
  CrDtype dtype = cr_value_get_dtype (value);
  g_autofree char *real = NULL, *imaginary = NULL;
  double part;

  if (dtype == CR_DTYPE_BOOL)
    return g_strdup (cr_value_get_double (value, index) != 0 ? "True" : "False");
  if (cr_dtype_is_integral (dtype))
    return g_strdup_printf ("%" G_GINT64_FORMAT, cr_value_get_int (value, index));
  real = dup_part (cr_value_get_double (value, index), digits);
  if (!cr_dtype_is_complex (dtype))
    return g_steal_pointer (&real);
  part = cr_value_get_imaginary (value, index);
  imaginary = dup_part (part, digits);
  return g_strdup_printf ("%s%s%sj", real, signbit (part) && !isnan (part) ? "" : "+", imaginary);
}

char *
cr_value_dup_number (const CrValue *value, gint64 index)
{
  g_return_val_if_fail (value != NULL, NULL);
  return dup_element (value, index, 9);
}

char *
cr_value_dup_exact (const CrValue *value, gint64 index)
{
  g_return_val_if_fail (value != NULL, NULL);
  return dup_element (value, index, 0);
}

/* With minus signs for hyphens. */
static char *
typeset (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    g_string_append (out, *text == '-' ? MINUS : (char[]){ *text, '\0' });
  return g_string_free (out, FALSE);
}

static char *
dup_rounded (double number)
{
  char *text = cr_double_to_label (number, 4);

  if (strlen (text) <= CELL_CHARS)
    return text;
  g_free (text);
  return cr_double_to_label (number, 2);
}

char *
cr_value_dup_cell (const CrValue *value, gint64 index)
{
  g_autofree char *text = NULL, *imaginary = NULL;
  CrDtype dtype;
  double part;

  g_return_val_if_fail (value != NULL, NULL);
  dtype = cr_value_get_dtype (value);
  if (dtype == CR_DTYPE_BOOL || cr_dtype_is_integral (dtype))
    {
      text = dup_element (value, index, 0);
      if (strlen (text) <= CELL_CHARS)
        return typeset (text);
      g_clear_pointer (&text, g_free);
    }
  text = dup_rounded (cr_value_get_double (value, index));
  if (cr_dtype_is_complex (dtype))
    {
      char *real = g_steal_pointer (&text);

      part = cr_value_get_imaginary (value, index);
      imaginary = dup_rounded (part);
      text = g_strdup_printf ("%s%s%sj", real, signbit (part) && !isnan (part) ? "" : "+", imaginary);
      g_free (real);
    }
  return typeset (text);
}

char *
cr_value_dup_place (const CrValue *value, gint64 index)
{
  gint64 places[CR_MAX_DIMS];
  GString *out;
  int ndim;

  g_return_val_if_fail (value != NULL, NULL);
  ndim = cr_value_get_ndim (value);
  if (ndim == 0)
    return g_strdup ("");
  for (int d = ndim - 1; d >= 0; d--)
    {
      gint64 size = MAX (cr_value_get_sizes (value)[d], 1);

      places[d] = index % size;
      index /= size;
    }
  out = g_string_new ("[");
  for (int d = 0; d < ndim; d++)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT, d == 0 ? "" : ", ", places[d]);
  g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}
