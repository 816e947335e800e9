/* chainrule steps --why: the panel's question without a window. */
#include "cr-cli-why.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "cr-replay.h"
#include "cr-why-text.h"
#include "cr-why-write.h"

/* What @name last meant: a tensor has one label, and may have had other names ("y = x", then y is another). */
static guint
find_bound (CrGraph *graph, const char *name)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_NAME_BOUND && event->u.name.tensor != 0 && g_strcmp0 (event->u.name.name, name) == 0)
        return cr_graph_find_tensor (graph, event->u.name.tensor);
    }
  return CR_NONE;
}

/* The last variable of that name. */
static guint
find_variable (CrGraph *graph, const char *name)
{
  for (guint i = cr_graph_get_n_variables (graph); i-- > 0;)
    if (g_strcmp0 (cr_variable_get_label (cr_graph_get_variable (graph, i)), name) == 0)
      return i;
  return find_bound (graph, name);
}

static gboolean
is_empty (const CrVariable *variable)
{
  for (int d = 0; d < variable->ndim; d++)
    if (variable->sizes[d] == 0)
      return TRUE;
  return FALSE;
}

/* "a", "a.grad" and "a.grad[3]" mean the same variable. FALSE when it said what is wrong. */
static gboolean
find_place (CrGraph *graph, const char *what, CrWhyPlace *place)
{
  gsize length = strcspn (what, "[");
  g_autofree char *name = g_strndup (what, length);
  if (g_str_has_suffix (name, ".grad"))
    name[strlen (name) - strlen (".grad")] = '\0';
  place->variable = find_variable (graph, g_strstrip (name));
  if (place->variable == CR_NONE)
    {
      cr_cli_complain (_ ("--why: no tensor of the run is called %s."), name);
      return FALSE;
    }
  const CrVariable *variable = cr_graph_get_variable (graph, place->variable);
  if (what[length] == '\0' && is_empty (variable))
    cr_cli_complain (_ ("--why: %s has no elements."), name);
  else if (what[length] == '\0' || cr_why_element_from_text (variable, what + length, &place->element))
    return TRUE;
  else
    cr_cli_complain (_ ("--why: %s has no element %s."), name, what + length);
  return FALSE;
}

int
cr_cli_why (const CrCliOptions *options, CrGraph *graph, const char *what)
{
  CrRunOptions run = { 0 };
  CrWhyPlace place = { .position = cr_trace_get_length (cr_graph_get_trace (graph)), .accumulated = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);

  if (!cr_cli_options_to_run (options, &run) || !find_place (graph, what, &place))
    return CR_EXIT_USAGE;
  g_autoptr (CrWhyIndex) index = cr_why_index_new (graph);
  g_autoptr (CrReplay) replay = cr_replay_new (graph, run.has_seed, run.seed);
  g_autoptr (CrWhy) why = cr_why_new (index, &place);
  if (why == NULL || cr_why_get_n_terms (why) == 0) /* nothing is kept in .grad: what arrived */
    {
      place.accumulated = FALSE;
      g_autoptr (CrWhy) arrived = cr_why_new (index, &place);
      if (cr_why_get_n_terms (arrived) > 0)
        {
          g_clear_pointer (&why, cr_why_unref);
          why = g_steal_pointer (&arrived);
        }
    }
  gboolean done = cr_why_write (why, replay, out, &error);
  fwrite (out->str, 1, out->len, stdout);
  if (!done)
    cr_cli_complain ("%s", error->message);
  return done ? CR_EXIT_FINE : CR_EXIT_SCRIPT;
}
