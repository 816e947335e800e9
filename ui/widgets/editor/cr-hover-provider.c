/* What the session knows is taken when the language has answered, on the main thread: the run may have gone on. */

#include "cr-hover-provider.h"

#include "cr-place-help.h"

struct _CrHoverProvider
{
  GObject parent_instance;
  CrTyping *typing; /* borrowed */
  CrHoverProblem problem;
  gpointer user_data;
};

/* One showing under way. */
typedef struct
{
  GtkSourceHoverContext *context; /* owned, as the next */
  GtkSourceHoverDisplay *display;
  CrTypingPlace *place;
} Showing;

static void init_provider (GtkSourceHoverProviderInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrHoverProvider, cr_hover_provider, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_HOVER_PROVIDER, init_provider))

static void
showing_free (gpointer data)
{
  Showing *showing = data;

  g_object_unref (showing->context);
  g_object_unref (showing->display);
  cr_typing_place_free (showing->place);
  g_free (showing);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer showing, GCancellable *cancellable)
{
  g_task_return_pointer (task, cr_typing_place_find_name (((Showing *)showing)->place),
                         (GDestroyNotify)cr_name_help_free);
}

static void
populate_async (GtkSourceHoverProvider *interface, GtkSourceHoverContext *context, GtkSourceHoverDisplay *display,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CrHoverProvider *provider = CR_HOVER_PROVIDER (interface);
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  Showing *showing;
  GtkTextIter place;

  if (!gtk_source_hover_context_get_iter (context, &place))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing there");
      return;
    }
  showing = g_new0 (Showing, 1);
  showing->context = g_object_ref (context);
  showing->display = g_object_ref (display);
  showing->place = cr_typing_place_new (provider->typing, &place);
  g_task_set_task_data (task, showing, showing_free);
  g_task_run_in_thread (task, find_in_thread);
}

static gboolean
populate_finish (GtkSourceHoverProvider *interface, GAsyncResult *result, GError **error)
{
  CrHoverProvider *provider = CR_HOVER_PROVIDER (interface);
  Showing *showing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) failure = NULL;
  g_autoptr (CrNameHelp) name = g_task_propagate_pointer (G_TASK (result), &failure);
  g_autoptr (CrPlaceHelp) help = NULL;
  GtkTextIter place;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (gtk_source_hover_context_get_iter (showing->context, &place))
    {
      help
          = cr_place_help_new (*provider->typing->session, cr_place_find_variable (*provider->typing->session, &place));
      help->problem = provider->problem (provider->user_data, &place);
      cr_place_help_add_name (help, name);
    }
  if (help == NULL || cr_place_help_is_empty (help))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing is known of it");
      return FALSE;
    }
  gtk_source_hover_display_append (showing->display, cr_place_help_make_widget (help));
  return TRUE;
}

static void
init_provider (GtkSourceHoverProviderInterface *interface)
{
  interface->populate_async = populate_async;
  interface->populate_finish = populate_finish;
}

static void
cr_hover_provider_class_init (CrHoverProviderClass *klass)
{
}

static void
cr_hover_provider_init (CrHoverProvider *provider)
{
}

void
cr_hover_provider_attach (CrTyping *typing, CrHoverProblem problem, gpointer user_data)
{
  g_autoptr (CrHoverProvider) provider = g_object_new (CR_TYPE_HOVER_PROVIDER, NULL);

  provider->typing = typing;
  provider->problem = problem;
  provider->user_data = user_data;
  gtk_source_hover_add_provider (gtk_source_view_get_hover (typing->view), GTK_SOURCE_HOVER_PROVIDER (provider));
}
