/* What is over within half a second never shows a dialog. */

#include "cr-progress.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define DELAY_MILLISECONDS 500
#define STEP_MILLISECONDS 100

struct _CrProgress
{
  GtkWindow *parent; /* a weak pointer */
  char *heading;
  const gint *per_mille;
  GCancellable *cancellable;
  guint source;
  GtkWidget *dialog; /* a weak pointer; NULL: not shown */
  GtkProgressBar *bar;
};

static gboolean
update (gpointer data)
{
  CrProgress *progress = data;

  if (progress->dialog == NULL)
    {
      progress->source = 0;
      return G_SOURCE_REMOVE;
    }
  if (progress->per_mille == NULL)
    gtk_progress_bar_pulse (progress->bar);
  else
    gtk_progress_bar_set_fraction (progress->bar, g_atomic_int_get (progress->per_mille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

static void
give_up (CrProgress *progress)
{
  g_cancellable_cancel (progress->cancellable);
}

static gboolean
show (gpointer data)
{
  CrProgress *progress = data;
  AdwMessageDialog *dialog;

  progress->source = 0;
  if (progress->parent == NULL)
    return G_SOURCE_REMOVE;
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (progress->parent, progress->heading, NULL));
  progress->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  adw_message_dialog_set_extra_child (dialog, GTK_WIDGET (progress->bar));
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (give_up), progress);
  g_set_weak_pointer (&progress->dialog, GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
  progress->source = g_timeout_add (STEP_MILLISECONDS, update, progress);
  return G_SOURCE_REMOVE;
}

CrProgress *
cr_progress_new (GtkWindow *parent, const char *heading, const gint *per_mille, GCancellable *cancellable)
{
  CrProgress *progress = g_new0 (CrProgress, 1);

  g_set_weak_pointer (&progress->parent, parent);
  progress->heading = g_strdup (heading);
  progress->per_mille = per_mille;
  progress->cancellable = g_object_ref (cancellable);
  progress->source = g_timeout_add (DELAY_MILLISECONDS, show, progress);
  return progress;
}

void
cr_progress_free (CrProgress *progress)
{
  g_clear_handle_id (&progress->source, g_source_remove);
  if (progress->dialog != NULL)
    {
      g_signal_handlers_disconnect_by_data (progress->dialog, progress);
      gtk_window_destroy (GTK_WINDOW (progress->dialog));
    }
  g_clear_weak_pointer (&progress->dialog);
  g_clear_weak_pointer (&progress->parent);
  g_object_unref (progress->cancellable);
  g_free (progress->heading);
  g_free (progress);
}
