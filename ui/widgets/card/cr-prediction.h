#pragma once
/* "Predict, then reveal": which number is asked for next, what an answer means, and what it was probably mistaken for.
 * Knows no widgets. */

#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  guint event;          /* the step or accumulation that tells */
  gboolean accumulated; /* of a .grad; else what the step sends */
  guint slot;           /* of the step's next functions */
  guint variable;       /* who gets it; CR_NONE where the graph names none */
  gint64 element;
  gint64 numel;
  double answer;
} CrQuestion;

typedef enum
{
  CR_VERDICT_RIGHT,
  CR_VERDICT_SIGN,           /* the other sign */
  CR_VERDICT_ADDED_ALONE,    /* what arrives now, without what .grad held already */
  CR_VERDICT_TOTAL,          /* with what had arrived before, where this contribution is asked for */
  CR_VERDICT_LOCAL_ALONE,    /* the local derivative, not multiplied by what was received */
  CR_VERDICT_RECEIVED_ALONE, /* what was received, not multiplied by the local derivative */
  CR_VERDICT_ONE_TERM,       /* one of the terms of a sum over what was broadcast */
  CR_VERDICT_WRONG
} CrVerdict;

/* The first question at or after the session's position: of an element drawn with @random. FALSE: none is left. */
gboolean cr_question_find (CrSession *session, guint32 random, CrQuestion *question);
/* "What will MulBackward0 send to a[1]?"; owned. */
char *cr_question_to_text (CrGraph *graph, const CrQuestion *question);
/* What is known: "It received 2.25."; owned, "" for nothing. */
char *cr_question_hint (CrGraph *graph, const CrQuestion *question);

/* Reads 3, -0.5, 1e-3, 1/3, nan, inf; also 0,5, and says in @comma that it was read as 0.5. */
gboolean cr_answer_parse (const char *text, double *answer, gboolean *comma);
/* Whether both show the same three significant digits. */
gboolean cr_answer_is_close (double a, double b);

/* @cursor stands before question->event. */
CrVerdict cr_question_judge (CrCursor *cursor, const CrQuestion *question, double answer);
/* What to say of it, without the number that was asked for if it was right; owned. */
char *cr_verdict_to_text (CrCursor *cursor, const CrQuestion *question, CrVerdict verdict, double answer);

G_END_DECLS
