/* What the public side of the layout holds: boxes and edges as the caller added them, and what was computed. */
#pragma once

#include "cr-layout-private.h"

G_BEGIN_DECLS

typedef struct
{
  double width, height;      /* as added */
  CrLayoutSide enter, leave; /* NAN: not said */
  double x, y;
  int rank;
  guint working; /* its number in its component's graph */
  guint component;
  CrLayoutHold hold;
  CrPoint previous; /* middle; NAN: unknown */
} CrLayoutBox;

typedef struct
{
  guint from, to, port;
  guint first_point, n_points;
  guint first_previous, n_previous; /* its route in an earlier picture */
  double from_at, to_at;            /* NAN: anywhere */
} CrLayoutLine;

struct _CrLayout
{
  gatomicrefcount ref_count;
  GArray *boxes;    /* CrLayoutBox */
  GArray *edges;    /* CrLayoutLine */
  GArray *points;   /* CrPoint */
  GArray *previous; /* CrPoint: routes in an earlier picture */
  gboolean keeps;   /* something is known of one */
  gboolean turned;  /* the last run was from left to right */
  double width, height;
};

#define cr_layout_box(layout, i) (&g_array_index ((layout)->boxes, CrLayoutBox, i))
#define cr_layout_line(layout, i) (&g_array_index ((layout)->edges, CrLayoutLine, i))

G_END_DECLS
