#pragma once
/* How what is known is read: shared by the files that make it. */

#include "cr-interp-private.h"
#include "cr-known.h"

G_BEGIN_DECLS

typedef struct
{
  CrInterp *interp;
  GHashTable *types; /* name to CrKnownType */
} CrKnownBuilder;

/* cr-known.c */
/* The type called @name, made if there is none. Borrowed. */
CrKnownType *cr_known_add_type (CrKnownBuilder *builder, const char *name);
/* How the type of @object is called; owned. */
char *cr_known_name_type (CrInterp *interp, CrObject object);
void cr_known_add_object (CrKnownBuilder *builder, CrKnownType *type, CrObject object, const char *const *classes);
/* The class itself, and its instances where no sample was taken before. */
void cr_known_add_class (CrKnownBuilder *builder, CrClass *class_);
/* The type "modules", whose members are the modules by their full names. */
void cr_known_add_modules (CrKnownBuilder *builder);
/* @type has the rest of its members from the type called @base, if there is one. */
void cr_known_set_base (CrKnownBuilder *builder, CrKnownType *type, const char *base);
const char **cr_known_list_bases (const CrClass *class_);

/* cr-known-samples.c: everything; owned, for ever. */
GHashTable *cr_known_build (void);

/* cr-known-help.c */
/* Fills parameters, summary and result of @known, which stands for @value. @classes: whose help is looked up where
 * @known's own path has none, the nearest first; NULL for none. */
void cr_known_help (CrKnown *known, CrObject value, const char *const *classes);

G_END_DECLS
