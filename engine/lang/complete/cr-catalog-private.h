#pragma once
/* What the catalog and completion share of the functions' table: its rows as people write them. */

#include "cr-function.h"

G_BEGIN_DECLS

/* "Tensor input, int[]? dim=None, *, dtype? dtype=None" as "input, dim=None, *, dtype=None", without the first @skip
 * parameters. Owned. */
char *cr_signature_to_text (const char *parameters, guint skip);
/* What all rows of @name with one of @spellings take, as one list: that of the row with the most parameters, where
 * what another row does without has None as its default. @skip of them are left out. NULL if there is no such row.
 * Owned. */
char *cr_functions_dup_parameters (const char *name, guint spellings, guint skip);
/* The first row of @name with one of @spellings; NULL if there is none. */
const CrFunction *cr_functions_find_spelled (const char *name, guint spellings);

G_END_DECLS
