#pragma once
/* A row of the account as a list item: a term, how the terms of a level add up, a wait, or why there is no answer.
 * What is below a term is computed when someone looks. */

#include <gio/gio.h>

#include "cr-session.h"
#include "cr-why-text.h"

G_BEGIN_DECLS

typedef enum
{
  CR_WHY_ROW_TERM,
  CR_WHY_ROW_SUM,
  CR_WHY_ROW_LOST, /* that the numbers were not kept; they are below it */
  CR_WHY_ROW_WAIT,
  CR_WHY_ROW_ERROR
} CrWhyRowKind;

#define CR_TYPE_WHY_ITEM (cr_why_item_get_type ())
G_DECLARE_FINAL_TYPE (CrWhyItem, cr_why_item, CR, WHY_ITEM, GObject)

/* Signal "changed": its texts are others now. */

/* Rows of @why, of CrWhyItem: its terms and, where there is something to add, their sum. @session is asked for runs,
 * which @cancellable ends. */
GListModel *cr_why_items_new (CrSession *session, CrWhy *why, GCancellable *cancellable);

CrWhyRowKind cr_why_item_get_kind (CrWhyItem *item);
/* The level and the term, of a TERM; else NULL. Borrowed. */
CrWhy *cr_why_item_get_why (CrWhyItem *item);
const CrWhyTerm *cr_why_item_get_term (CrWhyItem *item);
guint cr_why_item_get_index (CrWhyItem *item); /* of the term */
/* Whether it takes so long that a person should be told. */
gboolean cr_why_item_is_slow (CrWhyItem *item);

/* "4.5", "" without one. g_free(). */
char *cr_why_item_dup_number (CrWhyItem *item);
/* "through MulBackward0 (line 7) = 2.0 (local ∂y/∂x) × 2.25 (gradient received by y)". g_free(). */
char *cr_why_item_dup_text (CrWhyItem *item);
/* The same as a sentence that needs no eyes. g_free(). */
char *cr_why_item_dup_sentence (CrWhyItem *item);

/* The rows below it; NULL if it leads no further. Borrowed. */
GListModel *cr_why_item_get_children (CrWhyItem *item);
/* Finds what is below, if that has not been done. */
void cr_why_item_load (CrWhyItem *item);
/* The same, and where runs are short what is said of its children: it is unfolded. */
void cr_why_item_look (CrWhyItem *item);

G_END_DECLS
