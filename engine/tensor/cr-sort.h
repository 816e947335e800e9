#pragma once
/* Sorting that can be cancelled. */

#include "cr-context.h"

G_BEGIN_DECLS

/* Sorts @n items of @size bytes by @compare, stably. FALSE with an error if the run was cancelled (the items are then
 * in any order) or if there is no memory for a second copy of them. */
gboolean cr_sort (CrContext *context, gpointer items, gint64 n, gsize size, GCompareDataFunc compare,
                  gpointer user_data, GError **error);

G_END_DECLS
