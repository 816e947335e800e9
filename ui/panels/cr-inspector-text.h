#pragma once
/* The inspector's words, made without widgets. */

#include "cr-cursor.h"
#include "cr-evolution.h"

G_BEGIN_DECLS

/* One line of a table of facts. */
typedef struct
{
  char *label;
  char *text;
  char *markup; /* the text with links ("variable:3", "function:5", "position:12"), as Pango markup */
} CrFact;

void cr_fact_free (CrFact *fact);

/* All return an array of CrFact; the state is that at @cursor. */

/* What changes as one steps, and what a variable is to autograd. */
GPtrArray *cr_inspector_variable_facts (CrCursor *cursor, guint variable);
/* The rest: names, form, who saved it, whose view it is, its life. @evolution (nullable) is the variable's. */
GPtrArray *cr_inspector_variable_details (CrCursor *cursor, guint variable, const CrEvolution *evolution);
/* Inputs, outputs, where its backward stands. */
GPtrArray *cr_inspector_function_facts (CrCursor *cursor, guint function);
/* A line for each saved tensor: whose it is, its shape, held, freed or stale. */
GPtrArray *cr_inspector_saved_facts (CrCursor *cursor, guint function);
/* A line for each next function. */
GPtrArray *cr_inspector_next_facts (CrCursor *cursor, guint function);

/* "non-leaf · float32 [5]"; g_free(). */
char *cr_inspector_variable_kind (CrGraph *graph, guint variable);
/* "y_pred", or how else to call it; g_free(). */
char *cr_inspector_variable_title (CrGraph *graph, guint variable);
/* The version of @tensor at the cursor: of the variable that it is there. */
guint32 cr_inspector_tensor_version (CrCursor *cursor, guint64 tensor);

G_END_DECLS
