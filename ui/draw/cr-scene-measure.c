/* What is written on the nodes and how much room it needs over the whole generation, so that moving
 * the cursor moves nothing. Work is bounded: past MAX_EVENTS events of a generation only every n-th counts. */
#include "cr-scene-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-fact.h"
#include "cr-label.h"

#define MAX_EVENTS 20000u
#define MAX_TITLE 22  /* characters of an expression used as a title */
#define MAX_LABEL 30  /* characters of a value's line that a box grows for */
#define WIDTH_STEP 12 /* widths are rounded up to this, so that the next generation mostly has the same */

typedef struct
{
  CrScene *scene;
  CrText *text;
  const CrSource *source;
  double digit; /* width of a character of CR_FONT_VALUE */
  double bold_digit;
} Measure;

/* The text of a range in one line: line breaks and runs of blanks become one blank. */
static char *
dup_expression (const CrSource *source, const CrRange *range)
{
  g_autofree char *text = NULL;
  GString *out;

  if (source == NULL || range->line == 0 || range->length == 0)
    return NULL;
  text = cr_source_dup_range (source, range);
  out = g_string_new (NULL);
  for (const char *c = text; c && *c; c++)
    if (!g_ascii_isspace (*c))
      g_string_append_c (out, *c);
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  return g_strchomp (g_string_free (out, FALSE));
}

/* A long call keeps its head ("torch.linspace(…)"), another expression its beginning. */
static char *
shorten (char *expression)
{
  const char *open = strchr (expression, '(');
  gsize length = strlen (expression);
  char *out;

  if (g_utf8_strlen (expression, -1) <= MAX_TITLE)
    return expression;
  if (open && open - expression <= MAX_TITLE - 3 && expression[length - 1] == ')' && !strchr (open + 1, '('))
    out = g_strdup_printf ("%.*s(…)", (int)(open - expression), expression);
  else
    {
      g_autofree char *head = g_utf8_substring (expression, 0, MAX_TITLE - 1);
      out = g_strdup_printf ("%s…", g_strchomp (head));
    }
  g_free (expression);
  return out;
}

static char *
make_title (Measure *m, const CrVariable *variable)
{
  char *expression;

  if (cr_variable_get_label (variable))
    return g_strdup (cr_variable_get_label (variable));
  expression = dup_expression (m->source, &variable->range);
  if (expression && *expression && g_utf8_validate (expression, -1, NULL))
    return shorten (expression);
  g_free (expression);
  if (variable->maker != CR_NONE)
    return g_strdup (cr_scene_symbol (cr_graph_get_function (m->scene->graph, variable->maker)));
  return g_strdup (_ ("tmp"));
}

static const char *
keep (CrScene *scene, char *string)
{
  const char *kept = g_string_chunk_insert_const (scene->strings, string);

  g_free (string);
  return kept;
}

static const char *
caption_for (CrNodeKind kind)
{
  switch (kind)
    {
    case CR_NODE_LEAF:
      return _ ("leaf");
    case CR_NODE_LEAF_NO_GRAD:
      return _ ("leaf, no grad");
    case CR_NODE_ROOT:
      return _ ("root");
    default:
      return NULL;
    }
}

/* Lets the item's box grow for @value; @extra characters stand beside it. */
static void
grow_for (Measure *m, guint index, const CrValue *value, gboolean capsule, guint extra)
{
  g_autofree char *label = NULL;
  g_auto (GStrv) lines = NULL;
  CrSceneItem *item;

  if (index == CR_NONE || value == NULL)
    return;
  item = cr_scene_item (m->scene, index);
  label = capsule ? cr_label_new_short (value) : cr_label_new (value);
  lines = g_strsplit (label, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      double n = MIN (g_utf8_strlen (lines[i], -1), MAX_LABEL) + extra;
      item->label_width = MAX (item->label_width, n * (capsule ? m->bold_digit : m->digit));
    }
}

static guint
find_pair (CrScene *scene, guint64 tensor, guint64 function)
{
  guint variable = cr_graph_find_variable (scene->graph, tensor, function);

  return variable == CR_NONE ? CR_NONE : cr_scene_get_item_of_variable (scene, variable);
}

