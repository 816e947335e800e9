#pragma once
/* A graph as a test adds it to a layout, and what must hold of any picture of it. */

#include "cr-layout.h"

typedef struct
{
  double width, height;
} CheckBox;

typedef struct
{
  guint from, to, port;
} CheckEdge;

typedef struct
{
  GArray *boxes; /* CheckBox */
  GArray *edges; /* CheckEdge */
} CheckGraph;

CheckGraph *check_graph_new (void);
CheckGraph *check_graph_copy (const CheckGraph *graph);
void check_graph_free (CheckGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CheckGraph, check_graph_free)

guint check_graph_add_box (CheckGraph *graph, double width, double height);
guint check_graph_add_edge (CheckGraph *graph, guint from, guint to, guint port);
/* n boxes of 40 by 20, each the input of the next. */
CheckGraph *check_graph_new_chain (guint n);
/* Acyclic and connected: a chain with leaves, branches and long edges. */
CheckGraph *check_graph_new_random (guint32 seed, guint n_boxes);

/* A layout of it, not run. */
CrLayout *check_graph_fill (const CheckGraph *graph);
/* Boxes keep their gaps and stand in the picture; routes run down from border to border and touch no other box. */
void check_picture (const CheckGraph *graph, const CrLayout *layout);
/* The same without routes: quadratic in boxes only where they are near. */
void check_boxes (const CheckGraph *graph, const CrLayout *layout);
