/* chainrule render: plots alone, as pictures or as CSV, and a tensor as CSV. */
#include <glib/gi18n-lib.h>

#include "cr-cli-options.h"
#include "cr-cli-render-private.h"
#include "cr-csv.h"
#include "cr-document.h"
#include "cr-export-figure.h"
#include "cr-figures.h"

gboolean
cr_cli_check_data (const CrCliRender *render)
{
  gboolean plots = render->plot != NULL || render->export.plots;

  if (render->plot != NULL && (render->node != NULL || render->region != NULL))
    cr_cli_complain (_ ("--plot shows no graph; leave --node and --region out."));
  else if (render->csv && !plots && render->node == NULL)
    cr_cli_complain (_ ("say whose numbers: --node=NAME, --plot=N or --plots."));
  else if (render->csv && plots && render->node != NULL)
    cr_cli_complain (_ ("a CSV holds the numbers of a --node or of plots, not of both."));
  else
    return TRUE;
  return FALSE;
}

/* --plot=N or all. */
static gboolean
choose_plots (const CrCliRender *render, GPtrArray *figures, CrExportPlots *plots)
{
  guint64 number;

  *plots = (CrExportPlots){ figures, 0, figures->len };
  if (figures->len == 0)
    {
      cr_cli_complain (_ ("the run has no plots there."));
      return FALSE;
    }
  if (render->plot == NULL || g_str_equal (render->plot, "all"))
    return TRUE;
  if (!g_ascii_string_to_unsigned (render->plot, 10, 1, figures->len, &number, NULL))
    {
      cr_cli_complain (_ ("--plot takes all or a number from 1 to %u, not “%s”."), figures->len, render->plot);
      return FALSE;
    }
  plots->from = (guint)number - 1;
  plots->n = 1;
  return TRUE;
}

static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return bytes != NULL && cr_document_write (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

/* Of several plots each has a file: OUT-1.csv, OUT-2.csv, ... */
static gboolean
write_data (const char *path, const CrExportPlots *plots, GError **error)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".csv"));

  for (guint i = 0; i < plots->n; i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s-%u.csv", stem, i + 1);
      g_autoptr (GBytes) bytes
          = cr_export_write_figure (g_ptr_array_index (plots->figures, plots->from + i), NULL, error);

      if (!write_bytes (plots->n == 1 ? path : numbered, bytes, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_cli_render_plots (const CrCliRender *render, CrTrace *trace)
{
  CrExportOptions options = render->export;
  g_autoptr (GPtrArray) figures = NULL;
  g_autofree char *title = cr_cli_dup_title (trace);
  g_autoptr (GError) error = NULL;
  CrExportPlots plots;
  guint position;
  gboolean written;

  if (!cr_cli_parse_position ("--at", render->at, trace, &position))
    return FALSE;
  figures = cr_figures_new (trace, position);
  if (!choose_plots (render, figures, &plots))
    return FALSE;
  options.title = title;
  if (render->csv)
    written = write_data (render->out, &plots, &error);
  else
    {
      g_autoptr (GBytes) bytes = cr_export_draw_plots (&plots, render->format, &options, NULL, &error);

      written = write_bytes (render->out, bytes, &error);
    }
  if (!written)
    cr_cli_complain ("%s", error->message);
  return written;
}

/* The last variable of that name that there is at the cursor. */
static const CrVariableState *
find_variable (CrCursor *cursor, const char *name)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);

  for (guint i = cr_graph_get_n_variables (graph); i-- > 0;)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i);
      const CrVariableState *state;

      if (g_strcmp0 (variable->name, name) != 0 && g_strcmp0 (cr_variable_get_label (variable), name) != 0)
        continue;
      state = cr_cursor_get_variable (cursor, i);
      if (state->exists && state->value != NULL)
        return state;
    }
  return NULL;
}

gboolean
cr_cli_render_tensor (const CrCliRender *render, CrTrace *trace)
{
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (GFile) file = g_file_new_for_path (render->out);
  g_autoptr (GError) error = NULL;
  const CrVariableState *state;
  guint position;

  if (!cr_cli_parse_position ("--at", render->at, trace, &position))
    return FALSE;
  cr_cursor_seek (cursor, position);
  state = find_variable (cursor, render->node);
  if (state == NULL)
    {
      cr_cli_complain (_ ("--node: there is no tensor called “%s” there."), render->node);
      return FALSE;
    }

  CrValue *gradient = state->grad != NULL ? state->grad : state->gradient;
  const CrCsvColumn columns[] = { { "value", state->value }, { "gradient", gradient } };
  gboolean has_gradient = gradient != NULL && cr_value_has_data (gradient);

  if (cr_csv_write_file (file, columns, has_gradient ? 2 : 1, NULL, NULL, &error))
    return TRUE;
  cr_cli_complain ("%s", error->message);
  return FALSE;
}