/* Characters beside the numbers in a capsule: "∇ 1.5 ✓", "∇ 1.5 · 1 of 2". */
static guint
count_words (Measure *m, guint variable)
{
  const GArray *users = cr_graph_get_variable (m->scene->graph, variable)->users;

  return users && users->len > 1 ? 12 : 6;
}

static void
measure_step (Measure *m, const CrStepEvent *step)
{
  guint function = cr_graph_find_function (m->scene->graph, step->function);
  const CrFunctionNode *node = function == CR_NONE ? NULL : cr_graph_get_function (m->scene->graph, function);

  if (node == NULL)
    return;
  for (guint i = 0; i < step->n_received; i++)
    {
      guint output = cr_graph_get_output (node, i);

      if (output != CR_NONE)
        grow_for (m, cr_scene_get_item_of_variable (m->scene, output), step->received[i], TRUE,
                  count_words (m, output));
    }
  for (guint i = 0; i < step->n_sent && i < node->n_inputs; i++)
    if (node->inputs[i] != CR_NONE)
      grow_for (m, cr_scene_get_item_of_variable (m->scene, node->inputs[i]), step->sent[i], TRUE,
                count_words (m, node->inputs[i]));
}

static void
measure_event (Measure *m, const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      grow_for (m, find_pair (m->scene, event->u.tensor.id, 0), event->u.tensor.value, FALSE, 0);
      break;
    case CR_EVENT_OPERATION:
      grow_for (m, find_pair (m->scene, event->u.operation.output, event->u.operation.function),
                event->u.operation.value, FALSE, 0);
      for (guint i = 0; i < event->u.operation.n_others; i++)
        {
          const CrResult *other = &event->u.operation.others[i];

          grow_for (m, find_pair (m->scene, other->tensor, other->function), other->value, FALSE, 0);
        }
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      measure_step (m, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
      {
        guint item = find_pair (m->scene, event->u.gradient.tensor, event->u.gradient.function);

        grow_for (m, item, event->u.gradient.after, TRUE, 7);
        if (item != CR_NONE)
          cr_scene_item (m->scene, item)->has_grad = TRUE;
        break;
      }
    default:
      break;
    }
}

/* Everything that the generation's variables show: their first values and what happens to them. */
static void
measure_values (Measure *m, const gint *cancel)
{
  const CrGeneration *generation = cr_graph_get_generation (m->scene->graph, m->scene->generation);
  CrTrace *trace = cr_graph_get_trace (m->scene->graph);
  guint length = cr_trace_get_length (trace), last = MIN (generation->last_event, length ? length - 1 : 0);
  guint first = MIN (generation->first_event, last), stride = 1 + (last - first) / MAX_EVENTS;

  for (guint i = 0; i < m->scene->items->len; i++)
    {
      guint index = cr_scene_item (m->scene, i)->variable;
      guint created = index == CR_NONE ? CR_NONE : cr_graph_get_variable (m->scene->graph, index)->created;

      if (created < length)
        measure_event (m, cr_trace_get_event (trace, created));
    }
  for (guint i = first; i <= last && i < length; i += stride)
    {
      if (cancel && g_atomic_int_get (cancel))
        return;
      measure_event (m, cr_trace_get_event (trace, i));
    }
}

