/* text % values: the older way of formatting, by way of the newer one's specifications. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <string.h>

typedef struct
{
  CrInterp *interp;
  CrObject values; /* a tuple, a dict or one value */
  guint at;        /* of the next one */
} Source;

static CrObject
next_value (Source *source)
{
  if (!cr_object_is_tuple (source->values))
    return source->at++ == 0
               ? source->values
               : cr_interp_raise (source->interp, CR_ERROR_TYPE, "not enough arguments for format string");
  CrSequence *tuple = cr_object_sequence (source->values);
  if (source->at < tuple->n)
    return tuple->items[source->at++];
  return cr_interp_raise (source->interp, CR_ERROR_TYPE, "not enough arguments for format string");
}

/* "(name)": the name, and *@at behind it. */
static char *
take_key (Source *source, const char **at)
{
  const char *end = strchr (*at, ')');
  if (end == NULL || source->values.kind != CR_OBJECT_DICT)
    {
      cr_interp_raise (source->interp, end ? CR_ERROR_TYPE : CR_ERROR_VALUE,
                       end ? "format requires a mapping" : "incomplete format key");
      return NULL;
    }
  char *key = g_strndup (*at + 1, (gsize)(end - *at - 1));
  *at = end + 1;
  return key;
}

/* The dict's value, owned. */
static CrObject
keyed_value (Source *source, const char *key)
{
  CrObject name = cr_str_new (source->interp->heap, key, -1);
  CrObject value = cr_interp_get_item (source->interp, source->values, name);
  cr_object_unref (name);
  source->at++;
  return value;
}

/* "*": a number from the values. */
static gboolean
take_star (Source *source, const char **at, char **digits)
{
  gint64 number;
  CrObject value = next_value (source);
  if (!cr_object_is_set (value) || !cr_interp_to_int (source->interp, value, &number))
    return FALSE;
  g_free (*digits);
  *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  (*at)++;
  return TRUE;
}

/* The value as the conversion wants it, owned. */
static CrObject
prepare (CrInterp *interp, char type, CrObject value)
{
  double number;
  if (type == 'c' && value.kind == CR_OBJECT_STR && cr_object_str (value)->n_chars == 1)
    return cr_object_ref (value);
  if (type == 's' || type == 'r' || type == 'a')
    return type == 's' ? cr_interp_str (interp, value) : cr_interp_repr (interp, value);
  if (value.kind == CR_OBJECT_TENSOR && cr_tensor_get_numel (value.u.tensor) == 1)
    value = cr_tensor_element (value.u.tensor, 0);
  if (!cr_object_is_real (value) && type == 'c')
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%%c requires int or char");
  if (!cr_object_is_real (value))
    return strchr ("eEfFgG", type) ? cr_interp_raise (interp, CR_ERROR_TYPE, "must be real number, not %s",
                                                      cr_interp_type_name (interp, value))
                                   : cr_interp_raise (interp, CR_ERROR_TYPE, "%%%c format: %s is required, not %s",
                                                      type, strchr ("xXo", type) ? "an integer" : "a real number",
                                                      cr_interp_type_name (interp, value));
  if (strchr ("xXo", type) && value.kind == CR_OBJECT_FLOAT)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%%%c format: an integer is required, not float", type);
  if (type == 'c' && value.kind == CR_OBJECT_FLOAT)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%%c requires int or char");
  if (strchr ("eEfFgG", type))
    return cr_interp_to_double (interp, value, &number) ? cr_object_float (number) : CR_UNSET;
  CrCallArgs one = { &value, 1, 0, NULL };
  return interp->types[CR_OBJECT_INT]->construct (interp, CR_UNSET, &one);
}

