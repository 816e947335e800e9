#pragma once
/* What the files of torch.autograd's bindings share: objects of the script that the engine keeps (hooks, contexts of
 * custom functions), errors that pass through the engine, arguments bound as a def would. */

#include "cr-interp-private.h"

#include "cr-backward.h"
#include "cr-functional.h"

G_BEGIN_DECLS

/* What a run's autograd keeps on the language's side. */
struct _CrAutogradState
{
  GHashTable *held;     /* the CrHeld that are alive: emptied before the heap goes */
  GHashTable *contexts; /* node of a custom function to its CrHeld, whose object is ctx */
  GPtrArray *removed;   /* CrHeld of tensor hooks that were removed but still hang on what carries them */
  CrDict *classes;      /* name of a grad_fn to its class; NULL until one is asked for */
  gboolean profiling;   /* inside torch.autograd.profiler.profile() */
  gint64 next_handle;
};

/* An object that the engine keeps for a callback. */
typedef struct
{
  guint ref_count;
  CrInterp *interp;   /* NULL once the run is over */
  CrObject object;    /* UNSET once it is removed or the run is over */
  guint64 id;         /* of the hook */
  CrTensor *tensor;   /* the hook's, borrowed; may be gone */
  CrGradFn *function; /* the hook's or the context's, borrowed; NULL once it is gone */
} CrHeld;

CrAutogradState *cr_autograd_state (CrInterp *interp);
/* References @object. */
CrHeld *cr_held_new (CrInterp *interp, CrObject object);
CrHeld *cr_held_ref (CrHeld *held);
void cr_held_unref (gpointer held);
/* Releases the object: the callback does nothing from now on. */
void cr_held_empty (CrHeld *held);

/* An exception that is pending on its way through the engine: FALSE with a GError that stands for it. */
gboolean cr_interp_pass_exception (CrInterp *interp, GError **error);
/* The engine failed: what is pending goes on, else @error (taken over) becomes the exception. UNSET. */
CrObject cr_interp_raise_from_engine (CrInterp *interp, GError *error);

/* Binds @args as the parameters of a def. @names are separated by blanks; a name with ? may be left out (its value is
 * then UNSET), after * only keywords. @function is what messages call it; with @is_method the counts include self. */
gboolean cr_args_bind (CrInterp *interp, const CrCallArgs *args, const char *function, const char *names,
                       gboolean is_method, CrObject *values);
/* A truth value, @otherwise if it is not set or None; -1 with an exception. */
int cr_args_flag (CrInterp *interp, CrObject value, gboolean otherwise);
/* Tensors of one tensor or an iterable, appended borrowed to @tensors; the sequence that keeps them in @keeper (owned,
 * NULL for one). An entry that is None is NULL where @nullable; another one raises @code with its type's name between
 * @before and @after. */
gboolean cr_args_tensors (CrInterp *interp, CrObject value, gboolean nullable, CrErrorCode code, const char *before,
                          const char *after, GPtrArray *tensors, CrSequence **keeper);

/* ((function, input number), ...) */
CrObject cr_interp_next_functions (CrInterp *interp, CrGradFn *function);
/* register_hook() of a node. */
CrObject cr_interp_hook_grad_fn (CrInterp *interp, CrGradFn *function, CrObject hook);
/* register_hook() of a tensor. */
CrObject cr_interp_hook_tensor (CrInterp *interp, CrTensor *tensor, CrObject hook);
CrObject cr_interp_tuple_of_tensors (CrInterp *interp, CrTensor *const *tensors, guint n);
/* A property of @type that cannot be set; @row gets the instance as its argument. */
void cr_class_add_property (CrInterp *interp, CrClass *type, const CrBuiltinRow *row);
void cr_instance_set (CrInterp *interp, CrObject instance, const char *name, CrObject value);
CrObject cr_instance_get (CrObject instance, const char *name); /* borrowed, of its own attributes */
/* The node of a ctx, borrowed; NULL once it is gone, or when there never was one. */
CrGradFn *cr_ctx_get_node (CrObject context);
/* A class of the module @module, borrowed. */
CrClass *cr_module_class (CrInterp *interp, const char *module, const char *name);

extern const CrBuiltinRow cr_builtin_function_apply;
extern const char cr_saved_freed_message[];

G_END_DECLS
