#pragma once
/* Elements of a value as text: in a cell, in full, and as Python that makes the tensor again. The point is always a
 * point, whatever the locale. */

#include <gio/gio.h>

#include "cr-value.h"

G_BEGIN_DECLS

/* More elements than this are not made Python of: the text would be a hundred megabytes. */
#define CR_VALUE_MAX_COPIED 1000000

/* Element @index (flat, row-major), owned: in about seven characters with a proper minus sign, for a cell. */
char *cr_value_dup_cell (const CrValue *value, gint64 index);
/* With nine significant digits ("0.1", "-3.14159274", "True", "1+2j"): as many as tell all float32 apart. Owned. */
char *cr_value_dup_number (const CrValue *value, gint64 index);
/* As Python writes x.item(), from which the very bits come back: "0.10000000149011612". Owned. */
char *cr_value_dup_exact (const CrValue *value, gint64 index);
/* "torch.tensor([[1.0, 2.0],\n              [3.0, 4.0]])": the same tensor bit for bit, its shape and dtype too; owned.
 * NULL when only a summary is left, for more than CR_VALUE_MAX_COPIED elements and when @cancellable (nullable) was
 * cancelled. For 100,000 elements it takes longer than a frame. */
char *cr_value_dup_python (const CrValue *value, GCancellable *cancellable);
/* "[2, 0, 3]", the indices of element @index; "" for a single number. Owned. */
char *cr_value_dup_place (const CrValue *value, gint64 index);

G_END_DECLS
