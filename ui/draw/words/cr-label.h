#pragma once
/* Values as they stand on a node: short enough to read at a glance, with enough digits to follow
 * the arithmetic. The point is always a point, whatever the locale. */

#include "cr-value.h"

G_BEGIN_DECLS

/* A value in the lines of a node, owned: a scalar as a number, up to five elements as numbers, a
 * matrix of up to 3 by 3 as its rows, else the first three and the last. NULL gives "". */
char *cr_label_new (const CrValue *value);
/* The same in one short line for a capsule: up to three elements. */
char *cr_label_new_short (const CrValue *value);
/* The same with up to @n elements, in brackets where the value is no scalar: "[2. 2. …]". */
char *cr_label_new_brief (const CrValue *value, guint n);
/* How many lines cr_label_new() makes for a tensor of this shape. */
guint cr_label_count_lines (int ndim, const gint64 *sizes);
/* "float32 [5]", owned; a scalar has no brackets. */
char *cr_label_new_shape (CrDtype dtype, int ndim, const gint64 *sizes);
/* A number with four decimals or an exponent, owned: "2.0301", "−4.47e−7". */
char *cr_label_new_number (double number);
/* The same as briefly as beside others, owned: "2.03", "−4.5e−7". */
char *cr_label_new_rough (double number);
/* A sentence for a label of several lines, owned: of words of more than 60 characters the end is cut off. A name may
 * have 10,000, and finding where to break that takes seconds. */
char *cr_label_new_bounded (const char *sentence);

G_END_DECLS
