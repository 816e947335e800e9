#pragma once
/* What the parts of "Where did it die?" share: the trace up to the place in question, read once. */

#include "cr-death.h"
#include "cr-search-private.h"

G_BEGIN_DECLS

/* One backward pass: from its begin to its end, or to the place in question. */
typedef struct
{
  guint begin, end; /* events */
  guint number;
  gboolean failed;
} CrDeathPass;

typedef struct
{
  CrSearch *search;
  CrGraph *graph;
  CrTrace *trace;
  guint position;
  const gint *cancelled;
  GArray *passes;       /* of CrDeathPass, in order of their begin, before the place */
  gboolean more_passes; /* the first comes after it */
  GHashTable *grads;    /* leaf's tensor id -> index + 1 of the last event of its .grad */
  GHashTable *writes;   /* tensor id -> index + 1 of its last write */
  GHashTable *steps;    /* function id -> index + 1 of its last step */
  GHashTable *used;     /* variables (index + 1) that a root was computed from, in whatever way; NULL until asked */
} CrDeathTrace;

typedef struct
{
  CrDeathTrace *trace;
  CrDeath *death;
  gint64 element;
} CrDeathQuestion;

gboolean cr_death_is_cancelled (const CrDeathTrace *trace);
/* Adds a cause with its words, unless it is known or there are enough. @about: the variable that the sentence is about
 * besides the place, CR_NONE. */
CrDeathCause *cr_death_add (CrDeathQuestion *question, CrDeathKind kind, guint variable, guint function, guint about);
/* Puts the words in once the counts are there. */
void cr_death_describe (CrDeathQuestion *question, CrDeathCause *cause, guint about);
void cr_death_light (CrDeathQuestion *question, guint variable, guint function);
char *cr_death_dup_summary (CrGraph *graph, guint variable, CrGradientState state, gint64 element);

/* The value of @variable when @event happened, borrowed; NULL if it is not known. */
CrValue *cr_death_get_value (CrDeathTrace *trace, guint variable, guint event);
/* Which input of @function @variable is, and whether a gradient flows to it. G_MAXUINT if none. */
guint cr_death_find_input (const CrFunctionNode *function, guint variable, guint from, gboolean *flows);

/* The gradient is None, or none is wanted: forwards along what was computed from it. */
void cr_death_find_none (CrDeathQuestion *question);
/* It requires none: backwards along what it was computed from. */
void cr_death_find_not_required (CrDeathQuestion *question);
/* In @pass it is zero, or no number: against the direction in which it flowed. */
void cr_death_find_zero (CrDeathQuestion *question, const CrDeathPass *pass);
void cr_death_find_nan (CrDeathQuestion *question, const CrDeathPass *pass);
/* What in @function's rule made zeros, or what is no number, of the gradient received. */
CrDeathKind cr_death_classify_zero (CrDeathTrace *trace, guint function, guint input);

G_END_DECLS
