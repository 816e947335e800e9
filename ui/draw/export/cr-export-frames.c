/* Frames of a film. One scene serves all of them: nothing moves but what the run moves. */
#include "cr-export-frames.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-error.h"

#define STEP_SECONDS 1.1   /* as the window plays a function's step */
#define EVENT_SECONDS 0.45 /* and anything else */

static guint
count_between (CrTrace *trace, guint position, double fps)
{
  const CrEvent *event = position > 0 ? cr_trace_get_event (trace, position - 1) : NULL;
  gboolean is_step = event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == 0;

  return fps > 0 ? MAX (1, (guint)rint ((is_step ? STEP_SECONDS : EVENT_SECONDS) * fps)) : 1;
}

static gboolean
append_step (GArray *frames, CrTrace *trace, guint position, double fps, GError **error)
{
  guint n = count_between (trace, position, fps);

  if (frames->len + n > CR_EXPORT_MAX_FRAMES)
    {
      g_set_error (
          error, CR_ERROR, CR_ERROR_FILE,
          _ ("That would be more than %u pictures. Choose a shorter part of the run, or fewer pictures a second."),
          CR_EXPORT_MAX_FRAMES);
      return FALSE;
    }
  for (guint i = 1; i <= n; i++)
    {
      CrExportFrame frame = { position, (double)i / n };

      g_array_append_val (frames, frame);
    }
  return TRUE;
}

static gboolean
check_generation (CrScene *scene, guint position, GError **error)
{
  guint generation = cr_graph_get_generation_at (cr_scene_get_graph (scene), position);

  if (generation == cr_scene_get_generation (scene))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_FILE,
               _ ("These moments of the run lie in different graphs (number %u and %u), but one film shows one of "
                  "them. Choose its beginning and its end within one backward pass."),
               cr_scene_get_generation (scene) + 1, generation + 1);
  return FALSE;
}

GArray *
cr_export_frames_new (CrScene *scene, guint from, guint to, double fps, GError **error)
{
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (CrExportFrame));
  CrGraph *graph = cr_scene_get_graph (scene);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  CrExportFrame first = { from, 1 };

  if (!check_generation (scene, from, error) || !check_generation (scene, to, error))
    return NULL;
  g_array_append_val (frames, first);
  for (guint position = from; position < to;)
    {
      cr_cursor_seek (cursor, position);
      position = MIN (cr_cursor_next_stop (cursor, TRUE), to);
      if (!append_step (frames, cr_graph_get_trace (graph), position, fps, error))
        return NULL;
    }
  return g_steal_pointer (&frames);
}

gboolean
cr_export_frames_find_backward (CrScene *scene, guint *from, guint *to)
{
  CrGraph *graph = cr_scene_get_graph (scene);
  CrTrace *trace = cr_graph_get_trace (graph);
  guint number = cr_scene_get_generation (scene);
  const CrGeneration *generation = cr_graph_get_generation (graph, number);
  guint end = MIN (generation->last_event + 1, cr_trace_get_length (trace));
  gboolean found = FALSE;

  for (guint i = generation->first_event; i < end; i++)
    {
      CrEventKind kind = cr_trace_get_event (trace, i)->kind;

      if (cr_graph_get_generation_at (graph, i + 1) != number)
        continue;
      if (kind == CR_EVENT_BACKWARD_BEGUN && !found)
        {
          /* What was cleared just before it may be seen with another graph. */
          *from = cr_graph_get_generation_at (graph, i) == number ? i : i + 1;
          *to = end;
          found = TRUE;
        }
      if (kind == CR_EVENT_BACKWARD_ENDED && found)
        *to = i + 1;
    }
  return found;
}

static char *
dup_name (guint number)
{
  return g_strdup_printf ("%04u.png", number);
}

/* The number of a frame's file; 0 of any other. */
static guint
parse_name (const char *name)
{
  guint number = 0;

  if (strlen (name) != strlen ("0001.png") || !g_str_has_suffix (name, ".png"))
    return 0;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isdigit (name[i]))
        return 0;
      number = 10 * number + (guint)(name[i] - '0');
    }
  return number;
}

static gboolean
make_folder (GFile *folder, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = g_file_get_parse_name (folder);

  if (g_file_make_directory_with_parents (folder, NULL, &cause))
    return TRUE;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS)
      && g_file_query_file_type (folder, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY)
    return TRUE;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("“%s” is no folder; name another one."), name);
  else
    g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("Cannot make the folder “%s”: %s."), name, cause->message);
  return FALSE;
}

/* Frames of an earlier film must not get into this one: those beyond @n are removed, if @replace; else there must be
 * none at all. */
static gboolean
clear_folder (GFile *folder, guint n, gboolean replace, GError **error)
{
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                                                 G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, error);

  if (files == NULL)
    return FALSE;
  for (;;)
    {
      GFileInfo *info;
      guint number;

      if (!g_file_enumerator_iterate (files, &info, NULL, NULL, error))
        return FALSE;
      if (info == NULL)
        return TRUE;
      number = parse_name (g_file_info_get_name (info));
      if (number > 0 && !replace)
        {
          g_autofree char *shown = g_file_get_parse_name (folder);

          g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _ ("“%s” holds %s already; name an empty folder."), shown,
                       g_file_info_get_name (info));
          return FALSE;
        }
      if (number > n)
        {
          g_autoptr (GFile) old = g_file_get_child (folder, g_file_info_get_name (info));

          g_file_delete (old, NULL, NULL);
        }
    }
}

/* A link by a frame's name is replaced, not followed. */
static gboolean
write_frame (GFile *folder, guint number, GBytes *png, GError **error)
{
  g_autofree char *name = dup_name (number), *shown = NULL;
  g_autoptr (GFile) file = g_file_get_child (folder, name);
  g_autoptr (GError) cause = NULL;

  if (g_file_replace_contents (file, g_bytes_get_data (png, NULL), g_bytes_get_size (png), NULL, FALSE,
                               G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL, &cause))
    return TRUE;
  shown = g_file_get_parse_name (file);
  g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("Cannot write “%s”: %s."), shown, cause->message);
  return FALSE;
}

gboolean
cr_export_frames_write (const GArray *frames, CrScene *scene, const CrExportOptions *options, GFile *folder,
                        gboolean replace, CrExportFramesDone done, gpointer user_data, GCancellable *cancellable,
                        GError **error)
{
  CrExportOptions picture = *options;
  g_autoptr (CrCursor) cursor = cr_cursor_new (cr_scene_get_graph (scene));

  g_return_val_if_fail (!options->plots, FALSE);

  if (!make_folder (folder, error) || !clear_folder (folder, frames->len, replace, error))
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    {
      const CrExportFrame *frame = &g_array_index (frames, CrExportFrame, i);
      g_autoptr (GBytes) png = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      cr_cursor_seek (cursor, frame->position);
      picture.phase = frame->phase;
      png = cr_export_draw (scene, cursor, CR_EXPORT_PNG, &picture, cancellable, error);
      if (png == NULL || !write_frame (folder, i + 1, png, error))
        return FALSE;
      if (done != NULL)
        done (user_data, i + 1, frames->len);
    }
  return TRUE;
}
