#pragma once
/* What comes of the words in the expression entry, as it is shown under them. */

#include <gtk/gtk.h>

#include "cr-preview.h"

G_BEGIN_DECLS

/* All are the entry's. */
typedef struct
{
  GtkWidget *view; /* is described by what is shown */
  GtkTextBuffer *buffer;
  GtkTextTag *wrong;
  GtkRevealer *revealer;
  GtkWidget *line, *icon; /* in the revealer */
  GtkLabel *value, *shape, *sentence;
} CrEntryPreview;

void cr_entry_preview_show (CrEntryPreview *shown, const CrPreview *preview);
void cr_entry_preview_hide (CrEntryPreview *shown);

G_END_DECLS
