/* A step's rule in a few characters. Where the numbers themselves show one factor, that factor is the plainest form;
 * else the primitive's rule as text is cut down to what is done with the gradient: "∂L/∂a = ∂L/∂y · b" to "· b",
 * with the names of the inputs. */
#include "cr-fact.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-label.h"
#include "cr-primitive.h"

#define PARTIAL "∂L/∂"
#define MAX_FACTOR_ELEMENTS 4096
#define MAX_COMPARED (1 << 18) /* elements */
#define MAX_NAME 12            /* characters of an input's name that is put in */
#define MAX_RULE 26

/* The gradient that came in, if it is the only one. */
static const CrValue *
get_received (const CrStepEvent *step)
{
  const CrValue *found = NULL;

  for (guint i = 0; i < step->n_received; i++)
    if (step->received[i])
      {
        if (found)
          return NULL;
        found = step->received[i];
      }
  return found;
}

gboolean
cr_fact_is_unchanged (const CrStepEvent *step, guint slot)
{
  const CrValue *received = get_received (step), *sent = slot < step->n_sent ? step->sent[slot] : NULL;

  return received && sent && cr_value_has_data (received) && cr_value_get_numel (received) <= MAX_COMPARED
         && cr_value_equal (received, sent);
}

/* The one number by which all that was received is multiplied; FALSE if there is none. */
static gboolean
find_factor (const CrValue *received, const CrValue *sent, double *factor)
{
  gint64 n = cr_value_get_numel (sent), m = cr_value_get_numel (received);
  gboolean found = FALSE;

  if (n > MAX_FACTOR_ELEMENTS || (m != n && m != 1) || n == 0 || !cr_value_has_data (sent)
      || !cr_value_has_data (received))
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    {
      double r = cr_value_get_double (received, m == 1 ? 0 : i), s = cr_value_get_double (sent, i), f = s / r;

      if (r == 0 && s == 0)
        continue;
      if (!isfinite (f) || (found && fabs (f - *factor) > 1e-6 * fabs (*factor)))
        return FALSE;
      if (!found)
        *factor = f;
      found = TRUE;
    }
  return found;
}

static char *
write_factor (const CrValue *received, const CrValue *sent, double factor)
{
  gboolean spreads = cr_value_get_numel (sent) > 1 && cr_value_get_numel (received) == 1;
  g_autofree char *number = cr_label_new_number (factor);

  if (spreads)
    return factor == 1 ? g_strdup (_ ("to each")) : g_strdup_printf (_ ("× %s to each"), number);
  return factor == 1 ? g_strdup (_ ("unchanged")) : g_strdup_printf ("× %s", number);
}

typedef struct
{
  CrGraph *graph;
  const CrFunctionNode *function;
  char letters[8]; /* by which the rule calls the inputs, in their order */
} Names;

/* The name of the input or result that the rule calls @letter; NULL if it is not known or too long. */
static char *
find_name (const Names *names, char letter)
{
  const char *at = letter ? strchr (names->letters, letter) : NULL;
  gsize slot = at ? (gsize)(at - names->letters) : G_MAXSIZE;
  guint variable = CR_NONE;
  g_autofree char *title = NULL;

  if (slot < names->function->n_inputs)
    variable = names->function->inputs[slot];
  else if (letter == 'y' || letter == 'Y')
    variable = names->function->output;
  if (variable == CR_NONE)
    return NULL;
  title = cr_fact_dup_title (names->graph, variable);
  if (g_utf8_strlen (title, -1) > MAX_NAME)
    return NULL;
  return strpbrk (title, " +-*/") ? g_strdup_printf ("(%s)", title) : g_steal_pointer (&title);
}

