/* Reading a language's rules and compiling them takes longer than the rest of the window, so that it is done after the
 * first frame, and in two turns of the main loop. */

#include "cr-editor-colours.h"

#include <adwaita.h>

static gboolean
set_language (gpointer data)
{
  CrEditorColours *colours = data;
  GtkSourceLanguage *language
      = gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "python3");

  colours->source = 0;
  gtk_source_buffer_set_language (colours->buffer, language);
  return G_SOURCE_REMOVE;
}

static gboolean
load_language (gpointer data)
{
  CrEditorColours *colours = data;

  gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "python3");
  colours->source = g_idle_add_full (G_PRIORITY_LOW, set_language, colours, NULL);
  return G_SOURCE_REMOVE;
}

static void
forget_clock (CrEditorColours *colours)
{
  /* A window that goes before its first frame takes the clock's handlers along. */
  if (colours->clock != NULL && g_signal_handler_is_connected (colours->clock, colours->painted))
    g_signal_handler_disconnect (colours->clock, colours->painted);
  g_clear_object (&colours->clock);
}

static void
first_frame_painted (CrEditorColours *colours)
{
  forget_clock (colours);
  colours->source = g_idle_add_full (G_PRIORITY_LOW, load_language, colours, NULL);
}

void
cr_editor_colours_start (CrEditorColours *colours, GtkWidget *widget)
{
  if (colours->clock != NULL || colours->source != 0 || gtk_source_buffer_get_language (colours->buffer) != NULL)
    return;
  colours->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  colours->painted
      = g_signal_connect_swapped (colours->clock, "after-paint", G_CALLBACK (first_frame_painted), colours);
}

void
cr_editor_colours_stop (CrEditorColours *colours)
{
  forget_clock (colours);
  g_clear_handle_id (&colours->source, g_source_remove);
}

gboolean
cr_editor_colours_update (GtkSourceBuffer *buffer)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (buffer, scheme);
  return dark;
}
