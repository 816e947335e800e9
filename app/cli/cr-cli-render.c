/* chainrule render: the picture of one cursor position as a file; what else it makes is in the files beside. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "cr-cli-options.h"
#include "cr-cli-render-private.h"
#include "cr-document.h"

static void
render_clear (CrCliRender *render)
{
  char *const owned[]
      = { render->out,  render->at,   render->view,   render->size,       render->scale, render->depth, render->region,
          render->node, render->plot, render->frames, render->generation, render->from,  render->to,    render->fps };

  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    g_free (owned[i]);
  cr_scene_options_clear (&render->scene);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrCliRender, render_clear)

static gboolean
parse_out (CrCliRender *render)
{
  render->csv = render->out != NULL && g_str_has_suffix (render->out, ".csv");
  render->format = render->out != NULL ? cr_export_find_format (render->out) : CR_EXPORT_PNG;
  if (render->frames != NULL && render->out == NULL)
    return TRUE;
  if (render->frames != NULL)
    cr_cli_complain (_ ("--frames writes into its folder; leave -o out."));
  else if (render->out == NULL)
    cr_cli_complain (_ ("say where the picture goes: -o OUT.svg, OUT.png or OUT.pdf; or --frames DIR."));
  else if (g_str_equal (render->out, "-"))
    cr_cli_complain (_ ("a picture cannot go to standard output; name a file: -o OUT.svg, OUT.png or OUT.pdf."));
  else if (render->format == CR_N_EXPORT_FORMATS && !render->csv)
    cr_cli_complain (_ ("“%s” does not end in .svg, .png, .pdf or .csv."), render->out);
  else
    return TRUE;
  return FALSE;
}

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
parse_scale (const CrCliRender *render, CrExportOptions *options)
{
  char *end = NULL;

  if (render->scale == NULL)
    return TRUE;
  options->scale = g_ascii_strtod (render->scale, &end);
  if (end == render->scale || *end != '\0' || !(options->scale >= 1e-5 && options->scale <= 100))
    cr_cli_complain (_ ("--scale takes a number from 0.00001 to 100, not “%s”."), render->scale);
  else if (render->size != NULL)
    cr_cli_complain (_ ("--scale and --size exclude each other."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse_view (const char *text, CrSceneView *view)
{
  static const char *const names[CR_N_VIEWS] = { "full", "variables", "functions" };

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

/* --depth: how many groups within each other are open. */
static gboolean
parse_depth (const char *text, CrSceneOptions *options)
{
  guint64 depth = G_MAXUINT;

  if (text == NULL)
    return TRUE;
  if (g_str_equal (text, "none"))
    depth = 0;
  else if (!g_str_equal (text, "all") && !g_ascii_string_to_unsigned (text, 10, 0, 1000, &depth, NULL))
    {
      cr_cli_complain (_ ("--depth takes all, none or how many groups within each other are open, not “%s”."), text);
      return FALSE;
    }
  options->folding = cr_folding_with_depth (NULL, (guint)depth);
  return TRUE;
}

static gboolean
parse_options (CrCliRender *render)
{
  render->scene.constants = render->constants;
  render->scene.left_to_right = render->left_to_right;
  return parse_out (render) && parse_size (render->size, &render->export) && parse_scale (render, &render->export)
         && parse_view (render->view, &render->scene.view) && parse_depth (render->depth, &render->scene)
         && cr_cli_check_frames (render) && cr_cli_check_data (render);
}

gboolean
cr_cli_parse_generation (const char *text, CrGraph *graph, guint *generation)
{
  guint n = cr_graph_get_n_generations (graph);
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, MAX (1, n), &number, NULL) || n == 0)
    {
      cr_cli_complain (_ ("--generation: the run has %u of them, and none is “%s”."), n, text);
      return FALSE;
    }
  *generation = (guint)number - 1;
  return TRUE;
}

