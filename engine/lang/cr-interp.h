#pragma once
/* The interpreter: runs a parsed module over the engine, within the context's limits, and
 * tells an observer what a person would want to see. */

#include "cr-ast.h"
#include "cr-autograd.h"
#include "cr-diagnostic.h"
#include "cr-source.h"

G_BEGIN_DECLS

typedef struct _CrInterp CrInterp;

/* One argument of a plotting call. */
typedef enum
{
  CR_PLOT_ARG_NONE,
  CR_PLOT_ARG_BOOL,
  CR_PLOT_ARG_INT,
  CR_PLOT_ARG_FLOAT,
  CR_PLOT_ARG_STRING,
  CR_PLOT_ARG_TENSOR, /* a tensor or an array */
  CR_PLOT_ARG_LIST    /* a list or tuple; numbers only come as elements too */
} CrPlotArgKind;

typedef struct _CrPlotArg CrPlotArg;
struct _CrPlotArg
{
  CrPlotArgKind kind;
  char *keyword;  /* NULL for a positional argument or an element */
  gint64 integer; /* BOOL, INT */
  double number;  /* FLOAT */
  char *string;
  CrTensor *tensor;    /* detached; owned by the call */
  GPtrArray *elements; /* of CrPlotArg, LIST */
};

typedef struct
{
  char *name;      /* "plot", "scatter", "show"; "ax.plot" for a method of an axes object */
  guint axes;      /* the number of the figure in the run, times 65536, and that of the axes within it */
  GPtrArray *args; /* of CrPlotArg, positional first */
} CrPlotCall;

typedef enum
{
  CR_LANG_SCOPE_ITERATION, /* of a loop statement */
  CR_LANG_SCOPE_CALL,      /* of a function that the script defines */
  CR_LANG_SCOPE_MODULE     /* a call of a module; that of its forward is no scope of its own */
} CrLangScopeKind;

/* A part of the run that is under way. Millions come and go of which nothing is told: who wants to know of them asks
 * cr_interp_get_scope() when something happens, and sets `told` in those of which the end is to be told. */
typedef struct _CrLangScope CrLangScope;
struct _CrLangScope
{
  CrLangScope *outer; /* NULL: none */
  const CrRange *range;
  guint64 key;    /* as cr_interp_get_key() */
  guint64 loop;   /* the same in all iterations of one execution of a loop; else 0 */
  guint32 number; /* of an iteration, from 1; else 0 */
  CrLangScopeKind kind;
  guint told; /* the observer's; 0 at first. If it is set, it is set in all around. */
};

/* Every member may be NULL. Everything is borrowed for the call. */
typedef struct
{
  /* @name now means @tensor in the scope at hand; @tensor is NULL when it means something else or was deleted. */
  void (*name_bound) (gpointer user_data, const char *name, CrTensor *tensor);
  /* A module got a name: @tensor is its parameter or buffer at @path, "net.fc.weight". */
  void (*parameter_placed) (gpointer user_data, const char *path, CrTensor *tensor);
  /* Text that print() wrote, or (in notebook mode) the echo of a cell's last expression; with its newline. */
  void (*printed) (gpointer user_data, const char *text, gsize length);
  void (*plotted) (gpointer user_data, const CrPlotCall *call);
  void (*warned) (gpointer user_data, const char *category, const char *message);
  /* optimizer.step () has written its parameters. @kind is its class ("SGD"), @options "lr=0.1, momentum=0.9", groups
   * apart by "; ". */
  void (*optimizer_stepped) (gpointer user_data, const char *kind, const char *options);
  void (*failed) (gpointer user_data, const CrDiagnostic *diagnostic);
  /* A call of @name ("matmul", "add_") with these tensors raised an exception, with @message, that may be caught. */
  void (*call_failed) (gpointer user_data, const char *name, CrTensor *const *operands, guint n_operands,
                       const char *message);
  /* A scope that is marked as told is over, however that came about, or its generator waits: then it may be told again
   * later. Innermost first. */
  void (*scope_left) (gpointer user_data, CrLangScope *scope);
} CrLangObserver;

typedef struct
{
  gboolean notebook; /* echo each cell's last expression */
  gboolean has_seed; /* else the generator starts at 0 */
  guint64 seed;
  guint end; /* only the statements that begin before this offset of the text; 0: all */
} CrInterpOptions;

/* @context and @module are referenced for the interpreter's life. */
CrInterp *cr_interp_new (CrContext *context, CrSource *source, CrModule *module, const CrInterpOptions *options);
void cr_interp_free (CrInterp *interp);
void cr_interp_set_observer (CrInterp *interp, const CrLangObserver *observer, gpointer user_data);

/* Runs to the end, an uncaught exception, a bound or cancellation. NULL when it went well; else the
 * diagnostic (owned), already told to the observer. Objects that are left are freed here or in free(). */
CrDiagnostic *cr_interp_run (CrInterp *interp);

/* Where the interpreter is: asked by observers during their calls. */
/* The expression being evaluated (for an operator or a call, the whole expression). */
void cr_interp_get_range (CrInterp *interp, CrRange *range);
/* The statement path with its iteration counts, hashed; survives edits elsewhere in the text. */
guint64 cr_interp_get_key (CrInterp *interp);
guint64 cr_interp_get_steps (CrInterp *interp);
/* The innermost scope; NULL at the top. */
CrLangScope *cr_interp_get_scope (CrInterp *interp);
/* All of that at one look, for whoever asks at every event. Borrowed until the interpreter goes on. */
typedef struct
{
  const CrRange *range; /* zeros where there is none */
  guint64 key;
  CrLangScope *scope;
} CrInterpPlace;
CrInterpPlace cr_interp_get_place (CrInterp *interp);
/* "i = 2" where a `for` has one name and a number or short text for it, "train", "net.fc"; NULL for other iterations.
 * Owned; only as long as the scope is under way. */
char *cr_interp_dup_scope_name (CrInterp *interp, const CrLangScope *scope);
/* The class of the module ("Linear"), borrowed; NULL of other scopes. */
const char *cr_interp_get_scope_class (CrInterp *interp, const CrLangScope *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrInterp, cr_interp_free)

G_END_DECLS
