/* JSON text, appended piece by piece: a trace is written without a tree of it in memory. */

#include "cr-json.h"

#include <math.h>
#include <string.h>

void
cr_json_append_string (GString *out, const char *string)
{
  if (string == NULL)
    {
      g_string_append (out, "null");
      return;
    }
  g_autofree char *valid = g_utf8_validate (string, -1, NULL) ? NULL : g_utf8_make_valid (string, -1);
  g_string_append_c (out, '"');
  for (const char *p = valid != NULL ? valid : string; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else if ((guchar)*p < 0x20 || *p == 0x7f)
        g_string_append_printf (out, "\\u%04x", (guint)*p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* What needs no search for the shortest digits: a small whole number, of which traces are full, or none that is finite.
 */
static gboolean
append_simple (GString *out, double number)
{
  if (fabs (number) < 1e6 && number == (int)number && !(number == 0 && signbit (number)))
    {
      g_string_append_printf (out, "%d.0", (int)number);
      return TRUE;
    }
  if (isfinite (number))
    return FALSE;
  g_string_append (out, isnan (number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  return TRUE;
}

/* A number stays a floating-point one for whoever reads it. */
static void
append_number (GString *out, const char *text)
{
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

void
cr_json_append_double (GString *out, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (append_simple (out, number))
    return;
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strtod (g_ascii_formatd (text, sizeof text, formats[i], number), NULL) == number)
      break;
  append_number (out, text);
}

/* Digits without their last zeros, as printf's %g places them when it is asked for @n of them. */
static void
place_digits (GString *out, guint64 digits, int n, int exponent)
{
  char text[24];
  int precision = n;
  for (; n > 1 && digits % 10 == 0; n--)
    digits /= 10;
  for (int i = n; i-- > 0; digits /= 10)
    text[i] = (char)('0' + digits % 10);
  gboolean scientific = exponent < -4 || exponent >= precision;
  int n_before = scientific ? 1 : exponent + 1;
  if (n_before <= 0)
    g_string_append_len (out, "0.00000", 2 - n_before);
  g_string_append_len (out, text, CLAMP (n_before, 0, n));
  for (int i = n; i < n_before; i++)
    g_string_append_c (out, '0');
  if (n_before > 0 && (n > n_before || !scientific))
    g_string_append_c (out, '.');
  if (n > MAX (n_before, 0))
    g_string_append_len (out, text + MAX (n_before, 0), n - MAX (n_before, 0));
  else if (!scientific)
    g_string_append_c (out, '0');
  if (scientific)
    g_string_append_printf (out, "e%c%02d", exponent < 0 ? '-' : '+', ABS (exponent));
}

/* Powers of ten up to the 22nd are doubles, so that what is read back is one correctly rounded division or product, as
 * strtod's. FALSE beyond: a gradient of a large network has millions of numbers, printf takes a microsecond each. */
static gboolean
append_usual_float (GString *out, float number)
{
  static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
  double size = fabs ((double)number);
  int exponent = 0;
  if (size < 1e-13 || size >= 1e15)
    return FALSE;
  while (exponent < 15 && size >= powers[exponent + 1])
    exponent++;
  while (exponent > -14 && exponent <= 0 && size * powers[-exponent] < 1)
    exponent--;
  for (int n = 6; n <= 9; n++)
    {
      int shift = n - 1 - exponent;
      double digits = rint (shift >= 0 ? size * powers[shift] : size / powers[-shift]);
      double read = shift >= 0 ? digits / powers[shift] : digits * powers[-shift];
      gboolean carried = digits >= powers[n]; /* 9.999999 became 10 */
      if ((float)read != (float)size)
        continue;
      if (number < 0)
        g_string_append_c (out, '-');
      place_digits (out, (guint64)digits / (carried ? 10 : 1), n, exponent + carried);
      return TRUE;
    }
  return FALSE;
}

void
cr_json_append_float (GString *out, float number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (append_simple (out, number) || append_usual_float (out, number))
    return;
  static const char *const formats[] = { "%.6g", "%.7g", "%.8g", "%.9g" };
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if ((float)g_ascii_strtod (g_ascii_formatd (text, sizeof text, formats[i], number), NULL) == number)
      break;
  append_number (out, text);
}

void
cr_json_append_sizes (GString *out, int ndim, const gint64 *sizes)
{
  g_string_append_c (out, '[');
  for (int i = 0; i < ndim; i++)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", sizes[i]);
  g_string_append_c (out, ']');
}

void
cr_json_append_element (GString *out, const CrValue *value, gint64 index)
{
  CrDtype dtype = cr_value_get_dtype (value);
  if (dtype == CR_DTYPE_BOOL)
    g_string_append (out, cr_value_get_int (value, index) ? "true" : "false");
  else if (cr_dtype_is_integral (dtype))
    g_string_append_printf (out, "%" G_GINT64_FORMAT, cr_value_get_int (value, index));
  else if (cr_dtype_is_complex (dtype)) /* [real, imaginary] */
    {
      g_string_append_c (out, '[');
      cr_json_append_float (out, (float)cr_value_get_double (value, index));
      g_string_append_c (out, ',');
      cr_json_append_float (out, (float)cr_value_get_imaginary (value, index));
      g_string_append_c (out, ']');
    }
  else if (dtype == CR_DTYPE_FLOAT64)
    cr_json_append_double (out, cr_value_get_double (value, index));
  else
    cr_json_append_float (out, (float)cr_value_get_double (value, index));
}

static void
append_summary (GString *out, const CrValue *value)
{
  CrSummary summary;
  cr_value_get_summary (value, &summary);
  g_string_append (out, "\"data\":null,\"summary\":{\"min\":");
  cr_json_append_double (out, summary.min);
  g_string_append (out, ",\"max\":");
  cr_json_append_double (out, summary.max);
  g_string_append (out, ",\"mean\":");
  cr_json_append_double (out, summary.mean);
  g_string_append (out, ",\"norm\":");
  cr_json_append_double (out, summary.norm);
  g_string_append_printf (
      out, ",\"n_zero\":%" G_GINT64_FORMAT ",\"n_nan\":%" G_GINT64_FORMAT ",\"n_inf\":%" G_GINT64_FORMAT "}",
      summary.n_zero, summary.n_nan, summary.n_inf);
}

void
cr_json_append_value (GString *out, const CrValue *value, gint64 max_elements)
{
  if (value == NULL)
    {
      g_string_append (out, "null");
      return;
    }
  gint64 numel = cr_value_get_numel (value);
  g_string_append (out, "{\"shape\":");
  cr_json_append_sizes (out, cr_value_get_ndim (value), cr_value_get_sizes (value));
  g_string_append_printf (out, ",\"dtype\":\"%s\",", cr_dtype_get_name (cr_value_get_dtype (value)));
  if (!cr_value_has_data (value) || (max_elements >= 0 && numel > max_elements))
    append_summary (out, value);
  else
    {
      g_string_append (out, "\"data\":[");
      for (gint64 i = 0; i < numel; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          cr_json_append_element (out, value, i);
        }
      g_string_append_c (out, ']');
    }
  g_string_append_c (out, '}');
}
