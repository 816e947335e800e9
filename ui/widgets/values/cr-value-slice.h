#pragma once
/* A tensor as lines and columns: of one with more than two dimensions, one matrix of its last two. */

#include "cr-value.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 n_slices; /* matrices in the tensor; 0 where it has no elements */
  gint64 first;    /* flat index of this one's first element */
  gint64 lines, columns;
  gboolean is_vector; /* its elements stand in one line, as which it can be shown; then lines is 1 */
} CrValueSlice;

/* Matrix @number (clamped) of a tensor with these sizes. A matrix of one column or one line is a vector. */
void cr_value_slice_init (CrValueSlice *slice, int ndim, const gint64 *sizes, gint64 number);
/* "[2, 0, :, :]": which it is; owned. */
char *cr_value_slice_dup_text (int ndim, const gint64 *sizes, gint64 number);

G_END_DECLS
