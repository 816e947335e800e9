/* What is written on the nodes and how much room it needs over the whole generation, so that moving
 * the cursor moves nothing. Work is bounded: past MAX_EVENTS events of a generation only every n-th counts. */
#include "cr-scene-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-fact.h"
#include "cr-group.h"
#include "cr-label.h"
#include "cr-scene-alike.h"
#include "cr-scene-state.h"
#include "cr-thumb.h"

#define MAX_EVENTS 20000u
#define MAX_TITLE 240  /* width of a name that a box grows for; of a longer one the end falls away */
#define MAX_LABEL 30   /* characters of a value's line that a box grows for */
#define NAMED_WITHIN 8 /* events after a value is made it has its name */
#define WIDTH_STEP 12  /* widths are rounded up to this, so that the next generation mostly has the same */

typedef struct
{
  CrScene *scene;
  CrText *text;
  double digit; /* width of a character of CR_FONT_VALUE */
  double bold_digit;
  GHashTable *widths[CR_N_FONTS]; /* text -> double: the same words stand on many boxes */
  GHashTable *results;            /* variable + 1 -> item + 1 of the folded group that shows it */
  GHashTable *alike; /* NULL; of another generation that is measured: its variables -> the scene's own, + 1 */
} Measure;

static double
measure_text (Measure *m, CrFont font, const char *text)
{
  double *width;

  if (text == NULL)
    return 0;
  if (m->widths[font] == NULL)
    m->widths[font] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  width = g_hash_table_lookup (m->widths[font], text);
  if (width == NULL)
    {
      width = g_new0 (double, 1);
      cr_text_measure (m->text, font, text, width, NULL);
      g_hash_table_insert (m->widths[font], g_strdup (text), width);
    }
  return *width;
}

static const char *
keep (CrScene *scene, char *string)
{
  const char *kept = g_string_chunk_insert_const (scene->strings, string);

  g_free (string);
  return kept;
}

static const char *
caption_for (CrScene *scene, const CrSceneItem *item)
{
  if (item->carried > 0)
    return keep (scene, g_strdup_printf (_ ("from iteration %u"), item->carried));
  if (item->goes_on > 0 && item->node.kind == CR_NODE_NON_LEAF)
    return keep (scene, g_strdup_printf (_ ("goes on to iteration %u"), item->goes_on));
  switch (item->node.kind)
    {
    case CR_NODE_LEAF:
      return _ ("leaf");
    case CR_NODE_LEAF_NO_GRAD:
      if (item->n_folded > 0)
        return keep (scene, g_strdup_printf (ngettext ("leaf, no grad · %u operation", "leaf, no grad · %u operations",
                                                       item->n_folded),
                                             item->n_folded));
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

/* The item that shows the values of a variable, CR_NONE. */
static guint
find_item (Measure *m, guint variable)
{
  guint item;

  if (m->alike != NULL)
    variable = GPOINTER_TO_UINT (g_hash_table_lookup (m->alike, GUINT_TO_POINTER (variable + 1))) - 1;
  item = variable == CR_NONE ? CR_NONE : cr_scene_get_item_of_variable (m->scene, variable);
  if (item != CR_NONE || m->results == NULL)
    return item;
  return GPOINTER_TO_UINT (g_hash_table_lookup (m->results, GUINT_TO_POINTER (variable + 1))) - 1;
}

static guint
find_pair (Measure *m, guint64 tensor, guint64 function)
{
  guint variable = cr_graph_find_variable (m->scene->graph, tensor, function);

  return variable == CR_NONE ? CR_NONE : find_item (m, variable);
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
        grow_for (m, find_item (m, output), step->received[i], TRUE, count_words (m, output));
    }
  for (guint i = 0; i < step->n_sent && i < node->n_inputs; i++)
    if (node->inputs[i] != CR_NONE)
      grow_for (m, find_item (m, node->inputs[i]), step->sent[i], TRUE, count_words (m, node->inputs[i]));
}

static void
measure_name (Measure *m, const CrNameEvent *name, guint event)
{
  guint item = name->tensor ? find_pair (m, name->tensor, name->function) : CR_NONE;

  if (item != CR_NONE && m->alike == NULL && name->name && !cr_name_is_path (name->name))
    cr_scene_item (m->scene, item)->named = MIN (cr_scene_item (m->scene, item)->named, event);
}

static void
measure_event (Measure *m, guint index)
{
  const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (m->scene->graph), index);

  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      grow_for (m, find_pair (m, event->u.tensor.id, 0), event->u.tensor.value, FALSE, 0);
      break;
    case CR_EVENT_OPERATION:
      grow_for (m, find_pair (m, event->u.operation.output, event->u.operation.function), event->u.operation.value,
                FALSE, 0);
      for (guint i = 0; i < event->u.operation.n_others; i++)
        {
          const CrResult *other = &event->u.operation.others[i];

          grow_for (m, find_pair (m, other->tensor, other->function), other->value, FALSE, 0);
        }
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      measure_step (m, &event->u.step);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
      {
        guint item = find_pair (m, event->u.gradient.tensor, event->u.gradient.function);

        grow_for (m, item, event->u.gradient.after, TRUE, 7);
        if (item != CR_NONE)
          cr_scene_item (m->scene, item)->has_grad = TRUE;
        break;
      }
    case CR_EVENT_NAME_BOUND:
      measure_name (m, &event->u.name, index);
      break;
    default:
      break;
    }
}

