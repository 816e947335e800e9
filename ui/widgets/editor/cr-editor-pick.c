/* Waits a moment, so that moving through the text does not flicker through the picture. */

#include "cr-editor-pick.h"

#define REST_MILLISECONDS 150

static gboolean
is_same_place (const CrRange *a, const CrRange *b)
{
  return a->offset == b->offset && a->length == b->length;
}

/* What is selected may be of another iteration: it stays. */
static gboolean
is_selected_already (CrSession *session, const CrRange *range)
{
  CrGraph *graph = cr_session_get_graph (session);
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);

  if (variable != CR_NONE)
    return is_same_place (&cr_graph_get_variable (graph, variable)->range, range);
  return function != CR_NONE && is_same_place (&cr_graph_get_function (graph, function)->range, range);
}

static gboolean
at_rest (gpointer data)
{
  CrEditorPick *pick = data;
  CrSession *session = *pick->session;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (pick->view);
  GtkTextIter place;
  guint variable;

  pick->source = 0;
  if (session == NULL || !cr_session_is_current (session) || gtk_text_buffer_get_has_selection (buffer)
      || !gtk_widget_is_focus (GTK_WIDGET (pick->view)))
    return G_SOURCE_REMOVE;
  gtk_text_buffer_get_iter_at_mark (buffer, &place, gtk_text_buffer_get_insert (buffer));
  variable = cr_session_find_variable_at (session, (guint)gtk_text_iter_get_line (&place) + 1,
                                          (guint)gtk_text_iter_get_line_offset (&place) + 1);
  if (variable != CR_NONE
      && !is_selected_already (session, &cr_graph_get_variable (cr_session_get_graph (session), variable)->range))
    cr_session_select_variable (session, variable);
  return G_SOURCE_REMOVE;
}

static void
moved (CrEditorPick *pick)
{
  g_clear_handle_id (&pick->source, g_source_remove);
  if (!pick->held)
    pick->source = g_timeout_add (REST_MILLISECONDS, at_rest, pick);
}

void
cr_editor_pick_init (CrEditorPick *pick, GtkTextView *view, CrSession **session)
{
  pick->view = view;
  pick->session = session;
  g_signal_connect_swapped (gtk_text_view_get_buffer (view), "notify::cursor-position", G_CALLBACK (moved), pick);
}

void
cr_editor_pick_clear (CrEditorPick *pick)
{
  g_clear_handle_id (&pick->source, g_source_remove);
  if (pick->view != NULL)
    g_signal_handlers_disconnect_by_data (gtk_text_view_get_buffer (pick->view), pick);
  pick->view = NULL;
}
