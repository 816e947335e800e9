/* chainrule render: the picture of one cursor position as a file. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "cr-cli-options.h"
#include "cr-export.h"

typedef struct
{
  char *out, *at, *view, *size;
  CrExportOptions export;
} Render;

static void
render_clear (Render *render)
{
  g_free (render->out);
  g_free (render->at);
  g_free (render->view);
  g_free (render->size);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Render, render_clear)

/* --size=WxH, in points. */
static gboolean
parse_size (const char *text, CrExportOptions *options)
{
  if (text == NULL)
    return TRUE;

  g_auto (GStrv) parts = g_strsplit (text, "x", 2);
  guint64 width, height;
  if (g_strv_length (parts) == 2 && g_ascii_string_to_unsigned (parts[0], 10, 16, 20000, &width, NULL)
      && g_ascii_string_to_unsigned (parts[1], 10, 16, 20000, &height, NULL))
    {
      options->width = width;
      options->height = height;
      return TRUE;
    }
  cr_cli_complain (_ ("--size takes WIDTHxHEIGHT in points, each from 16 to 20000, not “%s”."), text);
  return FALSE;
}

static gboolean
parse_view (const char *text, CrSceneView *view)
{
  static const char *const names[] = { "full", "variables", "functions" };

  *view = CR_VIEW_FULL;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i]))
      {
        *view = (CrSceneView)i;
        return TRUE;
      }
  cr_cli_complain (_ ("--view takes full, variables or functions, not “%s”."), text);
  return FALSE;
}

/* The position after step @step of backward @backward; FALSE if the run has no such step. */
static gboolean
find_step (CrTrace *trace, guint64 backward, guint64 step, guint *position)
{
  guint length = cr_trace_get_length (trace);

  for (guint i = 0; i < length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.backward == backward && event->u.step.step == step)
        {
          *position = i + 1;
          return TRUE;
        }
    }
  return FALSE;
}

/* --at=end, --at=EVENT or --at=backward:N:STEP. */
static gboolean
parse_position (const char *text, CrTrace *trace, guint *position)
{
  guint length = cr_trace_get_length (trace);
  guint64 backward, step, event;

  *position = length;
  if (text == NULL || g_str_equal (text, "end"))
    return TRUE;

  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  if (g_strv_length (parts) == 3 && g_str_equal (parts[0], "backward")
      && g_ascii_string_to_unsigned (parts[1], 10, 1, G_MAXUINT32, &backward, NULL)
      && g_ascii_string_to_unsigned (parts[2], 10, 1, G_MAXUINT32, &step, NULL))
    {
      if (find_step (trace, backward, step, position))
        return TRUE;
      cr_cli_complain (_ ("--at=%s: the run has no such step; “chainrule steps” lists them."), text);
      return FALSE;
    }
  if (g_ascii_string_to_unsigned (text, 10, 0, length, &event, NULL))
    {
      *position = event;
      return TRUE;
    }
  cr_cli_complain (_ ("--at takes end, an event from 0 to %u, or backward:N:STEP, not “%s”."), length, text);
  return FALSE;
}

static gboolean
render (const Render *options, CrTrace *trace)
{
  CrSceneView view;
  guint position;

  if (!parse_view (options->view, &view) || !parse_position (options->at, trace, &position))
    return FALSE;

  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (CrScene) scene = NULL;
  g_autoptr (GError) error = NULL;

  cr_cursor_seek (cursor, position);
  guint generation = cr_cursor_get_generation (cursor);
  if (generation != CR_NONE)
    scene = cr_scene_new (graph, generation, &(CrSceneOptions){ .view = view }, NULL);
  if (cr_export_write (scene, cursor, &options->export, options->out, &error))
    return TRUE;
  cr_cli_complain ("%s", error->message);
  return FALSE;
}

int
cr_cli_render (int argc, char **argv)
{
  g_auto (CrCliOptions) options = CR_CLI_OPTIONS_INIT;
  g_auto (Render) choice = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &choice.out, N_ ("The picture: .svg, .png or .pdf"), "OUT" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &choice.at, N_ ("end, EVENT or backward:N:STEP"), "PLACE" },
    { "view", 0, 0, G_OPTION_ARG_STRING, &choice.view, N_ ("full, variables or functions"), "VIEW" },
    { "plots", 0, 0, G_OPTION_ARG_NONE, &choice.export.plots, N_ ("The plots too"), NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &choice.export.dark, N_ ("On a dark ground"), NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &choice.size, N_ ("Size of the picture in points"), "WxH" },
    G_OPTION_ENTRY_NULL,
  };
  int status;

  if (!cr_cli_options_parse (&options, entries, argc, argv) || !parse_size (choice.size, &choice.export))
    return CR_EXIT_USAGE;
  if (choice.out == NULL)
    {
      cr_cli_complain (_ ("say where the picture goes: -o OUT.svg, OUT.png or OUT.pdf."));
      return CR_EXIT_USAGE;
    }
  g_autoptr (CrTrace) trace = cr_cli_trace (&options, &status);
  if (trace == NULL)
    return status;
  return render (&choice, trace) ? status : CR_EXIT_USAGE;
}
