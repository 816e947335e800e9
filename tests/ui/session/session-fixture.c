/* Helpers around sessions in tests. */

#include "session-fixture.h"

void
session_settle (CrSession *session)
{
  while (cr_session_get_running (session))
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

CrSession *
session_new_run (const char *text)
{
  CrSession *session = cr_session_new ();

  cr_session_reset (session, text);
  session_settle (session);
  return session;
}

guint
session_find_variable (CrSession *session, const char *name)
{
  CrGraph *graph = cr_session_get_graph (session);

  g_assert_nonnull (graph);
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    if (g_strcmp0 (cr_graph_get_variable (graph, i)->name, name) == 0)
      return i;
  g_error ("no variable %s", name);
}
