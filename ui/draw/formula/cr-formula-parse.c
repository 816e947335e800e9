/* Reads the text of a rule. A rule is a list of equations with words among them ("where a > 0, else 0"), so that the
 * reader takes a term wherever one can begin and else a word: nothing is refused. Operators bind as usual, but a
 * fraction takes only the factors just beside it. Recursive descent; brackets nest MAX_DEPTH deep at most. */
#include "cr-formula-private.h"

#include <string.h>

#define MAX_DEPTH 40

typedef struct
{
  const char *p;
  gboolean understood;
  guint depth;
} Reader;

static const char *const functions[] = { "exp",  "ln",    "log",     "cos",   "sin",  "cosh", "sinh", "tanh",
                                         "sign", "trunc", "digamma", "clamp", "diag", "Φ",    "φ",    "Γ" };
/* Names longer than a letter that stand for a number, unless an article or "of" makes a word of them. */
static const char *const names[] = { "min", "max", "slope", "mean", "std", "var", "threshold", "correction" };

static const struct
{
  const char *raised, *plain;
} superscripts[] = {
  { "⁰", "0" }, { "¹", "1" }, { "²", "2" }, { "³", "3" }, { "⁴", "4" }, { "⁵", "5" }, { "⁻", "−" },
  { "⁺", "+" }, { "ᵃ", "a" }, { "ᵇ", "b" }, { "ⁿ", "n" }, { "ᵖ", "p" }, { "ᵀ", "T" },
};

static CrTerm *read_sum (Reader *reader);

static gboolean
starts (const Reader *reader, const char *text)
{
  return g_str_has_prefix (reader->p, text);
}

static gboolean
accept (Reader *reader, const char *text)
{
  if (!starts (reader, text))
    return FALSE;
  reader->p += strlen (text);
  return TRUE;
}

static void
skip_spaces (Reader *reader)
{
  while (*reader->p == ' ' || *reader->p == '\n')
    reader->p++;
}

static CrTerm *
miss (Reader *reader)
{
  reader->understood = FALSE;
  return cr_term_new (CR_TERM_WORDS, "");
}

/* How many bytes of @p are one name: letters, with what stands over them (x̂). */
static gsize
get_name_length (const char *p)
{
  const char *q = p;

  while (*q != '\0')
    {
      gunichar c = g_utf8_get_char (q);

      if (!g_unichar_isalpha (c) && !(q > p && g_unichar_ismark (c)))
        break;
      if (c == 0x1d40 || c == 0x1d43 || c == 0x1d47 || c == 0x207f || c == 0x1d56 || c == 0x1d62)
        break; /* raised and lowered letters are no part of it */
      if (q > p && !g_unichar_ismark (c) && g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_GREEK)
        break; /* πa */
      q = g_utf8_next_char (q);
    }
  return q - p;
}

