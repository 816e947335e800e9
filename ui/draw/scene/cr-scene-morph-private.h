#pragma once
/* What the files of a morph share: what corresponds (cr-scene-morph.c), and the moment (cr-scene-morph-moment.c). */

#include "cr-scene-morph.h"
#include "cr-scene-private.h"

G_BEGIN_DECLS

typedef struct
{
  double x, y, width, height, gone;
} CrPlace;

/* A route at both ends of the way, of the same number of points; none where the edge follows its nodes. */
typedef struct
{
  guint n;
  CrPoint *start, *end;
} CrRouteWay;

struct _CrSceneMorph
{
  CrScene *from, *to;
  gboolean one_generation; /* both are of the same: indices of the graph mean the same */
  guint *new_of, *old_of;  /* nodes that are in both; CR_NONE */
  CrPlace *starts;         /* of each node of `to` */
  CrPlace *ends;           /* of each node of `from` */
  CrPlace *frame_starts, *frame_ends;
  guint n_going, n_coming;
  gboolean shifted;
  CrPoint shift;
  gboolean has_routes;
  CrRouteWay *routes;  /* of each edge of `to` */
  gboolean *continued; /* whether an edge of `from` goes on as one of `to` */
};

CrPlace cr_place_of_item (CrScene *scene, guint i);
CrPlace cr_place_of_frame (const CrSceneFrame *frame);
CrPoint cr_place_get_middle (const CrPlace *place);
CrPlace cr_place_mix (const CrPlace *a, const CrPlace *b, double share);

G_END_DECLS
