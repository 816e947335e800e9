/* Nothing is scrolled under the hands of whoever types or drags. */

#include "cr-editor-follow.h"

#include "cr-session-edit.h"

void
cr_editor_follow_nothing (CrEditorFollow *follow)
{
  cr_editor_marks_show_event (follow->marks, NULL);
  cr_editor_marks_show_selection (follow->marks, NULL);
}

/* Where in the text the selected node was made, NULL if nothing is selected. */
static const CrRange *
get_selected_range (CrSession *session)
{
  CrGraph *graph = cr_session_get_graph (session);
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);

  if (variable != CR_NONE)
    return &cr_graph_get_variable (graph, variable)->range;
  return function != CR_NONE ? &cr_graph_get_function (graph, function)->range : NULL;
}

static void
scroll_to (CrEditorFollow *follow, const CrRange *range)
{
  GtkTextIter begin, end;

  /* Whoever is typing, or drags a number, must not lose the place. */
  if (gtk_widget_has_focus (GTK_WIDGET (follow->view)) || cr_session_is_in_gesture (*follow->session)
      || !cr_editor_marks_find (follow->marks, range, &begin, &end))
    return;
  gtk_text_view_scroll_to_iter (follow->view, &begin, 0.15, FALSE, 0, 0.5);
}

void
cr_editor_follow_selection (CrEditorFollow *follow)
{
  CrSession *session = *follow->session;
  const CrRange *range = cr_session_is_current (session) ? get_selected_range (session) : NULL;

  cr_editor_marks_show_selection (follow->marks, range);
  if (range != NULL)
    scroll_to (follow, range);
}

void
cr_editor_follow_event (CrEditorFollow *follow)
{
  CrSession *session = *follow->session;
  const CrEvent *event = NULL;

  if (cr_session_is_current (session))
    event = cr_cursor_get_event (cr_session_get_cursor (session));
  cr_editor_marks_show_event (follow->marks, event == NULL ? NULL : &event->range);
  if (event != NULL)
    scroll_to (follow, &event->range);
}
