/* Edits that may mend a failure. They work on the text around the places that trace and diagnostic tell, and only where
 * it has the plain form that they expect; whether they mend it is found out by running the script so changed. */

#include "cr-failure-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "cr-run.h"

void
cr_failure_fix_free (CrFailureFix *fix)
{
  if (fix == NULL)
    return;
  g_free (fix->label);
  g_array_unref (fix->edits);
  g_free (fix);
}

static CrFailureFix *
fix_new (char *label)
{
  CrFailureFix *fix = g_new0 (CrFailureFix, 1);

  fix->label = label;
  fix->edits = cr_text_edits_new ();
  return fix;
}

/* Takes @label over. */
static void
offer (CrFailureReader *reader, char *label, guint offset, guint length, const char *replacement)
{
  CrFailureFix *fix = fix_new (label);

  cr_text_edits_add (fix->edits, offset, length, replacement);
  g_ptr_array_add (reader->account->fixes, fix);
}

static guint
find_line_begin (const CrFailureReader *reader, guint at)
{
  while (at > 0 && reader->text[at - 1] != '\n')
    at--;
  return at;
}

static guint
find_line_end (const CrFailureReader *reader, guint at)
{
  while (at < reader->length && reader->text[at] != '\n' && reader->text[at] != '\r')
    at++;
  return at;
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (guchar)c >= 0x80;
}

/* The text of @range; owned. NULL if it is none. */
static char *
dup_range (const CrFailureReader *reader, const CrRange *range)
{
  if (range->line == 0 || (gsize)range->offset + range->length > reader->length)
    return NULL;
  return g_strndup (reader->text + range->offset, range->length);
}

/* Whether the call that ends with the range has arguments; @close is its last bracket. */
static gboolean
find_arguments (const CrFailureReader *reader, const CrRange *range, guint *close, gboolean *empty)
{
  guint at = range->offset + range->length, depth = 0;
  guint end;

  if (range->length < 2 || (gsize)at > reader->length || reader->text[at - 1] != ')')
    return FALSE;
  end = at - 1;
  for (guint i = end + 1; i-- > range->offset;)
    {
      char c = reader->text[i];

      depth += strchr (")]}", c) != NULL && c != '\0';
      if (strchr ("([{", c) != NULL && c != '\0' && --depth == 0)
        {
          guint first = i + 1;

          while (first < end && g_ascii_isspace (reader->text[first]))
            first++;
          *close = end;
          *empty = first == end;
          return TRUE;
        }
    }
  return FALSE;
}

/* keyword=value into the call of @range. */
static void
offer_keyword (CrFailureReader *reader, const CrRange *range, const char *keyword, char *label)
{
  g_autofree char *call = dup_range (reader, range), *name = g_strndup (keyword, strcspn (keyword, "="));
  const char *given = call == NULL ? NULL : strstr (call, name);
  gboolean empty;
  guint close;

  if (call == NULL || !find_arguments (reader, range, &close, &empty))
    {
      g_free (label);
      return;
    }
  if (given != NULL)
    {
      guint offset = range->offset + (guint)(given - call);

      offer (reader, label, offset, (guint)strcspn (given, ",)"), keyword);
    }
  else
    {
      g_autofree char *text = g_strconcat (empty ? "" : ", ", keyword, NULL);

      offer (reader, label, close, 0, text);
    }
}

static void
fix_freed (CrFailureReader *reader)
{
  const CrEvent *begun = cr_failure_find_freeing (reader);

  if (begun != NULL)
    offer_keyword (reader, &begun->range, "retain_graph=True",
                   g_strdup_printf (_ ("Keep the graph: retain_graph=True in line %u"), begun->range.line));
}

