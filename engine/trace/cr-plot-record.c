/* What a plotting call was given, with values in place of tensors, so that a plot outlives its run. */

#include "cr-plot-record-private.h"

CrPlotDatum *
cr_plot_datum_new (CrPlotArgKind kind, const char *keyword)
{
  CrPlotDatum *datum = g_new0 (CrPlotDatum, 1);
  datum->kind = kind;
  datum->keyword = g_strdup (keyword);
  if (kind == CR_PLOT_ARG_LIST)
    datum->elements = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_plot_datum_free);
  return datum;
}

void
cr_plot_datum_free (CrPlotDatum *datum)
{
  g_free (datum->keyword);
  g_free (datum->string);
  g_clear_pointer (&datum->value, cr_value_unref);
  g_clear_pointer (&datum->elements, g_ptr_array_unref);
  g_free (datum);
}

CrPlotRecord *
cr_plot_record_new (const char *name, guint axes)
{
  CrPlotRecord *record = g_new0 (CrPlotRecord, 1);
  record->name = g_strdup (name);
  record->axes = axes;
  record->args = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_plot_datum_free);
  return record;
}

void
cr_plot_record_free (CrPlotRecord *record)
{
  g_free (record->name);
  g_ptr_array_unref (record->args);
  g_free (record);
}

static CrPlotDatum *
datum_copy (const CrPlotDatum *datum, CrValueKeeper keep, gpointer user_data)
{
  CrPlotDatum *copy = cr_plot_datum_new (datum->kind, datum->keyword);
  copy->integer = datum->integer;
  copy->number = datum->number;
  copy->string = g_strdup (datum->string);
  copy->tensor = datum->tensor;
  copy->value = keep (user_data, datum->value);
  for (guint i = 0; datum->elements != NULL && i < datum->elements->len; i++)
    g_ptr_array_add (copy->elements, datum_copy (datum->elements->pdata[i], keep, user_data));
  return copy;
}

CrPlotRecord *
cr_plot_record_copy (const CrPlotRecord *record, CrValueKeeper keep, gpointer user_data)
{
  CrPlotRecord *copy = cr_plot_record_new (record->name, record->axes);
  for (guint i = 0; i < record->args->len; i++)
    g_ptr_array_add (copy->args, datum_copy (record->args->pdata[i], keep, user_data));
  return copy;
}

static gboolean
data_equal (GPtrArray *a, GPtrArray *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const CrPlotDatum *x = a->pdata[i], *y = b->pdata[i];
      if (x->kind != y->kind || g_strcmp0 (x->keyword, y->keyword) != 0 || x->integer != y->integer
          || (x->number != y->number && x->number == x->number) || g_strcmp0 (x->string, y->string) != 0
          || x->tensor != y->tensor || !cr_value_equal (x->value, y->value) || !data_equal (x->elements, y->elements))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_plot_record_equal (const CrPlotRecord *a, const CrPlotRecord *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && a->axes == b->axes && data_equal (a->args, b->args);
}
