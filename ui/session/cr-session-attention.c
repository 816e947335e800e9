/* What the reader is after, beside position and selection: an element, a side panel, a path that is lit, the wish to
 * predict. */

#include "cr-session-private.h"

void
cr_session_select_element (CrSession *session, gint64 element)
{
  g_return_if_fail (CR_IS_SESSION (session) && element >= 0);
  if (session->element == element)
    return;
  session->element = element;
  cr_session_notify (session, PROP_ELEMENT);
}

gint64
cr_session_get_selected_element (CrSession *session)
{
  return session->element;
}

void
cr_session_show_panel (CrSession *session, CrPanel panel)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (session->panel == panel)
    return;
  session->panel = panel;
  cr_session_notify (session, PROP_PANEL);
}

CrPanel
cr_session_get_panel (CrSession *session)
{
  return session->panel;
}

static int
compare_indices (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;

  return x < y ? -1 : x > y;
}

static GArray *
sorted_new (const guint *indices, guint n)
{
  GArray *sorted = n == 0 ? NULL : g_array_new (FALSE, FALSE, sizeof (guint));

  if (sorted != NULL)
    {
      g_array_append_vals (sorted, indices, n);
      g_array_sort (sorted, compare_indices);
    }
  return sorted;
}

void
cr_session_set_lit (CrSession *session, const guint *variables, guint n_variables, const guint *functions,
                    guint n_functions)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (n_variables == 0 && n_functions == 0 && session->lit_variables == NULL && session->lit_functions == NULL)
    return;
  g_clear_pointer (&session->lit_variables, g_array_unref);
  g_clear_pointer (&session->lit_functions, g_array_unref);
  session->lit_variables = sorted_new (variables, n_variables);
  session->lit_functions = sorted_new (functions, n_functions);
  cr_session_emit (session, SIGNAL_LIT_CHANGED);
}

const GArray *
cr_session_get_lit_variables (CrSession *session)
{
  return session->lit_variables;
}

const GArray *
cr_session_get_lit_functions (CrSession *session)
{
  return session->lit_functions;
}

void
cr_session_set_predicting (CrSession *session, gboolean predicting)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (session->predicting == predicting)
    return;
  session->predicting = predicting;
  cr_session_notify (session, PROP_PREDICTING);
}

gboolean
cr_session_get_predicting (CrSession *session)
{
  return session->predicting;
}