static void
find_results (Measure *m)
{
  for (guint i = 0; i < m->scene->items->len; i++)
    {
      guint result = cr_scene_item (m->scene, i)->result;

      if (result == CR_NONE)
        continue;
      if (m->results == NULL)
        m->results = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (m->results, GUINT_TO_POINTER (result + 1), GUINT_TO_POINTER (i + 1));
    }
}

/* What the events of a generation show, at most @most of them. */
static void
measure_span (Measure *m, const CrGeneration *generation, guint most)
{
  CrTrace *trace = cr_graph_get_trace (m->scene->graph);
  guint length = cr_trace_get_length (trace), last = MIN (generation->last_event, length ? length - 1 : 0);
  guint first = MIN (generation->first_event, last), stride = 1 + (last - first) / most;

  for (guint i = first; i <= last && i < length && !cr_scene_is_cancelled (m->scene); i += stride)
    measure_event (m, i);
}

/* The first values of what a scene shows. */
static void
measure_own (Measure *m, CrScene *scene)
{
  CrTrace *trace = cr_graph_get_trace (scene->graph);
  guint length = cr_trace_get_length (trace);

  for (guint i = 0; i < scene->items->len && !cr_scene_is_cancelled (m->scene); i++)
    {
      const CrSceneItem *item = cr_scene_item (scene, i);
      guint index = item->variable != CR_NONE ? item->variable : item->result;
      guint created = index == CR_NONE ? CR_NONE : cr_graph_get_variable (scene->graph, index)->created;

      for (guint k = created; created < length && k < MIN (length, created + NAMED_WITHIN); k++)
        if (k == created || cr_trace_get_event (trace, k)->kind == CR_EVENT_NAME_BOUND)
          measure_event (m, k);
    }
}

/* What the same places show in other training steps: all of them have one picture. */
static void
measure_alike (Measure *m)
{
  g_autoptr (GPtrArray) alike = cr_scene_find_alike (m->scene);

  for (guint i = 0; i < alike->len; i++)
    {
      CrScene *other = g_ptr_array_index (alike, i);

      m->alike = cr_scene_map_alike (m->scene, other);
      measure_own (m, other);
      measure_span (m, cr_graph_get_generation (other->graph, other->generation), MAX_EVENTS / alike->len);
      g_clear_pointer (&m->alike, g_hash_table_unref);
    }
}

/* Everything that the generation's variables show: their first values and what happens to them. */
static void
measure_values (Measure *m)
{
  measure_own (m, m->scene);
  measure_span (m, cr_graph_get_generation (m->scene->graph, m->scene->generation), MAX_EVENTS);
  measure_alike (m);
}

