/* Python's format specifications: [[fill]align][sign][#][0][width][grouping][.precision][type]. */

#include "cr-interp-private.h"
#include "cr-object-big.h"
#include "cr-print.h"

#include <math.h>
#include <string.h>

#define MAX_WIDTH 1000000 /* characters: wider is an error, not a way to fill the memory */

typedef struct
{
  gunichar fill;
  char align; /* '<', '>', '^', '=', or 0 */
  char sign;  /* '+', '-' or ' ' */
  gboolean alternate;
  gint64 width;
  char grouping;    /* ',', '_' or 0 */
  gint64 precision; /* -1: none */
  char type;        /* 0: none */
} Spec;

static gboolean
is_align (gunichar c)
{
  return c == '<' || c == '>' || c == '^' || c == '=';
}

static const char *
parse_number (const char *at, gint64 *number)
{
  gint64 value = 0;
  for (; g_ascii_isdigit (*at); at++)
    value = MIN (value * 10 + (*at - '0'), G_GINT64_CONSTANT (1000000000));
  *number = value;
  return at;
}

/* Groups are only for decimal digits; "_" for those of the other bases too. */
static gboolean
check_grouping (CrInterp *interp, const Spec *spec, char type)
{
  if (spec->grouping == 0 || type == 0 || strchr ("deEfFgG%", type) || (spec->grouping == '_' && strchr ("boxX", type)))
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_VALUE, "Cannot specify '%c' with '%c'.", spec->grouping, type);
  return FALSE;
}

/* @type is what stands for one that is not given. */
static gboolean
parse_spec (CrInterp *interp, const char *text, char type, Spec *spec)
{
  const char *at = text;
  gboolean filled = FALSE;
  *spec = (Spec){ ' ', 0, 0, FALSE, 0, 0, -1, 0 };
  if (*at && is_align (g_utf8_get_char (g_utf8_next_char (at))))
    {
      spec->fill = g_utf8_get_char (at);
      filled = TRUE;
      at = g_utf8_next_char (at);
      spec->align = *at++;
    }
  else if (is_align ((gunichar)*at))
    spec->align = *at++;
  if (*at && strchr ("+- ", *at))
    spec->sign = *at++;
  if (*at == '#')
    {
      spec->alternate = TRUE;
      at++;
    }
  if (*at == '0' && !filled)
    {
      spec->fill = '0';
      if (spec->align == 0 && type != 's')
        spec->align = '=';
      at++;
    }
  at = parse_number (at, &spec->width);
  if (*at == ',' || *at == '_')
    spec->grouping = *at++;
  if (*at == '.')
    {
      const char *digits = ++at;
      at = parse_number (at, &spec->precision);
      if (at == digits)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "Format specifier missing precision");
          return FALSE;
        }
    }
  if (*at)
    spec->type = *at++;
  if (*at == '\0' && spec->width <= MAX_WIDTH && spec->precision <= MAX_WIDTH)
    return check_grouping (interp, spec, spec->type ? spec->type : type);
  cr_interp_raise (interp, CR_ERROR_VALUE,
                   *at ? "Invalid format specifier" : "Too many decimal digits in format string");
  return FALSE;
}

static void
append_fill (GString *into, gunichar fill, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    g_string_append_unichar (into, fill);
}

/* @sign and @body within the width. */
static CrObject
pad (CrInterp *interp, const Spec *spec, char align, const char *sign, const char *body)
{
  GString *text = g_string_new (NULL);
  gint64 room = spec->width - g_utf8_strlen (sign, -1) - g_utf8_strlen (body, -1);
  gint64 left = align == '>' ? room : align == '^' ? room / 2 : 0;
  if (align != '=')
    append_fill (text, spec->fill, left);
  g_string_append (text, sign);
  if (align == '=')
    append_fill (text, spec->fill, room);
  g_string_append (text, body);
  if (align == '<' || align == '^')
    append_fill (text, spec->fill, room - left);
  return cr_str_new_take (interp->heap, text);
}

