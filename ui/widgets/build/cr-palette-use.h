#pragma once
/* What the palette is open for: the values that an operation is looked for, and whether and how each can be used on
 * them. */

#include "cr-palette-item.h"
#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  CrSession *session;     /* owned */
  CrGraph *graph;         /* in which the next two are, owned; NULL: none */
  GArray *variables;      /* of guint: what is selected */
  guint function;         /* what is applied comes before it; CR_NONE: it stands on its own */
  GPtrArray *reasons;     /* an entry of the catalog each; NULL: not known yet */
  GCancellable *checking; /* NULL: nothing is tried */
  void (*changed) (gpointer owner);
  gpointer owner;
} CrPaletteUse;

/* @changed: other operations fit than was thought. */
void cr_palette_use_init (CrPaletteUse *use, void (*changed) (gpointer owner), gpointer owner);
void cr_palette_use_clear (CrPaletteUse *use);
/* Tries all operations with the variables. */
void cr_palette_use_begin (CrPaletteUse *use);
/* The session has another graph: finds in it what the palette is open for. FALSE, and it is for nothing, if that is
 * gone. */
gboolean cr_palette_use_follow (CrPaletteUse *use);
/* Why the item does not fit, as far as it is known; NULL: it does. Owned. */
char *cr_palette_use_find_reason (CrPaletteUse *use, CrPaletteItem *item);
/* Why what is filled in cannot be applied; NULL: it can. Owned. */
char *cr_palette_use_check (CrPaletteUse *use, CrPaletteItem *item, const GArray *variables);
/* FALSE where it is refused, which is told. */
gboolean cr_palette_use_edit (CrPaletteUse *use, CrPaletteItem *item, const char *call, const GArray *variables);
/* For people: "of a, b". Owned. */
char *cr_palette_use_describe (CrPaletteUse *use);

G_END_DECLS
