#pragma once
/* What the files of torch.nn, torch.optim and torchvision share: the classes of a run, arguments bound as Python binds
 * those of a def, the dicts in which a module keeps its parts. Conventions as in cr-interp-private.h. */

#include "cr-interp-private.h"
#include "cr-layer.h"

G_BEGIN_DECLS

#define CR_NN_MAX_PARAMETERS 16

/* A row of the layers' table made a class. */
typedef struct _CrNnLayer CrNnLayer;

/* What a run keeps of torch.nn; made when it is first needed, freed with the interpreter. */
struct _CrNn
{
  CrClass *module, *parameter, *container, *handle, *backward_hook, *required, *optimizer;
  GHashTable *layers;     /* CrClass to CrNnLayer */
  GHashTable *optimizers; /* CrClass to CrOptimizer */
  gint64 next_hook;
  GHashTable *paths; /* module to where it is; NULL until one is asked for: see cr_nn_dup_path() */
};

CrNn *cr_nn_get (CrInterp *interp);

/* A signature in Python's words without self ("in_features, bias=True, *, dtype=None", "*modules"), to which the
 * arguments are bound: @values (owned, cr_nn_unbind() releases them) in order. @class_name and @name are for messages:
 * "Linear.__init__() missing 1 required positional argument: 'out_features'". */
gboolean cr_nn_bind (CrInterp *interp, const char *class_name, const char *name, const char *signature,
                     const CrCallArgs *args, CrObject *values);
/* Releases the first @n of @values. */
void cr_nn_unbind (CrObject *values, guint n);
/* None, True, 1e-3, 'mean' or (0.9,0.999) as an object, of the first @length characters. */
CrObject cr_nn_literal (CrInterp *interp, const char *text, gsize length);

/* torch.typename (): "torch.FloatTensor", "torch.nn.modules.linear.Linear", "str". Owned text. */
char *cr_nn_typename (CrInterp *interp, CrObject object);

/* Modules: an instance whose class is nn.Module or inherits from it. */
gboolean cr_nn_is_module (CrInterp *interp, CrObject object);
gboolean cr_nn_is_parameter (CrObject object);
/* A dict among the instance's own attributes ("_modules"), borrowed; NULL before Module.__init__(). */
CrDict *cr_nn_dict (CrObject self, const char *name);
CrObject cr_nn_ordered_dict (CrInterp *interp);
/* Gives @self the attributes of a fresh module: what Module.__init__() does. */
gboolean cr_nn_init_module (CrInterp *interp, CrObject self);
/* A new instance of @type, initialised as a module without calling its __init__. */
CrObject cr_nn_new_module (CrInterp *interp, CrClass *type);
void cr_nn_set (CrInterp *interp, CrObject self, const char *name, CrObject value); /* takes @value over */
/* module.register_parameter (), register_buffer () and add_module (), as they check. */
gboolean cr_nn_register_parameter (CrInterp *interp, CrObject self, CrObject name, CrObject value);
gboolean cr_nn_register_buffer (CrInterp *interp, CrObject self, CrObject name, CrObject value, gboolean persistent);
gboolean cr_nn_add_module (CrInterp *interp, CrObject self, CrObject name, CrObject module);
gboolean cr_nn_is_persistent (CrInterp *interp, CrObject self, CrObject name);
/* A class of torch.nn by name, made when first asked for; borrowed, NULL without an exception if there is none. */
CrClass *cr_nn_find_class (CrInterp *interp, const char *name);
/* A new CrClass named MODULE.NAME with @rows. */
CrClass *cr_nn_new_class (CrInterp *interp, const char *name, CrClass *base, const CrBuiltinRow *rows);
/* self.NAME (values), where @self may have overridden it. */
CrObject cr_nn_call_method (CrInterp *interp, CrObject self, const char *name, const CrObject *values, guint n);
/* A function of nn.functional or torch with @values; "torch.NAME" is only that of torch. */
CrObject cr_nn_call_function (CrInterp *interp, const char *name, const CrObject *values, guint n);
/* A generator that gives the items of @list, which is taken over. */
CrObject cr_nn_generator (CrInterp *interp, CrSequence *list);
/* The layer row of @self's class; NULL if none of its classes is one. */
CrNnLayer *cr_nn_find_layer (CrInterp *interp, CrObject self);
const CrLayer *cr_nn_layer_get_row (CrNnLayer *layer);
void cr_nn_layer_free (gpointer layer);
/* An instance of the layer @name made with @n positional @values and keywords, as calling the class does. */
CrObject cr_nn_make_layer (CrInterp *interp, const char *name, const CrCallArgs *args);
/* tensor.zero_ () and the like: writes under no_grad. */
gboolean cr_nn_write (CrInterp *interp, CrTensor *tensor, const char *function, const CrObject *values, guint n);
/* What zero_grad () does to one tensor. */
gboolean cr_nn_zero_grad (CrInterp *interp, CrTensor *tensor, gboolean set_to_none);

