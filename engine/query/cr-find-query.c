/* What was typed, as terms: for each token the first reading that makes sense, a word as the last.
 */

#include "cr-find-private.h"

#include <math.h>
#include <string.h>

#include "cr-dtype.h"

/* The reading of one query. */
typedef struct
{
  GArray *tokens;
  guint at;
  GPtrArray *terms;
} Parser;

char *
cr_find_fold (const char *text)
{
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT);
  return g_utf8_casefold (normal != NULL ? normal : text, -1);
}

/* CrFindToken number @i, NULL past the end. */
static const CrFindToken *
peek (const Parser *parser, guint i)
{
  return i < parser->tokens->len ? &g_array_index (parser->tokens, CrFindToken, i) : NULL;
}

static gboolean
is_word (const Parser *parser, guint i, const char *const *words)
{
  const CrFindToken *token = peek (parser, i);
  for (guint k = 0; token != NULL && token->kind == CR_TOKEN_WORD && words[k] != NULL; k++)
    if (g_ascii_strcasecmp (token->text, words[k]) == 0)
      return TRUE;
  return FALSE;
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static CrFindTerm *
add_term (Parser *parser, CrTermKind kind, guint n_tokens)
{
  CrFindTerm *term = g_new0 (CrFindTerm, 1);
  term->kind = kind;
  g_ptr_array_add (parser->terms, term);
  parser->at += n_tokens;
  return term;
}

static void
set_text (CrFindTerm *term, const char *text)
{
  term->text = g_strdup (text);
  term->folded = cr_find_fold (text);
}

/* "−3" as typed in a text processor. */
static gboolean
read_number (const char *text, double *number, double *tolerance)
{
  g_autofree char *plain
      = g_str_has_prefix (text, "−") ? g_strconcat ("-", text + strlen ("−"), NULL) : g_strdup (text);
  char *end;
  const char *dot = strchr (plain, '.');
  *number = g_ascii_strtod (plain, &end);
  if (end == plain || *end != 0)
    return FALSE;
  *tolerance = 1e-6 * fabs (*number);
  if (dot != NULL && strpbrk (plain, "eEnNiI") == NULL)
    *tolerance = MAX (*tolerance, 0.5000001 * pow (10, -(double)strlen (dot + 1)));
  return TRUE;
}

/* Sizes between commas, crosses or spaces. */
static gboolean
read_sizes (const char *text, CrFindTerm *term)
{
  while (*text != 0)
    {
      char *end = (char *)text + 1;
      gint64 size = CR_SIZE_ANY;
      if (strchr (", x_", *text) != NULL)
        {
          text++;
          continue;
        }
      if (g_ascii_isdigit (*text))
        size = (gint64)g_ascii_strtoull (text, &end, 10);
      else if (*text != '*' && *text != '?')
        return FALSE;
      if (term->n_sizes == G_N_ELEMENTS (term->sizes))
        return FALSE;
      term->sizes[term->n_sizes++] = size;
      text = end;
    }
  return TRUE;
}

static gboolean
add_shape (Parser *parser, const char *text, guint n_tokens)
{
  CrFindTerm sizes = { .n_sizes = 0 };
  if (!read_sizes (text, &sizes))
    return FALSE;
  CrFindTerm *term = add_term (parser, CR_TERM_SHAPE, n_tokens);
  term->n_sizes = sizes.n_sizes;
  memcpy (term->sizes, sizes.sizes, sizeof term->sizes);
  return TRUE;
}

/* "shape 64", "shape [5, 3]", "shape 5,3", with a sign between or none. */
static gboolean
parse_shape (Parser *parser)
{
  const CrFindToken *token = peek (parser, parser->at);
  if (token->kind == CR_TOKEN_SHAPE)
    return add_shape (parser, token->text, 1);
  if (!is_word (parser, parser->at, WORDS ("shape", "shape:", "size", "size:")))
    return FALSE;
  guint n = 2;
  token = peek (parser, parser->at + 1);
  if (token != NULL && token->kind == CR_TOKEN_COMPARE && token->compare == CR_COMPARE_EQUAL)
    token = peek (parser, parser->at + n++);
  if (token == NULL || token->kind == CR_TOKEN_COMPARE || token->kind == CR_TOKEN_PHRASE || *token->text == 0)
    return FALSE;
  if (!add_shape (parser, token->text, n))
    return FALSE;
  if (token->kind == CR_TOKEN_WORD && strspn (token->text, "0123456789") == strlen (token->text))
    ((CrFindTerm *)g_ptr_array_index (parser->terms, parser->terms->len - 1))->kind = CR_TERM_SIZE;
  return TRUE;
}

static gboolean
read_dtype (const char *name, CrDtype *dtype)
{
  static const char *const other[][2] = {
    { "double", "float64" }, { "float", "float32" }, { "half", "float16" }, { "long", "int64" }, { "int", "int32" }
  };
  if (g_ascii_strncasecmp (name, "torch.", 6) == 0)
    name += 6;
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    if (g_ascii_strcasecmp (name, other[i][0]) == 0)
      name = other[i][1];
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return cr_dtype_from_name (lower, dtype);
}

/* What comes after "op", "op:" or "op ="; *@n is how many tokens there are with it. NULL if there is nothing. */
static const char *
get_argument (const Parser *parser, const char *field, gboolean plain, guint *n)
{
  const CrFindToken *token = peek (parser, parser->at), *next = peek (parser, parser->at + 1);
  gsize length = strlen (field);
  if (token->kind != CR_TOKEN_WORD || g_ascii_strncasecmp (token->text, field, length) != 0)
    return NULL;
  if (token->text[length] == ':' && token->text[length + 1] != 0)
    {
      *n = 1;
      return token->text + length + 1;
    }
  if (token->text[length] != 0 && strcmp (token->text + length, ":") != 0)
    return NULL;
  *n = 2;
  if (next != NULL && next->kind == CR_TOKEN_COMPARE && next->compare == CR_COMPARE_EQUAL)
    next = peek (parser, parser->at + (*n)++);
  else if (token->text[length] == 0 && !plain)
    return NULL;
  return next == NULL || next->kind == CR_TOKEN_COMPARE || next->kind == CR_TOKEN_SHAPE || *next->text == 0
             ? NULL
             : next->text;
}

static gboolean
parse_field (Parser *parser)
{
  static const struct
  {
    const char *field;
    CrTermKind kind;
    gboolean plain; /* without a colon, too */
  } fields[] = { { "name", CR_TERM_NAME, FALSE }, { "op", CR_TERM_OP, TRUE }, { "in", CR_TERM_IN, FALSE } };
  guint n;
  const char *argument;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if ((argument = get_argument (parser, fields[i].field, fields[i].plain, &n)) != NULL)
      {
        set_text (add_term (parser, fields[i].kind, n), argument);
        return TRUE;
      }
  if ((argument = get_argument (parser, "line", TRUE, &n)) != NULL
      && strspn (argument, "0123456789") == strlen (argument))
    {
      add_term (parser, CR_TERM_LINE, n)->line = (guint)MIN (g_ascii_strtoull (argument, NULL, 10), G_MAXUINT);
      return TRUE;
    }
  return FALSE;
}

/* A dtype alone is one under its own name only: "float" and "long" may be names. */
static gboolean
parse_dtype (Parser *parser)
{
  guint n = 1;
  CrDtype dtype;
  const CrFindToken *token = peek (parser, parser->at);
  const char *argument = get_argument (parser, "dtype", TRUE, &n);
  if (argument == NULL ? token->kind != CR_TOKEN_WORD || strpbrk (token->text, "0123468") == NULL : FALSE)
    return FALSE;
  if (!read_dtype (argument != NULL ? argument : token->text, &dtype))
    return FALSE;
  add_term (parser, CR_TERM_DTYPE, argument != NULL ? n : 1)->dtype = dtype;
  return TRUE;
}

/* "requires grad", "requires_grad = False", "requires no grad". */
static gboolean
parse_requires (Parser *parser)
{
  static const char *const gradient[] = { "grad", "gradient", NULL };
  guint n = 0;
  gboolean negated = FALSE;
  if (is_word (parser, parser->at, WORDS ("requires_grad", "requires-grad")))
    n = 1;
  else if (is_word (parser, parser->at, WORDS ("requires")))
    {
      negated = is_word (parser, parser->at + 1, WORDS ("no"));
      if (!is_word (parser, parser->at + (negated ? 2 : 1), gradient))
        return FALSE;
      n = negated ? 3 : 2;
    }
  if (n == 0)
    return FALSE;
  const CrFindToken *sign = peek (parser, parser->at + n);
  if (sign != NULL && sign->kind == CR_TOKEN_COMPARE && is_word (parser, parser->at + n + 1, WORDS ("true", "false")))
    {
      negated = is_word (parser, parser->at + n + 1, WORDS ("false"));
      n += 2;
    }
  add_term (parser, CR_TERM_REQUIRES, n)->negated = negated;
  return TRUE;
}

/* "grad", "value", "norm", "of" in any order: what a comparison is about. Returns how many tokens that are. */
static guint
read_subject (const Parser *parser, CrSubject *subject, CrQuantity *quantity)
{
  static const char *const quantities[] = { "norm", "min", "max", "mean" };
  guint n = 0;
  for (;; n++)
    {
      guint at = parser->at + n, i = 0;
      while (i < G_N_ELEMENTS (quantities) && !is_word (parser, at, WORDS (quantities[i])))
        i++;
      if (i < G_N_ELEMENTS (quantities))
        *quantity = CR_QUANTITY_NORM + i;
      else if (is_word (parser, at, WORDS ("value", "values")))
        *subject = CR_SUBJECT_VALUE;
      else if (is_word (parser, at, WORDS ("grad", ".grad", "gradient", "gradients")))
        *subject = CR_SUBJECT_GRADIENT;
      else if (n == 0 || !is_word (parser, at, WORDS ("of")))
        return n;
    }
}

/* "nan", "inf", "zero", "none": a kind and whether it is the opposite. */
static gboolean
read_state (const Parser *parser, guint at, CrTermKind *kind, gboolean *negated)
{
  *negated = FALSE;
  if (is_word (parser, at, WORDS ("nan")))
    *kind = CR_TERM_NAN;
  else if (is_word (parser, at, WORDS ("inf", "infinite", "infinity")))
    *kind = CR_TERM_INF;
  else if (is_word (parser, at, WORDS ("zero")))
    *kind = CR_TERM_ZERO;
  else if (is_word (parser, at, WORDS ("none")))
    {
      *kind = CR_TERM_PRESENT;
      *negated = TRUE;
    }
  else
    return FALSE;
  return TRUE;
}

/* "grad = 0", "norm > 10", "> 3", "grad nan", "grad is none", "no grad"; @negated: "no" stands before. */
static gboolean
parse_property (Parser *parser)
{
  CrSubject subject = CR_SUBJECT_EITHER;
  CrQuantity quantity = CR_QUANTITY_ELEMENTS;
  guint n = read_subject (parser, &subject, &quantity), at = parser->at + n;
  const CrFindToken *sign = peek (parser, at), *number = peek (parser, at + 1);
  gboolean compared = sign != NULL && sign->kind == CR_TOKEN_COMPARE, equal, negated;
  double limit, tolerance;
  CrTermKind kind;
  if (compared && number != NULL && number->kind == CR_TOKEN_WORD && read_number (number->text, &limit, &tolerance)
      && isfinite (limit))
    {
      CrFindTerm *term = add_term (parser, CR_TERM_COMPARE, n + 2);
      term->subject = subject == CR_SUBJECT_EITHER ? CR_SUBJECT_VALUE : subject;
      term->quantity = quantity;
      term->compare = sign->compare;
      term->number = limit;
      term->tolerance = tolerance;
      return TRUE;
    }
  equal = compared ? sign->compare == CR_COMPARE_EQUAL || sign->compare == CR_COMPARE_UNEQUAL
                   : is_word (parser, at, WORDS ("is", "has", "all"));
  if (quantity != CR_QUANTITY_ELEMENTS || !read_state (parser, equal ? at + 1 : at, &kind, &negated)
      || (kind == CR_TERM_PRESENT && subject != CR_SUBJECT_GRADIENT) || (equal && n == 0))
    return FALSE;
  const char *typed = peek (parser, at)->text;
  CrFindTerm *term = add_term (parser, kind, n + (equal ? 2 : 1));
  term->subject = subject;
  term->negated = negated != (compared && sign->compare == CR_COMPARE_UNEQUAL);
  if (n == 0)
    set_text (term, typed);
  return TRUE;
}

/* "leaf", "root", "grad" by themselves. */
static gboolean
parse_flag (Parser *parser)
{
  static const struct
  {
    const char *words[4];
    CrTermKind kind;
    gboolean negated;
  } flags[] = {
    { { "leaf", NULL }, CR_TERM_LEAF, FALSE },
    { { "non-leaf", "nonleaf", NULL }, CR_TERM_LEAF, TRUE },
    { { "root", NULL }, CR_TERM_ROOT, FALSE },
    { { "grad", "gradient", ".grad", NULL }, CR_TERM_PRESENT, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (is_word (parser, parser->at, flags[i].words))
      {
        CrFindTerm *term = add_term (parser, flags[i].kind, 1);
        term->negated = flags[i].negated;
        term->subject = CR_SUBJECT_GRADIENT;
        set_text (term, peek (parser, parser->at - 1)->text);
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_name (const char *text)
{
  for (; *text != 0; text = g_utf8_next_char (text))
    if (!g_unichar_isalnum (g_utf8_get_char (text)) && *text != '_' && *text != '.')
      return FALSE;
  return TRUE;
}

static void
parse_word (Parser *parser)
{
  const CrFindToken *token = peek (parser, parser->at);
  const gboolean phrase = token->kind == CR_TOKEN_PHRASE || !is_name (token->text);
  if (*token->text == 0)
    {
      parser->at++;
      return;
    }
  CrFindTerm *term = add_term (parser, CR_TERM_WORD, 1);
  set_text (term, token->text);
  term->phrase = phrase;
}

static void
parse_term (Parser *parser)
{
  if (!parse_shape (parser) && !parse_requires (parser) && !parse_property (parser) && !parse_flag (parser)
      && !parse_dtype (parser) && !parse_field (parser))
    parse_word (parser);
}

/* "no" is a negation before a property only: a layer may be called "no". */
static void
parse_negated (Parser *parser)
{
  gboolean sure = is_word (parser, parser->at, WORDS ("not", "without"));
  guint begin = parser->at, n = parser->terms->len;
  if ((!sure && !is_word (parser, begin, WORDS ("no"))) || peek (parser, begin + 1) == NULL)
    {
      parse_term (parser);
      return;
    }
  parser->at++;
  parse_term (parser);
  CrFindTerm *term = parser->terms->len > n ? g_ptr_array_index (parser->terms, n) : NULL;
  if (term != NULL && (sure || term->kind != CR_TERM_WORD))
    {
      term->negated = !term->negated;
      return;
    }
  g_ptr_array_set_size (parser->terms, (int)n);
  parser->at = begin;
  parse_word (parser);
}

static void
free_term (gpointer data)
{
  CrFindTerm *term = data;
  g_free (term->text);
  g_free (term->folded);
  g_free (term);
}

CrFindQuery *
cr_find_query_new (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  CrFindQuery *query = g_new0 (CrFindQuery, 1);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GArray) tokens = cr_find_split (valid);
  query->terms = g_ptr_array_new_with_free_func (free_term);
  Parser parser = { .tokens = tokens, .terms = query->terms };
  while (parser.at < tokens->len)
    parse_negated (&parser);
  return query;
}

void
cr_find_query_free (CrFindQuery *query)
{
  if (query == NULL)
    return;
  g_ptr_array_unref (query->terms);
  g_free (query);
}

gboolean
cr_find_query_is_empty (const CrFindQuery *query)
{
  return query->terms->len == 0;
}
