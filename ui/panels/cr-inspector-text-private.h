#pragma once
/* How lines of facts are put together: for the files that make the inspector's words. */

#include "cr-inspector-text.h"

G_BEGIN_DECLS

/* A text with links in the making. */
typedef struct
{
  GString *text, *markup;
} CrLinked;

void cr_linked_init (CrLinked *linked);
void cr_linked_append (CrLinked *linked, const char *text);
/* @kind: "variable", "function" or "position". */
void cr_linked_append_link (CrLinked *linked, const char *kind, guint index, const char *text);
void cr_linked_append_variable (CrLinked *linked, CrGraph *graph, guint variable);
/* Adds it as a line and frees what it holds. */
void cr_linked_finish (CrLinked *linked, GPtrArray *facts, const char *label);

GPtrArray *cr_facts_new (void);
void cr_facts_add (GPtrArray *facts, const char *label, const char *text);
void cr_facts_add_taken (GPtrArray *facts, const char *label, char *text);

G_END_DECLS