static gboolean
is_among (const char *const *list, gsize n, const char *name, gsize length)
{
  for (gsize i = 0; i < n; i++)
    if (strlen (list[i]) == length && strncmp (list[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

/* What follows a name that could be a function: only an operand makes it one. */
static gboolean
is_call (const char *p, gsize length)
{
  const char *after = p + length;
  gboolean blank = *after == ' ';

  after += blank;
  if (*p == 'f' && length == 1)
    return g_str_has_prefix (after, "′(") || g_str_has_prefix (after, "″(");
  if (length == strlen ("σ") && g_str_has_prefix (p, "σ"))
    return *after == '(';
  if (strncmp (p, "mean", length) == 0)
    return length == 4 && (*after == '(' || g_str_has_prefix (after, "∂"));
  return is_among (functions, G_N_ELEMENTS (functions), p, length)
         && (*after == '(' || g_unichar_isalnum (g_utf8_get_char (after)) || g_str_has_prefix (after, "∂"));
}

static gboolean
is_latin_or_greek (const char *p)
{
  gunichar c = g_utf8_get_char (p);
  GUnicodeScript script = g_unichar_get_script (c);

  return script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_GREEK;
}

/* Whether the name at @p is a symbol, rather than a word. */
static gboolean
is_symbol (const char *p, gsize length)
{
  if (length == 0 || !is_latin_or_greek (p))
    return FALSE;
  return g_utf8_next_char (p) == p + length || (length == 3 && g_str_has_prefix (p, "x̂"))
         || is_among (names, G_N_ELEMENTS (names), p, length);
}

static gboolean
begins_operand (const Reader *reader)
{
  const char *p = reader->p;
  gsize length = get_name_length (p);

  if (length > 0)
    return is_symbol (p, length) || is_call (p, length);
  return g_ascii_isdigit (*p) || *p == '(' || *p == '|' || starts (reader, "∂L/∂") || starts (reader, "½")
         || starts (reader, "√") || starts (reader, "Σ") || starts (reader, "⌊");
}

static CrTerm *
read_number (Reader *reader)
{
  const char *start = reader->p;
  g_autofree char *text = NULL;
  CrTerm *term;

  if (accept (reader, "½"))
    {
      term
          = cr_term_new_2 (CR_TERM_FRACTION, "/", cr_term_new (CR_TERM_NUMBER, "1"), cr_term_new (CR_TERM_NUMBER, "2"));
      cr_term_get (term, 0)->number = 1;
      cr_term_get (term, 1)->number = 2;
      return term;
    }
  while (g_ascii_isdigit (*reader->p) || (*reader->p == '.' && g_ascii_isdigit (reader->p[1])))
    reader->p++;
  text = g_strndup (start, reader->p - start);
  term = cr_term_new (CR_TERM_NUMBER, text);
  term->number = g_ascii_strtod (text, NULL);
  return term;
}

static CrTerm *
read_name (Reader *reader, gsize length)
{
  g_autofree char *text = g_strndup (reader->p, length);

  reader->p += length;
  return cr_term_new (CR_TERM_SYMBOL, text);
}

/* The list in brackets of the kind that @opening begins, which has been read. */
static CrTerm *
read_group (Reader *reader, const char *opening, const char *closing)
{
  CrTerm *group = cr_term_new (CR_TERM_GROUP, opening);

  do
    cr_term_append (group, read_sum (reader));
  while (accept (reader, ","));
  skip_spaces (reader);
  if (!accept (reader, closing))
    reader->understood = FALSE;
  return group;
}

/* Raised characters as an exponent of @base (taken over). */
static CrTerm *
read_power (Reader *reader, CrTerm *base)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (superscripts);)
    if (accept (reader, superscripts[i].raised))
      {
        g_string_append (plain, superscripts[i].plain);
        i = 0;
      }
    else
      i++;
  if (strcmp (plain->str, "T") == 0)
    return cr_term_new_1 (CR_TERM_TRANSPOSE, NULL, base);
  Reader exponent = { plain->str, TRUE, reader->depth + 1 };
  return cr_term_new_2 (CR_TERM_POWER, NULL, base, read_sum (&exponent));
}

static gboolean
begins_power (const Reader *reader)
{
  for (guint i = 0; i < G_N_ELEMENTS (superscripts); i++)
    if (starts (reader, superscripts[i].raised))
      return TRUE;
  return FALSE;
}

static CrTerm *
read_postfixes (Reader *reader, CrTerm *base)
{
  for (;;)
    if (begins_power (reader))
      base = read_power (reader, base);
    else if (accept (reader, "ᵢ"))
      base = cr_term_new_2 (CR_TERM_SUBSCRIPT, NULL, base, cr_term_new (CR_TERM_SYMBOL, "i"));
    else if (*reader->p == '[')
      {
        reader->p++;
        base = cr_term_new_2 (CR_TERM_INDEXED, NULL, base, read_sum (reader));
        if (!accept (reader, "]"))
          reader->understood = FALSE;
      }
    else
      return base;
}

/* ∂L/∂a: what follows the second ∂ is a name, never a word. */
static CrTerm *
read_gradient (Reader *reader)
{
  gsize length = get_name_length (reader->p);
  CrTerm *name, *term;

  if (length == 0)
    return miss (reader);
  name = read_name (reader, length);
  if (accept (reader, "ᵢ"))
    name = cr_term_new_2 (CR_TERM_SUBSCRIPT, NULL, name, cr_term_new (CR_TERM_SYMBOL, "i"));
  else if (*reader->p == '[')
    name = read_postfixes (reader, name);
  term = cr_term_new_1 (CR_TERM_GRADIENT, NULL, name);
  term->ink = CR_INK_GRADIENT;
  return read_postfixes (reader, term);
}

static CrTerm *read_factor (Reader *reader);

static CrTerm *
read_call (Reader *reader, gsize length)
{
  g_autoptr (GString) name = g_string_new_len (reader->p, (gssize)length);

  reader->p += length;
  while (starts (reader, "′") || starts (reader, "″"))
    {
      g_string_append (name, starts (reader, "′") ? "′" : "″");
      reader->p += strlen ("′");
    }
  skip_spaces (reader);
  return cr_term_new_1 (CR_TERM_CALL, name->str, read_factor (reader));
}

static CrTerm *read_product (Reader *reader, gboolean series);

static CrTerm *
read_bracketed (Reader *reader)
{
  if (accept (reader, "("))
    return read_group (reader, "(", ")");
  if (accept (reader, "⌊"))
    return read_group (reader, "⌊", "⌋");
  return accept (reader, "|") ? read_group (reader, "|", "|") : miss (reader);
}

static CrTerm *
read_atom (Reader *reader)
{
  gsize length = get_name_length (reader->p);

  if (reader->depth > MAX_DEPTH)
    return miss (reader);
  if (accept (reader, "∂L/∂"))
    return read_gradient (reader);
  if (accept (reader, "Σ"))
    {
      skip_spaces (reader);
      return cr_term_new_1 (CR_TERM_SERIES, NULL, read_product (reader, TRUE));
    }
  if (length > 0 && is_call (reader->p, length))
    return read_call (reader, length);
  if (length > 0 && is_symbol (reader->p, length))
    {
      gboolean primed = g_str_has_prefix (reader->p + length, "′") || g_str_has_prefix (reader->p + length, "″");

      return read_postfixes (reader, read_name (reader, length + (primed ? strlen ("′") : 0)));
    }
  if (g_ascii_isdigit (*reader->p) || starts (reader, "½"))
    return read_postfixes (reader, read_number (reader));
  if (accept (reader, "√"))
    return cr_term_new_1 (CR_TERM_ROOT, NULL, read_atom (reader));
  return read_postfixes (reader, read_bracketed (reader));
}

/* 2at: each letter by itself. */
static CrTerm *
read_letter (Reader *reader)
{
  return read_postfixes (reader, read_name (reader, 1));
}

/* What is multiplied without a sign: 2y, πa, s(1 − s), 2 (a − t). */
static CrTerm *
read_factor (Reader *reader)
{
  CrTerm *term;

  reader->depth++;
  term = read_atom (reader);
  for (;;)
    {
      gsize length = get_name_length (reader->p);
      gboolean numeric = term->kind == CR_TERM_NUMBER || term->kind == CR_TERM_SYMBOL || term->kind == CR_TERM_PRODUCT;

      if (numeric && length > 0 && g_ascii_isalpha (*reader->p) && reader->p[-1] != ' '
          && !is_symbol (reader->p, length))
        term = cr_term_new_2 (CR_TERM_PRODUCT, "", term, read_letter (reader));
      else if (numeric && length > 0 && is_symbol (reader->p, length))
        term = cr_term_new_2 (CR_TERM_PRODUCT, "", term, read_atom (reader));
      else if (numeric && (*reader->p == '(' || strncmp (reader->p, " (", 2) == 0))
        {
          skip_spaces (reader);
          term = cr_term_new_2 (CR_TERM_PRODUCT, "", term, read_atom (reader));
        }
      else
        break;
    }
  reader->depth--;
  return term;
}

/* Words up to the next operand or sign. */
static CrTerm *
read_words (Reader *reader)
{
  g_autoptr (GString) words = g_string_new (NULL);
  gboolean noun = FALSE; /* an article came before: a name is a word */

  for (;;)
    {
      gsize length = get_name_length (reader->p);

      skip_spaces (reader);
      length = get_name_length (reader->p);
      if (length == 0 || (!noun && (is_symbol (reader->p, length) || is_call (reader->p, length)))
          || (noun && g_utf8_next_char (reader->p) == reader->p + length))
        break;
      if (words->len > 0)
        g_string_append_c (words, ' ');
      g_string_append_len (words, reader->p, (gssize)length);
      noun
          = (length == 3 && strncmp (reader->p, "the", 3) == 0) || (length == 4 && strncmp (reader->p, "next", 4) == 0);
      reader->p += length;
    }
  return cr_term_new (CR_TERM_WORDS, words->str);
}

/* The operand after a sign: a factor, or words that stand for one. */
static CrTerm *
read_operand (Reader *reader)
{
  skip_spaces (reader);
  if (begins_operand (reader))
    return read_factor (reader);
  if (get_name_length (reader->p) > 0)
    return read_words (reader);
  return miss (reader);
}

static const char *
accept_operator (Reader *reader)
{
  static const char *const signs[] = { "·", "@", "⊗", "×", "⋆ᵀ", "⋆" };

  skip_spaces (reader);
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (accept (reader, signs[i]))
      return signs[i];
  return NULL;
}

/* A fraction takes the factor before it and the one behind. */
static CrTerm *
read_fraction (Reader *reader)
{
  CrTerm *term = read_operand (reader);

  for (;;)
    {
      const char *before = reader->p;
      const char *sign;

      skip_spaces (reader);
      sign = accept (reader, "÷") ? "÷" : accept (reader, "/") ? "/" : NULL;
      if (sign == NULL)
        {
          reader->p = before;
          return term;
        }
      term = cr_term_new_2 (CR_TERM_FRACTION, sign, term, read_operand (reader));
    }
}

static CrTerm *
read_product (Reader *reader, gboolean series)
{
  CrTerm *term = series ? read_fraction (reader) : NULL;

  if (!series)
    term = accept (reader, "−") ? cr_term_new_1 (CR_TERM_NEGATIVE, NULL, read_product (reader, TRUE))
                                : read_fraction (reader);
  for (;;)
    {
      const char *before = reader->p;
      const char *sign = accept_operator (reader);

      if (sign == NULL)
        {
          reader->p = before;
          return term;
        }
      term = cr_term_new_2 (CR_TERM_PRODUCT, sign, term, read_fraction (reader));
    }
}

static CrTerm *
read_sum (Reader *reader)
{
  CrTerm *term;

  skip_spaces (reader);
  if (reader->depth > MAX_DEPTH)
    return miss (reader);
  reader->depth++;
  term = read_product (reader, FALSE);
  for (;;)
    {
      const char *before = reader->p;
      const char *sign;

      skip_spaces (reader);
      sign = accept (reader, "+") ? "+" : accept (reader, "−") ? "−" : NULL;
      if (sign == NULL)
        {
          reader->p = before;
          break;
        }
      skip_spaces (reader);
      term = cr_term_new_2 (CR_TERM_SUM, sign, term, read_product (reader, TRUE));
    }
  reader->depth--;
  return term;
}

static CrTerm *
read_relation (Reader *reader)
{
  static const char *const signs[] = { "=", "<", ">", "≤", "≥", "≠" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (accept (reader, signs[i]))
      return cr_term_new (CR_TERM_RELATION, signs[i]);
  return NULL;
}

/* Whether another equation begins here: "∂L/∂b = ", "q = ", "where r = ". */
static gboolean
begins_equation (const Reader *reader)
{
  const char *p = reader->p;

  while (*p == ' ')
    p++;
  if (g_str_has_prefix (p, "where "))
    p += strlen ("where ");
  if (g_str_has_prefix (p, "∂L/∂"))
    p += strlen ("∂L/∂");
  else if (g_utf8_next_char (p) != p + get_name_length (p))
    return FALSE;
  p += get_name_length (p);
  if (*p == '[')
    p += strcspn (p, "] ") + 1;
  return g_str_has_prefix (p, " =");
}

/* One piece of an equation; NULL at its end. */
static CrTerm *
read_piece (Reader *reader)
{
  CrTerm *relation;
  g_autofree char *other = NULL;
  const char *start;

  skip_spaces (reader);
  if (*reader->p == '\0' || accept (reader, ";") || accept (reader, "；"))
    return NULL;
  if (accept (reader, ",") || accept (reader, "，"))
    return begins_equation (reader) ? NULL : cr_term_new (CR_TERM_COMMA, ",");
  if (accept (reader, ":") || accept (reader, "："))
    return cr_term_new (CR_TERM_COMMA, ":");
  if (accept (reader, "（"))
    return cr_term_new (CR_TERM_WORDS, "（");
  if (accept (reader, "）"))
    return cr_term_new (CR_TERM_COMMA, "）");
  relation = read_relation (reader);
  if (relation != NULL)
    return relation;
  if (begins_operand (reader) || starts (reader, "−"))
    return read_sum (reader);
  if (get_name_length (reader->p) > 0)
    return read_words (reader);
  start = reader->p;
  reader->p = g_utf8_next_char (reader->p);
  reader->understood = FALSE;
  other = g_strndup (start, reader->p - start);
  return cr_term_new (CR_TERM_WORDS, other);
}

CrFormula *
cr_formula_new (const char *rule)
{
  CrFormula *formula;
  Reader reader = { rule, TRUE, 0 };

  g_return_val_if_fail (rule != NULL, NULL);
  formula = g_new0 (CrFormula, 1);
  formula->clauses = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_term_free);
  while (*reader.p != '\0')
    {
      CrTerm *row = cr_term_new (CR_TERM_ROW, NULL), *piece;

      while ((piece = read_piece (&reader)) != NULL)
        cr_term_append (row, piece);
      if (cr_term_get_n (row) > 0)
        g_ptr_array_add (formula->clauses, row);
      else
        cr_term_free (row);
    }
  formula->understood = reader.understood;
  return formula;
}
