/* chainrule render --frames: a part of the run as numbered pictures. */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "cr-cli-options.h"
#include "cr-cli-render-private.h"
#include "cr-export-frames.h"

#define MAX_FPS 240.0

static gboolean
parse_fps (const char *text, double *fps)
{
  char *end = NULL;

  *fps = 0;
  if (text == NULL)
    return TRUE;
  *fps = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && *fps > 0 && *fps <= MAX_FPS)
    return TRUE;
  cr_cli_complain (_ ("--fps takes a number above 0, up to %.0f, not “%s”."), MAX_FPS, text);
  return FALSE;
}

gboolean
cr_cli_check_frames (const CrCliRender *render)
{
  double fps;

  if (render->frames == NULL && (render->from != NULL || render->to != NULL || render->fps != NULL || render->force))
    cr_cli_complain (_ ("--from, --to, --fps and --force belong to --frames."));
  else if (render->frames != NULL && render->at != NULL)
    cr_cli_complain (_ ("--frames takes --from and --to, not --at."));
  else if (render->frames != NULL && (render->export.plots || render->plot != NULL))
    cr_cli_complain (_ ("--frames shows the graph alone, without plots."));
  else
    return parse_fps (render->fps, &fps);
  return FALSE;
}

/* The last graph that a backward pass goes through; where there is none, the last. */
static guint
find_last_backward (CrGraph *graph)
{
  CrTrace *trace = cr_graph_get_trace (graph);

  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    if (cr_trace_get_event (trace, i)->kind == CR_EVENT_BACKWARD_BEGUN)
      return cr_graph_get_generation_at (graph, i + 1);
  return cr_graph_get_generation_at (graph, cr_trace_get_length (trace));
}

/* Which graph is shown, and from where to where. */
typedef struct
{
  gboolean has_from, has_to;
  guint from, to, generation;
} Span;

static gboolean
parse_span (const CrCliRender *render, CrGraph *graph, Span *span)
{
  CrTrace *trace = cr_graph_get_trace (graph);

  span->has_from = render->from != NULL;
  span->has_to = render->to != NULL;
  if (!cr_cli_parse_position ("--from", render->from, trace, &span->from)
      || !cr_cli_parse_position ("--to", render->to, trace, &span->to))
    return FALSE;
  if (render->generation != NULL)
    return cr_cli_parse_generation (render->generation, graph, &span->generation);
  if (span->has_from || span->has_to)
    span->generation = cr_graph_get_generation_at (graph, span->has_from ? span->from : span->to);
  else
    span->generation = find_last_backward (graph);
  return TRUE;
}

/* What was not said is the beginning and the end of the backward pass. */
static gboolean
complete_span (CrScene *scene, Span *span)
{
  guint from, to;

  if (!span->has_from || !span->has_to)
    {
      if (!cr_export_frames_find_backward (scene, &from, &to))
        {
          cr_cli_complain (_ ("the run has no backward pass there; say --from and --to."));
          return FALSE;
        }
      span->from = span->has_from ? span->from : from;
      span->to = span->has_to ? span->to : to;
    }
  if (span->from > span->to)
    {
      cr_cli_complain (_ ("--from=%u is later than --to=%u."), span->from, span->to);
      return FALSE;
    }
  return TRUE;
}

static void
tell_progress (gpointer data, guint n_done, guint n)
{
  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r%u/%u%s", n_done, n, n_done == n ? "\n" : "");
}

static gboolean
write_frames (const CrCliRender *render, CrScene *scene, const Span *span, const CrExportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = g_file_new_for_commandline_arg (render->frames);
  g_autoptr (GArray) frames = NULL;
  g_autoptr (CrCursor) cursor = cr_cursor_new (cr_scene_get_graph (scene));
  double fps;

  parse_fps (render->fps, &fps);
  if (!cr_cli_check_size (render, options, scene, cursor))
    return FALSE;
  frames = cr_export_frames_new (scene, span->from, span->to, fps, &error);
  if (frames != NULL
      && cr_export_frames_write (frames, scene, options, folder, render->force, tell_progress, NULL, NULL, &error))
    return TRUE;
  cr_cli_complain (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) ? _ ("%s Or replace them with --force.")
                                                                          : "%s",
                   error->message);
  return FALSE;
}

gboolean
cr_cli_render_frames (const CrCliRender *render, CrTrace *trace)
{
  CrExportOptions options = render->export;
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrScene) scene = NULL;
  Span span = { 0 };

  if (!parse_span (render, graph, &span))
    return FALSE;
  if (span.generation != CR_NONE)
    scene = cr_scene_new (graph, span.generation, &render->scene, NULL);
  if (scene == NULL || cr_scene_get_n_nodes (scene) == 0)
    {
      cr_cli_complain (_ ("there is no graph: there are no frames."));
      return FALSE;
    }
  return cr_cli_parse_part (render->region, render->node, scene, &options) && complete_span (scene, &span)
         && write_frames (render, scene, &span, &options);
}
