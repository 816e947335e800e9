#pragma once
/* What the files of "why" share. */

#include "cr-why.h"

G_BEGIN_DECLS

/* A place where gradients arrive: a variable of the graph, or past those an output of a function that the graph does
 * not know. */
typedef guint CrSink;

/* One thing that happened at a sink. */
typedef struct
{
  guint event;
  guint pass;      /* index in passes */
  guint32 nr;      /* which root, which of the step's edges; of its own step: which output */
  gboolean is_own; /* the step of the sink's own function: what it received is the total */
} CrArrival;

/* One thing that happened to a variable's .grad. */
typedef struct
{
  guint event;
  guint pass; /* CR_NONE: none */
} CrGradChange;

/* One call of backward, or of grad. */
typedef struct
{
  guint event;      /* of its begin */
  guint number;     /* from 1 */
  guint generation; /* of its first root */
} CrWhyPass;

struct _CrWhyIndex
{
  gatomicrefcount ref_count;
  CrGraph *graph;
  guint n_sinks;
  CrArrival *arrivals; /* by sink, then by event */
  guint *first_arrival;
  CrGradChange *changes; /* by variable, then by event */
  guint *first_change;
  GArray *passes;          /* of CrWhyPass, by event */
  GHashTable *leaves;      /* id of an AccumulateGrad -> variable + 1 */
  GHashTable *by_function; /* id of a function that the graph lacks -> its variable + 1 */
  GHashTable *extra;       /* "function,output_nr" -> sink + 1 */
};

struct _CrWhy
{
  gatomicrefcount ref_count;
  CrWhyIndex *index;
  CrWhyKind kind;
  CrWhyPlace place;
  CrSink sink;
  guint pass;  /* of ARRIVED and THROUGH; CR_NONE */
  guint event; /* ARRIVED: where its total is told, CR_NONE if nowhere; THROUGH: the step */
  guint edge;  /* THROUGH */
  GArray *terms;
  const CrValue *total_value; /* the trace's, of which the total is an element; NULL where nothing tells it */
  CrDtype dtype;
  gboolean has_total, is_summary, is_ready;
  double total, sum;
  CrWhyCheck check;
  gint64 n_zero;
};

/* The sink that an edge leads to; CR_NONE for none. */
CrSink cr_why_index_resolve (const CrWhyIndex *index, guint64 function, guint32 output_nr);
CrSink cr_why_index_find (const CrWhyIndex *index, const CrWhyPlace *place);

/* Of those at @sink, how many came before @event. */
guint cr_why_count_arrivals (const CrWhyIndex *index, CrSink sink, guint event);
/* The pass of an accumulation. */
guint cr_why_find_change_pass (CrWhy *why, guint event);

const CrEvent *cr_why_get_event (const CrWhy *why, guint event);
/* The last pass of which something arrived, unless another that looks there has begun since: as the cursor has it. */
guint cr_why_find_pass (CrWhy *why);
/* Fill a level just allocated; of ARRIVED pass is set, and event where an accumulation tells the total. */
void cr_why_fill_accumulated (CrWhy *why);
void cr_why_fill_arrived (CrWhy *why);
/* The total is an element of @value (nullable). */
void cr_why_set_total (CrWhy *why, const CrValue *value);
CrWhy *cr_why_alloc (CrWhyIndex *index, CrWhyKind kind, const CrWhyPlace *place);
/* An element of @value as a double; FALSE when it has no numbers or no such element. */
gboolean cr_why_read (const CrValue *value, gint64 element, double *number);
/* The trace's value of which the number of @term is an element; NULL for none. */
const CrValue *cr_why_find_value (CrWhy *why, const CrWhyTerm *term);
/* What @why shows once its numbers are known: total, sum, check; and a hook. */
void cr_why_conclude (CrWhy *why);
/* @number in the precision of @dtype. */
double cr_why_round (CrDtype dtype, double number);
/* The same number, or both are NaN. */
gboolean cr_why_same (double a, double b);
guint cr_why_pass_number (const CrWhyIndex *index, guint pass);

G_END_DECLS
