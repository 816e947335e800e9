/* The text of a large tensor is made on a thread; the last one asked for is put on the clipboard. */

#include "cr-tensor-copy.h"

#include <glib/gi18n-lib.h>

#include "cr-value-text.h"

#define LARGE_COPY 20000 /* elements: from here on the text is made on a thread */
#define STATUS_SECONDS 4

typedef struct
{
  CrTensorCopy *copy;
  GCancellable *cancellable;
} Callback;

static gboolean
hide_status (gpointer data)
{
  CrTensorCopy *copy = data;

  copy->source = 0;
  gtk_widget_set_visible (GTK_WIDGET (copy->status), FALSE);
  return G_SOURCE_REMOVE;
}

/* @passing: only for a few seconds. */
static void
show_status (CrTensorCopy *copy, const char *text, gboolean passing)
{
  g_clear_handle_id (&copy->source, g_source_remove);
  gtk_label_set_text (copy->status, text);
  gtk_widget_set_visible (GTK_WIDGET (copy->status), TRUE);
  if (passing)
    copy->source = g_timeout_add_seconds (STATUS_SECONDS, hide_status, copy);
}

static void
put (CrTensorCopy *copy, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (copy->widget), text);
  show_status (copy, _ ("Copied."), TRUE);
}

static void
make_text (GTask *task, gpointer source, gpointer value, GCancellable *cancellable)
{
  g_task_return_pointer (task, cr_value_dup_python (value, cancellable), g_free);
}

static void
text_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Callback *callback = data;
  g_autoptr (GCancellable) cancellable = callback->cancellable;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!g_cancellable_is_cancelled (cancellable)) /* else another copy, or the end */
    put (callback->copy, text);
}

static void
stop (CrTensorCopy *copy)
{
  g_cancellable_cancel (copy->cancellable);
  g_clear_object (&copy->cancellable);
}

void
cr_tensor_copy_init (CrTensorCopy *copy, GtkWidget *widget, GtkLabel *status)
{
  copy->widget = widget;
  copy->status = status;
}

void
cr_tensor_copy_clear (CrTensorCopy *copy)
{
  stop (copy);
  g_clear_handle_id (&copy->source, g_source_remove);
}

void
cr_tensor_copy_value (CrTensorCopy *copy, CrValue *value)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *text = NULL;
  Callback *callback;

  stop (copy);
  if (value == NULL || !cr_value_has_data (value))
    show_status (copy, _ ("There is nothing to copy."), TRUE);
  else if (cr_value_get_numel (value) > CR_VALUE_MAX_COPIED)
    show_status (copy, _ ("More than a million elements are not copied as text."), TRUE);
  else if (cr_value_get_numel (value) < LARGE_COPY)
    {
      text = cr_value_dup_python (value, NULL);
      put (copy, text);
    }
  else
    {
      callback = g_new0 (Callback, 1);
      copy->cancellable = g_cancellable_new ();
      *callback = (Callback){ copy, g_object_ref (copy->cancellable) };
      task = g_task_new (NULL, copy->cancellable, text_made, callback);
      g_task_set_task_data (task, cr_value_ref (value), (GDestroyNotify)cr_value_unref);
      show_status (copy, _ ("Copying…"), FALSE);
      g_task_run_in_thread (task, make_text);
    }
}

void
cr_tensor_copy_element (CrTensorCopy *copy, const CrValue *value, gint64 element)
{
  g_autofree char *text = NULL;

  if (value == NULL || !cr_value_has_data (value) || element < 0 || element >= cr_value_get_numel (value))
    return;
  text = cr_value_dup_exact (value, element);
  put (copy, text);
}

static void
append_row (GMenu *menu, guint i, const CrValueRow *row, gint64 element)
{
  g_autofree char *all = g_strdup_printf (_ ("Copy %s as torch.tensor(…)"), row->label);
  g_autofree char *action = g_strdup_printf ("tensor.copy(uint32 %u)", i), *place = NULL, *one = NULL;
  g_autofree char *element_action = g_strdup_printf ("tensor.copy-element(uint32 %u)", i);

  g_menu_append (menu, all, action);
  if (element < 0 || cr_value_get_numel (row->value) <= element)
    return;
  place = cr_value_dup_place (row->value, element);
  one = g_strdup_printf (_ ("Copy the number %s%s"), row->label, place);
  g_menu_append (menu, one, element_action);
}

GMenuModel *
cr_tensor_copy_new_menu (const CrValueRow *rows, guint n_rows, gint64 element)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) table = g_menu_new ();

  for (guint i = 0; i < n_rows; i++)
    if (rows[i].value != NULL && cr_value_has_data (rows[i].value))
      append_row (menu, i, &rows[i], element);
  g_menu_append (table, _ ("Copy all as a table (CSV)"), "win.copy-data");
  g_menu_append (table, _ ("Export all as a table (CSV)…"), "win.export-data");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (table));
  return G_MENU_MODEL (menu);
}