/* .sum() between the tensor and .backward(). */
static void
fix_not_scalar (CrFailureReader *reader)
{
  static const char *const reductions[] = { "sum", "mean" };
  const CrRange *range = &reader->diagnostic->range;
  g_autofree char *call = dup_range (reader, range);
  const char *dot = call == NULL ? NULL : g_strrstr (call, ".backward");

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (reductions); i++)
    {
      g_autofree char *text = g_strdup_printf (".%s()", reductions[i]);

      offer (reader, g_strdup_printf (_ ("Reduce it first: .%s() before .backward()"), reductions[i]),
             range->offset + (guint)(dot - call), 0, text);
    }
}

/* The statement's line inside "with torch.no_grad():". */
static void
fix_leaf_write (CrFailureReader *reader)
{
  const CrRange *range = &reader->diagnostic->range;
  guint begin = find_line_begin (reader, range->offset), code = begin;
  guint end = find_line_end (reader, range->offset + range->length);
  g_autofree char *indent = NULL, *line = NULL, *text = NULL;

  while (code < end && (reader->text[code] == ' ' || reader->text[code] == '\t'))
    code++;
  if (range->line != range->end_line)
    return;
  indent = g_strndup (reader->text + begin, code - begin);
  line = g_strndup (reader->text + code, end - code);
  text = g_strdup_printf ("%swith torch.no_grad():\n%s    %s", indent, indent, line);
  offer (reader, g_strdup_printf (_ ("Change it without recording: with torch.no_grad() around line %u"), range->line),
         begin, end - begin, text);
}

/* "name += value" or "name.add_(value)" at @code: as an assignment, "name = name + (value)". Owned; NULL if it is not
 * of these forms. */
static char *
write_out_of_place (const char *code)
{
  gsize name = 0, op;
  const char *rest;

  while (is_word (code[name]))
    name++;
  if (name == 0)
    return NULL;
  rest = code + name;
  if (*rest == '.')
    {
      gsize method = 1;

      while (is_word (rest[method]))
        method++;
      if (method < 3 || rest[method - 1] != '_' || rest[method] != '(')
        return NULL;
      return g_strdup_printf ("%.*s = %.*s%.*s%s", (int)name, code, (int)name, code, (int)method - 1, rest,
                              rest + method);
    }
  while (*rest == ' ')
    rest++;
  op = strcspn (rest, "=");
  if (op == 0 || op > 2 || rest[op] != '=' || rest[op + 1] == '=' || strspn (rest, "+-*/@%") != op)
    return NULL;
  for (const char *value = rest + op + 1;; value++)
    if (*value != ' ')
      {
        gboolean plain
            = value[strspn (value, "0123456789.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")] == '\0';

        return g_strdup_printf (plain ? "%.*s = %.*s %.*s %s" : "%.*s = %.*s %.*s (%s)", (int)name, code, (int)name,
                                code, (int)op, rest, value);
      }
}

/* The name that a line begins with ("y" of "y[0] = 5"); owned; "" for none. */
static char *
dup_first_name (const char *code)
{
  gsize n = 0;

  while (is_word (code[n]))
    n++;
  return g_strndup (code, g_ascii_isdigit (*code) ? 0 : n);
}

/* A copy before the line that writes: the saved tensor stays as it was. */
static void
offer_clone (CrFailureReader *reader, const CrEvent *write, guint begin, guint code)
{
  g_autofree char *name = dup_first_name (reader->text + code), *text = NULL;

  if (*name == '\0')
    return;
  text = g_strdup_printf ("%.*s%s = %s.clone()\n", (int)(code - begin), reader->text + begin, name, name);
  offer (reader, g_strdup_printf (_ ("Change a copy: %s = %s.clone() before line %u"), name, name, write->range.line),
         begin, 0, text);
}

