#pragma once
/* Which variables each expression of a script made: from a place in the text to the picture. Made once on the worker;
 * immutable after. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct _CrPlaceIndex CrPlaceIndex;

CrPlaceIndex *cr_place_index_new (CrGraph *graph); /* refs the graph */
void cr_place_index_free (CrPlaceIndex *index);

/* The variable made by the innermost expression around the character at @line and @column (both from 1, the text of the
 * run); left of an expression, where it is given a name, that of the whole expression. Of those made there again and
 * again, the last before @position, else the first. CR_NONE. */
guint cr_place_index_find (CrPlaceIndex *index, guint line, guint column, guint position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlaceIndex, cr_place_index_free)

G_END_DECLS
