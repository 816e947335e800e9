#pragma once
/* The call of an operation, taken apart into what a person can fill in, and put together again. */

#include "cr-catalog.h"

G_BEGIN_DECLS

/* An argument that is no tensor of the graph: "dim", "keepdim". */
typedef struct
{
  char *name;
  char *standard; /* its default as it is written, "None"; NULL: it needs a value */
  char *text;     /* what the call has for it already, "-1"; NULL: nothing */
  guint position; /* in the call, from 0, where it stands without its name; G_MAXUINT */
  gboolean is_bool;
} CrPaletteArgument;

/* Of CrPaletteArgument, in the order of the signature; empty for an operator. Owned. */
GArray *cr_palette_call_get_arguments (const CrCatalogEntry *entry);
/* What it is for, in a sentence; translated. NULL: its name says it. */
const char *cr_palette_call_get_help (const char *argument);

/* The call with arguments filled in (@values: one an argument; NULL or "": as it is) and with typed operands (@typed:
 * one an operand; NULL: a node), "$1", "$2", ... for the nodes that are left, in order. Owned. CR_ERROR_VALUE if
 * something is missing or no value. */
char *cr_palette_call_make (const CrCatalogEntry *entry, const GArray *arguments, const char *const *values,
                            const char *const *typed, GError **error);

G_END_DECLS