static void
fix_version (CrFailureReader *reader)
{
  const CrEvent *write = cr_failure_find_write (reader);
  guint begin, code, end;
  g_autofree char *statement = NULL, *text = NULL;

  if (write == NULL || write->range.line == 0 || write->range.offset > reader->length)
    return;
  begin = code = find_line_begin (reader, write->range.offset);
  end = find_line_end (reader, write->range.offset);
  while (code < end && (reader->text[code] == ' ' || reader->text[code] == '\t'))
    code++;
  statement = g_strndup (reader->text + code, end - code);
  text = write_out_of_place (statement);
  if (text != NULL)
    offer (reader, g_strdup_printf (_ ("Write a new value in line %u: %s"), write->range.line, text), code, end - code,
           text);
  offer_clone (reader, write, begin, code);
}

static gboolean
is_floating (const CrVariable *variable)
{
  return cr_dtype_is_floating (variable->dtype);
}

/* requires_grad=True where a tensor with a name is made, the first ones first. */
static void
fix_no_graph (CrFailureReader *reader)
{
  guint n = 0;

  for (guint i = 0; reader->graph != NULL && i < cr_graph_get_n_variables (reader->graph) && n < 3; i++)
    {
      const CrVariable *variable = cr_graph_get_variable (reader->graph, i);
      g_autofree char *call = dup_range (reader, &variable->range);

      if (variable->maker != CR_NONE || variable->name == NULL || variable->requires_grad || !is_floating (variable)
          || call == NULL || !g_str_has_prefix (call, "torch.") || variable->users->len == 0)
        continue;
      offer_keyword (reader, &variable->range, "requires_grad=True",
                     g_strdup_printf (_ ("Ask for gradients: requires_grad=True for %s, line %u"), variable->name,
                                      variable->range.line));
      n++;
    }
}

/* Where the operator at the top of an expression stands; NULL for none or several. */
static const char *
find_operator (const char *expression, char op)
{
  const char *found = NULL;
  int depth = 0;

  for (const char *p = expression; *p != '\0'; p++)
    {
      if (strchr ("([{", *p) != NULL)
        depth++;
      if (strchr (")]}", *p) != NULL)
        depth--;
      if (depth == 0 && *p == op)
        {
          if (found != NULL)
            return NULL;
          found = p;
        }
    }
  return found;
}

static const CrVariable *
get_operand (const CrFailureReader *reader, guint i)
{
  const CrFailureOperand *operand
      = i < reader->account->operands->len ? g_ptr_array_index (reader->account->operands, i) : NULL;

  return operand == NULL ? NULL : cr_graph_get_variable (reader->graph, operand->variable);
}

/* Whether an operand of an op is a name, a call or in brackets, so that ".t()" can follow it. */
static gboolean
is_primary (const char *from, const char *to)
{
  const char *last = to;

  while (last > from && last[-1] == ' ')
    last--;
  while (from < last && *from == ' ')
    from++;
  if (from == last)
    return FALSE;
  for (const char *p = from; p < last; p++)
    if (!is_word (*p) && *p != '.')
      return last[-1] == ')' || last[-1] == ']';
  return TRUE;
}

/* a @ b with @method behind one side. */
static void
offer_behind (CrFailureReader *reader, gboolean right, char op, const char *method)
{
  const CrRange *range = &reader->diagnostic->range;
  g_autofree char *text = dup_range (reader, range), *side = NULL;
  const char *sign = text == NULL ? NULL : find_operator (text, op), *from, *to;

  if (sign == NULL)
    return;
  from = right ? sign + 1 : text;
  to = right ? text + strlen (text) : sign;
  while (from < to && *from == ' ')
    from++;
  while (to > from && to[-1] == ' ')
    to--;
  if (!is_primary (from, to))
    return;
  side = g_strndup (from, to - from);
  offer (reader, g_strdup_printf (_ ("Write %s%s in line %u"), side, method, range->line),
         range->offset + (guint)(to - text), 0, method);
}