/* Words that a capsule or the place beside an operator may hold: the widest of them. */
static double
measure_words (Measure *m)
{
  double widest = 0, width;

  for (CrReach reach = CR_REACH_NOT_YET; reach <= CR_REACH_NEVER; reach++)
    {
      g_autofree char *words = cr_node_reach_dup_words (&(CrNodeReach){ reach, 1, 2 });
      g_autofree char *text = g_strconcat ("∇ ", words, NULL);

      width = measure_text (m, CR_FONT_SMALL, text);
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

  node->title = keep (m->scene, cr_fact_dup_title (m->scene->graph, item->variable));
  if (variable->name && constant == NULL)
    item->expression = keep (m->scene, cr_fact_dup_expression (m->scene->graph, item->variable));
  node->shape = keep (m->scene, cr_label_new_shape (variable->dtype, variable->ndim, variable->sizes));
  node->caption = caption_for (m->scene, item);
  item->n_value_lines = constant ? 0 : cr_label_count_lines (variable->ndim, variable->sizes);
  if (constant == NULL)
    cr_thumb_get_size (variable->ndim, variable->sizes, &item->thumb_width, &item->thumb_height);
  title = measure_text (m, CR_FONT_TITLE, node->title);
  shape = measure_text (m, CR_FONT_SMALL, node->shape);
  if (node->caption)
    caption = measure_text (m, CR_FONT_CAPTION, node->caption);
  width = MAX (MAX (MIN (title, MAX_TITLE) + 8, shape + 8), item->label_width + 2);
  if (item->has_capsule)
    width = MAX (width, words - 18);
  if (item->thumb_height > 0)
    width = MAX (width, item->thumb_width * (item->has_capsule ? 2 : 1) + CR_THUMB_GAP - 8);
  node->width = WIDTH_STEP * (int)((width + 40 + WIDTH_STEP - 1) / WIDTH_STEP);
  node->height = (item->has_capsule ? 22 : 15) + CR_TITLE_LINE + CR_VALUE_LINE * item->n_value_lines + CR_SHAPE_LINE
                 + (item->has_grad ? CR_VALUE_LINE : 0);
  if (item->thumb_height > 0)
    node->height += item->thumb_height + CR_THUMB_GAP;
  if (item->mark)
    {
      item->mark_width = measure_text (m, CR_FONT_CAPTION, item->mark);
      item->mark_width = MAX (20, item->mark_width + 10);
    }
  /* Where an edge comes in from above, the caption stands to its left. */
  if (item->has_maker && node->caption)
    item->room = MAX (0, caption + 12 + item->mark_width / 2 - node->width / 2);
}

static void
size_operator (Measure *m, CrSceneItem *item, double words)
{
  const CrFunctionNode *function = cr_graph_get_function (m->scene->graph, item->function);
  CrSceneNode *node = &item->node;
  double symbol, caption;

  node->title = cr_scene_symbol (function);
  node->caption = function->records && function->name ? function->name : _ ("no gradient");
  symbol = measure_text (m, CR_FONT_SYMBOL, node->title);
  caption = measure_text (m, CR_FONT_SMALL, node->caption);
  node->width = MAX (CR_OPERATOR_WIDTH, MIN (symbol, CR_FUNCTION_NAME_WIDTH) + 18);
  caption = MIN (caption, CR_FUNCTION_NAME_WIDTH);
  node->height = CR_OPERATOR_HEIGHT;
  /* Its name stands to the right of it; where edges run there, below. */
  item->room = m->scene->options.left_to_right ? MAX (0, (MAX (caption, words - 10) - node->width) / 2 + 4)
                                               : MAX (caption, words - 10) + 6;
}

static void
size_function (Measure *m, CrSceneItem *item, double words)
{
  CrSceneNode *node = &item->node;
  double title, caption = 0;

  if (item->function != CR_NONE)
    {
      const CrFunctionNode *function = cr_graph_get_function (m->scene->graph, item->function);
      const CrVariable *output
          = function->output == CR_NONE ? NULL : cr_graph_get_variable (m->scene->graph, function->output);

      node->title = function->name ? function->name : cr_scene_symbol (function);
      node->caption = output ? keep (m->scene, cr_fact_dup_title (m->scene->graph, function->output)) : NULL;
    }
  else
    {
      node->title = "AccumulateGrad";
      node->caption = keep (m->scene, cr_fact_dup_title (m->scene->graph, item->variable));
    }
  title = measure_text (m, CR_FONT_TITLE, node->title);
  if (node->caption)
    caption = measure_text (m, CR_FONT_VALUE, node->caption);
  node->width
      = WIDTH_STEP
        * (int)((MAX (MIN (MAX (title, caption), CR_FUNCTION_NAME_WIDTH), words) + 24 + WIDTH_STEP - 1) / WIDTH_STEP);
  node->height = CR_FUNCTION_HEIGHT;
}

/* The names of groups that have none of their own, and the width of what is written on an open one. */
static void
size_header (Measure *m, CrSceneFrame *frame)
{
  const CrGroup *group = cr_groups_get (cr_graph_get_groups (m->scene->graph), frame->group);
  g_autofree char *words = NULL;

  if (frame->title == NULL && group->kind == CR_GROUP_ITERATION)
    frame->title = keep (m->scene, g_strdup_printf (_ ("iteration %u"), group->number));
  else if (frame->title == NULL && group->kind == CR_GROUP_BACKWARD)
    frame->title = keep (m->scene, g_strdup_printf (_ ("backward %u"), group->number));
  else if (frame->title == NULL)
    frame->title = group->kind == CR_GROUP_LOOP ? _ ("loop") : "";
  if (frame->caption == NULL && group->kind == CR_GROUP_BACKWARD)
    frame->caption = "create_graph";
  words = cr_scene_dup_frame_words (frame);
  frame->header_width = measure_text (m, CR_FRAME_FONT (frame), words);
  frame->header_width += CR_FRAME_MARK + 10 + (frame->n_iterations > 1 ? 2 * CR_FRAME_ARROW : 0);
}

/* Its name, what it is and how much is in it, then the value that leaves it. */
static void
size_group (Measure *m, CrSceneItem *item, double words)
{
  CrSceneNode *node = &item->node;
  const CrSceneFrame *frame = cr_scene_frame (m->scene, node->index);
  const CrVariable *result = item->result != CR_NONE ? cr_graph_get_variable (m->scene->graph, item->result) : NULL;
  double title, caption, shape = 0, width;
  g_autofree char *count = NULL;

  node->title = frame->title;
  count = g_strdup_printf (ngettext ("%u operation", "%u operations", frame->n_operations), frame->n_operations);
  node->caption
      = keep (m->scene, frame->caption ? g_strconcat (frame->caption, " · ", count, NULL) : g_steal_pointer (&count));
  title = measure_text (m, CR_FONT_TITLE, node->title);
  caption = measure_text (m, CR_FONT_SMALL, node->caption);
  node->height = 12 + CR_TITLE_LINE + CR_SHAPE_LINE;
  width = MAX (MIN (title, MAX_TITLE) + CR_FRAME_MARK, caption);
  if (result && m->scene->options.view != CR_VIEW_FUNCTIONS)
    {
      item->has_capsule = result->requires_grad;
      item->n_value_lines = cr_label_count_lines (result->ndim, result->sizes);
      node->shape = keep (m->scene, cr_label_new_shape (result->dtype, result->ndim, result->sizes));
      shape = measure_text (m, CR_FONT_SMALL, node->shape);
      width = MAX (MAX (width, shape), item->label_width);
      node->height += CR_VALUE_LINE * item->n_value_lines + CR_SHAPE_LINE + (item->has_capsule ? 8 : 2);
    }
  if (item->has_capsule || m->scene->options.view == CR_VIEW_FUNCTIONS)
    width = MAX (width, words - 18);
  if (m->scene->options.view == CR_VIEW_FUNCTIONS)
    node->height = CR_FUNCTION_HEIGHT;
  node->width = WIDTH_STEP * (int)((width + 30 + WIDTH_STEP - 1) / WIDTH_STEP) + CR_GROUP_STACK;
  node->height += CR_GROUP_STACK;
}

void
cr_scene_measure (CrScene *scene)
{
  g_autoptr (CrText) text = cr_text_new (NULL);
  Measure m = { .scene = scene, .text = text };
  double words;

  cr_text_measure (text, CR_FONT_VALUE, "0000000000", &m.digit, NULL);
  cr_text_measure (text, CR_FONT_CAPSULE, "0000000000", &m.bold_digit, NULL);
  m.digit /= 10;
  m.bold_digit /= 10;
  words = measure_words (&m);
  find_results (&m);
  for (guint i = 0; i < scene->frames->len; i++)
    size_header (&m, cr_scene_frame (scene, i));
  if (scene->options.view != CR_VIEW_FUNCTIONS)
    measure_values (&m);
  for (guint i = 0; i < scene->items->len && !cr_scene_is_cancelled (scene); i++)
    {
      CrSceneItem *item = cr_scene_item (scene, i);

      if (item->node.kind == CR_NODE_GROUP)
        size_group (&m, item, words);
      else if (scene->options.view == CR_VIEW_FUNCTIONS)
        size_function (&m, item, words);
      else if (item->variable != CR_NONE)
        size_variable (&m, item, words);
      else
        size_operator (&m, item, words);
    }
  g_clear_pointer (&m.results, g_hash_table_unref);
  for (guint i = 0; i < CR_N_FONTS; i++)
    g_clear_pointer (&m.widths[i], g_hash_table_unref);
}
