#pragma once
/* A picture in parts: the inside of every open frame is laid out by itself and is a box where the frame stands. */

#include "cr-scene-private.h"

G_BEGIN_DECLS

#define CR_FRAME_HEADER 24.0 /* the line with its title */
#define CR_FRAME_ABOVE 30.0  /* from a frame's top to what is in it, header included */
#define CR_FRAME_AROUND 14.0 /* to the other sides */

typedef enum
{
  CR_PLACE_ITEM,
  CR_PLACE_FRAME,
  CR_PLACE_PORT
} CrPlaceKind;

/* A box of a part's layout. */
typedef struct
{
  CrPlaceKind kind;
  guint index; /* of the item, frame or port */
} CrPlaceBox;

/* An edge of a part's layout. */
typedef struct
{
  guint from, to;           /* boxes */
  guint order;              /* its place among what enters `to`, where that is no frame */
  guint from_port, to_port; /* where it leaves or enters a frame's box; CR_NONE */
} CrPlaceEdge;

/* Where edges out of one item pass the border of a frame, outwards or inwards. */
typedef struct
{
  guint frame, source; /* source: the item */
  gboolean out;
  guint box;   /* in the frame's part */
  guint trunk; /* the one edge that leads to it: out: in the frame's part; else in the part around it; CR_NONE: none yet
                */
  guint n;     /* links */
  double at;   /* its middle in the frame's part, across the flow */
} CrPlacePort;

/* A stretch of a link's route. */
typedef struct
{
  guint part, edge;
  guint port; /* at its end; CR_NONE: the item that the link leads to */
} CrPlaceHop;

/* The whole picture (the first), or the inside of a frame. */
typedef struct
{
  guint frame;          /* CR_NONE: the whole */
  guint box;            /* of the frame in the part around it */
  GArray *boxes;        /* of CrPlaceBox */
  GArray *edges;        /* of CrPlaceEdge */
  CrLayout *layout;     /* borrowed, once it was run */
  double width, height; /* of the frame */
  double inset;         /* from the frame's left side to its layout */
  CrPoint origin;       /* of the layout in the scene */
} CrPlacePart;

typedef struct
{
  CrScene *scene;
  GArray *parts;     /* of CrPlacePart; outer ones before those inside */
  GArray *ports;     /* of CrPlacePort */
  GArray *hops;      /* of CrPlaceHop */
  GArray *scratch;   /* of CrPoint: the route that is being made */
  guint *first_hop;  /* by link, and one more */
  guint *part_of;    /* by frame: the part that is its inside, CR_NONE where it has none */
  guint *item_box;   /* by item: its box in the part it stands in */
  guint *n_inputs;   /* by item */
  GHashTable *known; /* source, frame, out -> port + 1 */
} CrPlace;

#define cr_place_part(place, i) (&g_array_index ((place)->parts, CrPlacePart, i))
#define cr_place_port(place, i) (&g_array_index ((place)->ports, CrPlacePort, i))

/* cr-scene-parts.c: divides the scene; every link becomes a row of hops. */
CrPlace *cr_place_new (CrScene *scene);
void cr_place_free (CrPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlace, cr_place_free)

/* cr-scene-route.c: the route of a link, from border to border, once everything has its place. */
void cr_place_route (CrPlace *place, guint link);

/* What is kept free above and below an item's box. */
double cr_scene_space_above (const CrScene *scene, const CrSceneItem *item);
double cr_scene_space_below (const CrScene *scene, const CrSceneItem *item);

G_END_DECLS
