/* As in a shell: going back begins at the newest, and forth ends at what was being typed. */

#include "cr-entry-history.h"

#include <string.h>

#define MOST 200

void
cr_entry_history_init (CrEntryHistory *history)
{
  history->entries = g_ptr_array_new_with_free_func (g_free);
}

void
cr_entry_history_clear (CrEntryHistory *history)
{
  g_clear_pointer (&history->entries, g_ptr_array_unref);
  g_clear_pointer (&history->typed, g_free);
}

void
cr_entry_history_add (CrEntryHistory *history, const char *text)
{
  GPtrArray *entries = history->entries;

  if (entries->len == 0 || strcmp (g_ptr_array_index (entries, entries->len - 1), text) != 0)
    g_ptr_array_add (entries, g_strdup (text));
  if (entries->len > MOST)
    g_ptr_array_remove_index (entries, 0);
  history->place = entries->len;
  g_clear_pointer (&history->typed, g_free);
}

const char *
cr_entry_history_step (CrEntryHistory *history, gboolean back, const char *shown)
{
  guint n = history->entries->len;

  if (back ? history->place == 0 : history->place >= n)
    return NULL;
  if (history->place == n)
    {
      g_free (history->typed);
      history->typed = g_strdup (shown);
    }
  history->place = back ? history->place - 1 : history->place + 1;
  return history->place == n ? history->typed : g_ptr_array_index (history->entries, history->place);
}
