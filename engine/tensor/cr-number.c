/* Numbers as text, the same in every locale. */

#include "cr-print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Python writes neither the sign of a nan nor C's other spellings. NULL if @value is finite. */
static const char *
get_special (double value)
{
  if (isnan (value))
    return "nan";
  if (isinf (value))
    return value > 0 ? "inf" : "-inf";
  return NULL;
}

/* The fewest digits that read back as @value: "-1.25e+02", at most 24 characters. */
static void
find_shortest (double value, char *text, int size)
{
  char format[8];

  for (int precision = 0; precision < 17; precision++)
    {
      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (text, size, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        return;
    }
}

char *
cr_double_to_string (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const char *special = get_special (value);

  if (special != NULL)
    return g_strdup (special);
  find_shortest (value, text, sizeof text);

  char *e = strchr (text, 'e');
  int exponent = atoi (e + 1);
  int digits = MAX ((int)(e - text) - (text[0] == '-') - 1, 1);
  if (exponent < -4 || exponent >= 16)
    return g_strdup (text);

  char format[8];
  g_autofree char *fixed = g_malloc (64);
  g_snprintf (format, sizeof format, "%%.%df", MAX (digits - 1 - exponent, 1));
  return g_strdup (g_ascii_formatd (fixed, 64, format, value));
}

char *
cr_double_to_label (double value, int digits)
{
  char text[64];
  char format[8];
  const char *special = get_special (value);

  if (special != NULL)
    return g_strdup (special);
  g_snprintf (format, sizeof format, "%%.%dg", CLAMP (digits, 1, 17));
  return g_strdup (g_ascii_formatd (text, sizeof text, format, value));
}

char *
cr_sizes_to_string (int ndim, const gint64 *sizes)
{
  GString *text = g_string_new ("[");

  for (int d = 0; d < ndim; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? ", " : "", sizes[d]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}
