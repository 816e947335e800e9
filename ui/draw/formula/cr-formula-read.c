/* A formula as it is said. The words are in English; in other languages the translated rule's own words stand among
 * the translated names of the signs. */
#include "cr-formula-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void say (const CrTerm *term, GString *out);

static void
say_word (GString *out, const char *word)
{
  if (*word == '\0')
    return;
  if (out->len > 0 && out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
  g_string_append (out, word);
}

static const struct
{
  const char *sign, *word;
} signs[] = {
  { "·", N_ ("times") },
  { "@", N_ ("times, as matrices,") },
  { "⊗", N_ ("outer product with") },
  { "×", N_ ("cross product with") },
  { "⋆", N_ ("convolved with") },
  { "⋆ᵀ", N_ ("convolved, transposed, with") },
  { "", N_ ("times") },
  { "+", N_ ("plus") },
  { "−", N_ ("minus") },
  { "=", N_ ("is") },
  { ">", N_ ("is greater than") },
  { "<", N_ ("is less than") },
  { "≥", N_ ("is at least") },
  { "≤", N_ ("is at most") },
  { "≠", N_ ("is not") },
  { "÷", N_ ("divided by") },
  { "/", N_ ("divided by") },
};

static void
say_sign (GString *out, const char *sign)
{
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strcmp (signs[i].sign, sign) == 0)
      {
        say_word (out, _ (signs[i].word));
        return;
      }
  say_word (out, sign);
}

static void
say_children (const CrTerm *term, GString *out)
{
  for (guint i = 0; i < cr_term_get_n (term); i++)
    say (cr_term_get (term, i), out);
}

static void
say_between (const CrTerm *term, const char *sign, GString *out)
{
  say (cr_term_get (term, 0), out);
  say_sign (out, sign);
  say (cr_term_get (term, 1), out);
}

static void
say_power (const CrTerm *term, GString *out)
{
  const CrTerm *exponent = cr_term_get (term, 1);

  say (cr_term_get (term, 0), out);
  if (cr_term_is (exponent, CR_TERM_NUMBER, "2"))
    say_word (out, _ ("squared"));
  else if (cr_term_is (exponent, CR_TERM_NUMBER, "3"))
    say_word (out, _ ("cubed"));
  else
    {
      say_word (out, _ ("to the power of"));
      say (exponent, out);
    }
}

static void
say_group (const CrTerm *term, GString *out)
{
  if (*term->text == '|')
    say_word (out, _ ("the size of"));
  else if (*term->text != '(')
    say_word (out, _ ("the whole part of"));
  say_children (term, out);
}

static void
say_before (const CrTerm *term, const char *words, GString *out)
{
  say_word (out, words);
  say_children (term, out);
}

static void
say_number (const CrTerm *term, GString *out)
{
  if (g_str_has_prefix (term->text, "−"))
    {
      say_word (out, _ ("minus"));
      say_word (out, term->text + strlen ("−"));
    }
  else
    say_word (out, term->text);
}

static void
say (const CrTerm *term, GString *out)
{
  switch (term->kind)
    {
    case CR_TERM_NUMBER:
      say_number (term, out);
      break;
    case CR_TERM_GRADIENT:
      say_before (term, _ ("the gradient of"), out);
      break;
    case CR_TERM_NEGATIVE:
      say_before (term, _ ("minus"), out);
      break;
    case CR_TERM_SUM:
    case CR_TERM_PRODUCT:
    case CR_TERM_FRACTION:
      say_between (term, term->text, out);
      break;
    case CR_TERM_POWER:
      say_power (term, out);
      break;
    case CR_TERM_TRANSPOSE:
      say_children (term, out);
      say_word (out, _ ("transposed"));
      break;
    case CR_TERM_GROUP:
      say_group (term, out);
      break;
    case CR_TERM_ROOT:
      say_before (term, _ ("the square root of"), out);
      break;
    case CR_TERM_SERIES:
      say_before (term, _ ("the sum of"), out);
      break;
    case CR_TERM_CALL:
      say_before (term, term->text, out);
      break;
    case CR_TERM_RELATION:
      say_sign (out, term->text);
      break;
    case CR_TERM_COMMA:
      g_string_append (out, term->text);
      break;
    case CR_TERM_SYMBOL:
    case CR_TERM_WORDS:
      say_word (out, term->text);
      break;
    default:
      say_children (term, out);
    }
}

char *
cr_formula_read (const CrFormula *formula)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (formula != NULL, NULL);
  for (guint i = 0; i < formula->clauses->len; i++)
    {
      if (i > 0)
        g_string_append (out, "; ");
      say (g_ptr_array_index (formula->clauses, i), out);
    }
  return g_string_free (out, FALSE);
}