/* One conversion from after its "%"; returns where it ends, or NULL with an exception pending. */
static const char *
append_conversion (Source *source, const char *at, GString *into)
{
  CrInterp *interp = source->interp;
  g_autofree char *key = NULL;
  if (*at == '(' && (key = take_key (source, &at)) == NULL)
    return NULL;
  gsize flags = strspn (at, "-+ 0#");
  g_autofree char *flag_text = g_strndup (at, flags);
  at += flags;
  gsize digits = strspn (at, "0123456789");
  g_autofree char *width = g_strndup (at, digits);
  at += digits;
  if (*at == '*' && !take_star (source, &at, &width))
    return NULL;
  gsize more = *at == '.' ? 1 + strspn (at + 1, "0123456789") : 0;
  g_autofree char *precision = more == 1 ? g_strdup (".0") : g_strndup (at, more);
  at += more;
  if (more == 1 && *at == '*')
    {
      g_autofree char *number = NULL;
      if (!take_star (source, &at, &number))
        return NULL;
      g_free (precision);
      precision = g_strconcat (".", number, NULL);
    }
  if (*at == '\0' || strchr ("sradiufFeEgGxXoc", *at) == NULL)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, *at ? "unsupported format character" : "incomplete format");
      return NULL;
    }
  char type = *at == 'i' || *at == 'u' ? 'd' : *at;
  CrObject value = key ? keyed_value (source, key) : cr_object_ref (next_value (source));
  CrObject ready = cr_object_is_set (value) ? prepare (interp, type, value) : CR_UNSET;
  cr_object_unref (value);
  gboolean left = strchr (flag_text, '-') != NULL, zero = strchr (flag_text, '0') != NULL && !left;
  gboolean text = type == 's' || type == 'r' || type == 'a' || ready.kind == CR_OBJECT_STR;
  gboolean whole = !text && strchr ("dxXoc", type);
  const char *sign = text ? "" : strchr (flag_text, '+') ? "+" : strchr (flag_text, ' ') ? " " : "";
  g_autofree char *spec = g_strdup_printf ("%s%s%s%s%s%s%c",
                                           left            ? "<"
                                           : zero && !text ? ""
                                                           : ">",
                                           sign, strchr (flag_text, '#') && !text ? "#" : "", zero && !text ? "0" : "",
                                           width, whole ? "" : precision, text ? 's' : type);
  CrObject formatted = cr_object_is_set (ready) ? cr_interp_format (interp, ready, spec) : CR_UNSET;
  gboolean fine = cr_object_is_set (formatted);
  if (fine)
    g_string_append_len (into, cr_object_text (formatted), (gssize)cr_object_str (formatted)->length);
  cr_object_unref (ready);
  cr_object_unref (formatted);
  return fine ? at + 1 : NULL;
}

/* What has subscripts counts as a mapping, as in Python, and need not be used up; but no text does. */
static gboolean
is_mapping (CrObject values)
{
  return values.kind == CR_OBJECT_DICT || values.kind == CR_OBJECT_LIST || values.kind == CR_OBJECT_RANGE
         || values.kind == CR_OBJECT_TENSOR || values.kind == CR_OBJECT_ARRAY
         || (values.kind == CR_OBJECT_INSTANCE
             && cr_object_is_set (cr_class_lookup (((CrInstance *)values.u.cell)->type, "__getitem__")));
}

CrObject
cr_interp_percent (CrInterp *interp, CrObject text, CrObject values)
{
  Source source = { interp, values, 0 };
  GString *into = g_string_new (NULL);
  const char *at = cr_object_text (text);
  while (at && *at)
    {
      if (at[0] == '%' && at[1] != '%')
        {
          at = append_conversion (&source, at + 1, into);
          continue;
        }
      g_string_append_c (into, *at);
      at += at[0] == '%' ? 2 : 1;
    }
  gboolean unused = cr_object_is_tuple (values) ? source.at < cr_object_sequence (values)->n
                                                : source.at == 0 && !is_mapping (values);
  if (at && unused)
    cr_interp_raise (interp, CR_ERROR_TYPE, "not all arguments converted during string formatting");
  if (at && !unused)
    return cr_str_new_take (interp->heap, into);
  g_string_free (into, TRUE);
  return CR_UNSET;
}
