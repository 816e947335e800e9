#pragma once
/* The inspector's words, made without widgets. */

#include "cr-cursor.h"

G_BEGIN_DECLS

/* One line of the table of facts. */
typedef struct
{
  char *label;
  char *text;
} CrFact;

void cr_fact_free (CrFact *fact);

/* Of CrFact. The state is that at @cursor. */
GPtrArray *cr_inspector_variable_facts (CrCursor *cursor, guint variable);
GPtrArray *cr_inspector_function_facts (CrCursor *cursor, guint function);
/* "non-leaf · float32 [5]"; g_free(). */
char *cr_inspector_variable_kind (CrGraph *graph, guint variable);
/* "y_pred", or how else to call it; g_free(). */
char *cr_inspector_variable_title (CrGraph *graph, guint variable);
/* "min −3.1 · max 3.5 · mean 0.2", NULL for a single number; g_free(). */
char *cr_inspector_summary (const CrValue *value);

G_END_DECLS
