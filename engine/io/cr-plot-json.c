/* The plotting calls of a trace as JSON, in the form of the parity corpus. */

#include "cr-plot-json.h"

#include "cr-json.h"
#include "cr-plot-record.h"

/* Elements of @value nested by shape, from flat index *@next on: a bracket opens wherever a row of dimension d begins.
 */
static void
append_nested (GString *out, const CrValue *value)
{
  int ndim = cr_value_get_ndim (value);
  const gint64 *sizes = cr_value_get_sizes (value);
  gint64 numel = cr_value_get_numel (value);
  if (numel == 0)
    {
      g_string_append (out, "[]");
      return;
    }
  for (gint64 i = 0; i < numel; i++)
    {
      gint64 row = 1;
      int n_brackets = 0;
      for (int d = ndim - 1; d >= 0 && i % (row *= sizes[d]) == 0; d--)
        n_brackets++;
      for (int k = 0; k < n_brackets && i > 0; k++)
        g_string_append_c (out, ']');
      if (i > 0)
        g_string_append_c (out, ',');
      for (int k = 0; k < n_brackets; k++)
        g_string_append_c (out, '[');
      cr_json_append_element (out, value, i);
    }
  for (int d = 0; d < ndim; d++)
    g_string_append_c (out, ']');
}

static void
append_array (GString *out, const CrValue *value)
{
  g_string_append (out, "{\"shape\":");
  cr_json_append_sizes (out, cr_value_get_ndim (value), cr_value_get_sizes (value));
  g_string_append_printf (out, ",\"dtype\":\"%s\",\"data\":", cr_dtype_get_name (cr_value_get_dtype (value)));
  if (cr_value_has_data (value))
    append_nested (out, value);
  else
    g_string_append (out, "null");
  g_string_append_c (out, '}');
}

static void append_data (GString *out, GPtrArray *data, gboolean keywords);

static void
append_datum (GString *out, const CrPlotDatum *datum)
{
  switch (datum->kind)
    {
    case CR_PLOT_ARG_BOOL:
      g_string_append (out, datum->integer ? "true" : "false");
      break;
    case CR_PLOT_ARG_INT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, datum->integer);
      break;
    case CR_PLOT_ARG_FLOAT:
      cr_json_append_double (out, datum->number);
      break;
    case CR_PLOT_ARG_STRING:
      cr_json_append_string (out, datum->string);
      break;
    case CR_PLOT_ARG_TENSOR:
      append_array (out, datum->value);
      break;
    case CR_PLOT_ARG_LIST:
      g_string_append_c (out, '[');
      append_data (out, datum->elements, FALSE);
      g_string_append_c (out, ']');
      break;
    case CR_PLOT_ARG_NONE:
    default:
      g_string_append (out, "null");
      break;
    }
}

/* Those with a keyword as members, or those without as elements. */
static void
append_data (GString *out, GPtrArray *data, gboolean keywords)
{
  gboolean first = TRUE;
  for (guint i = 0; data != NULL && i < data->len; i++)
    {
      const CrPlotDatum *datum = data->pdata[i];
      if ((datum->keyword != NULL) != keywords)
        continue;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      if (keywords)
        {
          cr_json_append_string (out, datum->keyword);
          g_string_append_c (out, ':');
        }
      append_datum (out, datum);
    }
}

void
cr_plot_json_write (CrTrace *trace, GString *out)
{
  guint length = cr_trace_get_length (trace);
  gboolean first = TRUE;
  g_string_append (out, "{\"calls\":[");
  for (guint i = 0; i < length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind != CR_EVENT_PLOTTED)
        continue;
      const CrPlotRecord *plot = event->u.plot;
      if (g_str_has_prefix (plot->name, "fig.") || g_str_has_prefix (plot->name, "artist."))
        continue; /* the form has calls of plt and of axes */
      g_string_append (out, first ? "{\"call\":" : ",{\"call\":");
      first = FALSE;
      cr_json_append_string (out, plot->name);
      g_string_append (out, ",\"args\":[");
      append_data (out, plot->args, FALSE);
      g_string_append (out, "],\"kwargs\":{");
      append_data (out, plot->args, TRUE);
      g_string_append (out, "}}");
    }
  g_string_append (out, "]}\n");
}
