/* What a table is in words. */

#include "cr-value-table-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cr-value-text.h"

#define MAX_SPOKEN 20

static void
append_numbers (GString *text, const CrValue *value)
{
  gint64 n = MIN (cr_value_get_numel (value), MAX_SPOKEN);

  for (gint64 i = 0; i < n; i++)
    {
      g_autofree char *number = cr_value_dup_number (value, i);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ", number);
    }
  if (n < cr_value_get_numel (value))
    g_string_append (text, ", …");
}

char *
cr_value_table_describe (const CrValueRow *rows, guint n_rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_rows; i++)
    {
      CrTableRow row = { .value = rows[i].value };

      g_string_append_printf (text, "%s%s: ", i == 0 ? "" : "; ", rows[i].label);
      if (cr_table_row_is_tabular (&row))
        append_numbers (text, row.value);
      else
        {
          g_autofree char *missing = cr_table_dup_missing_text (&row);

          g_string_append (text, missing);
        }
    }
  return g_string_free (text, FALSE);
}

char *
cr_value_table_describe_element (const CrValue *value, gint64 element)
{
  g_autofree char *number = cr_value_dup_number (value, element), *place = NULL;
  const gint64 *sizes = cr_value_get_sizes (value);

  switch (cr_value_get_ndim (value))
    {
    case 0:
      return g_steal_pointer (&number);
    case 1:
      return g_strdup_printf (_ ("element %" PRId64 ": %s"), element, number);
    case 2:
      return g_strdup_printf (_ ("row %" PRId64 ", column %" PRId64 ": %s"), element / sizes[1], element % sizes[1],
                              number);
    default:
      place = cr_value_dup_place (value, element);
      return g_strdup_printf ("%s: %s", place, number);
    }
}
