#pragma once
/* What the files of this layer share: the structs of a grad_fn node and of a tensor's
 * autograd part, and how an operation is recorded. Nothing outside the layer includes it. */

#include "cr-autograd.h"
#include "cr-backward.h"
#include "cr-primitive.h"

G_BEGIN_DECLS

#define CR_MAX_INPUTS 3 /* that a CrRecord holds itself; a node has any number */

typedef struct
{
  CrGradFn *function; /* owned; NULL where the input requires no gradient */
  guint input_nr;     /* which output of @function the gradient belongs to */
} CrEdge;

/* A tensor saved for backward. An output is saved detached, because the node would own a tensor that owns the node. */
typedef struct
{
  CrTensor *tensor; /* owned */
  guint version;    /* when it was saved */
  guint slot : 15;
  guint is_output : 1;
  guint output_nr : 16; /* of an output */
} CrSaved;

/* What an output, and so the gradient that the node receives for it, looks like. */
typedef struct
{
  CrDtype dtype;
  int ndim;
  gint64 *sizes; /* owned; NULL for ndim 0 */
} CrOutputForm;

/* The rare parts of a node. */
typedef struct _CrNodeExtra CrNodeExtra;

struct _CrGradFn
{
  guint ref_count;
  guint n_next;
  guint64 id;                   /* creation order, and priority in the engine */
  const CrPrimitive *primitive; /* NULL: AccumulateGrad */
  CrContext *context;           /* borrowed: a context outlives its nodes */
  union
  {
    double number;      /* the scalar argument, if the primitive has one */
    CrTensor *variable; /* owned; the leaf of an AccumulateGrad, and only its */
  };
  gint64 *ints;  /* dims, indices: what the primitive's rule needs */
  gint64 *sizes; /* dtype, ndim and sizes of output 0, and so of the gradient it receives */
  CrSaved *saved;
  CrNodeExtra *extra; /* NULL for nearly all */
  guint n_ints;
  guint task; /* where the pass under way has it; see cr-backward.c */
  guint16 n_saved;
  guint8 dtype;
  guint8 ndim;
  guint8 freed;
  CrEdge next[]; /* n_next of them */
};

/* Callbacks in the order in which they were added, shared by what they hang on. */
typedef struct _CrHookList CrHookList;

struct _CrNodeExtra
{
  double *doubles;      /* what the primitive's rule needs of floating settings */
  CrOutputForm *others; /* of outputs 1 and up */
  guint n_others;
  GArray *pre_hooks;      /* of CrPreHook, in order; NULL for none. See cr-hooks.c. */
  CrHookList *post_hooks; /* owned; NULL for none */
  char *origin;           /* where its forward operation stood, if that is noted */
  char *name;             /* of a custom function: "MyReLUBackward" */
  CrGradFn *inner;        /* owned; the function that a CopySlices stands for */
  gpointer data;          /* of a custom function or another */
  GDestroyNotify destroy;
};

/* In what way a view came about decides whether it may be written in place. */
typedef enum
{
  CR_MADE_PLAINLY,
  CR_MADE_IN_CUSTOM_FUNCTION,
  CR_MADE_WITH_OTHERS, /* by a function with several views: split, unbind */
  CR_MADE_WITHOUT_GRAD,
  CR_MADE_IN_INFERENCE
} CrViewMaking;

/* What leaves, views and tensors with hooks have. */
typedef struct
{
  CrTensor *grad;        /* owned */
  CrGradFn *accumulator; /* borrowed; it clears this when it goes */
  CrTensor *base;        /* owned: of which tensor this is a differentiable view; NULL for what is no view */
  guint version;         /* of a view: up to which its grad_fn holds */
  CrViewMaking making;
  CrHookList *hooks;   /* owned; NULL for none */
  CrGradFn *retain_fn; /* owned: where the gradient is to be kept from */
  gboolean is_parameter;
} CrMetaExtra;

struct _CrAutogradMeta
{
  CrTensor *tensor;   /* borrowed: whose part this is */
  CrGradFn *grad_fn;  /* of a view perhaps out of date: ask cr_tensor_get_grad_fn() */
  CrMetaExtra *extra; /* NULL for most */
  guint output_nr;
  guint requires_grad : 1; /* set by hand: a leaf */
  guint wrapped : 1;       /* a Python number, which yields in type promotion */
  guint retains_grad : 1;
  guint rewritten : 1; /* it stands in the context's list of these */
};