/* What walking a module finds: owned name, owned object. */
typedef struct
{
  char *name;
  CrObject object;
} CrNnFound;

typedef enum
{
  CR_NN_PARAMETERS,
  CR_NN_BUFFERS,
  CR_NN_MODULES,
  CR_NN_CHILDREN
} CrNnKind;

/* CrNnFound in PyTorch's order, each object once; NULL with an exception. */
GPtrArray *cr_nn_walk (CrInterp *interp, CrObject self, CrNnKind kind, const char *prefix, gboolean recurse);

extern const CrBuiltinRow cr_builtins_nn_module[];
extern const CrBuiltinRow cr_builtins_nn_walk[];
extern const CrBuiltinRow cr_builtins_nn_state[];
extern const CrBuiltinRow cr_builtins_nn_hooks[];
extern const CrBuiltinRow cr_builtins_nn_sequential[];
extern const CrBuiltinRow cr_builtins_nn_module_list[];
extern const CrBuiltinRow cr_builtins_nn_module_dict[];
extern const CrBuiltinRow cr_builtins_nn_parameter_list[];
extern const CrBuiltinRow cr_builtins_nn_parameter_dict[];
extern const CrBuiltinRow cr_builtins_nn_layer[];
extern const CrBuiltinRow cr_builtins_nn_handle[];
extern const CrBuiltinRow cr_builtins_nn_init[];

/* Forward in code, of the layers that are more than one call. */
CrObject cr_nn_forward_batch_norm (CrInterp *interp, CrObject self, CrObject input);
CrObject cr_nn_forward_instance_norm (CrInterp *interp, CrObject self, CrObject input);
/* Whether a convolution's padding_mode is other than 'zeros', and its forward then: pad() and @function. */
gboolean cr_nn_pads_first (CrObject self);
CrObject cr_nn_forward_padded (CrInterp *interp, CrObject self, const char *function, CrObject input);
CrObject cr_nn_forward_recurrent (CrInterp *interp, CrObject self, const char *name, CrObject input, CrObject state);
/* module (args) with its hooks. */
CrObject cr_nn_call (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* "net.fc", from the names at the top; what no name leads to has the name of the function that runs for it, else its
 * class's. Owned text. */
char *cr_nn_dup_path (CrInterp *interp, CrObject module);
/* The hook under a new number in the dict @name of @self: its handle. */
CrObject cr_nn_add_hook (CrInterp *interp, CrObject self, const char *name, CrObject hook);
CrObject cr_nn_register_backward_hook (CrInterp *interp, CrObject self, CrObject hook, gboolean full);
/* Around a forward with full backward hooks: *@input, a tuple, is replaced; what is given goes to the end. */
CrObject cr_nn_begin_backward_hooks (CrInterp *interp, CrObject self, CrSequence *hooks, CrObject *input);
gboolean cr_nn_end_backward_hooks (CrInterp *interp, CrObject around, CrObject *output);
/* The other backward hooks: on the node of the result. */
gboolean cr_nn_hook_result (CrInterp *interp, CrObject self, CrSequence *hooks, CrObject output);
CrObject cr_nn_call_with_hooks (CrInterp *interp, CrObject self, const CrCallArgs *args);

G_END_DECLS
