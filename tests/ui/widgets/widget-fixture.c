/* What the tests of widgets in a window share. */

#include "widget-fixture.h"

#include <string.h>

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

GtkWidget *
widget_find (GtkWidget *root, WidgetMatch match, gconstpointer data)
{
  if (match (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = widget_find (child, match, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
widget_is_type (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *)type);
}

gboolean
widget_has_text (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
         && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

GtkWidget *
widget_find_type (gpointer root, GType type)
{
  GtkWidget *found = widget_find (GTK_WIDGET (root), widget_is_type, &type);

  g_assert_nonnull (found);
  return found;
}
