#pragma once
/* Which operations of the catalog fit what is selected: each is tried, on a thread. */

#include <gio/gio.h>

#include "cr-catalog.h"
#include "cr-graph.h"

G_BEGIN_DECLS

/* Of @variables (of guint) of @graph. */
void cr_palette_check_async (CrGraph *graph, const GArray *variables, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
/* An entry of the catalog each: why it does not fit (owned by the array), or NULL where it does or needs operands
 * beside. Owned; NULL when it was cancelled. */
GPtrArray *cr_palette_check_finish (GAsyncResult *result, GError **error);

/* Why @entry does not fit, on this thread; NULL: it does. Owned. */
char *cr_palette_check_entry (const CrCatalogEntry *entry, CrGraph *graph, const GArray *variables);

G_END_DECLS
