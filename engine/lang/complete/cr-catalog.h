#pragma once
/* The operations that a person can pick from a palette: the functions' table in groups, with symbols, purposes, the
 * rule of their gradient, and whether they fit what was selected. */

#include "cr-function.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;       /* "sin", "mul" */
  const char *group;      /* "Arithmetic", translated */
  const char *symbol;     /* "×", "Σ"; NULL */
  const char *call;       /* as cr_edit_apply() takes it: "torch.sin($1)", "$1 * $2" */
  const char *purpose;    /* words to search by beside name and symbol: "multiply times product"; translated */
  const char *summary;    /* translated */
  const char *parameters; /* as people write them: "input, dim=None, keepdim=False" */
  const char *rule;       /* of the gradient, as the inspector has it; NULL */
  guint n_operands;       /* tensors: $1 to $n */
  const char *aliases;    /* other names of the same function, separated by blanks; "" */
} CrCatalogEntry;

/* All, group by group. Borrowed, for ever. */
const CrCatalogEntry *cr_catalog_get (guint *n_entries);
/* Indices (of guint) of those that match @words (any of: name, symbol, purpose, summary, in that order of worth); all
 * for "". Owned. */
GArray *cr_catalog_search (const char *words);

/* A tensor as far as it decides what fits. */
typedef struct
{
  CrDtype dtype;
  int ndim;
  const gint64 *sizes;
} CrCatalogOperand;

/* NULL if @entry can be applied to the operands, else why not, in PyTorch's words or ours; owned. Tries it on tensors
 * of that shape without computing large ones. Main thread or any other: takes well under a millisecond. */
char *cr_catalog_check (const CrCatalogEntry *entry, const CrCatalogOperand *operands, guint n_operands);

G_END_DECLS
