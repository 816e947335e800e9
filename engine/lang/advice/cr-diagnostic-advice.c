/* What to do about an error, where its words and the text around it tell: a fix-it if there is one edit that mends it,
 * else a sentence. Works on the finished diagnostic, so that the parser and the interpreter need not know of it; the
 * message itself stays Python's or PyTorch's. */

#include "cr-diagnostic-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  CrDiagnostic *diagnostic;
  CrSource *source;
  const char *text; /* of the whole source */
  gsize length;
  const char *message;
  guint from, to; /* the diagnostic's place */
} Advice;

static void
fix (Advice *advice, guint from, guint to, const char *replacement, const char *sentence)
{
  CrRange range = cr_source_make_range (advice->source, from, to - from);
  cr_diagnostic_set_fixit (advice->diagnostic, range, replacement, sentence);
}

static void
fix_write (Advice *advice, guint from, guint to, const char *replacement)
{
  g_autofree char *sentence = g_strdup_printf (_ ("Write “%s” instead."), replacement);
  fix (advice, from, to, replacement, sentence);
}

static guint
find_line_begin (const Advice *advice, guint at)
{
  while (at > 0 && advice->text[at - 1] != '\n')
    at--;
  return at;
}

/* The end of the line's code: before blanks, a comment (that no quote precedes) and the line's end. */
static guint
find_code_end (const Advice *advice, guint at)
{
  guint end = at;
  for (; at < advice->length && advice->text[at] != '\n' && advice->text[at] != '#'; at++)
    if (!g_ascii_isspace (advice->text[at]))
      end = at + 1;
  return end;
}

static guint
skip_blanks (const Advice *advice, guint at)
{
  while (at < advice->length && (advice->text[at] == ' ' || advice->text[at] == '\t'))
    at++;
  return at;
}

/* Where the last line before @line_begin with something on it begins; G_MAXUINT if there is none. */
static guint
find_line_before (const Advice *advice, guint line_begin)
{
  while (line_begin > 0)
    {
      line_begin = find_line_begin (advice, line_begin - 1);
      guint code = skip_blanks (advice, line_begin);
      if (!strchr ("\r\n#", advice->text[code]))
        return line_begin;
    }
  return G_MAXUINT;
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (guchar)c >= 0x80;
}

/* The text between the first pair of @quote after @before in the message; NULL if it has none. */
static char *
dup_quoted (const char *message, const char *before)
{
  const char *start = strstr (message, before);
  start = start ? strchr (start, '\'') : NULL;
  const char *end = start ? strchr (start + 1, '\'') : NULL;
  return end ? g_strndup (start + 1, end - start - 1) : NULL;
}

/* momentum=0,9 */
static void
advise_decimal_comma (Advice *advice)
{
  guint from = advice->from, to = advice->from;
  while (from > 1 && from == advice->from && advice->text[from - 1] == ',')
    from--;
  guint comma = from;
  while (from > 0 && g_ascii_isdigit (advice->text[from - 1]))
    from--;
  while (to < advice->length && g_ascii_isdigit (advice->text[to]))
    to++;
  if (comma == advice->from || from == comma || to == advice->from || (from > 0 && is_word (advice->text[from - 1])))
    return;
  g_autofree char *number = g_strdup_printf ("%.*s.%.*s", (int)(comma - from), advice->text + from,
                                             (int)(to - advice->from), advice->text + advice->from);
  g_autofree char *sentence = g_strdup_printf (_ ("Write “%s”: a point goes before the decimals."), number);
  fix (advice, from, to, number, sentence);
}

/* x^2 */
static void
advise_power (Advice *advice)
{
  const char *caret = memchr (advice->text + advice->from, '^', advice->to - advice->from);
  guint at = caret ? (guint)(caret - advice->text) : 0;
  gboolean inplace = caret && caret[1] == '=';
  if (caret)
    fix (advice, at, at + 1 + inplace, inplace ? "**=" : "**",
         _ ("Write “**” for a power; “^” is a bitwise operation."));
}

/* 3x^2: the product is offered already, the power not. */
static void
advise_formula (Advice *advice)
{
  const CrFixit *offered = advice->diagnostic->fixit;
  guint end = offered ? offered->range.offset + offered->range.length : 0, to = end + 1;
  if (!offered || end >= advice->length || advice->text[end] != '^')
    return;
  while (to < advice->length && is_word (advice->text[to]))
    to++;
  if (to == end + 1)
    return;
  g_autofree char *formula
      = g_strdup_printf ("%s**%.*s", offered->replacement, (int)(to - end - 1), advice->text + end + 1);
  g_autofree char *sentence = g_strdup_printf (_ ("Write “%s”: a product needs its “*”, a power “**”."), formula);
  fix (advice, offered->range.offset, to, formula, sentence);
}

static const char *
get_closing (char opening)
{
  return opening == '(' ? ")" : opening == '[' ? "]" : "}";
}

