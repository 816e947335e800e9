#pragma once
/* Replacements in a text, as a gesture or a fix asks for them and the editor makes them. */

#include <glib.h>

G_BEGIN_DECLS

/* A part of the text, in bytes, becomes @replacement. */
typedef struct
{
  guint offset, length;
  char *replacement;
} CrTextEdit;

/* An empty list of CrTextEdit that owns its replacements; lists are ascending and their edits lie apart. */
GArray *cr_text_edits_new (void);
/* Appends one; @replacement is copied. */
void cr_text_edits_add (GArray *edits, guint offset, guint length, const char *replacement);
/* Owned. */
GArray *cr_text_edits_copy (const GArray *edits);
/* @text with the edits made; owned. NULL if they don't fit into it. */
char *cr_text_edits_apply (const GArray *edits, const char *text);

G_END_DECLS
