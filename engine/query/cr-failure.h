#pragma once
/* A run's failure explained: what it means, which places of the script it is about, and edits that mend it. A pure
 * function of diagnostic, trace and text; any thread may ask. */

#include "cr-graph.h"
#include "cr-text-edit.h"

G_BEGIN_DECLS

typedef struct
{
  char *label;   /* what it does: "Keep the graph: retain_graph=True in line 4" */
  GArray *edits; /* of CrTextEdit, ascending, apart from each other */
} CrFailureFix;

/* A place of the script and what happened there: "saved here at version 0". */
typedef struct
{
  char *text;
  CrRange range;
  guint variable, function; /* of the graph, to select; CR_NONE */
} CrFailureFact;

/* A tensor that an operation refused, beside the others. */
typedef struct
{
  char *name;     /* "a" */
  char *shape;    /* "float32 [2, 3]" */
  guint variable; /* CR_NONE */
} CrFailureOperand;

typedef struct
{
  CrFailureKind kind;
  char *title;         /* "The graph was freed already" */
  char *message;       /* Python's or PyTorch's words: "RuntimeError: ..." */
  char *explanation;   /* one or two sentences; "" where there is nothing to add */
  CrRange range;       /* where it failed */
  GPtrArray *facts;    /* of CrFailureFact, in order of time */
  GPtrArray *operands; /* of CrFailureOperand */
  GPtrArray *fixes;    /* of CrFailureFix, the likeliest first: offer those that cr_failure_fix_works() */
} CrFailureAccount;

/* @graph and @failure may be NULL: then the message alone tells. The ranges are those of @source, the text that was
 * run. */
CrFailureAccount *cr_failure_account_new (CrGraph *graph, CrSource *source, const CrDiagnostic *diagnostic,
                                          const CrFailure *failure);
void cr_failure_account_free (CrFailureAccount *account);

/* Whether the script so mended runs to its end: runs it, for at most @max_seconds, on the calling thread. */
gboolean cr_failure_fix_works (const CrFailureFix *fix, CrSource *source, guint64 seed, double max_seconds);
void cr_failure_fix_free (CrFailureFix *fix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFailureAccount, cr_failure_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFailureFix, cr_failure_fix_free)

G_END_DECLS
