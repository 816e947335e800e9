#pragma once
/* What a change of a number does to the root: what the gradient says it does, and what it really does. Read off two
 * runs, the one before the number moved and the one after. Any thread. */

#include "cr-cursor.h"

G_BEGIN_DECLS

/* What is kept of the run before. Immutable, counted atomically. */
typedef struct _CrLiveBase CrLiveBase;

/* The last backward of the run, with the leaves that got a gradient in it, else the last root. @cursor is moved and put
 * back. NULL where the run has no root. */
CrLiveBase *cr_live_base_new (CrGraph *graph, CrCursor *cursor);
CrLiveBase *cr_live_base_ref (CrLiveBase *base);
void cr_live_base_unref (CrLiveBase *base); /* takes NULL */

typedef enum
{
  CR_LIVE_COMPARED,    /* predicted and real are there */
  CR_LIVE_NO_BACKWARD, /* nobody called backward: only the real change is there */
  CR_LIVE_NOT_REACHED, /* the number is in no leaf that has a gradient: only the real change is there */
  CR_LIVE_OTHER_GRAPH  /* shapes or structure are others than before: there is nothing to compare */
} CrLiveVerdict;

typedef struct
{
  CrLiveVerdict verdict;
  double value;     /* of the number, in the run after */
  const char *root; /* what it is called; NULL: nothing. Borrowed from the base */
  gboolean scalar;  /* FALSE: before, after and real are sums over its elements, with the gradient's weights */
  double before, after, real;
  double predicted;  /* the sum over leaves of gradient * change */
  const char *leaf;  /* the one that changed, NULL: several, or without a name. Borrowed from the base */
  double leaf_delta; /* its change, where it is one element */
  double leaf_gradient;
  guint n_elements; /* of leaves that changed */
} CrLiveChange;

/* The root's variable in the run that @base was made of. */
guint cr_live_base_get_root (const CrLiveBase *base);
/* FALSE if @graph has no such root. @cursor is moved and put back. */
gboolean cr_live_change_read (const CrLiveBase *base, CrGraph *graph, CrCursor *cursor, double value,
                              CrLiveChange *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrLiveBase, cr_live_base_unref)

G_END_DECLS
