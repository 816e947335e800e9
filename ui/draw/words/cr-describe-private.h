#pragma once
/* What the files that put the picture into sentences share. All strings are owned by the caller. */

#include "cr-cursor.h"

G_BEGIN_DECLS

/* A variable's name, or how it came to be: "w * x", "the number 2". */
char *cr_describe_variable (CrGraph *graph, guint index);
/* The variable whose .grad a tensor is that the script has just looked at: CR_NONE if it is none. */
guint cr_describe_find_owner (CrGraph *graph, const CrVariable *variable);
/* The numbers in one line, in brackets where there are several or none; "" for NULL. */
char *cr_describe_value (const CrValue *value, gboolean brief);
/* "a", "a and b", "a, b and c". */
char *cr_describe_list (GPtrArray *words);
/* A function's step, the cursor just past it. */
char *cr_describe_step (CrCursor *cursor, const CrStepEvent *step);

G_END_DECLS