/* Without --generation it is the one that the position is in. */
static gboolean
choose_generation (const CrCliRender *render, CrCursor *cursor, guint *generation)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);

  *generation = cr_cursor_get_generation (cursor);
  if (render->generation == NULL)
    return TRUE;
  if (!cr_cli_parse_generation (render->generation, graph, generation))
    return FALSE;
  if (render->at == NULL)
    cr_cursor_seek (cursor, cr_graph_get_generation (graph, *generation)->last_event + 1);
  return TRUE;
}

gboolean
cr_cli_check_size (const CrCliRender *render, const CrExportOptions *options, CrScene *scene, CrCursor *cursor)
{
  static const char *const names[CR_N_EXPORT_FORMATS] = { "SVG", "PDF", "PNG" };
  char scale[G_ASCII_DTOSTR_BUF_SIZE];
  double width, height, room;
  gboolean drawable;

  cr_export_measure (scene, cursor, options, &width, &height);
  room = cr_export_get_room (render->format, width, height);
  if (room >= 1)
    return TRUE;
  g_ascii_formatd (scale, sizeof scale, "%.3g", room * (options->scale > 0 ? options->scale : 1));
  drawable = cr_export_check_nodes (scene, CR_EXPORT_SVG, options, NULL);
  if (options->width > 0)
    cr_cli_complain (_ ("--size=%s is more than a %s can hold; choose a smaller one."), render->size,
                     names[render->format]);
  else if (render->format == CR_EXPORT_SVG)
    cr_cli_complain (_ ("the picture would be %.0f by %.0f points, more than an SVG can hold; --scale=%s is the most "
                        "that fits."),
                     ceil (width), ceil (height), scale);
  else if (!drawable)
    cr_cli_complain (_ ("the picture would be %.0f by %.0f pixels, more than a PNG can hold; --scale=%s is the most "
                        "that fits, or choose a part of it (--region, --node, --depth)."),
                     ceil (width), ceil (height), scale);
  else
    cr_cli_complain (render->format == CR_EXPORT_PDF
                         ? _ ("the picture would be %.0f by %.0f points, more than a PDF can hold; --scale=%s is the "
                              "most that fits, or write an SVG.")
                         : _ ("the picture would be %.0f by %.0f pixels, more than a PNG can hold; --scale=%s is the "
                              "most that fits, or write an SVG."),
                     ceil (width), ceil (height), scale);
  return FALSE;
}

static gboolean
write_picture (const CrCliRender *render, const CrExportOptions *options, CrScene *scene, CrCursor *cursor)
{
  g_autoptr (GFile) file = g_file_new_for_path (render->out);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  if (cr_export_check_nodes (scene, render->format, options, &error))
    {
      if (!cr_cli_check_size (render, options, scene, cursor))
        return FALSE;
      bytes = cr_export_draw (scene, cursor, render->format, options, NULL, &error);
    }
  if (bytes != NULL)
    {
      const char *data = g_bytes_get_data (bytes, &length);
      if (cr_document_write (file, data, length, &error))
        return TRUE;
    }
  cr_cli_complain ("%s", error->message);
  return FALSE;
}

char *
cr_cli_dup_title (CrTrace *trace)
{
  CrSource *source = cr_trace_get_source (trace);
  const char *name = source != NULL ? cr_source_get_name (source) : NULL;

  return name == NULL || *name == '\0' || g_str_equal (name, "-") ? NULL : g_path_get_basename (name);
}

static gboolean
render_graph (const CrCliRender *render, CrTrace *trace)
{
  CrExportOptions options = render->export;
  guint position, generation;

  if (!cr_cli_parse_position ("--at", render->at, trace, &position))
    return FALSE;

  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (CrScene) scene = NULL;
  g_autofree char *title = cr_cli_dup_title (trace);

  cr_cursor_seek (cursor, position);
  if (!choose_generation (render, cursor, &generation))
    return FALSE;
  if (generation != CR_NONE)
    scene = cr_scene_new (graph, generation, &render->scene, NULL);
  if (!cr_cli_parse_part (render->region, render->node, scene, &options))
    return FALSE;
  if (scene == NULL || cr_scene_get_n_nodes (scene) == 0)
    cr_cli_complain (_ ("there is no graph: the picture is empty."));
  options.title = title;
  return write_picture (render, &options, scene, cursor);
}

