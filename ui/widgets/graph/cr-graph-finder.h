#pragma once
/* A search in the picture as a job on a thread: what is found are nodes of the scene, in the order in which they are
 * read. Main thread only. */

#include "cr-find.h"
#include "cr-scene.h"

G_BEGIN_DECLS

typedef struct _CrGraphFinder CrGraphFinder;

typedef struct
{
  guint node;    /* of the scene */
  CrFindHit hit; /* what of the graph it is; of a folded group the first that was found in it */
} CrFoundNode;

/* @found is called when what was asked for last is there. */
CrGraphFinder *cr_graph_finder_new (void (*found) (gpointer user_data), gpointer user_data);
void cr_graph_finder_free (CrGraphFinder *finder);
/* Looks for @text in @scene as it stands after @position events. What was asked for before is given up, and is found
 * all the same until this is. An empty text finds nothing, at once. */
void cr_graph_finder_search (CrGraphFinder *finder, CrScene *scene, const char *text, guint position);
/* Forgets what was found. */
void cr_graph_finder_clear (CrGraphFinder *finder);
gboolean cr_graph_finder_is_searching (CrGraphFinder *finder);
/* Of CrFoundNode, borrowed until the next call; empty when nothing was found. */
const GArray *cr_graph_finder_get_found (CrGraphFinder *finder);
/* How the text was understood (cr_find_query_to_text()), borrowed; NULL before the first search and after an empty one.
 */
const char *cr_graph_finder_get_said (CrGraphFinder *finder);

/* Which of @found comes next after the one that is @selected, or stands at @node of @scene, and at the end the first
 * again; CR_NONE if there are none. */
guint cr_found_step (const GArray *found, CrScene *scene, const CrFindHit *selected, guint node, gboolean forwards);
/* Which one is selected, CR_NONE. */
guint cr_found_get_selected (const GArray *found, const CrFindHit *selected, guint node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGraphFinder, cr_graph_finder_free)

G_END_DECLS
