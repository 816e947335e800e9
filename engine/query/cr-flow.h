#pragma once
/* What flows where in a graph: everything that a value is computed from and everything that is computed from it, and
 * the same of its gradient, which comes from the root and goes to the leaves. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef enum
{
  CR_FLOW_VALUE_FROM,    /* all that the value depends on */
  CR_FLOW_VALUE_TO,      /* all that depends on the value */
  CR_FLOW_GRADIENT_FROM, /* what a gradient comes through on its way here from the root */
  CR_FLOW_GRADIENT_TO,   /* what this gradient is handed on to, down to the leaves */
  CR_N_FLOWS
} CrFlow;

/* Appends to @variables and @functions (of guint) what is upstream or downstream of @variable or @function (the other
 * one CR_NONE), itself included, each once, in no order. A gradient comes from
 * a root of generation @generation, the one that is shown. Each edge is looked at once, also of a million of them.
 * FALSE when *@cancelled (nullable, atomic) became TRUE: then the arrays are of no use. */
gboolean cr_flow_find (CrGraph *graph, guint generation, CrFlow flow, guint variable, guint function,
                       const gint *cancelled, GArray *variables, GArray *functions);

G_END_DECLS
