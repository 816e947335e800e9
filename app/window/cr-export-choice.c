/* The choices live with the application. */

#include "cr-export-choice.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define DATA_KEY "cr-export-choice"

static const char *const endings[CR_N_EXPORT_FORMATS] = { ".svg", ".pdf", ".png" };

CrExportChoice *
cr_export_choice_get (void)
{
  GObject *application = G_OBJECT (g_application_get_default ());
  CrExportChoice *choice = g_object_get_data (application, DATA_KEY);

  if (choice == NULL)
    {
      choice = g_new0 (CrExportChoice, 1);
      choice->scales[CR_EXPORT_SVG] = choice->scales[CR_EXPORT_PDF] = 1;
      choice->scales[CR_EXPORT_PNG] = 2;
      g_object_set_data_full (application, DATA_KEY, choice, g_free);
    }
  return choice;
}

gboolean
cr_export_choice_is_dark (const CrExportChoice *choice)
{
  return choice->ground == 0 ? adw_style_manager_get_dark (adw_style_manager_get_default ()) : choice->ground == 2;
}

const char *
cr_export_choice_get_ending (CrExportFormat format)
{
  g_return_val_if_fail (format < CR_N_EXPORT_FORMATS, NULL);
  return endings[format];
}

GFile *
cr_export_choice_add_ending (GFile *file, CrExportFormat *format, GError **error)
{
  g_autofree char *name = g_file_get_basename (file), *full = NULL, *shown = NULL;
  g_autoptr (GFile) parent = g_file_get_parent (file), longer = NULL;
  CrExportFormat named = cr_export_find_format (name);

  if (named != CR_N_EXPORT_FORMATS || parent == NULL)
    {
      *format = named != CR_N_EXPORT_FORMATS ? named : *format;
      return g_object_ref (file);
    }
  full = g_strconcat (name, endings[*format], NULL);
  longer = g_file_get_child (parent, full);
  if (!g_file_query_exists (longer, NULL))
    return g_steal_pointer (&longer);
  shown = g_filename_display_name (full);
  g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("“%s” exists already. To replace it, give its full name."), shown);
  return NULL;
}
