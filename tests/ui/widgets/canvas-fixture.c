/* What the tests of the canvas share. */

#include "canvas-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

void
shown_settle (Shown *shown)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  CrGraphCanvas *canvas = shown->canvas;

  session_settle (shown->session);
  while (cr_graph_canvas_get_current_scene (canvas) == NULL || canvas->morph != NULL || canvas->glide != 0
         || gtk_widget_get_width (GTK_WIDGET (canvas)) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
}

Shown *
shown_new (const char *script)
{
  Shown *shown = g_new0 (Shown, 1);

  shown->session = session_new_run (script);
  shown->canvas = g_object_new (CR_TYPE_GRAPH_CANVAS, "session", shown->session, NULL);
  shown->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (shown->window, 900, 800);
  gtk_window_set_child (shown->window, GTK_WIDGET (shown->canvas));
  gtk_window_present (shown->window);
  shown_settle (shown);
  return shown;
}

void
shown_free (Shown *shown)
{
  gtk_window_destroy (shown->window);
  session_settle (shown->session);
  g_assert_finalize_object (shown->session);
  g_free (shown);
}
