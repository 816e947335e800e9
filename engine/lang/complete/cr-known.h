#pragma once
/* What a script can name without defining it: Python's and the modules' names, and what stands behind the dot of each
 * kind of value. Read once from the tables that the interpreter binds, so that there is nothing here that a script
 * could not write; immutable after, any thread. Names that begin with "_" are left out. */

#include "cr-complete.h"

G_BEGIN_DECLS

/* One name. */
typedef struct
{
  const char *name;
  char *path; /* "torch.nn.Linear", "Tensor.sum", "print": by which it is told */
  CrCompletionKind kind;
  char *parameters;    /* as people write them, without those that are bound; NULL: is not called, or not known */
  char *summary;       /* translated; NULL only where a test would fail */
  char *value;         /* the type of what it is: "torch.nn", "float"; NULL for functions and where it is not known */
  char *result;        /* the type of what a call gives: "Tensor", "list[Tensor]"; NULL: not known */
  char *dim_result;    /* the same of a call with a dimension: "return_types.max"; NULL: no other */
  gboolean is_private; /* told when it is named, but not proposed: an old or internal spelling */
} CrKnown;

/* What is known of a kind of values. */
typedef struct _CrKnownType CrKnownType;
struct _CrKnownType
{
  char *name;          /* "Tensor", "torch.nn", "Linear", "class Linear" */
  CrKnownType *base;   /* has the rest of the members; NULL */
  char *result;        /* of calling such a value; NULL: cannot be, or not known */
  char *item;          /* of iterating over it or picking from it; NULL */
  gboolean is_module;  /* of torch.nn */
  GPtrArray *members;  /* of CrKnown, by name */
  GHashTable *by_name; /* to CrKnown */
};

/* Python's built-in names, as if they were a module's. For ever. */
const CrKnownType *cr_known_get_builtins (void);
/* The type called @name, without what stands in brackets; NULL if there is none. */
const CrKnownType *cr_known_find_type (const char *name);
/* Within @type and its bases; NULL if there is none. */
const CrKnown *cr_known_find (const CrKnownType *type, const char *name);
/* The full names of all modules, in order; NULL past the last one. */
const char *cr_known_get_module (guint i);
/* A module by its full name, as one may write it; NULL. */
const CrKnown *cr_known_find_module (const char *path);
/* The sentence of a parameter that many functions have, or of a layer's setting, translated; NULL. Borrowed. */
const char *cr_known_find_argument (const char *name);
/* All types, for tests: of CrKnownType. Owned container. */
GPtrArray *cr_known_list_types (void);

G_END_DECLS
