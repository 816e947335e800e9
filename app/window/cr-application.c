/* The application: windows, files given on the command line, keyboard shortcuts. */

#include "cr-application.h"

#include <glib/gi18n-lib.h>

#include "cr-app-resources.h"
#include "cr-panels.h"
#include "cr-widgets.h"
#include "cr-window.h"

#define STARTER "import torch\n\n"

struct _CrApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (CrApplication, cr_application, ADW_TYPE_APPLICATION)

static void
show_starter (CrWindow *window)
{
  cr_session_reset (cr_window_get_session (window), STARTER);
}

static void
cr_application_activate (GApplication *application)
{
  CrWindow *window = cr_window_new (GTK_APPLICATION (application));

  show_starter (window);
  cr_window_show_examples (window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
cr_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      CrWindow *window = cr_window_new (GTK_APPLICATION (application));

      gtk_window_present (GTK_WINDOW (window));
      cr_window_open_file (window, files[i], show_starter);
    }
}

/* Each window asks about its unsaved changes. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_close (GTK_WINDOW (link->data));
}

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } table[] = {
    { "app.quit", { "<Control>q", NULL } },
    { "win.close", { "<Control>w", NULL } },
    { "win.open", { "<Control>o", NULL } },
    { "win.show-examples", { "<Control><Shift>o", NULL } },
    { "win.new", { "<Control>n", NULL } },
    { "win.save", { "<Control>s", NULL } },
    { "win.save-as", { "<Control><Shift>s", NULL } },
    { "win.copy-picture", { "<Control><Shift>c", NULL } },
    { "win.export", { "<Control>e", NULL } },
    { "win.undo", { "<Control>z", NULL } },
    { "win.redo", { "<Control><Shift>z", "<Control>y", NULL } },
    { "win.run", { "<Control>r", NULL } },
    { "win.type", { "<Control>l", NULL } },
    { "win.focus-script", { "<Control>1", NULL } },
    { "win.focus-graph", { "<Control>2", NULL } },
    { "win.view::full", { "<Alt>1", NULL } },
    { "win.view::variables", { "<Alt>2", NULL } },
    { "win.view::functions", { "<Alt>3", NULL } },
    { "win.left-to-right", { "<Alt>4", NULL } },
    { "win.plot-large", { "<Alt>5", NULL } },
    { "win.shortcuts", { "<Control>question", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].accels);
}

static void
cr_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { .name = "quit", .activate = quit } };

  g_resources_register (cr_app_get_resource ());
  G_APPLICATION_CLASS (cr_application_parent_class)->startup (application);
  cr_widgets_init ();
  cr_panels_init ();
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  set_accels (GTK_APPLICATION (application));
  gtk_window_set_default_icon_name (CR_APPLICATION_ID);
}

static void
cr_application_class_init (CrApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = cr_application_startup;
  application_class->activate = cr_application_activate;
  application_class->open = cr_application_open;
}

static void
cr_application_init (CrApplication *application)
{
}

CrApplication *
cr_application_new (void)
{
  return g_object_new (CR_TYPE_APPLICATION, "application-id", CR_APPLICATION_ID, "resource-base-path",
                       "/io/github/chainrule/Chainrule", "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE,
                       NULL);
}

static gboolean
has_render_node (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

int
cr_application_main (int argc, char **argv)
{
  g_autoptr (CrApplication) application = NULL;

  /* Without a GPU, GTK would still draw with OpenGL in software, four times slower than Cairo, and even with Cairo
   * load the software driver first, a third of the time to the first frame. */
  if (!has_render_node ())
    {
      g_setenv ("GSK_RENDERER", "cairo", FALSE);
      g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
    }
  g_set_application_name (_ ("Chainrule"));
  g_set_prgname (CR_APPLICATION_ID);
  application = cr_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