static void
advise_unclosed (Advice *advice)
{
  const char *closing = get_closing (advice->text[advice->from]);
  guint end = find_code_end (advice, advice->from);
  g_autofree char *sentence = g_strdup_printf (_ ("Close it with “%s”, perhaps at the end of line %u."), closing,
                                               advice->diagnostic->range.line);
  if (end > advice->from && advice->text[end - 1] != ',' && !strchr ("([{", advice->text[end - 1]))
    fix (advice, end, end, closing, sentence);
  else
    cr_diagnostic_set_hint (advice->diagnostic, sentence);
}

static void
advise_mismatch (Advice *advice)
{
  g_autofree char *opening = dup_quoted (advice->message, "opening");
  if (opening)
    fix_write (advice, advice->from, advice->from + 1, get_closing (opening[0]));
}

static void
advise_unmatched (Advice *advice)
{
  fix (advice, advice->from, advice->from + 1, "", _ ("Remove it, or write the bracket that it closes before it."));
}

static void
advise_string (Advice *advice)
{
  guint at = advice->from, end = advice->to;
  while (at < end && advice->text[at] != '"' && advice->text[at] != '\'')
    at++;
  const char quote[] = { advice->text[at], '\0' };
  g_autofree char *sentence = g_strdup_printf (_ ("Close the string with %s on the same line."), quote);
  while (end > at + 1 && strchr ("\r\n \t", advice->text[end - 1]))
    end--;
  if (end > at + 1 && advice->text[end - 1] == ')')
    end--; /* print ("abc) */
  fix (advice, end, end, quote, sentence);
}

/* The indentation of the line before, or four more. */
static void
fix_indentation (Advice *advice, guint model, guint more, const char *sentence)
{
  guint begin = find_line_begin (advice, advice->diagnostic->range.offset);
  guint code = skip_blanks (advice, begin);
  g_autoptr (GString) blanks = g_string_new_len (advice->text + model, (gssize)(skip_blanks (advice, model) - model));
  for (guint i = 0; i < more; i++)
    g_string_append_c (blanks, ' ');
  fix (advice, begin, code, blanks->str, sentence);
}

static void
advise_indentation (Advice *advice)
{
  guint model = find_line_before (advice, find_line_begin (advice, advice->from));
  if (model != G_MAXUINT)
    fix_indentation (advice, model, 0, _ ("Begin the line at the same column as the line before."));
}

static void
advise_tabs (Advice *advice)
{
  guint model = find_line_before (advice, find_line_begin (advice, advice->from));
  if (model != G_MAXUINT)
    fix_indentation (advice, model, 0, _ ("Indent with spaces only, as the line before; a tab has no fixed width."));
}

static void
advise_block (Advice *advice)
{
  const char *line = strstr (advice->message, "on line ");
  guint number = line ? (guint)g_ascii_strtoull (line + strlen ("on line "), NULL, 10) : 0;
  if (number > 0 && advice->from < advice->length)
    fix_indentation (advice, cr_source_get_line_offset (advice->source, number), 4,
                     _ ("Indent the block by four spaces, or write “pass” if it is empty."));
  else
    cr_diagnostic_set_hint (advice->diagnostic,
                            _ ("Write the block below, indented by four spaces, or “pass” if it is empty."));
}

/* What other languages write. */
static void
advise_operator (Advice *advice)
{
  const char *here = advice->text + advice->from;
  char before = advice->from > 0 ? here[-1] : '\n';
  if (here[0] == '&' && (before == '&' || here[1] == '&'))
    fix_write (advice, advice->from - (before == '&'), advice->from + (before != '&') + 1, "and");
  else if (here[0] == '|' && (before == '|' || here[1] == '|'))
    fix_write (advice, advice->from - (before == '|'), advice->from + (before != '|') + 1, "or");
  else if (here[0] == '!' && here[1] != '=')
    fix_write (advice, advice->from, advice->from + 1, "not ");
  else if ((here[0] == '\n' || here[0] == '\r' || here[0] == '\0') && advice->from > 1
           && (before == '+' || before == '-') && here[-2] == before)
    {
      const char replacement[] = { ' ', before, '=', ' ', '1', '\0' };
      fix_write (advice, advice->from - 2, advice->from, replacement);
    }
}

static void
advise_colon (Advice *advice)
{
  guint at = advice->from;
  while (at > 0 && advice->text[at - 1] == ' ')
    at--;
  if (at >= 4 && strncmp (advice->text + at - 4, "else", 4) == 0
      && g_str_has_prefix (advice->text + advice->from, "if"))
    fix_write (advice, at - 4, advice->from + 2, "elif");
}

/* What the message speaks of is a gradient that is not there. */
static void
advise_none (Advice *advice)
{
  g_autofree char *place = cr_source_dup_range (advice->source, &advice->diagnostic->range);
  if (strstr (place, ".grad"))
    cr_diagnostic_set_hint (advice->diagnostic,
                            _ ("The gradient is None: backward() was not called yet, or the tensor is not a leaf that "
                               "requires a gradient."));
}

static void
advise_name (Advice *advice)
{
  g_autofree char *name = dup_quoted (advice->message, "name");
  if (name)
    cr_diagnostic_advise_name (advice->diagnostic, name);
}

static void
advise_keyword (Advice *advice)
{
  cr_diagnostic_advise_keyword (advice->diagnostic, advice->source);
}

