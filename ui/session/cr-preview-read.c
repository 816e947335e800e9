/* What the trace of a trial tells: the value that came to be, or what else the statement did. */

#include "cr-preview-private.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"

#define VALUES 6            /* of a tensor that are shown */
#define LONGEST 60          /* characters of what is printed */
#define MOST_NAMES 4        /* in a sentence */
#define MORE_EVENTS 1000000 /* that are looked through for a tensor's name */

guint
cr_preview_find_first_event (CrTrace *trace, guint shown)
{
  guint n = cr_trace_get_length (trace);

  for (guint i = 0; i < n; i++)
    {
      const CrRange *range = &cr_trace_get_event (trace, i)->range;

      if (range->line != 0 && range->offset >= shown)
        return i;
    }
  return n;
}

/* What @tensor was last found to hold; NULL. */
static const CrValue *
find_value (CrTrace *trace, guint64 tensor)
{
  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_OPERATION)
        {
          if (event->u.operation.output == tensor)
            return event->u.operation.value;
          for (guint k = 0; k < event->u.operation.n_others; k++)
            if (event->u.operation.others[k].tensor == tensor)
              return event->u.operation.others[k].value;
        }
      else if ((event->kind == CR_EVENT_TENSOR_CREATED || event->kind == CR_EVENT_WRITTEN)
               && event->u.tensor.id == tensor)
        return event->u.tensor.value;
    }
  return NULL;
}

static const char *
find_name (CrTrace *trace, guint64 tensor)
{
  for (guint i = cr_trace_get_length (trace), n = 0; i-- > 0 && n < MORE_EVENTS; n++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_NAME_BOUND && event->u.name.tensor == tensor && tensor != 0)
        return event->u.name.name;
    }
  return NULL;
}

/* What was printed last of all by the statement or the line after it; NULL. */
static const char *
find_printed (CrTrace *trace, guint first)
{
  for (guint i = cr_trace_get_length (trace); i-- > first;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_PRINTED)
        return event->u.text.text;
    }
  return NULL;
}

/* In one line, cut off. */
static char *
shorten (const char *text)
{
  g_autofree char *line = g_strstrip (g_strdelimit (g_strdup (text), "\n\t", ' '));

  if (g_utf8_strlen (line, -1) <= LONGEST)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, LONGEST - 1) = '\0';
  return g_strconcat (line, "…", NULL);
}

CrPreview *
cr_preview_read_value (CrTrace *trace, guint first, const char *name)
{
  CrPreview *preview = cr_preview_new (CR_PREVIEW_VALUE);
  const CrValue *value = NULL;
  const char *printed;

  for (guint i = cr_trace_get_length (trace); i-- > first && value == NULL;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_NAME_BOUND && g_strcmp0 (event->u.name.name, name) == 0)
        {
          if (event->u.name.tensor != 0)
            value = find_value (trace, event->u.name.tensor);
          break;
        }
    }
  preview->name = g_strdup (name);
  if (value != NULL)
    {
      preview->value = cr_label_new_brief (value, VALUES);
      preview->shape
          = cr_label_new_shape (cr_value_get_dtype (value), cr_value_get_ndim (value), cr_value_get_sizes (value));
      return preview;
    }
  printed = find_printed (trace, first);
  preview->value = shorten (printed == NULL ? "None" : printed);
  return preview;
}

/* What the statement did to tensors that have names: of a kind of event, each once. Of char *, borrowed. */
static GPtrArray *
collect_names (CrTrace *trace, guint first, CrEventKind kind)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n = cr_trace_get_length (trace);

  for (guint i = first; i < n; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      const char *name;

      if (event->kind != kind)
        continue;
      name = find_name (trace, kind == CR_EVENT_WRITTEN ? event->u.tensor.id : event->u.gradient.tensor);
      if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer)name);
    }
  return names;
}

/* "a, b, c, …" */
static char *
join_names (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      if (i == MOST_NAMES)
        {
          g_string_append (text, "…");
          break;
        }
      g_string_append (text, g_ptr_array_index (names, i));
    }
  return g_string_free (text, FALSE);
}

static void
append_change (GString *sentences, CrTrace *trace, guint first, CrEventKind kind, const char *format)
{
  g_autoptr (GPtrArray) names = collect_names (trace, first, kind);
  g_autofree char *list = join_names (names);

  if (names->len == 0)
    return;
  if (sentences->len > 0)
    g_string_append (sentences, "; ");
  g_string_append_printf (sentences, format, list);
}

static gboolean
happened (CrTrace *trace, guint first, CrEventKind kind)
{
  guint n = cr_trace_get_length (trace);

  for (guint i = first; i < n; i++)
    if (cr_trace_get_event (trace, i)->kind == kind)
      return TRUE;
  return FALSE;
}

CrPreview *
cr_preview_read_change (CrTrace *trace, guint first)
{
  CrPreview *preview = cr_preview_new (CR_PREVIEW_CHANGE);
  GString *sentences = g_string_new (NULL);
  const char *printed = find_printed (trace, first);

  append_change (sentences, trace, first, CR_EVENT_GRAD_ACCUMULATED, _ ("changes the gradient of %s"));
  append_change (sentences, trace, first, CR_EVENT_GRAD_CLEARED, _ ("clears the gradient of %s"));
  append_change (sentences, trace, first, CR_EVENT_WRITTEN, _ ("changes %s"));
  if (sentences->len == 0 && happened (trace, first, CR_EVENT_PLOTTED))
    g_string_append (sentences, _ ("draws into the plot"));
  if (sentences->len == 0 && printed != NULL)
    {
      g_autofree char *line = shorten (printed);

      g_string_append_printf (sentences, _ ("prints %s"), line);
    }
  if (sentences->len == 0)
    g_string_append (sentences, _ ("runs; no value comes of it"));
  preview->sentence = g_string_free (sentences, FALSE);
  return preview;
}