/* Words that a capsule may hold: it is never narrower than the longest. */
static double
measure_words (Measure *m)
{
  const char *words[] = { _ ("not yet reached"), _ ("arriving %u of %u") };
  double widest = 0, width;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *text = g_strconcat ("∇ ", words[i], NULL);

      cr_text_measure (m->text, CR_FONT_SMALL, text, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
size_variable (Measure *m, CrSceneItem *item, double words)
{
  const CrVariable *variable = cr_graph_get_variable (m->scene->graph, item->variable);
  CrSceneNode *node = &item->node;
  const CrValue *constant = cr_fact_get_constant (m->scene->graph, variable);
  double title, shape, caption = 0, width;

  node->title = keep (m->scene, constant ? cr_label_new (constant) : make_title (m, variable));
  node->shape = keep (m->scene, cr_label_new_shape (variable->dtype, variable->ndim, variable->sizes));
  node->caption = caption_for (node->kind);
  item->n_value_lines = constant ? 0 : cr_label_count_lines (variable->ndim, variable->sizes);
  cr_text_measure (m->text, CR_FONT_TITLE, node->title, &title, NULL);
  cr_text_measure (m->text, CR_FONT_SMALL, node->shape, &shape, NULL);
  if (node->caption)
    cr_text_measure (m->text, CR_FONT_CAPTION, node->caption, &caption, NULL);
  width = MAX (MAX (title + 8, shape + 8), item->label_width + 2);
  if (item->has_capsule)
    width = MAX (width, words - 18);
  node->width = WIDTH_STEP * (int)((width + 40 + WIDTH_STEP - 1) / WIDTH_STEP);
  node->height = (item->has_capsule ? 22 : 15) + CR_TITLE_LINE + CR_VALUE_LINE * item->n_value_lines + CR_SHAPE_LINE
                 + (item->has_grad ? CR_VALUE_LINE : 0);
  if (item->mark)
    {
      cr_text_measure (m->text, CR_FONT_CAPTION, item->mark, &item->mark_width, NULL);
      item->mark_width = MAX (20, item->mark_width + 10);
    }
  /* Where an edge comes in from above, the caption stands to its left. */
  if (item->has_maker && node->caption)
    item->room = MAX (0, caption + 12 + item->mark_width / 2 - node->width / 2);
}

static void
size_operator (Measure *m, CrSceneItem *item)
{
  const CrFunctionNode *function = cr_graph_get_function (m->scene->graph, item->function);
  CrSceneNode *node = &item->node;
  double symbol, caption;

  node->title = cr_scene_symbol (function);
  node->caption = function->records && function->name ? function->name : _ ("no gradient");
  cr_text_measure (m->text, CR_FONT_SYMBOL, node->title, &symbol, NULL);
  cr_text_measure (m->text, CR_FONT_SMALL, node->caption, &caption, NULL);
  node->width = MAX (CR_OPERATOR_WIDTH, symbol + 18);
  node->height = CR_OPERATOR_HEIGHT;
  item->room = caption + 6;
}

static void
size_function (Measure *m, CrSceneItem *item)
{
  CrSceneNode *node = &item->node;
  double title, caption = 0;

  if (item->function != CR_NONE)
    {
      const CrFunctionNode *function = cr_graph_get_function (m->scene->graph, item->function);
      const CrVariable *output
          = function->output == CR_NONE ? NULL : cr_graph_get_variable (m->scene->graph, function->output);

      node->title = function->name ? function->name : cr_scene_symbol (function);
      node->caption = output ? keep (m->scene, make_title (m, output)) : NULL;
    }
  else
    {
      node->title = "AccumulateGrad";
      node->caption = keep (m->scene, make_title (m, cr_graph_get_variable (m->scene->graph, item->variable)));
    }
  cr_text_measure (m->text, CR_FONT_TITLE, node->title, &title, NULL);
  if (node->caption)
    cr_text_measure (m->text, CR_FONT_VALUE, node->caption, &caption, NULL);
  node->width = WIDTH_STEP * (int)((MAX (title, caption) + 24 + WIDTH_STEP - 1) / WIDTH_STEP);
  node->height = 44;
}

void
cr_scene_measure (CrScene *scene, const CrSource *source, const gint *cancel)
{
  g_autoptr (CrText) text = cr_text_new (NULL);
  Measure m = { scene, text, source, 0, 0 };
  double words;

  cr_text_measure (text, CR_FONT_VALUE, "0000000000", &m.digit, NULL);
  cr_text_measure (text, CR_FONT_CAPSULE, "0000000000", &m.bold_digit, NULL);
  m.digit /= 10;
  m.bold_digit /= 10;
  words = measure_words (&m);
  if (scene->view != CR_VIEW_FUNCTIONS)
    measure_values (&m, cancel);
  for (guint i = 0; i < scene->items->len && !(cancel && g_atomic_int_get (cancel)); i++)
    {
      CrSceneItem *item = cr_scene_item (scene, i);

      if (scene->view == CR_VIEW_FUNCTIONS)
        size_function (&m, item);
      else if (item->variable != CR_NONE)
        size_variable (&m, item, words);
      else
        size_operator (&m, item);
    }
}
