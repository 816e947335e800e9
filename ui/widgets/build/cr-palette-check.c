/* Trying all takes some tenths of a second: the palette is open meanwhile, and what does not fit goes pale after it. */

#include "cr-palette-check.h"

static GArray *
make_operands (CrGraph *graph, const GArray *variables)
{
  GArray *operands = g_array_new (FALSE, FALSE, sizeof (CrCatalogOperand));

  for (guint i = 0; i < variables->len; i++)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, g_array_index (variables, guint, i));
      CrCatalogOperand operand = { variable->dtype, variable->ndim, variable->sizes };

      g_array_append_val (operands, operand);
    }
  return operands;
}

/* What takes more than is selected asks for the rest. */
static char *
check (const CrCatalogEntry *entry, const GArray *operands)
{
  return operands->len == 0 || entry->n_operands > operands->len
             ? NULL
             : cr_catalog_check (entry, (const CrCatalogOperand *)operands->data, operands->len);
}

char *
cr_palette_check_entry (const CrCatalogEntry *entry, CrGraph *graph, const GArray *variables)
{
  g_autoptr (GArray) operands = make_operands (graph, variables);

  return check (entry, operands);
}

typedef struct
{
  CrGraph *graph; /* it owns the sizes */
  GArray *operands;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  cr_graph_unref (job->graph);
  g_array_unref (job->operands);
  g_free (job);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GPtrArray *reasons = g_ptr_array_new_with_free_func (g_free);
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);

  for (guint i = 0; i < n && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (reasons, check (&entries[i], job->operands));
  g_task_return_pointer (task, reasons, (GDestroyNotify)g_ptr_array_unref);
}

void
cr_palette_check_async (CrGraph *graph, const GArray *variables, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->graph = cr_graph_ref (graph);
  job->operands = make_operands (graph, variables);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, run);
}

GPtrArray *
cr_palette_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
