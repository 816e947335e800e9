#pragma once
/* The colours of Python in a source view. */

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

typedef struct
{
  GtkSourceBuffer *buffer; /* set by whoever has this */
  GdkFrameClock *clock;    /* until the first frame; owned */
  gulong painted;          /* handler */
  guint source;            /* idle that gives the text its colours */
} CrEditorColours;

/* Colours the text after the next frame of @widget, which must be mapped; once. */
void cr_editor_colours_start (CrEditorColours *colours, GtkWidget *widget);
void cr_editor_colours_stop (CrEditorColours *colours);
/* Gives the text the colours of the light or dark style; returns whether it is dark. */
gboolean cr_editor_colours_update (GtkSourceBuffer *buffer);

G_END_DECLS