/* One operation being recorded. Set primitive, inputs (or list), output (or outputs); see cr_record_begin(). */
typedef struct
{
  const CrPrimitive *primitive;
  CrTensor *inputs[CR_MAX_INPUTS];
  guint n_inputs;
  CrTensor *output;      /* owned until cr_record_end() gives it away */
  CrGradFn *function;    /* borrowed from the output; NULL when nothing is recorded */
  CrTensor *const *list; /* borrowed; the n_inputs inputs where there may be more than CR_MAX_INPUTS: cat, stack */
  GPtrArray *outputs;    /* borrowed; of owned CrTensor: the results where there are several, instead of output. Those
                          * of floating dtype get the grad_fn with their index as output_nr, others (indices) none. */
  GError **error;        /* of cr_record_begin(): saving may fail too */
  gboolean failed;       /* it did: cr_record_end() gives nothing */
} CrRecord;

#define CR_RECORD_1(p, a)                                                                                              \
  {                                                                                                                    \
    &cr_primitive_##p, { a }, 1, NULL, NULL                                                                            \
  }
#define CR_RECORD_2(p, a, b)                                                                                           \
  {                                                                                                                    \
    &cr_primitive_##p, { a, b }, 2, NULL, NULL                                                                         \
  }

/* Gives the output a grad_fn with its next edges where grad mode and inputs ask for it. FALSE if there
 * is no output (its kernel failed and set @error) or an input cannot be differentiated. */
gboolean cr_record_begin (CrRecord *record, GError **error);
/* The same for a view (all outputs of split() and unbind()): the output also remembers its base. */
gboolean cr_record_begin_view (CrRecord *record, GError **error);
/* Is the gradient of input @i wanted? FALSE when nothing is recorded. */
gboolean cr_record_needs (const CrRecord *record, guint i);
/* Saves @tensor in @slot if @needed and something is recorded. The output may be saved too. */
void cr_record_save (CrRecord *record, guint slot, CrTensor *tensor, gboolean needed);
void cr_record_ints (CrRecord *record, guint n, const gint64 *ints);
/* The same for floating settings: eps, momentum; read as function->extra->doubles. */
void cr_record_doubles (CrRecord *record, guint n, const double *doubles);
/* Tells the observer and returns the output, owned; NULL if cr_record_begin() failed. */
CrTensor *cr_record_end (CrRecord *record);
/* The same with several outputs, which stay in the array; FALSE (and the array emptied) if cr_record_begin() failed. */
gboolean cr_record_end_many (CrRecord *record);

/* The part of @tensor, made on demand. */
CrAutogradMeta *cr_meta_ensure (CrTensor *tensor);
gboolean cr_tensor_is_wrapped (CrTensor *tensor);
CrMetaExtra *cr_meta_ensure_extra (CrTensor *tensor);
CrTensor *cr_tensor_get_base (CrTensor *tensor); /* borrowed; NULL for what is no view */
/* @view is a differentiable view of @of, or of the tensor that that is a view of. */
void cr_tensor_set_view (CrTensor *view, CrTensor *of, CrViewMaking making);
/* May @tensor be written in place by an operation that takes part in a gradient? FALSE with PyTorch's message. */
gboolean cr_tensor_check_writable (CrTensor *tensor, GError **error);
/* @tensor was written in place by @function, whose edge 0 is the tensor's before: the new history of the tensor, or of
 * the base where it is a view. @inputs are the operation's, for the observer, who hears nothing if they are NULL. */
void cr_tensor_rebase (CrTensor *tensor, CrGradFn *function, const CrPrimitive *primitive, CrTensor *const *inputs,
                       guint n_inputs);
/* The function that receives @tensor's gradient, owned; NULL if it requires none. */
CrGradFn *cr_tensor_dup_edge (CrTensor *tensor, guint *input_nr);
/* The same for a tensor that some function may have saved already: then its new history may lead to that function, and
 * the two hold each other until the end of the run. */
void cr_tensor_replace_history (CrTensor *tensor, CrGradFn *function, guint output_nr);
/* @function (NULL for none) becomes the grad_fn. */
void cr_tensor_set_history (CrTensor *tensor, CrGradFn *function, guint output_nr);

