#pragma once
/* What belongs to one run: grad mode, random generator, limits, cancel flag, observers,
 * identity numbers. Several contexts live side by side; one context is used by one thread
 * at a time, only cr_context_cancel() may be called from any thread. */

#include "cr-dtype.h"
#include "cr-error.h"
#include "cr-types.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 max_steps; /* evaluated AST nodes; 0 is no bound */
  double max_seconds;
  guint64 max_bytes; /* of tensor data alive at once */
  guint64 max_trace; /* bytes of trace before values become summaries; more end the run: see cr-recorder.c */
  guint max_depth;   /* nested calls */
} CrLimits;

/* Limits of the window: 10^7 steps, 30 s, 2 GB, 512 MB, 1,000 calls. `run` has no max_seconds. */
#define CR_LIMITS_WINDOW ((CrLimits){ 10000000, 30.0, G_GUINT64_CONSTANT (2) << 30, 512u << 20, 1000 })

/* torch.set_printoptions(). */
typedef struct
{
  int precision;    /* digits after the point */
  double threshold; /* more elements than this are summarised; may be infinite */
  int edge_items;   /* of each dimension at its beginning and end, when summarised */
  int line_width;   /* columns */
  int sci_mode;     /* TRUE, FALSE, or -1 to choose by the values */
} CrPrintOptions;

#define CR_PRINT_OPTIONS_DEFAULT ((CrPrintOptions){ 4, 1000, 3, 80, -1 })

/* What happens to tensors as data. Every member may be NULL. Tensors are borrowed for the call. */
typedef struct
{
  /* A tensor object exists now (results of operations and views included). */
  void (*created) (gpointer user_data, CrTensor *tensor);
  /* The last reference is gone; the tensor may only be asked for its id. */
  void (*released) (gpointer user_data, guint64 id);
  /* @tensor's storage was about to be written (`before_write`), then was written in place
   * and its version raised (`written`). */
  void (*before_write) (gpointer user_data, CrTensor *tensor);
  void (*written) (gpointer user_data, CrTensor *tensor);
} CrTensorObserver;

CrContext *cr_context_new (const CrLimits *limits);
CrContext *cr_context_ref (CrContext *context);
void cr_context_unref (CrContext *context);

const CrLimits *cr_context_get_limits (CrContext *context);
CrGenerator *cr_context_get_generator (CrContext *context);
/* A number never given before in this context: tensors and functions share the sequence; from 1. */
guint64 cr_context_next_id (CrContext *context);

void cr_context_cancel (CrContext *context); /* from any thread */
/* Ends the run as cancelling does, but with CR_ERROR_LIMIT and @message (copied), which names the bound that was
 * reached. Only from the thread that uses the context; the first message stays. */
void cr_context_stop (CrContext *context, const char *message);
/* Cancelled, or past the deadline. */
gboolean cr_context_is_cancelled (CrContext *context);
/* Only cancelled, which costs nothing to ask: the clock is not looked at. */
gboolean cr_context_was_cancelled (CrContext *context);
/* When the run's max_seconds are over, by g_get_monotonic_time (); 0 for never. Set before other threads ask. */
void cr_context_set_deadline (CrContext *context, gint64 deadline);
/* TRUE with @error set to CR_ERROR_CANCELLED if cancelled (as cr_context_stop() says if it was that), to CR_ERROR_LIMIT
 * past the deadline: long kernels ask between panels. */
gboolean cr_context_check_cancelled (CrContext *context, GError **error);

gboolean cr_context_get_grad_enabled (CrContext *context);
void cr_context_set_grad_enabled (CrContext *context, gboolean enabled);

/* torch.inference_mode: what is made in it takes no part in autograd. */
gboolean cr_context_get_inference_mode (CrContext *context);
void cr_context_set_inference_mode (CrContext *context, gboolean enabled);

/* torch.get_default_dtype(): what Python's floats become, and integers in functions that are not closed over them.
 * float16, float32 or float64. */
CrDtype cr_context_get_default_dtype (CrContext *context);
void cr_context_set_default_dtype (CrContext *context, CrDtype dtype);

const CrPrintOptions *cr_context_get_print_options (CrContext *context);
void cr_context_set_print_options (CrContext *context, const CrPrintOptions *options);

/* Bytes of tensor data alive. cr_context_reserve() refuses past max_bytes (CR_ERROR_MEMORY)
 * with a message that names both figures. Buffers call these; a buffer freed on another
 * thread releases too, so the count is atomic. */
guint64 cr_context_get_bytes (CrContext *context);
gboolean cr_context_reserve (CrContext *context, guint64 bytes, GError **error);
void cr_context_release (CrContext *context, guint64 bytes);

/* A small block for a part of the run (a node, the autograd part of a tensor) on the context's thread; @size is to be
 * given again when it is freed. Not initialised. */
gpointer cr_context_alloc (CrContext *context, gsize size);
void cr_context_free (CrContext *context, gpointer block, gsize size);

/* The vtable must outlive the context. The autograd layer's observer hangs here as a pointer
 * that this layer never reads. */
void cr_context_set_tensor_observer (CrContext *context, const CrTensorObserver *observer, gpointer user_data);
void cr_context_set_autograd_observer (CrContext *context, gconstpointer observer, gpointer user_data);
gconstpointer cr_context_get_autograd_observer (CrContext *context, gpointer *user_data);

/* What the autograd layer keeps for this run (its modes, its profiler); set once, freed with the context. */
gpointer cr_context_get_autograd_state (CrContext *context);
void cr_context_set_autograd_state (CrContext *context, gpointer state, GDestroyNotify destroy);

/* What Python's warnings.warn would say: @category is "UserWarning"; both are borrowed for the call. */
typedef void (*CrWarnFunc) (gpointer user_data, const char *category, const char *message);
/* Who is told of warnings; NULL for nobody. */
void cr_context_set_warn_func (CrContext *context, CrWarnFunc func, gpointer user_data);
void cr_context_warn (CrContext *context, const char *category, const char *message);

/* Makes the @k-th allocation of tensor data from now on fail (1 is the next); 0 stops that. For tests. */
void cr_context_fail_allocation (CrContext *context, guint k);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrContext, cr_context_unref)

G_END_DECLS
