#pragma once
/* Which groups of a picture are folded into one box and which iteration of a loop is drawn: what the reader chose, on
 * top of what is sensible. Immutable, so that a worker may read it; keys are those of the groups (cr-group.h), which
 * survive edits elsewhere in the text. NULL is the default everywhere. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CrFolding CrFolding;

CrFolding *cr_folding_ref (CrFolding *folding); /* NULL gives NULL */
void cr_folding_unref (CrFolding *folding);     /* takes NULL */
gboolean cr_folding_equal (const CrFolding *a, const CrFolding *b);

/* Each gives a new one, owned: @folding is left as it is. */
/* Folds or unfolds the group with @key. */
CrFolding *cr_folding_with_folded (const CrFolding *folding, guint64 key, gboolean folded);
#define CR_FOLDING_ALL_ITERATIONS G_MAXUINT
/* Draws iteration @iteration (from 0) of the loop with @key, or all of them. */
CrFolding *cr_folding_with_iteration (const CrFolding *folding, guint64 key, guint iteration);
/* Forgets what was chosen group by group: groups are open down to @depth, 0 folds all, G_MAXUINT opens all. */
CrFolding *cr_folding_with_depth (const CrFolding *folding, guint depth);

#define CR_FOLDING_SENSIBLE (G_MAXUINT - 1) /* the depth where none was chosen: the picture decides */
guint cr_folding_get_depth (const CrFolding *folding);
/* Whether the reader chose for the group with @key; *@folded is what. */
gboolean cr_folding_get_folded (const CrFolding *folding, guint64 key, gboolean *folded);
/* The iteration that was chosen; @otherwise if none was. */
guint cr_folding_get_iteration (const CrFolding *folding, guint64 key, guint otherwise);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFolding, cr_folding_unref)

G_END_DECLS
