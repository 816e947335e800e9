/* Which moment of the run and which part of the picture `render` shows. */
#include "cr-cli-render-private.h"

#include <glib/gi18n-lib.h>

#include "cr-cli-options.h"

#define AROUND 24.0 /* points around a node and its neighbours */

static gboolean
parse_number (const char *text, guint64 min, guint64 max, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, min, max, &value, NULL))
    return FALSE;
  *number = (guint)value;
  return TRUE;
}

/* The position before backward @backward begins; of the last one where that is 0. */
static guint
find_forward (CrTrace *trace, guint backward)
{
  guint length = cr_trace_get_length (trace), found = backward == 0 ? length : CR_NONE;

  for (guint i = 0; i < length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_BACKWARD_BEGUN && (backward == 0 || event->u.backward.number == backward))
        found = i;
    }
  return found;
}

/* The position after step @step of backward @backward; of its last one where that is 0. */
static guint
find_step (CrTrace *trace, guint backward, guint step)
{
  guint length = cr_trace_get_length (trace), found = CR_NONE;

  for (guint i = 0; i < length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.backward == backward
          && (step == 0 || event->u.step.step == step))
        found = i + 1;
      if (event->kind == CR_EVENT_BACKWARD_ENDED && event->u.backward.number == backward && step == 0)
        found = i + 1;
    }
  return found;
}

/* CR_NONE where the run has no such place; FALSE where the words are no place. */
static gboolean
parse_words (char **words, CrTrace *trace, guint *position)
{
  guint n = g_strv_length (words), backward = 0, step = 0;

  if (n == 0 || n > 3 || (n > 1 && !parse_number (words[1], 1, G_MAXUINT32, &backward))
      || (n > 2 && !parse_number (words[2], 1, G_MAXUINT32, &step)))
    return FALSE;
  if (g_str_equal (words[0], "forward") && n < 3)
    *position = find_forward (trace, backward);
  else if (g_str_equal (words[0], "backward") && n > 1)
    *position = find_step (trace, backward, step);
  else
    return FALSE;
  return TRUE;
}

gboolean
cr_cli_parse_position (const char *option, const char *text, CrTrace *trace, guint *position)
{
  guint length = cr_trace_get_length (trace);

  *position = length;
  if (text == NULL || g_str_equal (text, "end"))
    return TRUE;
  if (g_str_equal (text, "start"))
    {
      *position = 0;
      return TRUE;
    }
  if (parse_number (text, 0, length, position))
    return TRUE;

  g_auto (GStrv) words = g_strsplit (text, ":", 4);
  if (!parse_words (words, trace, position))
    cr_cli_complain (
        _ ("%s takes start, end, forward, forward:N, backward:N, backward:N:STEP or an event from 0 to %u, "
           "not “%s”."),
        option, length, text);
  else if (*position == CR_NONE)
    cr_cli_complain (_ ("%s=%s: the run has no such step; “chainrule steps” lists them."), option, text);
  else
    return TRUE;
  return FALSE;
}

/* Whether anything of the picture is within the part. */
static gboolean
check_region (const char *text, CrScene *scene, const CrExportOptions *options)
{
  double width, height;

  if (scene == NULL)
    return TRUE; /* which is complained of elsewhere */
  cr_scene_get_size (scene, &width, &height);
  if (options->part_x < width && options->part_y < height && options->part_x + options->part_width > 0
      && options->part_y + options->part_height > 0)
    return TRUE;
  cr_cli_complain (_ ("--region=%s is outside of the picture, which has %.0f by %.0f points."), text, width, height);
  return FALSE;
}

static gboolean
parse_region (const char *text, CrScene *scene, CrExportOptions *options)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 5);
  double *const numbers[] = { &options->part_x, &options->part_y, &options->part_width, &options->part_height };
  gboolean fine = g_strv_length (words) == G_N_ELEMENTS (numbers);

  for (guint i = 0; fine && i < G_N_ELEMENTS (numbers); i++)
    {
      char *end;

      *numbers[i] = g_ascii_strtod (words[i], &end);
      fine = *words[i] != '\0' && *end == '\0' && *numbers[i] >= (i < 2 ? -1e7 : 1) && *numbers[i] <= 1e7;
    }
  if (!fine)
    cr_cli_complain (_ ("--region takes LEFT,TOP,WIDTH,HEIGHT in points of the picture, not “%s”."), text);
  return fine && check_region (text, scene, options);
}

/* The last one with the name: a name that is bound again means the later. */
static guint
find_node (CrScene *scene, const char *name)
{
  CrGraph *graph = cr_scene_get_graph (scene);

  for (guint i = cr_graph_get_n_variables (graph); i-- > 0;)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i);
      const char *label = cr_variable_get_label (variable);
      guint node = CR_NONE;

      if (g_strcmp0 (variable->name, name) == 0 || g_strcmp0 (label, name) == 0)
        node = cr_scene_find_variable (scene, i);
      if (node != CR_NONE)
        return node;
    }
  for (guint i = cr_scene_get_n_nodes (scene); i-- > 0;)
    {
      const CrSceneNode *node = cr_scene_get_node (scene, i);

      if (g_strcmp0 (node->title, name) == 0 || g_strcmp0 (node->caption, name) == 0)
        return i;
    }
  return CR_NONE;
}

/* The innermost open group with the name, as a part of the picture; FALSE if there is none. */
static gboolean
show_frame (CrScene *scene, const char *name, CrExportOptions *options)
{
  for (guint i = cr_scene_get_n_frames (scene); i-- > 0;)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);

      if (g_strcmp0 (frame->title, name) != 0 && g_strcmp0 (frame->caption, name) != 0)
        continue;
      options->part_x = frame->x - AROUND;
      options->part_y = frame->y - AROUND;
      options->part_width = frame->width + 2 * AROUND;
      options->part_height = frame->height + 2 * AROUND;
      return TRUE;
    }
  return FALSE;
}

typedef struct
{
  double left, top, right, bottom;
} Box;

static void
include_node (Box *box, const CrSceneNode *node)
{
  box->left = MIN (box->left, node->x - AROUND);
  box->top = MIN (box->top, node->y - AROUND);
  box->right = MAX (box->right, node->x + node->width + AROUND);
  box->bottom = MAX (box->bottom, node->y + node->height + AROUND);
}

static void
show_node (CrScene *scene, guint node, CrExportOptions *options)
{
  Box box = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };

  include_node (&box, cr_scene_get_node (scene, node));
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);

      if (edge->from == node)
        include_node (&box, cr_scene_get_node (scene, edge->to));
      if (edge->to == node)
        include_node (&box, cr_scene_get_node (scene, edge->from));
    }
  options->part_x = box.left;
  options->part_y = box.top;
  options->part_width = box.right - box.left;
  options->part_height = box.bottom - box.top;
}

gboolean
cr_cli_parse_part (const char *region, const char *node, CrScene *scene, CrExportOptions *options)
{
  guint found;

  if (region != NULL && node != NULL)
    {
      cr_cli_complain (_ ("--region and --node exclude each other."));
      return FALSE;
    }
  if (region != NULL)
    return parse_region (region, scene, options);
  if (node == NULL)
    return TRUE;
  found = scene != NULL ? find_node (scene, node) : CR_NONE;
  if (found == CR_NONE && scene != NULL && show_frame (scene, node, options))
    return TRUE;
  if (found == CR_NONE)
    {
      cr_cli_complain (_ ("--node: nothing in this picture is called “%s”."), node);
      return FALSE;
    }
  show_node (scene, found, options);
  return TRUE;
}
