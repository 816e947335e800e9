#pragma once
/* What the files share that divide a run into generations. */

#include "cr-graph-private.h"

G_BEGIN_DECLS

/* An iteration of a loop. */
typedef struct
{
  guint outer; /* round, CR_NONE */
  guint depth; /* of its scope */
  guint end;   /* those from the next one up to this, which is the first after it, are inside; G_MAXUINT: still open */
} CrRound;

struct _CrGenerations
{
  CrGraph *graph;
  GArray *stack;     /* of guint: functions found, to be looked at */
  GHashTable *grads; /* id of a tensor in some .grad -> index + 1 of the generation that put it there */
  guint last;        /* the generation of the last backward, CR_NONE */
  guint last_end;    /* event with which the last backward ended (or began, when it did not end) */
  GArray *rounds;    /* of CrRound */
  guint round;       /* the innermost that is under way, CR_NONE */
};

/* Where a function goes that no backward reaches, CR_NONE for the last generation; @next: the first backward begun
 * after it, in the graph's passes. To be asked in the order of the functions. */
guint cr_generations_find_home (CrGenerations *generations, guint index, guint next);

G_END_DECLS
