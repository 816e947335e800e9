#pragma once
/* The inside of the canvas, shared by its files. */

#include "cr-flow.h"
#include "cr-graph-canvas.h"
#include "cr-live-canvas.h"
#include "cr-observer.h"
#include "cr-painter.h"
#include "cr-view-painter.h"
#include "cr-scene-loader.h"
#include "cr-scene-morph.h"
#include "cr-view-transform.h"

G_BEGIN_DECLS

typedef struct _CrFlowJob CrFlowJob;
typedef struct _CrGraphMove CrGraphMove;

/* An edge that is being drawn by hand. */
typedef struct
{
  guint64 variable;        /* key: where it begins */
  guint function;          /* of the graph: whose input it was, and whose it stays while its beginning moves; CR_NONE: a
                            * new edge */
  CrGraph *graph;          /* of which that is */
  CrPoint anchor;          /* in the scene: the end that stays */
  double begin_x, begin_y; /* in the view, as below: where it was pressed */
  double x, y;             /* the end that moves */
  gboolean moving;         /* it went some way */
  gboolean cancelled;
  guint target; /* scene node under the end that moves, CR_NONE */
  guint tick;
  gint64 last_frame;
} CrGraphLink;

struct _CrGraphCanvas
{
  GtkWidget parent_instance;
  CrObserver observer;

  /* the picture */
  CrSceneLoader *loader;
  CrScene *base; /* as the layout made it; NULL */
  CrScene
      *scene;   /* shown: base, or with nodes moved by hand; may be of an earlier graph until the new one is laid out */
  CrText *text; /* labels, kept from frame to frame */
  CrViewPainter *picture;    /* what rests of the picture, kept the same */
  CrThumbs *thumbs;          /* pictures of tensors */
  cairo_surface_t *still;    /* its image */
  GskRenderNode *still_node; /* that draws it */
  GskRenderNode *key_node;   /* the key, of that theme */
  const CrTheme *key_theme;
  gconstpointer key_norms;   /* and with the widths of those */
  gboolean gradient_widths;  /* edges are as wide as what passed along them */
  CrNorms *norms;            /* of the backward at hand; NULL: not known */
  gconstpointer norms_trace; /* of that trace */
  gpointer width_job;        /* that finds them, on a thread; NULL */
  GskRenderNode *painted;    /* the last frame: shown while the scene does not fit the cursor */
  GPtrArray *nodes;          /* of CrGraphNode, one a scene node, up to a number */
  GPtrArray *headers;        /* of CrGraphHeader, one a frame, up to a number; NULL */
  guint node_source;         /* idle that makes them */
  guint fit_source;          /* idle that tells of the zoom after a change of size */
  guint label_source;        /* idle that updates their labels */
  guint next_label;          /* whose label comes next */
  guint place_source;        /* until they get their places */
  gboolean placing;          /* with the next allocation */

  /* on the way from the picture before */
  CrSceneMorph *morph;          /* NULL: there */
  CrViewTransform morph_from;   /* where that was in the view */
  CrScene *morph_old;           /* it, where it is of a run that is gone; the morph holds it */
  GskRenderNode *morph_painted; /* its last frame, then; else NULL */
  gint64 morph_begun;
  double morph_share; /* of the time */
  guint morph_tick;

  /* a node moved by hand */
  guint64 pressed_key; /* of what a drag would move, 0 */
  CrGraphMove *moved;  /* while a drag moves it; else NULL */

  /* building by hand */
  GArray *marks;     /* of guint64: keys of the variables that were chosen as operands, in order */
  CrGraphLink *link; /* NULL: none is being drawn */
  guint menu_edge;   /* the scene edge that a menu was asked for, CR_NONE */

  /* the view */
  CrViewTransform transform;
  gboolean auto_fit; /* nobody has panned or zoomed since the last fit */
  gboolean made;     /* what an edit made is selected, and comes into view with its scene */
  gboolean follow;   /* a fit is no smaller than can be read, and shows what is under way */
  int fitted_width, fitted_height;
  double covered; /* height at the top that lies under something: what is brought into view comes below it */
  guint hovered;  /* scene node */