/* nn.Linear (4, 5) whose input has 3 columns. */
static void
fix_linear (CrFailureReader *reader)
{
  const char *shapes = strstr (reader->diagnostic->message, "cannot be multiplied (");
  gint64 columns, rows_of_weight, other[2];
  guint n = 0;
  const char *p;

  if (shapes == NULL
      || sscanf (shapes,
                 "cannot be multiplied (%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                 "x%" G_GINT64_FORMAT ")",
                 &other[0], &columns, &rows_of_weight, &other[1])
             != 4)
    return;
  for (p = reader->text; (p = strstr (p, "Linear(")) != NULL && n < 4; n++)
    {
      char *end;

      p += strlen ("Linear(");
      if (g_ascii_strtoll (p, &end, 10) == rows_of_weight && end > p)
        {
          g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, columns);
          guint offset = (guint)(p - reader->text), line;

          cr_source_locate (reader->source, offset, &line, NULL);
          offer (reader, g_strdup_printf (_ ("Let the layer of line %u take %s inputs"), line, number), offset,
                 (guint)(end - p), number);
        }
    }
}

static void
fix_operation (CrFailureReader *reader)
{
  const CrVariable *a = get_operand (reader, 0), *b = get_operand (reader, 1);
  static const char operators[] = "+-*/";

  if (strstr (reader->diagnostic->message, "mat1 and mat2") != NULL)
    {
      offer_behind (reader, TRUE, '@', ".t()");
      offer_behind (reader, FALSE, '@', ".t()");
      fix_linear (reader);
      return;
    }
  for (const char *c = operators; *c != '\0' && a != NULL && b != NULL; c++)
    {
      if (b->ndim == 1 && a->ndim == 2)
        offer_behind (reader, TRUE, *c, ".reshape(-1, 1)");
      else if (a->ndim == 1 && b->ndim == 2)
        offer_behind (reader, FALSE, *c, ".reshape(-1, 1)");
      else if (a->ndim == 2 && b->ndim == 2)
        offer_behind (reader, TRUE, *c, ".t()");
    }
}

static void
fix_numpy (CrFailureReader *reader)
{
  const CrRange *range = &reader->diagnostic->range;
  g_autofree char *call = dup_range (reader, range);
  const char *dot = call == NULL ? NULL : g_strrstr (call, ".numpy(");

  if (dot != NULL)
    offer (reader, g_strdup (_ ("Cut it from the graph: .detach() before .numpy()")),
           range->offset + (guint)(dot - call), 0, ".detach()");
}

void
cr_failure_find_fixes (CrFailureReader *reader)
{
  static void (*const finders[]) (CrFailureReader * reader) = {
    [CR_FAILURE_VERSION] = fix_version,       [CR_FAILURE_FREED] = fix_freed,
    [CR_FAILURE_NOT_SCALAR] = fix_not_scalar, [CR_FAILURE_NO_GRAPH] = fix_no_graph,
    [CR_FAILURE_LEAF_WRITE] = fix_leaf_write, [CR_FAILURE_OPERATION] = fix_operation,
  };
  const CrFixit *fixit = reader->diagnostic->fixit;

  if (fixit != NULL && !cr_fixit_is_hint (fixit))
    offer (reader, g_strdup (fixit->sentence), fixit->range.offset, fixit->range.length, fixit->replacement);
  else if (strstr (reader->diagnostic->message, "Can't call numpy()") != NULL)
    fix_numpy (reader);
  else if (reader->account->kind < G_N_ELEMENTS (finders) && finders[reader->account->kind] != NULL)
    finders[reader->account->kind](reader);
}

gboolean
cr_failure_fix_works (const CrFailureFix *fix, CrSource *source, guint64 seed, double max_seconds)
{
  const char *text = cr_source_get_text (source, NULL);
  g_autofree char *mended = cr_text_edits_apply (fix->edits, text);
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE, .seed = seed };
  g_autoptr (CrRun) run = NULL;

  if (mended == NULL || strcmp (mended, text) == 0)
    return FALSE;
  options.limits.max_seconds = max_seconds;
  run = cr_run_new (cr_source_get_name (source), mended, strlen (mended), &options, NULL);
  return cr_run_execute (run);
}
