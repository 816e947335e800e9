#pragma once
/* What the palette lists: operations of the catalog, new tensors, and ways to show what is there; and the headings of
 * their groups. */

#include <gio/gio.h>

#include "cr-catalog.h"

G_BEGIN_DECLS

typedef enum
{
  CR_PALETTE_HEADING,
  CR_PALETTE_OPERATION,
  CR_PALETTE_LEAF, /* asks for a new tensor */
  CR_PALETTE_STEP, /* what a node's menu has, too */
  CR_PALETTE_SHOW  /* statements at the end */
} CrPaletteKind;

#define CR_TYPE_PALETTE_ITEM (cr_palette_item_get_type ())
G_DECLARE_FINAL_TYPE (CrPaletteItem, cr_palette_item, CR, PALETTE_ITEM, GObject)

/* Of a heading only `group` is set; of what is no operation `call` is what it stands for in words of the script. */
const CrCatalogEntry *cr_palette_item_get_entry (CrPaletteItem *item);
/* Its call with letters for the operands: "torch.clamp(a, min=0, max=1)". Owned. */
char *cr_palette_item_dup_call (const CrCatalogEntry *entry);
CrPaletteKind cr_palette_item_get_kind (CrPaletteItem *item);
guint cr_palette_item_get_index (
    CrPaletteItem *item); /* in the catalog; of a leaf its CrLeafKind; of a step its CrBuildStep */
const char *const *cr_palette_item_get_statements (CrPaletteItem *item); /* of CR_PALETTE_SHOW, for cr_build_show() */
/* Why it cannot be applied; NULL: it can, as far as is known. Property "reason". */
const char *cr_palette_item_get_reason (CrPaletteItem *item);
void cr_palette_item_set_reason (CrPaletteItem *item, const char *reason);

/* The groups there are, in order (of const char *, translated). What makes and shows comes first while nothing is
 * selected, else last. Owned. */
GPtrArray *cr_palette_list_groups (gboolean selected);
/* What is found by @words ("": all of it) in @group (NULL: in all), with headings where it stands in groups. Owned. */
GPtrArray *cr_palette_list_items (const char *words, const char *group, gboolean selected);

G_END_DECLS