  /* on its way to another place */
  CrViewTransform glide_from, glide_to;
  gint64 glide_begun;
  guint glide; /* tick callback, 0: it stands */

  /* what stands out, besides what the session lights */
  GArray *lit_nodes; /* of guint: scene nodes that a search found, ascending; NULL: none */
  GArray *flow_variables,
      *flow_functions; /* of guint: of the graph, what is upstream or downstream of a node; or NULL */
  GArray *flow_nodes;  /* the same as scene nodes, ascending */
  CrGraph *flow_graph; /* whose it is; NULL: none is lit */
  CrFlow flow;
  guint64 flow_key; /* of that node */
  char *flow_text;  /* what is lit, in words */
  CrFlowJob *flow_job;

  /* the step under way */
  guint last_position;
  guint left; /* the position that was left backwards and is still painted, as its event is undone; else G_MAXUINT */
  double phase;
  gint64 phase_begun;
  double phase_seconds;
  guint tick;

  /* input */
  double pointer_x, pointer_y;
  gboolean pointed; /* the pointer was moved here; it did not just happen to rest where the window came up */
  CrViewTransform drag_begin;
  gboolean dragging;
  guint hovered_edge; /* scene edge under the pointer, CR_NONE */
  guint walk_parent;  /* the node from which the last walk along an edge came, CR_NONE */
  double pinch_scale;
  CrLiveCanvas live; /* a number that is dragged */
};

/* cr-graph-canvas-input.c: pointer and touch */
void cr_graph_canvas_init_input (CrGraphCanvas *canvas);
/* cr-graph-canvas-keys.c */
gboolean cr_graph_canvas_key_pressed (CrGraphCanvas *canvas, guint key, guint code, GdkModifierType state);

/* cr-graph-canvas-edge.c: edges under the pointer */
/* The edge at a point of the canvas, if there is no node and no frame's header; CR_NONE. */
guint cr_graph_canvas_pick_edge (CrGraphCanvas *canvas, double x, double y);
void cr_graph_canvas_set_hovered_edge (CrGraphCanvas *canvas, guint edge);
/* Selects the end of the edge that is farther from a point of the canvas. */
void cr_graph_canvas_follow_edge (CrGraphCanvas *canvas, guint edge, double x, double y);
gboolean cr_graph_canvas_query_edge (CrGraphCanvas *canvas, guint edge, GtkTooltip *tooltip);
/* Onto the painted scene, in its points. */
void cr_graph_canvas_paint_edge (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr);

/* cr-graph-canvas-marks.c: nodes chosen as operands */
/* The variable that a scene node stands for or gives, CR_NONE. */
guint cr_graph_canvas_get_node_variable (CrGraphCanvas *canvas, guint node);
void cr_graph_canvas_toggle_mark (CrGraphCanvas *canvas, guint node); /* CR_NONE: nothing */
/* Ctrl+click: the node comes to what is chosen, or leaves it. */
void cr_graph_canvas_click_mark (CrGraphCanvas *canvas, guint node);
void cr_graph_canvas_extend_marks (CrGraphCanvas *canvas, guint from, guint to);
/* These alone; @second may be CR_NONE. The last of them is selected. */
void cr_graph_canvas_set_marks (CrGraphCanvas *canvas, guint first, guint second);

/* cr-graph-canvas-drag.c: edges drawn by hand */
/* Where a node's output is taken hold of, in the scene; FALSE: it has none, or it would not be seen. */
gboolean cr_graph_canvas_find_port (CrGraphCanvas *canvas, guint node, CrPoint *port);
/* Where an edge's beginning is taken hold of, in the scene; FALSE if it cannot be moved. */
gboolean cr_graph_canvas_find_handle (CrGraphCanvas *canvas, guint edge, CrPoint *handle);
/* What an edge stands for: a variable that a function takes. FALSE if it is something else. */
gboolean cr_graph_canvas_find_edge_ends (CrGraphCanvas *canvas, guint edge, guint *variable, guint *function);
guint cr_graph_canvas_pick_port (CrGraphCanvas *canvas, double x, double y); /* its node, CR_NONE */
/* A press that may draw an edge; FALSE if there is no port and no handle. */
gboolean cr_graph_canvas_press_link (CrGraphCanvas *canvas, double x, double y);
gboolean cr_graph_canvas_drag_link (CrGraphCanvas *canvas, double dx, double dy); /* FALSE if none is drawn */
gboolean cr_graph_canvas_drop_link (CrGraphCanvas *canvas);
gboolean cr_graph_canvas_cancel_link (CrGraphCanvas *canvas);