static gboolean
render_trace (const CrCliRender *render, CrTrace *trace)
{
  if (render->frames != NULL)
    return cr_cli_render_frames (render, trace);
  if (render->plot != NULL || (render->csv && render->export.plots))
    return cr_cli_render_plots (render, trace);
  return render->csv ? cr_cli_render_tensor (render, trace) : render_graph (render, trace);
}

int
cr_cli_render (int argc, char **argv)
{
  g_auto (CrCliOptions) options = CR_CLI_OPTIONS_INIT;
  g_auto (CrCliRender) choice = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &choice.out,
      N_ ("The picture: .svg, .png or .pdf; or .csv, the numbers of a --node or of plots"), "OUT" },
    { "out", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &choice.out, NULL, NULL },
    { "at", 0, 0, G_OPTION_ARG_STRING, &choice.at,
      N_ ("start, end, forward[:N], backward:N[:STEP] or an event's number"), "PLACE" },
    { "generation", 0, 0, G_OPTION_ARG_STRING, &choice.generation, N_ ("Which graph of the run, from 1"), "N" },
    { "view", 0, 0, G_OPTION_ARG_STRING, &choice.view, N_ ("full, variables or functions"), "VIEW" },
    { "depth", 0, 0, G_OPTION_ARG_STRING, &choice.depth, N_ ("How deep groups are open: all, none or N"), "DEPTH" },
    { "constants", 0, 0, G_OPTION_ARG_NONE, &choice.constants, N_ ("What is computed from constants too"), NULL },
    { "left-to-right", 0, 0, G_OPTION_ARG_NONE, &choice.left_to_right, N_ ("Edges run to the right"), NULL },
    { "region", 0, 0, G_OPTION_ARG_STRING, &choice.region, N_ ("Only this part, in points"), "X,Y,W,H" },
    { "node", 0, 0, G_OPTION_ARG_STRING, &choice.node, N_ ("Only what has this name and its neighbours"), "NAME" },
    { "plots", 0, 0, G_OPTION_ARG_NONE, &choice.export.plots, N_ ("The plots too"), NULL },
    { "plot", 0, 0, G_OPTION_ARG_STRING, &choice.plot, N_ ("Instead of the graph a plot, from 1, or all of them"),
      "N|all" },
    { "key", 0, 0, G_OPTION_ARG_NONE, &choice.export.key, N_ ("A key to shapes, lines and marks too"), NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &choice.export.dark, N_ ("On a dark ground"), NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &choice.size, N_ ("Size of the picture in points"), "WxH" },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &choice.scale, N_ ("Pixels (SVG, PDF: points) for each point"), "S" },
    { "frames", 0, 0, G_OPTION_ARG_FILENAME, &choice.frames,
      N_ ("A backward pass as pictures DIR/0001.png, 0002.png, ..."), "DIR" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &choice.from, N_ ("Where the frames begin, as --at"), "PLACE" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &choice.to, N_ ("Where they end"), "PLACE" },
    { "fps", 0, 0, G_OPTION_ARG_STRING, &choice.fps, N_ ("Frames between the steps too, N a second"), "N" },
    { "force", 0, 0, G_OPTION_ARG_NONE, &choice.force, N_ ("Replace the frames that are in DIR"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  int status;

  if (!cr_cli_options_parse (&options, entries, argc, argv) || !parse_options (&choice))
    return CR_EXIT_USAGE;
  g_autoptr (CrTrace) trace = cr_cli_trace (&options, &status);
  if (trace == NULL)
    return status;
  return render_trace (&choice, trace) ? status : CR_EXIT_USAGE;
}
