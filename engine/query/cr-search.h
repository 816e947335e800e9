#pragma once
/* Breakpoints as searches in a trace: where does a node do something, where does a number go wrong, from here on or
 * back. A search keeps what it has found out of values, so the next one is faster. All of it may take a while on a
 * large trace: call it on a worker. Several threads may use one search, one at a time. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef enum
{
  CR_BREAK_NODE,       /* the node does something: made, written, a function's step, a gradient arrives or is cleared */
  CR_BREAK_NOT_FINITE, /* a NaN or an infinity */
  CR_BREAK_NORM_ABOVE, /* a norm (of the finite elements) above the limit */
  CR_BREAK_NORM_BELOW, /* ... below it; what is all zero included */
  CR_BREAK_ZERO,       /* a gradient that is zero in every element */
  CR_N_BREAK_KINDS
} CrBreakKind;

/* A gradient is one that a backward begins with, that a function sends on, or that a .grad becomes; of a node it is
 * what the node receives, or its .grad. A value is what an operation, a factory or a write gives. */
typedef struct
{
  CrBreakKind kind;
  guint64 key;        /* of the variable or function that it is about; 0: anywhere (not for NODE) */
  gboolean each;      /* of every node that the same expression makes: in each iteration */
  gboolean values;    /* look at values; not for NODE and ZERO */
  gboolean gradients; /* look at gradients */
  double limit;       /* of the norm */
} CrBreakpoint;

typedef struct
{
  guint position;    /* so many events have happened: the last of them is the hit */
  guint breakpoint;  /* which of those that were given */
  guint variable;    /* whose value or gradient it is, CR_NONE if none is known */
  guint function;    /* that made it or sent it, CR_NONE for a leaf's accumulation */
  gboolean gradient; /* else a value */
  double norm;
  gint64 n_nan, n_inf;
} CrSearchHit;

typedef struct _CrSearch CrSearch;

CrSearch *cr_search_new (CrGraph *graph); /* refs the graph */
CrSearch *cr_search_ref (CrSearch *search);
void cr_search_unref (CrSearch *search);
CrGraph *cr_search_get_graph (CrSearch *search);

/* The nearest position after @from (before it, backwards) at which one of the @n breakpoints hits; FALSE if there is
 * none, or *@cancelled (nullable, atomic) became TRUE. */
gboolean cr_search_next (CrSearch *search, const CrBreakpoint *breakpoints, guint n, guint from, gboolean forwards,
                         const gint *cancelled, CrSearchHit *hit);
/* How often each of the @n breakpoints hits in the whole trace: fills @counts. FALSE when cancelled. */
gboolean cr_search_count (CrSearch *search, const CrBreakpoint *breakpoints, guint n, const gint *cancelled,
                          guint *counts);

/* What a breakpoint waits for: "c (line 11)", "a gradient's norm above 10". @graph (nullable) tells names. g_free(). */
char *cr_breakpoint_to_text (const CrBreakpoint *breakpoint, CrGraph *graph);
/* What happened there: "line 8: MulBackward0 sends y a gradient with 2 NaN". g_free(). */
char *cr_search_hit_to_text (CrSearch *search, const CrBreakpoint *breakpoint, const CrSearchHit *hit);
/* A variable or function with @key: TRUE and its index, the other one CR_NONE. */
gboolean cr_search_find_key (CrGraph *graph, guint64 key, guint *variable, guint *function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSearch, cr_search_unref)

G_END_DECLS