/* cr-graph-canvas-drag-paint.c */
/* Onto the painted scene, in its points: ports, operands, the edge that is being drawn. */
void cr_graph_canvas_paint_build (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr);

/* cr-graph-canvas-lit.c: what stands out */
void cr_graph_canvas_install_signals (GObjectClass *object_class);
void cr_graph_canvas_set_lit_options (CrGraphCanvas *canvas, CrPaintOptions *options);
void cr_graph_canvas_scene_changed (CrGraphCanvas *canvas); /* another scene is shown, or none */
void cr_graph_canvas_clear_lit (CrGraphCanvas *canvas);     /* from dispose */

/* cr-graph-canvas-glide.c: the view on its way */
/* Goes there, by and by where animations are on. @by_hand as in cr_graph_canvas_view_changed(). */
void cr_graph_canvas_glide_to (CrGraphCanvas *canvas, const CrViewTransform *to, gboolean by_hand);
void cr_graph_canvas_stop_glide (CrGraphCanvas *canvas);            /* it stays where it is */
CrViewTransform cr_graph_canvas_get_target (CrGraphCanvas *canvas); /* where it stands, or will stand */

/* cr-graph-canvas-scene.c */
void cr_graph_canvas_init_scene (CrGraphCanvas *canvas);
void cr_graph_canvas_clear_scene (CrGraphCanvas *canvas);
void cr_graph_canvas_graph_changed (CrGraphCanvas *canvas); /* the session or its graph is another one */

/* The node that stands for what is selected, in a scene of the session's graph; CR_NONE. */
guint cr_graph_canvas_find_selected (CrGraphCanvas *canvas, CrScene *scene);
/* The reader has begun to work with the picture: a better layout of it does not replace it any more. */
void cr_graph_canvas_settle (CrGraphCanvas *canvas);

/* cr-graph-canvas-widths.c */
/* For edges as wide as their gradients; NULL where that is not wished, or not known yet. */
const CrNorms *cr_graph_canvas_get_norms (CrGraphCanvas *canvas);
void cr_graph_canvas_clear_widths (CrGraphCanvas *canvas);

/* cr-graph-canvas-morph.c */
/* The canvas has another scene than @old, which stood as @from says: chooses where the new one stands, and begins the
 * way there. */
void cr_graph_canvas_begin_morph (CrGraphCanvas *canvas, CrScene *old, const CrViewTransform *from);
void cr_graph_canvas_stop_morph (CrGraphCanvas *canvas); /* the new picture is simply there */
/* What is painted at this moment of the way: the picture and where it stands; what goes, NULL. */
CrScene *cr_graph_canvas_dup_moment (CrGraphCanvas *canvas);
CrScene *cr_graph_canvas_dup_going (CrGraphCanvas *canvas);
CrViewTransform cr_graph_canvas_get_painted_transform (CrGraphCanvas *canvas);
void cr_graph_canvas_snapshot_going (CrGraphCanvas *canvas, GtkSnapshot *snapshot);

/* cr-graph-canvas-move.c: nodes and groups moved by hand */
/* A press that may become a drag of what is there; @touch: only of what is selected. */
void cr_graph_canvas_press_node (CrGraphCanvas *canvas, double x, double y, gboolean touch);
/* The pointer has gone so far; FALSE if it drags nothing. */
gboolean cr_graph_canvas_drag_node (CrGraphCanvas *canvas, double dx, double dy);
gboolean cr_graph_canvas_drop_node (CrGraphCanvas *canvas);   /* the end; FALSE if nothing was dragged */
gboolean cr_graph_canvas_cancel_drag (CrGraphCanvas *canvas); /* it is where it was; FALSE if nothing was dragged */
/* Moves the selected node, in points of the scene; FALSE if nothing is selected. */
gboolean cr_graph_canvas_nudge (CrGraphCanvas *canvas, double dx, double dy);

