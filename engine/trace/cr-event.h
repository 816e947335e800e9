#pragma once
/* What happened in a run, one event after another. Events are immutable once appended and hold
 * ids, never tensors or grad_fn nodes. Tensor and function ids are the run's own numbers from 1; 0 is none. */

#include "cr-source.h"
#include "cr-diagnostic.h"
#include "cr-interp.h"
#include "cr-value.h"

G_BEGIN_DECLS

typedef enum
{
  CR_EVENT_TENSOR_CREATED,    /* by a factory, or as a view or a result: `tensor` */
  CR_EVENT_OPERATION,         /* `operation` */
  CR_EVENT_NAME_BOUND,        /* `name` */
  CR_EVENT_TENSOR_RELEASED,   /* `tensor`, of which it has only the id */
  CR_EVENT_WRITTEN,           /* in place: `tensor`, with before and after */
  CR_EVENT_BACKWARD_BEGUN,    /* `backward` */
  CR_EVENT_FUNCTION_STEPPED,  /* `step` */
  CR_EVENT_GRAD_ACCUMULATED,  /* `gradient` */
  CR_EVENT_SAVED_FREED,       /* `function` */
  CR_EVENT_BACKWARD_ENDED,    /* `backward` */
  CR_EVENT_GRAD_CLEARED,      /* `gradient`: after is NULL */
  CR_EVENT_OPTIMIZER_STEPPED, /* `text`: the kind ("SGD") as category, the options; what it wrote came before */
  CR_EVENT_PRINTED,           /* `text` */
  CR_EVENT_PLOTTED,           /* `plot` */
  CR_EVENT_WARNED,            /* `text`, category in `name` */
  CR_EVENT_FAILED,            /* `diagnostic`, and in `failure` what of the graph it is about */
  CR_EVENT_SCOPE_ENTERED,     /* `scope`: told when the first event happens inside */
  CR_EVENT_SCOPE_LEFT,        /* `scope` */
  CR_N_EVENT_KINDS
} CrEventKind;

/* A next function: the function (0: the input requires no gradient) and which of its outputs. */
typedef struct
{
  guint64 function;
  guint32 input_nr;
} CrEdge;

typedef struct
{
  guint64 id;
  gboolean requires_grad, is_leaf;
  guint32 version;
  CrValue *before; /* WRITTEN only */
  CrValue *value;  /* CREATED, WRITTEN: what it is after the event */
} CrTensorEvent;

/* A further result of one operation: an index of a maximum, a part of a split tensor. */
typedef struct
{
  guint64 tensor;
  guint64 function; /* the operation's, whose output it is by its place; 0 where it gets no gradient */
  guint32 version;
  CrValue *value;
} CrResult;

/* A tensor that a function keeps for its backward. */
typedef struct
{
  guint64 tensor;   /* id */
  guint32 version;  /* of the tensor when it was saved */
  guint16 slot;     /* the primitive's */
  guint8 is_output; /* else it is one of the inputs */
} CrSavedTensor;

typedef struct
{
  const char *primitive; /* a primitive's name ("mul"): its row gives symbol and rule; interned */
  guint64 output;        /* tensor id */
  guint64 function;      /* grad_fn id, 0 where no gradient is recorded */
  gboolean saves;        /* the function holds saved tensors until they are freed */
  gboolean in_place;     /* output is also inputs[0] */
  guint32 n_inputs, n_edges;
  const guint64 *inputs;     /* tensor ids */
  const guint64 *input_fns;  /* the grad_fn each input had then; 0 for a leaf. (tensor, grad_fn) is a variable. */
  const CrEdge *edges;       /* next_functions */
  CrValue *value;            /* of the output */
  const char *function_name; /* "MulBackward0"; interned; NULL: the primitive's */
  guint32 version;           /* of the output */
  guint32 n_others;          /* results besides output, which is the first */
  const CrResult *others;
  gboolean grad_disabled; /* it ran under no_grad, inference mode or the like */
  guint32 n_saved;
  const CrSavedTensor *saved;
} CrOperationEvent;

typedef struct
{
  const char *name;                 /* interned; with dots ("net.fc.weight") where a parameter's module is named */
  guint64 tensor, function;         /* the variable it means now; 0 when it means no tensor */
  guint64 old_tensor, old_function; /* what it meant before */
} CrNameEvent;

typedef struct
{
  guint32 number; /* from 1: the first backward of the run */
  guint32 n_roots;
  const guint64 *roots, *root_fns;
  CrValue *const *gradients; /* the gradient each root starts with */
  gboolean finished;         /* ENDED: FALSE when it failed */
} CrBackwardEvent;

