#pragma once
/* The candidates of one completion, and the call that is being written. */

#include "cr-complete-private.h"

G_BEGIN_DECLS

typedef struct
{
  CrOutline *outline;
  const char *typed;
  guint at;         /* the token that is typed; G_MAXUINT: none yet */
  GHashTable *seen; /* names */
  GArray *hits;     /* of what answers to @typed */
} CrGather;

CrGather *cr_gather_new (CrOutline *outline, const char *typed, guint at);
/* Appends the CrCompletions to @proposals, the best first, and is freed. */
void cr_gather_finish (CrGather *gather, GPtrArray *proposals);
void cr_gather_scope (CrGather *gather, const CrOutlineScope *scope, guint at);
void cr_gather_type (CrGather *gather, const CrKnownType *type);
void cr_gather_members (CrGather *gather, const CrInferred *value);
/* What follows @begin ("torch.") in the modules' names; "": the first parts. */
void cr_gather_modules (CrGather *gather, const char *begin);
void cr_gather_keyword (CrGather *gather, const char *keyword);
/* Keywords that may begin a statement only if @fresh. */
void cr_gather_keywords (CrGather *gather, gboolean fresh);
void cr_gather_infix (CrGather *gather);
/* Keyword arguments, where token @i begins an argument of a call. */
void cr_gather_arguments (CrGather *gather, guint i);

/* cr-complete-callee.c */
typedef struct
{
  char *name; /* "torch.sum"; NULL: not known */
  char *parameters;
  char *summary; /* NULL */
} CrCallee;

void cr_callee_clear (CrCallee *callee);
/* Of what is called or named: FALSE if nothing is known. */
gboolean cr_callee_describe (CrOutline *outline, const CrInferred *value, CrCallee *callee);
/* The bracket of the call in whose arguments token @i stands (or would stand); G_MAXUINT: none. @outer: lists and
 * tuples in it are looked through. */
guint cr_find_call_open (const CrOutline *outline, guint i, gboolean outer);
gboolean cr_callee_find (CrOutline *outline, guint open, CrCallee *callee);
/* Python's text of a script's function's parameters, on one line. Owned. */
char *cr_outline_dup_header (const CrOutline *outline, const CrOutlineScope *scope, gboolean bound);
/* The first sentence of its doc string; owned, NULL if there is none. */
char *cr_outline_dup_doc (const CrOutline *outline, const CrOutlineScope *scope);
/* "torch.sum(input, dim=None)"; owned. */
char *cr_known_dup_signature (const CrKnown *known);

G_END_DECLS
