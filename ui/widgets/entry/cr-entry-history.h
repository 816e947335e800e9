#pragma once
/* What was entered before, for going back and forth in it. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *entries; /* of char *, the oldest first */
  guint place;        /* entries->len: at what is being typed */
  char *typed;        /* what stood there before going back; NULL */
} CrEntryHistory;

void cr_entry_history_init (CrEntryHistory *history);
void cr_entry_history_clear (CrEntryHistory *history);
/* Adds @text as the newest, unless it is that already, and comes back to it. */
void cr_entry_history_add (CrEntryHistory *history, const char *text);
/* The entry before or after; @shown is what stands there now. Borrowed; NULL if there is none that way. */
const char *cr_entry_history_step (CrEntryHistory *history, gboolean back, const char *shown);

G_END_DECLS