/* @primitive is NULL for AccumulateGrad. The form of output 0 is @like's. */
CrGradFn *cr_grad_fn_new (const CrPrimitive *primitive, CrTensor *like, guint n_next);
/* Output @output_nr, which may be new, looks like @like. */
void cr_grad_fn_set_output (CrGradFn *function, guint output_nr, CrTensor *like);
/* What output @output_nr, and the gradient for it, looks like; the sizes are the function's. */
int cr_grad_fn_get_form (CrGradFn *function, guint output_nr, CrDtype *dtype, const gint64 **sizes);
CrNodeExtra *cr_grad_fn_ensure_extra (CrGradFn *function);
/* In anomaly mode: notes where the script stands. */
void cr_grad_fn_note_origin (CrGradFn *function);
/* Slots are numbers below 32,768, not necessarily without gaps. */
void cr_grad_fn_save (CrGradFn *function, guint slot, CrTensor *tensor, gboolean is_output);
CrSaved *cr_grad_fn_find_saved (CrGradFn *function, guint slot); /* NULL if nothing is saved there */
/* FALSE with PyTorch's message if what it needs was freed by an earlier backward. */
gboolean cr_grad_fn_check_kept (CrGradFn *function, GError **error);
/* The saved tensor, owned; NULL with PyTorch's message if it was freed or written since. */
CrTensor *cr_grad_fn_unpack (CrGradFn *function, guint slot, GError **error);
/* Frees what is saved; TRUE if anything was. */
gboolean cr_grad_fn_release_saved (CrGradFn *function);
gboolean cr_grad_fn_needs (CrGradFn *function, guint i);

/* The hooks of a tensor and of a node. */
typedef struct
{
  CrHookList *list; /* owned; of tensor hooks, or of one pre-hook of the node; NULL where a gradient is to be kept */
  CrTensor *retain; /* borrowed; keeps it in its .grad */
  guint output_nr;
  gboolean of_node;
} CrPreHook;
void cr_hook_list_unref (CrHookList *list);
gboolean cr_hook_list_is_empty (CrHookList *list);
/* Hands *@grad (not NULL) to each, which may put another tensor in its place. */
gboolean cr_hook_list_call (CrHookList *list, CrTensor **grad, GError **error);
gboolean cr_hook_list_call_node (CrHookList *list, CrTensor **received, guint n_received, GError **error);
gboolean cr_hook_list_call_after (CrHookList *list, CrTensor **sent, guint n_sent, CrTensor *const *received,
                                  guint n_received, GError **error);
void cr_node_clear_hooks (CrNodeExtra *extra);
/* Lets the node keep the gradient of its output @output_nr for @tensor; takes that back. */
void cr_node_add_retain (CrGradFn *function, CrTensor *tensor, guint output_nr);
void cr_node_remove_retain (CrGradFn *function, CrTensor *tensor);

/* The modes of a context. */
typedef struct
{
  gboolean anomaly, check_nan;
  CrDescribePlace describe;
  gpointer describe_data;
  const CrProfileObserver *profiler;
  gpointer profiler_data;
  CrRefusedFunc refused;
  gpointer refused_data;
  CrGradFn *copy_slices; /* the one whose inner function runs; NULL if none does */
  guint64 last_hook;
  GHashTable *accumulators; /* of CrGradFn, borrowed: every AccumulateGrad that is alive */
  GHashTable *customs;      /* likewise every custom function */
  GHashTable *retaining;    /* of CrTensor, borrowed: results that keep their gradient */
  GHashTable *rewritten;    /* likewise those that got another history, of which an earlier one may be part */
} CrAutogradModes;
CrAutogradModes *cr_autograd_get_modes (CrContext *context);
/* Tells what is known of @error, just set, but for the message; nothing if it is NULL. */
void cr_autograd_tell_refused (CrContext *context, CrRefused refused, const GError *error);

/* An operation that CopySlices stands for: runs its rule. */
gboolean cr_engine_call_rule (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error);

/* The context's observer, or NULL. The engine and in-place operations take it away while they run
 * operations that nobody is to hear of. */
const CrAutogradObserver *cr_autograd_get_observer (CrContext *context, gpointer *user_data);

/* One line a primitive: its row stands in the file of its family. */
#define CR_PRIMITIVE(name) extern const CrPrimitive cr_primitive_##name;
#include "cr-primitives.def"
#undef CR_PRIMITIVE

G_END_DECLS