static void
advise_module (Advice *advice)
{
  g_autofree char *name = dup_quoted (advice->message, "named");
  if (name)
    cr_diagnostic_advise_module (advice->diagnostic, advice->source, name);
}

static void
advise_member (Advice *advice)
{
  gboolean imported = g_str_has_prefix (advice->message, "cannot");
  g_autofree char *name = dup_quoted (advice->message, imported ? "name" : "attribute");
  g_autofree char *module = dup_quoted (advice->message, imported ? "from" : "module");
  if (name && module)
    cr_diagnostic_advise_member (advice->diagnostic, advice->source, module, name);
}

static const struct
{
  const char *part; /* of the message */
  void (*advise) (Advice *advice);
  const char *sentence; /* where there is no function */
} rows[] = {
  { "positional argument follows keyword argument", advise_decimal_comma },
  { "\"bitwise_xor_", advise_power },
  { "unsupported operand type(s) for ^", advise_power },
  { "invalid decimal literal", advise_formula },
  { "' was never closed", advise_unclosed },
  { "does not match opening parenthesis", advise_mismatch },
  { "unmatched '", advise_unmatched },
  { "unterminated string literal", advise_string },
  { "unterminated triple-quoted string literal", NULL,
    N_ ("Close the string with the same three quotes that open it.") },
  { "inconsistent use of tabs", advise_tabs },
  { "unexpected indent", advise_indentation },
  { "unindent does not match", NULL, N_ ("Begin the line at a column where a block around it begins.") },
  { "expected an indented block", advise_block },
  { "invalid syntax", advise_operator },
  { "expected ':'", advise_colon },
  { "unexpected keyword argument", advise_keyword },
  { "received an invalid combination of arguments", advise_keyword },
  { "No module named", advise_module },
  { "cannot import name", advise_member },
  { "module '", advise_member },
  { "name '", advise_name },
  { "NoneType", advise_none },
  { "Trying to backward through the graph a second time", NULL,
    N_ ("Call the first backward with retain_graph=True, or compute the value again before the second.") },
  { "a leaf Variable that requires grad is being used in an in-place operation", NULL,
    N_ ("Write it inside “with torch.no_grad():”, which is how parameters are updated.") },
  { "a view of a leaf Variable that requires grad", NULL,
    N_ ("Write it inside “with torch.no_grad():”, which is how parameters are updated.") },
  { "grad can be implicitly created only for scalar outputs", NULL,
    N_ ("Reduce it to one number first, with .sum() or .mean(), or pass gradient= of the same shape.") },
  { "element 0 of tensors does not require grad", NULL,
    N_ ("Nothing it was computed from requires a gradient: make a tensor with requires_grad=True before.") },
  { "Only Tensors of floating point and complex dtype", NULL,
    N_ ("Gradients need floating point: write the numbers with a point (1.0), or dtype=torch.float32.") },
  { "Can't call numpy() on Tensor that requires grad", NULL,
    N_ ("Write .detach().numpy(): numpy's arrays hold no gradients.") },
  { "has been modified by an inplace operation", NULL,
    N_ ("The backward pass needs the value as it was: write the result to a new name (y = y + 1, not y += 1).") },
  { "appears to not have been used in the graph", NULL,
    N_ ("The result does not depend on it: pass allow_unused=True, or check how it was computed.") },
  { "Boolean value of Tensor with more than one value", NULL, N_ ("Say which is meant: .any() or .all().") },
  { "only one element tensors can be converted", NULL,
    N_ ("It has several elements: choose one, take .sum() or .mean(), or use .tolist().") },
  { "Torch not compiled with CUDA", NULL,
    N_ ("Everything runs on the CPU here: leave .cuda() out, or write device=\"cpu\".") },
  { "mat1 and mat2 shapes cannot be multiplied", NULL,
    N_ ("The first needs as many columns as the second has rows; perhaps one must be transposed (.T).") },
  { "must match the size of tensor b", NULL,
    N_ ("Two shapes fit if, from the last dimension on, the sizes are equal or one of them is 1.") },
  { "x and y must have same first dimension", NULL, N_ ("Give x and y the same number of values.") },
  { "takes 0 positional arguments but 1 was given", NULL, N_ ("A method's first parameter is self: def name(self).") },
};

void
cr_diagnostic_advise (CrDiagnostic *diagnostic, CrSource *source)
{
  Advice advice = { diagnostic, source };
  g_return_if_fail (diagnostic != NULL && source != NULL);
  advice.text = cr_source_get_text (source, &advice.length);
  advice.message = diagnostic->message;
  if (diagnostic->range.line == 0 || diagnostic->range.offset + diagnostic->range.length > advice.length)
    return;
  advice.from = diagnostic->range.offset;
  advice.to = advice.from + diagnostic->range.length;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strstr (advice.message, rows[i].part))
      {
        gboolean may = diagnostic->fixit == NULL || rows[i].advise == advise_formula || rows[i].advise == advise_colon;
        if (may && rows[i].advise)
          rows[i].advise (&advice);
        else if (may)
          cr_diagnostic_set_hint (diagnostic, _ (rows[i].sentence));
        return;
      }
}
