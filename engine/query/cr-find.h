#pragma once
/* Searching a picture by what is known of its nodes: names, operations, shapes, dtypes, and what values and gradients
 * are like at the cursor. What is typed is a few terms, all of which must hold:
 *
 *   relu, layer1.0, "w * x"      part of a name, of a place in a module, of an operation, of an expression
 *   layer1, BasicBlock, step     all that ran in a module or a function that is called so
 *   name:w  op:mul  line:12      of the one only
 *   in:layer1  in:for            all that ran in a module, a function or a loop with that in its name
 *   [5, 3]  (5,*)  shape 64      the shape, with any size for *; one of the sizes
 *   float64  leaf  root  requires_grad
 *   nan  inf  zero               in the value or the gradient; "grad nan", "value zero" of the one
 *   grad  no grad                whether a gradient is there
 *   grad = 0  value > 1e3  norm < 1  grad max >= 2
 *   not leaf                     what the next term does not hold for
 *
 * Of elements, = asks of every one, all other comparisons of any. A number with decimals is equal as far as it was
 * typed. What makes no sense as a property is looked for as a word, so that there is no wrong query. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct _CrFindQuery CrFindQuery;
typedef struct _CrFind CrFind;

/* Never NULL; without a term for a text of spaces. */
CrFindQuery *cr_find_query_new (const char *text);
void cr_find_query_free (CrFindQuery *query);
gboolean cr_find_query_is_empty (const CrFindQuery *query);
/* What is looked for, in words: "“relu”, gradient 0 in every element". Translated; g_free(). */
char *cr_find_query_to_text (const CrFindQuery *query);

/* One of the two is CR_NONE. */
typedef struct
{
  guint variable, function;
} CrFindHit;

/* Keeps what it learns of values: one a graph. Several threads may use it, one at a time. */
CrFind *cr_find_new (CrGraph *graph); /* refs the graph */
CrFind *cr_find_ref (CrFind *find);
void cr_find_unref (CrFind *find);
CrGraph *cr_find_get_graph (CrFind *find);
/* The variables and functions of generation @generation for which all terms hold after @position events, of CrFindHit,
 * variables first, each in order of creation; owned. A function is found by what it is called only, and other terms
 * ask of its results. NULL when *@cancelled (nullable, atomic) became TRUE. It may take a while: for a worker. */
GArray *cr_find_run (CrFind *find, const CrFindQuery *query, guint generation, guint position, const gint *cancelled);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFindQuery, cr_find_query_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFind, cr_find_unref)

G_END_DECLS