/* The rule's parts, one an input: "∂L/∂a = …"; notes the letters. */
static GStrv
split_rule (const char *rule, Names *names)
{
  g_autofree char *text = g_strdup (rule);
  GStrv parts;

  for (char *c = text; (c = strstr (c, ";  ")) != NULL;)
    *c = ',';
  parts = g_strsplit (text, ",  ", -1);
  for (guint i = 0; parts[i] && i + 1 < sizeof names->letters; i++)
    names->letters[i] = g_str_has_prefix (parts[i], PARTIAL) ? parts[i][strlen (PARTIAL)] : ' ';
  return parts;
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Puts names in for the single letters of @rest. */
static char *
put_names_in (const Names *names, const char *rest)
{
  GString *out = g_string_new (NULL);

  for (const char *c = rest; *c; c++)
    {
      gboolean alone = g_ascii_isalpha (*c) && !(c > rest && is_word (c[-1])) && !is_word (c[1]);
      g_autofree char *name = alone ? find_name (names, *c) : NULL;

      if (name)
        g_string_append (out, name);
      else
        g_string_append_c (out, *c);
    }
  return g_string_free (out, FALSE);
}

/* "∂L/∂y · b" to "· b", "−∂L/∂y" to "· (−1)"; where the gradient does not stand at the head it becomes "∇". */
static char *
cut_down (const char *side)
{
  gboolean minus = g_str_has_prefix (side, "−");
  const char *head = minus ? side + strlen ("−") : side;
  g_auto (GStrv) pieces = NULL;

  if (g_str_has_prefix (head, PARTIAL "y") || g_str_has_prefix (head, PARTIAL "Y"))
    {
      const char *rest = head + strlen (PARTIAL) + 1;

      while (*rest == ' ')
        rest++;
      if (minus)
        return g_strdup_printf (*rest ? "· (−1) %s" : "· (−1)", rest);
      return g_strdup (*rest ? rest : _ ("unchanged"));
    }
  pieces = g_strsplit (side, PARTIAL "y", -1);
  if (g_strv_length (pieces) > 1)
    return g_strjoinv ("∇", pieces);
  g_strfreev (pieces);
  pieces = g_strsplit (side, PARTIAL "Y", -1);
  return g_strjoinv ("∇", pieces);
}

/* The exponent of a power, which stands in the text only: "2" of x ** 2 or x.pow(2). */
static gboolean
read_exponent (CrGraph *graph, const CrFunctionNode *function, double *exponent)
{
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (graph));
  g_autofree char *text = NULL;
  const char *stars, *call;
  char *end;

  if (source == NULL || function->range.line == 0)
    return FALSE;
  text = cr_source_dup_range (source, &function->range);
  stars = g_strrstr (text, "**");
  call = g_strrstr (text, "pow(");
  if (stars == NULL && call == NULL)
    return FALSE;
  stars = stars ? stars + strlen ("**") : call + strlen ("pow(");
  *exponent = g_ascii_strtod (stars, &end);
  return end != stars;
}

/* Whether the numbers bear out that the function raises to @n. */
static gboolean
is_power (const CrValue *received, const CrValue *input, const CrValue *sent, double n)
{
  for (gint64 i = 0; i < MIN (cr_value_get_numel (sent), 8); i++)
    {
      double want = cr_value_get_double (received, i) * n * pow (cr_value_get_double (input, i), n - 1);

      if (!(fabs (want - cr_value_get_double (sent, i)) <= 1e-4 * fabs (want) + 1e-12))
        return FALSE;
    }
  return TRUE;
}

static char *
write_plain (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%g", number));
}

