/* What a query looks for, in words, so that the reader sees how it was understood. */

#include "cr-find-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cr-dtype.h"

static char *
dup_sizes (const CrFindTerm *term)
{
  GString *text = g_string_new ("[");
  for (guint i = 0; i < term->n_sizes; i++)
    {
      g_string_append (text, i > 0 ? ", " : "");
      if (term->sizes[i] == CR_SIZE_ANY)
        g_string_append_c (text, '*');
      else
        g_string_append_printf (text, "%" G_GINT64_FORMAT, term->sizes[i]);
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static const char *
get_subject (CrSubject subject)
{
  return subject == CR_SUBJECT_VALUE      ? _ ("value")
         : subject == CR_SUBJECT_GRADIENT ? _ ("gradient")
                                          : _ ("value or gradient");
}

static const char *
get_sign (CrCompare compare)
{
  static const char *const signs[] = { "=", "≠", "<", "≤", ">", "≥" };
  return signs[compare];
}

/* "gradient = 0 in every element", "norm of the gradient > 10". */
static char *
dup_comparison (const CrFindTerm *term)
{
  static const char *const quantities[] = { "", N_ ("norm"), N_ ("minimum"), N_ ("maximum"), N_ ("mean") };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const char *number = g_ascii_formatd (buffer, sizeof buffer, "%.6g", term->number);
  const char *subject = get_subject (term->subject), *sign = get_sign (term->compare);
  if (term->quantity != CR_QUANTITY_ELEMENTS) /* Translators: "norm (gradient) > 10" */
    return g_strdup_printf (_ ("%s (%s) %s %s"), _ (quantities[term->quantity]), subject, sign, number);
  if (term->compare == CR_COMPARE_EQUAL) /* Translators: "gradient = 0 in every element" */
    return g_strdup_printf (_ ("%s %s %s in every element"), subject, sign, number);
  return g_strdup_printf (_ ("%s %s %s in an element"), subject, sign,
                          number); /* Translators: "value > 3 in an element" */
}

static char *
dup_named (const CrFindTerm *term)
{
  switch (term->kind)
    {
    case CR_TERM_NAME:
      return g_strdup_printf (_ ("name “%s”"), term->text);
    case CR_TERM_OP:
      return g_strdup_printf (_ ("operation “%s”"), term->text);
    case CR_TERM_IN:
      return g_strdup_printf (_ ("in “%s”"), term->text);
    case CR_TERM_LINE:
      return g_strdup_printf (_ ("line %u"), term->line);
    case CR_TERM_WORD:
    default:
      return g_strdup_printf (_ ("“%s”"), term->text);
    }
}

static char *
dup_term (const CrFindTerm *term)
{
  g_autofree char *sizes = dup_sizes (term);
  switch (term->kind)
    {
    case CR_TERM_SHAPE:
      return g_strdup_printf (_ ("shape %s"), sizes);
    case CR_TERM_SIZE:
      return g_strdup_printf (_ ("a size of %" PRId64), term->sizes[0]);
    case CR_TERM_DTYPE:
      return g_strdup (cr_dtype_get_name (term->dtype));
    case CR_TERM_LEAF:
      return g_strdup (_ ("leaf"));
    case CR_TERM_ROOT:
      return g_strdup (_ ("root"));
    case CR_TERM_REQUIRES:
      return g_strdup (_ ("requires a gradient"));
    case CR_TERM_PRESENT:
      return g_strdup (_ ("a gradient is there"));
    case CR_TERM_NAN: /* Translators: "NaN in the value" */
      return g_strdup_printf (_ ("NaN (%s)"), get_subject (term->subject));
    case CR_TERM_INF:
      return g_strdup_printf (_ ("infinity (%s)"), get_subject (term->subject));
    case CR_TERM_ZERO:
      return g_strdup_printf (_ ("all zero (%s)"), get_subject (term->subject));
    case CR_TERM_COMPARE:
      return dup_comparison (term);
    case CR_TERM_WORD:
    case CR_TERM_NAME:
    case CR_TERM_OP:
    case CR_TERM_IN:
    case CR_TERM_LINE:
    default:
      return dup_named (term);
    }
}

char *
cr_find_query_to_text (const CrFindQuery *query)
{
  g_return_val_if_fail (query != NULL, NULL);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < query->terms->len; i++)
    {
      const CrFindTerm *term = g_ptr_array_index (query->terms, i);
      g_autofree char *said = dup_term (term);
      g_string_append (text, i > 0 ? ", " : "");
      if (term->negated)
        g_string_append_printf (text, _ ("not: %s"), said);
      else
        g_string_append (text, said);
    }
  return g_string_free (text, FALSE);
}
