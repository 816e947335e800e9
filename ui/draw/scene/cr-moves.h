#pragma once
/* How far nodes and groups of a picture were moved by hand from where the layout puts them: a table from their
 * identities (cr-scene-move.h) to offsets in points of the scene. Immutable, so that a worker may read it. NULL is the
 * empty table everywhere. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CrMoves CrMoves;

CrMoves *cr_moves_ref (CrMoves *moves); /* NULL gives NULL */
void cr_moves_unref (CrMoves *moves);   /* takes NULL */
gboolean cr_moves_equal (const CrMoves *a, const CrMoves *b);

/* A new table, owned, with another offset for @key; @moves is left as it is. An offset of 0, 0, or one that is not
 * finite, takes @key out. NULL when nothing is left. */
CrMoves *cr_moves_with (const CrMoves *moves, guint64 key, double x, double y);
/* The offset of @key; FALSE, and 0, 0, if it was not moved. @x and @y may be NULL. */
gboolean cr_moves_get (const CrMoves *moves, guint64 key, double *x, double *y);
guint cr_moves_get_n (const CrMoves *moves);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrMoves, cr_moves_unref)

G_END_DECLS