/* A power's rule with its exponent: "· 2 · x", "· 3 · x^2". NULL if it is none that can be read. */
static char *
write_power (CrGraph *graph, const CrFunctionNode *function, const CrValue *received, const CrValue *sent)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  guint created = function->n_inputs == 1 ? cr_graph_get_variable (graph, function->inputs[0])->created : CR_NONE;
  const CrEvent *event = created < cr_trace_get_length (trace) ? cr_trace_get_event (trace, created) : NULL;
  const CrValue *input = event == NULL                            ? NULL
                         : event->kind == CR_EVENT_OPERATION      ? event->u.operation.value
                         : event->kind == CR_EVENT_TENSOR_CREATED ? event->u.tensor.value
                                                                  : NULL;
  Names names = { graph, function, "a" };
  g_autofree char *name = NULL, *number = NULL, *less = NULL;
  double n;

  if (received == NULL || input == NULL || !cr_value_has_data (input) || !cr_value_has_data (sent)
      || !cr_value_has_data (received) || cr_value_get_numel (input) != cr_value_get_numel (sent)
      || cr_value_get_numel (received) != cr_value_get_numel (sent) || !read_exponent (graph, function, &n)
      || !is_power (received, input, sent, n))
    return NULL;
  name = find_name (&names, 'a');
  if (name == NULL)
    name = g_strdup ("a");
  number = write_plain (n);
  less = write_plain (n - 1);
  return n == 2 ? g_strdup_printf ("· 2 · %s", name) : g_strdup_printf ("· %s · %s^%s", number, name, less);
}

/* What the primitive's rule says of input @slot, NULL if it says nothing short. */
static char *
read_rule (CrGraph *graph, const CrFunctionNode *function, guint slot)
{
  const CrPrimitive *primitive = function->primitive ? cr_primitives_find (function->primitive) : NULL;
  Names names = { graph, function, { 0 } };
  g_autofree char *rest = NULL, *out = NULL;
  g_auto (GStrv) parts = NULL;
  const char *side;

  if (primitive == NULL || primitive->rule == NULL)
    return NULL;
  parts = split_rule (_ (primitive->rule), &names);
  if (slot >= g_strv_length (parts))
    return NULL;
  side = strstr (parts[slot], " = ");
  if (side == NULL || !g_str_has_prefix (parts[slot], PARTIAL))
    return NULL;
  rest = cut_down (side + 3);
  if (strstr (rest, PARTIAL))
    return NULL;
  out = put_names_in (&names, rest);
  if (g_utf8_strlen (out, -1) > MAX_RULE)
    return g_utf8_strlen (rest, -1) > MAX_RULE ? NULL : g_steal_pointer (&rest);
  return g_steal_pointer (&out);
}

/* Whether what is sent is nothing but a sum over what was received. */
static gboolean
is_plain_sum (const CrValue *received, const CrValue *sent)
{
  double difference = 0, size = 0;

  if (received == NULL || !cr_value_has_data (received) || !cr_value_has_data (sent)
      || cr_value_get_numel (received) > MAX_FACTOR_ELEMENTS)
    return FALSE;
  for (gint64 i = 0; i < cr_value_get_numel (received); i++)
    {
      difference += cr_value_get_double (received, i);
      size += fabs (cr_value_get_double (received, i));
    }
  for (gint64 i = 0; i < cr_value_get_numel (sent); i++)
    difference -= cr_value_get_double (sent, i);
  return fabs (difference) <= 1e-5 * size;
}

char *
cr_fact_dup_rule (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot)
{
  const CrValue *received = get_received (step), *sent = slot < step->n_sent ? step->sent[slot] : NULL;
  gboolean sums = cr_fact_sums_broadcast (graph, function, step, slot);
  g_autofree char *rule = NULL;
  double factor = 1;

  if (sent == NULL)
    return NULL;
  if (received && !sums && find_factor (received, sent, &factor))
    return write_factor (received, sent, factor);
  if (sums && is_plain_sum (received, sent))
    return g_strdup ("Σ");
  if (cr_fact_is_unchanged (step, slot))
    return g_strdup (_ ("unchanged"));
  if (g_strcmp0 (function->primitive, "pow_scalar") == 0)
    rule = write_power (graph, function, received, sent);
  if (rule == NULL)
    rule = read_rule (graph, function, slot);
  if (sums && rule)
    return g_str_equal (rule, _ ("unchanged")) ? g_strdup ("Σ") : g_strdup_printf ("%s, Σ", rule);
  return sums ? g_strdup ("Σ") : g_steal_pointer (&rule);
}