/* The digits before the point in groups; with "0" as fill also what fills the width, of which @used are taken. */
static char *
group_digits (const Spec *spec, const char *digits, guint size, gint64 used)
{
  gsize n_digits = strspn (digits, size == 3 ? "0123456789" : "0123456789abcdefABCDEF");
  GString *filled = g_string_new (digits);
  char separator = spec->grouping;
  gsize n = n_digits;
  if (spec->fill == '0' && spec->align == '=')
    {
      gint64 room = spec->width - used - (gint64)strlen (digits + n_digits);
      while ((gint64)(n + n / size) < room)
        n++;
      for (gsize i = n_digits; i < n; i++)
        g_string_prepend_c (filled, '0');
    }
  const char *body = filled->str;
  GString *text = g_string_new (NULL);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % size == 0)
        g_string_append_c (text, separator);
      g_string_append_c (text, body[i]);
    }
  g_string_append (text, body + n);
  g_string_free (filled, TRUE);
  return g_string_free (text, FALSE);
}

static const char *
sign_text (const Spec *spec, gboolean negative)
{
  return negative ? "-" : spec->sign == '+' ? "+" : spec->sign == ' ' ? " " : "";
}

/* "1.500e+03" without the zeros before the "e". */
static char *
strip_zeros (char *text)
{
  char *e = strchr (text, 'e'), *end = e;
  if (strchr (text, '.') == NULL)
    return text;
  while (end[-1] == '0')
    end--;
  if (end[-1] == '.')
    end--;
  memmove (end, e, strlen (e) + 1);
  return text;
}

/* Without a type: repr, or with a precision like "g" but always with a point. */
static char *
general_float (double value, gint64 precision)
{
  if (precision < 0)
    return cr_double_to_string (value);
  char format[32];
  int digits = (int)MAX (precision, 1);
  gsize size = (gsize)digits + 64;
  g_autofree char *text = g_malloc (size);
  g_snprintf (format, sizeof format, "%%.%de", digits - 1);
  g_ascii_formatd (text, (int)size, format, value);
  /* One digit sooner than "g" it becomes scientific, since ".0" must find room. */
  if (g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10) == digits - 1)
    return strip_zeros (g_steal_pointer (&text));
  g_snprintf (format, sizeof format, "%%.%dg", digits);
  g_ascii_formatd (text, (int)size, format, value);
  if (strpbrk (text, ".en"))
    return g_steal_pointer (&text);
  return g_strconcat (text, ".0", NULL);
}

static char *
format_digits (const Spec *spec, double value)
{
  char type = spec->type == '%' ? 'f' : spec->type;
  if (isnan (value) || isinf (value))
    {
      const char *name = isnan (value) ? "nan" : "inf";
      return g_ascii_isupper (type) ? g_ascii_strup (name, -1) : g_strdup (name);
    }
  if (type == 0)
    return general_float (value, spec->precision);
  char format[32];
  gint64 precision = spec->precision < 0 ? 6 : spec->precision;
  if ((type == 'g' || type == 'G' || type == 'n') && precision == 0)
    precision = 1;
  gsize size = (gsize)precision + 400;
  char *text = g_malloc (size);
  g_snprintf (format, sizeof format, "%%%s.%d%c", spec->alternate ? "#" : "", (int)precision, type == 'n' ? 'g' : type);
  return g_ascii_formatd (text, (int)size, format, value);
}

static CrObject
raise_code (CrInterp *interp, const Spec *spec, CrObject object)
{
  return cr_interp_raise (interp, CR_ERROR_VALUE, "Unknown format code '%c' for object of type '%s'", spec->type,
                          cr_interp_type_name (interp, object));
}

static CrObject
format_float (CrInterp *interp, const Spec *spec, CrObject object)
{
  double value;
  if (!cr_interp_to_double (interp, object, &value))
    return CR_UNSET;
  if (spec->type && strchr ("eEfFgGn%", spec->type) == NULL)
    return raise_code (interp, spec, object);
  gboolean negative = signbit (value) && !isnan (value);
  g_autofree char *digits = format_digits (spec, fabs (spec->type == '%' ? value * 100 : value));
  if (spec->grouping)
    {
      gint64 used = (gint64)strlen (sign_text (spec, negative)) + (spec->type == '%');
      char *grouped = group_digits (spec, digits, 3, used);
      g_free (digits);
      digits = grouped;
    }
  g_autofree char *body = g_strconcat (digits, spec->type == '%' ? "%" : NULL, NULL);
  return pad (interp, spec, spec->align ? spec->align : '>', sign_text (spec, negative), body);
}