typedef struct
{
  guint32 backward, step; /* both from 1 */
  guint64 function;       /* id */
  const char *name;       /* "MulBackward0"; interned */
  guint64 leaf;           /* AccumulateGrad: the tensor; else 0 */
  guint32 n_received, n_sent;
  CrValue *const *received; /* NULL entries: no gradient */
  CrValue *const *sent;
  const CrEdge *edges; /* n_sent of them: where each goes */
  guint32 nanoseconds; /* that it took, 0 if not measured; differs from run to run and is no part of equality */
} CrStepEvent;

typedef struct
{
  guint64 tensor, function;           /* the variable whose .grad it is */
  guint64 grad;                       /* id of the tensor in .grad after the event, 0 for None */
  guint64 old_grad;                   /* and before */
  CrValue *before, *received, *after; /* NULL is None; received is NULL when cleared */
} CrGradientEvent;

/* The parts of a run: the timeline's bands, and what the picture can fold. */
typedef enum
{
  CR_SCOPE_ITERATION, /* of a `for` or `while` loop; the event's range is that of the loop's statement */
  CR_SCOPE_CALL,      /* of a function that the script defines */
  CR_SCOPE_MODULE,    /* of a module */
} CrScopeKind;

typedef struct
{
  CrScopeKind kind;
  guint32 depth;    /* how many scopes are around it */
  guint32 number;   /* ITERATION: from 1; else 0 */
  guint64 loop;     /* ITERATION: the same for all iterations of one execution of the loop; else 0 */
  const char *name; /* "i = 2" where a `for` has one name and a number or text for it, else NULL; "train"; the module's
                     * path "net.fc" or, without a name, its class */
  const char *class_name; /* MODULE: "Linear"; interned; NULL: unknown, as in files of before */
} CrScopeEvent;

/* What is known of a failure besides its words. */
typedef enum
{
  CR_FAILURE_OTHER,
  CR_FAILURE_VERSION,    /* a saved tensor was written in place since: function, tensor, saved_version, version */
  CR_FAILURE_FREED,      /* a second backward over freed saved tensors: function */
  CR_FAILURE_NOT_SCALAR, /* backward() of several elements without a gradient: tensor */
  CR_FAILURE_NO_GRAPH,   /* backward() of what requires no gradient: tensor */
  CR_FAILURE_LEAF_WRITE, /* a leaf that requires a gradient written in place: tensor */
  CR_FAILURE_OPERATION   /* an operation refused its operands (shapes, dtypes): name, operands */
} CrFailureKind;

typedef struct
{
  CrFailureKind kind;
  guint64 function; /* grad_fn id, 0 for none */
  guint64 tensor;   /* id, 0 for none */
  guint32 saved_version, version;
  const char *name; /* of the grad_fn or of what was called: "MulBackward0", "matmul"; interned; nullable */
  guint32 n_operands;
  const guint64 *operands;    /* tensor ids */
  const guint64 *operand_fns; /* the grad_fn of each */
} CrFailure;

typedef struct
{
  CrEventKind kind;
  CrRange range; /* in the text of the run; line 0 when there is none */
  guint64 key;   /* survives edits elsewhere (DESIGN.md section 1) */
  union
  {
    CrTensorEvent tensor;
    CrOperationEvent operation;
    CrNameEvent name;
    CrBackwardEvent backward;
    CrStepEvent step;
    CrGradientEvent gradient;
    guint64 function; /* SAVED_FREED */
    struct
    {
      const char *category;
      const char *text;
    } text;
    struct _CrPlotRecord *plot; /* cr-plot-record.h */
    struct
    {
      CrDiagnostic *diagnostic;
      const CrFailure *failure; /* NULL where nothing is known */
    };
    CrScopeEvent scope;
  } u;
} CrEvent;

/* Whether a bound name is the place of a parameter or buffer in a module, which no variable names: "net.fc.weight". */
gboolean cr_name_is_path (const char *name);
/* "operation", "function-stepped": used in files and for tests. */
const char *cr_event_kind_get_name (CrEventKind kind);
gboolean cr_event_kind_from_name (const char *name, CrEventKind *kind);
/* How many bytes an event of this kind has in a trace: up to the end of its kind's member of the union, and no more. So
 * it is not to be copied by assignment. */
gsize cr_event_kind_get_size (CrEventKind kind);
/* Copies what @event has of a CrEvent; the rest of @copy is zeros. What it points to is not copied. */
void cr_event_copy (CrEvent *copy, const CrEvent *event);
/* Same kind, place, key and contents. */
gboolean cr_event_equal (const CrEvent *a, const CrEvent *b);

G_END_DECLS
