/* The desktop's list has the files of all programs: ours are those that have our name on them. */

#include "cr-recent.h"

#define NAME "Chainrule" /* in any language */

void
cr_recent_add (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file), *name = g_file_get_basename (file);
  gboolean is_graph = name != NULL && g_str_has_suffix (name, ".chainrule");
  const GtkRecentData data = { .mime_type = (char *)(is_graph ? "application/x-chainrule" : "text/x-python"),
                               .app_name = (char *)NAME,
                               .app_exec = (char *)"chainrule %u" };

  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  GDateTime *first = gtk_recent_info_get_modified (*(GtkRecentInfo *const *)a);
  GDateTime *second = gtk_recent_info_get_modified (*(GtkRecentInfo *const *)b);

  return g_date_time_compare (second, first);
}

/* The file chooser adds what was exported, too. */
static gboolean
is_ours (GtkRecentInfo *info)
{
  const char *uri = gtk_recent_info_get_uri (info);

  return gtk_recent_info_has_application (info, NAME)
         && (g_str_has_suffix (uri, ".py") || g_str_has_suffix (uri, ".chainrule")) && gtk_recent_info_exists (info);
}

GPtrArray *
cr_recent_list (guint n)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)gtk_recent_info_unref);
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());

  for (GList *link = items; link != NULL; link = link->next)
    if (is_ours (link->data))
      g_ptr_array_add (found, gtk_recent_info_ref (link->data));
  g_list_free_full (items, (GDestroyNotify)gtk_recent_info_unref);
  g_ptr_array_sort (found, compare_times);
  if (found->len > n)
    g_ptr_array_set_size (found, (int)n);
  return found;
}