static CrObject
format_int (CrInterp *interp, const Spec *spec, CrObject object)
{
  gboolean negative = cr_big_get_sign (object) < 0;
  char type = spec->type ? spec->type : 'd';
  if (strchr ("eEfFgG%", type))
    return format_float (interp, spec, object);
  if (strchr ("dnxXobc", type) == NULL)
    return raise_code (interp, spec, object);
  if (spec->precision >= 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "Precision not allowed in integer format specifier");
  if (type == 'c' && spec->sign)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "Sign not allowed with integer format specifier 'c'");
  if (type == 'c' && spec->alternate)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "Alternate form (#) not allowed with integer format specifier 'c'");
  if (type == 'c')
    {
      char utf8[8] = "";
      if (negative || cr_big_get_bits (object) > 21 || !g_unichar_validate ((gunichar)object.u.integer))
        return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "%%c arg not in range(0x110000)");
      utf8[g_unichar_to_utf8 ((gunichar)object.u.integer, utf8)] = '\0';
      return pad (interp, spec, spec->align ? spec->align : '>', "", utf8);
    }
  guint base = type == 'x' || type == 'X' ? 16 : type == 'o' ? 8 : type == 'b' ? 2 : 10;
  g_autofree char *digits = cr_big_dup_digits (object, base, type == 'X');
  char prefix[3] = { '0', type, '\0' };
  g_autofree char *sign = g_strconcat (sign_text (spec, negative), spec->alternate && base != 10 ? prefix : NULL, NULL);
  if (spec->grouping)
    {
      char *grouped = group_digits (spec, digits, base == 10 ? 3 : 4, (gint64)strlen (sign));
      g_free (digits);
      digits = grouped;
    }
  return pad (interp, spec, spec->align ? spec->align : '>', sign, digits);
}

static CrObject
format_str (CrInterp *interp, const Spec *spec, CrObject object)
{
  if (spec->type && spec->type != 's')
    return raise_code (interp, spec, object);
  if (spec->sign)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "%s not allowed in string format specifier",
                            spec->sign == ' ' ? "Space" : "Sign");
  if (spec->alternate)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "Alternate form (#) not allowed in string format specifier");
  if (spec->align == '=')
    return cr_interp_raise (interp, CR_ERROR_VALUE, "'=' alignment not allowed in string format specifier");
  CrStr *str = cr_object_str (object);
  gint64 n = spec->precision >= 0 ? MIN (spec->precision, str->n_chars) : str->n_chars;
  g_autofree char *cut = g_strndup (str->text, (gsize)(g_utf8_offset_to_pointer (str->text, n) - str->text));
  return pad (interp, spec, spec->align ? spec->align : '<', "", cut);
}

CrObject
cr_interp_format (CrInterp *interp, CrObject object, const char *text)
{
  Spec spec;
  CrObject special = CR_UNSET;
  if (object.kind == CR_OBJECT_INSTANCE)
    {
      CrObject argument = cr_str_new (interp->heap, text, -1);
      special = cr_interp_call_special (interp, object, "__format__", &argument, 1);
      cr_object_unref (argument);
    }
  if (cr_object_is_set (special) || cr_interp_is_raised (interp))
    return special;
  if (object.kind == CR_OBJECT_TENSOR && cr_tensor_get_ndim (object.u.tensor) == 0)
    return cr_interp_format (interp, cr_tensor_element (object.u.tensor, 0), text);
  if (*text == '\0')
    return cr_interp_str (interp, object);
  gboolean known = cr_object_is_real (object) || object.kind == CR_OBJECT_STR;
  if (!known)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "unsupported format string passed to %s.__format__",
                            cr_interp_type_name (interp, object));
  if (!parse_spec (interp, text, object.kind == CR_OBJECT_STR ? 's' : object.kind == CR_OBJECT_FLOAT ? 0 : 'd', &spec))
    return CR_UNSET;
  if (object.kind == CR_OBJECT_STR)
    return format_str (interp, &spec, object);
  if (object.kind == CR_OBJECT_FLOAT)
    return format_float (interp, &spec, object);
  return format_int (interp, &spec, object);
}
