#pragma once
/* "Why is this gradient 4?": the account of one element of one gradient, a level at a time, read off the trace. Pure
 * functions of graph and trace: any thread may ask. What needs a rule applied is computed by running the script again
 * (cr_why_expand()), on a thread.
 *
 * A level is a total and the terms that add up to it, in the engine's order:
 * - of .grad: what was there, then what each backward added;
 * - of a gradient that arrived: what each function (or the backward's begin) sent there, and what a hook made of it;
 * - of what came through a function: for each element of its output, local derivative times gradient received.
 * A term opens onto the level below it, up to the 1 that the backward began with. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct _CrReplay CrReplay; /* cr-replay.h */

/* Who sent what to whom in a whole run: made once a graph, in time of its events. Immutable. */
typedef struct _CrWhyIndex CrWhyIndex;

CrWhyIndex *cr_why_index_new (CrGraph *graph); /* refs the graph */
CrWhyIndex *cr_why_index_ref (CrWhyIndex *index);
void cr_why_index_unref (CrWhyIndex *index);
CrGraph *cr_why_index_get_graph (CrWhyIndex *index);

typedef struct
{
  guint variable;       /* of the graph; CR_NONE where it names none: then the gradient is */
  guint64 function;     /* that of output output_nr of this grad_fn (its id) */
  guint32 output_nr;    /* */
  gint64 element;       /* flat, in row order */
  guint position;       /* so many events have happened */
  gboolean accumulated; /* its .grad; else what arrived in the backward at hand */
} CrWhyPlace;

typedef enum
{
  CR_WHY_ACCUMULATED, /* a .grad */
  CR_WHY_ARRIVED,     /* what arrived at a variable in one backward */
  CR_WHY_THROUGH      /* what a function made of what it had received */
} CrWhyKind;

typedef enum
{
  CR_WHY_TERM_NONE,    /* .grad was None: the first pass adds to nothing */
  CR_WHY_TERM_WRITTEN, /* written in place since: by zero_(), for example */
  CR_WHY_TERM_SET,     /* .grad was set by hand */
  CR_WHY_TERM_PASS,    /* what a backward added to .grad */
  CR_WHY_TERM_BEGUN,   /* what the backward began with */
  CR_WHY_TERM_PATH,    /* what a function sent */
  CR_WHY_TERM_HOOK,    /* a hook made the total of the sum so far */
  CR_WHY_TERM_PRODUCT, /* local derivative times gradient received, of one element of the output */
  CR_WHY_TERM_OTHERS   /* the products past CR_WHY_MAX_TERMS, together */
} CrWhyTermKind;

#define CR_WHY_MAX_TERMS 1000
#define CR_WHY_MAX_RECOMPUTED 16

/* Entries that a kind has no use for are 0, CR_NONE or NULL. */
typedef struct
{
  CrWhyTermKind kind;
  gboolean has_number; /* FALSE: past the trace's budget only a summary was kept */
  double number;       /* exactly the element of the dtype; of HOOK what the sum became, of NONE 0 */
  guint event;         /* where it happened: begin, step, accumulation, write */
  guint backward;      /* its number, from 1; 0: none */
  guint function;      /* of the graph: PATH, PRODUCT */
  const char *name;    /* "MulBackward0"; of WRITTEN the operation ("zero_"), nullable; borrowed from the trace */
  CrRange range;       /* of the function's operation, of the call of backward, of the write */
  guint edge;          /* PATH: which of the function's next functions it was sent to; BEGUN: which root */
  guint variable;      /* PRODUCT: the output that received */
  guint32 output_nr;
  gint64 element; /* PRODUCT: of that output; OTHERS: how many */
  double derivative, received;
  double before; /* HOOK: the sum */
  gboolean opens;
} CrWhyTerm;

typedef enum
{
  CR_WHY_UNKNOWN,  /* the numbers are not all there (or not yet) */
  CR_WHY_EXACT,    /* the terms add up bit for bit, in their order */
  CR_WHY_KERNEL,   /* bit for bit in the order in which the function's own kernel adds */
  CR_WHY_ROUNDING, /* they differ, by no more than rounding explains */
  CR_WHY_CHANGED   /* they differ by more: a hook, or a custom function's own idea of a gradient */
} CrWhyCheck;

typedef struct _CrWhy CrWhy;

/* The level of @place; refs the index. A gradient that is None has no terms and no total. A place that there is not
 * (an element past the end) is a programming error: NULL. */
CrWhy *cr_why_new (CrWhyIndex *index, const CrWhyPlace *place);
CrWhy *cr_why_copy (CrWhy *why); /* as it is, to be expanded apart */
CrWhy *cr_why_ref (CrWhy *why);
void cr_why_unref (CrWhy *why);
/* The level below @term, which opens; owned. One of kind CR_WHY_THROUGH is not ready: expand it. */
CrWhy *cr_why_open (CrWhy *why, guint term);
/* Makes a level of kind CR_WHY_THROUGH ready, by a run on the calling thread; of others it finds the numbers of which
 * only a summary was kept (of the first CR_WHY_MAX_RECOMPUTED terms, a run each). @why must not be in use elsewhere
 * meanwhile. FALSE with a sentence in @error. */
gboolean cr_why_expand (CrWhy *why, CrReplay *replay, GError **error);

CrWhyIndex *cr_why_get_index (CrWhy *why);
CrWhyKind cr_why_get_kind (CrWhy *why);
const CrWhyPlace *cr_why_get_place (CrWhy *why);
guint cr_why_get_n_terms (CrWhy *why);
const CrWhyTerm *cr_why_get_term (CrWhy *why, guint i);
CrDtype cr_why_get_dtype (CrWhy *why);
/* What is shown; FALSE if there is no gradient, or no number of it. */
gboolean cr_why_get_total (CrWhy *why, double *total);
/* What the terms add up to in the dtype, in their order. */
double cr_why_get_sum (CrWhy *why);
CrWhyCheck cr_why_get_check (CrWhy *why);
/* THROUGH: elements of the output whose local derivative is 0. */
gint64 cr_why_get_n_zero (CrWhy *why);
/* Whether there is a gradient, but past the budget of the trace without its numbers. */
gboolean cr_why_is_summary (CrWhy *why);
/* The number of the backward that it is about; 0 for a .grad of several, or none. */
guint cr_why_get_backward (CrWhy *why);
gboolean cr_why_is_ready (CrWhy *why);

/* What @place's path by @term runs through, up to the root: appends variables and functions of the graph (of guint) to
 * the arrays, for lighting. */
void cr_why_get_path (CrWhy *why, guint term, GArray *variables, GArray *functions);

/* The number of @dtype as the fewest digits that read back as it ("0.1", "4.5", "1e-05", "nan"). g_free(). */
char *cr_why_number_to_text (CrDtype dtype, double number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrWhyIndex, cr_why_index_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrWhy, cr_why_unref)

G_END_DECLS
