#pragma once
/* The inside of the steps' writer: what both forms ask of the graph, and the form for people. */

#include "cr-cursor.h"
#include "cr-steps.h"

G_BEGIN_DECLS

typedef struct
{
  CrGraph *graph;
  CrCursor *cursor; /* where the backward at hand begins */
  CrRange called_at;
  GHashTable *leaves; /* id of an AccumulateGrad -> index + 1 of its variable */
  GString *out;       /* of the events at hand; goes to the sink when a function is complete */

  /* the form for people */
  gboolean any;           /* a pass was written */
  GHashTable *expected;   /* (function id, input) -> CrStepsCount: contributions of the pass at hand */
  GString *line;          /* of the step at hand: what follows it may belong to it */
  GPtrArray *accumulated; /* of CrGradientEvent, borrowed: those of the step to come */
} CrStepsWriter;

/* The variable that is an output of a function, or the leaf of an AccumulateGrad; CR_NONE if there is none. */
guint cr_steps_find_variable (CrStepsWriter *writer, guint64 function, guint output_nr);
const char *cr_steps_get_function_name (CrStepsWriter *writer, guint64 function);
/* Where its operation stands; the place of a leaf; line 0 if neither is known. */
void cr_steps_get_made_at (CrStepsWriter *writer, guint64 function, CrRange *range);
/* The name that a variable had when the backward began; NULL if it had none. */
const char *cr_steps_get_name (CrStepsWriter *writer, guint variable);

/* The form for people. Events come in order, @index theirs. */
void cr_steps_text_begin (CrStepsWriter *writer);
void cr_steps_text_event (CrStepsWriter *writer, guint index, const CrEvent *event);
void cr_steps_text_end (CrStepsWriter *writer);

/* A value in words: "4.5", "[1, 2.5]", "3×4 elements [0.1, 0.2, …]"; "None" for NULL. */
void cr_steps_append_value (GString *out, const CrValue *value);

G_END_DECLS