/* cr-graph-canvas-view.c */
void cr_graph_canvas_reveal_now (CrGraphCanvas *canvas, guint node); /* without a movement */
/* Fits the picture into the canvas. It keeps clear of key and zoom buttons, but only where it would meet them: a tall
 * graph may have the whole height. */
void cr_graph_canvas_fit_now (CrGraphCanvas *canvas);
/* The same when the canvas gets another size: widgets that show the zoom are told once that is done. */
void cr_graph_canvas_fit_to_size (CrGraphCanvas *canvas);
/* Moves the picture so that the node under way, with its neighbours, is in view. TRUE if it moved. */
gboolean cr_graph_canvas_show_current (CrGraphCanvas *canvas);

/* cr-graph-canvas-group.c */
/* A click on a group's header: folds, or chooses another iteration. FALSE if there is none. */
gboolean cr_graph_canvas_click_header (CrGraphCanvas *canvas, double x, double y);
/* What a header's parts do. FALSE if there is none. */
gboolean cr_graph_canvas_is_header (CrGraphCanvas *canvas, double x, double y);
gboolean cr_graph_canvas_query_header (CrGraphCanvas *canvas, double x, double y, GtkTooltip *tooltip);
/* A double click: on a header folds, on a folded group unfolds. FALSE if there is neither. */
gboolean cr_graph_canvas_open_group (CrGraphCanvas *canvas, double x, double y);
gboolean cr_graph_canvas_group_key (CrGraphCanvas *canvas, guint key, gboolean shift);
/* The cursor has moved: where a loop's body is drawn once, it is that of the cursor's iteration. */
void cr_graph_canvas_follow_iteration (CrGraphCanvas *canvas);
/* The headers' children, by frame. */
void cr_graph_canvas_sync_headers (CrGraphCanvas *canvas);
void cr_graph_canvas_allocate_headers (CrGraphCanvas *canvas);
void cr_graph_canvas_drop_headers (CrGraphCanvas *canvas);

/* The scene is another one: its nodes get their widgets a little later. */
void cr_graph_canvas_queue_nodes (CrGraphCanvas *canvas);
/* Folds what is computed from constants alone into its results, or shows it operation by operation. */
void cr_graph_canvas_toggle_constants (CrGraphCanvas *canvas);
/* Gives them their places, where they are many not before the view rests. */
void cr_graph_canvas_allocate_nodes (CrGraphCanvas *canvas);
void cr_graph_canvas_queue_labels (CrGraphCanvas *canvas); /* the cursor has moved */
void cr_graph_canvas_view_changed (CrGraphCanvas *canvas, gboolean by_hand);
guint cr_graph_canvas_get_selected_node (CrGraphCanvas *canvas);      /* scene node or CR_NONE */
void cr_graph_canvas_select_node (CrGraphCanvas *canvas, guint node); /* CR_NONE clears */
/* The scene node at which the event just passed happened, CR_NONE. */
guint cr_graph_canvas_find_current (CrGraphCanvas *canvas, CrScene *scene);
/* The cursor went from one position to another: plays that, where animations are on and it is a step, not a jump. */
void cr_graph_canvas_begin_play (CrGraphCanvas *canvas, guint from, guint to);
void cr_graph_canvas_stop_play (CrGraphCanvas *canvas); /* what was under way is simply there */
/* The scene, if it is the picture of the session's cursor; else NULL. */
CrScene *cr_graph_canvas_get_current_scene (CrGraphCanvas *canvas);

/* cr-graph-canvas-paint.c: a frame of that size; owned */
GskRenderNode *cr_graph_canvas_paint (CrGraphCanvas *canvas, int width, int height);

G_END_DECLS
