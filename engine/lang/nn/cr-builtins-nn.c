/* torch.nn: the classes, made when a script first asks for them; nn.Parameter; nn.init and nn.utils. */

#include "cr-builtins-nn-private.h"

#include "cr-backward.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Classes that are no rows of the layers' table. */
static const struct
{
  const char *name, *module;
  const CrBuiltinRow *rows;
} containers[] = {
  { "Sequential", "container", cr_builtins_nn_sequential },
  { "ModuleList", "container", cr_builtins_nn_module_list },
  { "ModuleDict", "container", cr_builtins_nn_module_dict },
  { "ParameterList", "container", cr_builtins_nn_parameter_list },
  { "ParameterDict", "container", cr_builtins_nn_parameter_dict },
};

CrClass *
cr_nn_new_class (CrInterp *interp, const char *name, CrClass *base, const CrBuiltinRow *rows)
{
  CrClass *type = cr_class_new (interp->heap, name, base);
  if (rows)
    cr_class_add_methods (type, rows);
  return type;
}

/* nn.Parameter (data, requires_grad): the same numbers as a leaf that modules register. */
static CrObject
construct_parameter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  GError *error = NULL;
  if (!cr_nn_bind (interp, NULL, "Parameter.__new__", "data=None, requires_grad=True", args, values))
    return CR_UNSET;
  int wants = cr_interp_truth (interp, values[1]);
  CrTensor *tensor = NULL;
  if (values[0].kind == CR_OBJECT_TENSOR)
    tensor = cr_tensor_detach (values[0].u.tensor);
  else if (values[0].kind == CR_OBJECT_NONE)
    tensor = cr_tensor_new (interp->context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 0 }, &error);
  else
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'detach'",
                     cr_interp_type_name (interp, values[0]));
  cr_nn_unbind (values, 2);
  if (tensor && wants > 0 && !cr_dtype_is_floating (cr_tensor_get_dtype (tensor)))
    {
      cr_tensor_unref (tensor);
      return cr_interp_raise (interp, CR_ERROR_RUNTIME,
                              "Only Tensors of floating point and complex dtype can require gradients");
    }
  if (tensor == NULL || wants < 0 || (wants && !cr_tensor_set_requires_grad (tensor, TRUE, &error)))
    {
      g_clear_pointer (&tensor, cr_tensor_unref);
      return error ? cr_interp_raise_error (interp, error) : CR_UNSET;
    }
  cr_tensor_set_parameter (tensor, TRUE);
  return cr_object_take_tensor (tensor);
}

static gboolean
is_instance_of_parameter (CrInterp *interp, CrClass *type, CrObject object)
{
  return cr_nn_is_parameter (object);
}

static CrObject
required_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new (interp->heap, "<required parameter>", -1);
}

static const CrBuiltinRow required_rows[] = {
  { "__repr__", 0, 0, NULL, required_repr },
  { NULL },
};

CrNn *
cr_nn_get (CrInterp *interp)
{
  if (interp->nn)
    return interp->nn;
  CrNn *nn = interp->nn = g_new0 (CrNn, 1);
  CrClass *object = interp->types[CR_OBJECT_INSTANCE];
  nn->module = cr_nn_new_class (interp, "torch.nn.modules.module.Module", object, cr_builtins_nn_module);
  cr_class_add_methods (nn->module, cr_builtins_nn_walk);
  cr_class_add_methods (nn->module, cr_builtins_nn_state);
  cr_class_add_methods (nn->module, cr_builtins_nn_hooks);
  nn->parameter = cr_class_new (interp->heap, "torch.nn.parameter.Parameter", interp->types[CR_OBJECT_TENSOR]);
  nn->parameter->construct = construct_parameter;
  nn->parameter->instance_check = is_instance_of_parameter;
  nn->handle = cr_nn_new_class (interp, "torch.utils.hooks.RemovableHandle", object, cr_builtins_nn_handle);
  nn->backward_hook = cr_class_new (interp->heap, "torch.utils.hooks.BackwardHook", object);
  nn->required = cr_nn_new_class (interp, "torch.optim.optimizer._RequiredParameter", object, required_rows);
  nn->layers = g_hash_table_new_full (NULL, NULL, NULL, cr_nn_layer_free);
  nn->optimizers = g_hash_table_new (NULL, NULL);
  return nn;
}

CrClass *
cr_nn_get_parameter_class (CrInterp *interp)
{
  return cr_nn_get (interp)->parameter;
}

void
cr_nn_free (CrNn *nn)
{
  if (nn == NULL)
    return;
  cr_cell_unref (nn->module);
  cr_cell_unref (nn->parameter);
  cr_cell_unref (nn->handle);
  cr_cell_unref (nn->backward_hook);
  cr_cell_unref (nn->required);
  cr_cell_unref (nn->optimizer);
  g_hash_table_unref (nn->layers);
  g_hash_table_unref (nn->optimizers);
  g_clear_pointer (&nn->paths, g_hash_table_unref);
  g_free (nn);
}

CrObject
cr_nn_ordered_dict (CrInterp *interp)
{
  CrObject module = cr_builtins_module (interp, "collections");
  CrObject type = CR_UNSET, result = CR_UNSET;
  if (module.kind == CR_OBJECT_MODULE)
    type = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, "OrderedDict");
  if (type.kind == CR_OBJECT_CLASS)
    result = cr_interp_call_simple (interp, type, NULL, 0);
  else
    result = cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT));
  cr_object_unref (module);
  return result;
}

CrObject
cr_nn_call_method (CrInterp *interp, CrObject self, const char *name, const CrObject *values, guint n)
{
  CrObject method = cr_interp_get_attribute (interp, self, name);
  CrObject result = cr_object_is_set (method) ? cr_interp_call_simple (interp, method, values, n) : CR_UNSET;
  cr_object_unref (method);
  return result;
}

static CrClass *
make_class (CrInterp *interp, const char *name)
{
  CrNn *nn = cr_nn_get (interp);
  if (strcmp (name, "Module") == 0)
    return cr_cell_ref (nn->module);
  if (strcmp (name, "Parameter") == 0)
    return cr_cell_ref (nn->parameter);
  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    if (strcmp (containers[i].name, name) == 0)
      {
        g_autofree char *full = g_strdup_printf ("torch.nn.modules.%s.%s", containers[i].module, name);
        return cr_nn_new_class (interp, full, nn->module, containers[i].rows);
      }
  const CrLayer *row = cr_layers_find (name);
  if (row == NULL)
    return NULL;
  g_autofree char *full = g_strdup_printf ("torch.nn.modules.%s.%s", row->module, name);
  return cr_nn_new_class (interp, full, nn->module, cr_builtins_nn_layer);
}

static void
list_classes (GPtrArray *names)
{
  guint n;
  const CrLayer *layers = cr_layers_get (&n);
  g_ptr_array_add (names, g_strdup ("Module"));
  g_ptr_array_add (names, g_strdup ("Parameter"));
  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    g_ptr_array_add (names, g_strdup (containers[i].name));
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, g_strdup (layers[i].name));
}

/* A class becomes an attribute of torch.nn the first time that it is asked for. */
static CrObject
lookup_class (CrInterp *interp, const char *name)
{
  static const char *const absent[] = { "MultiheadAttention",
                                        "Transformer",
                                        "TransformerEncoder",
                                        "TransformerEncoderLayer",
                                        "TransformerDecoder",
                                        "TransformerDecoderLayer",
                                        "Conv3d",
                                        "ConvTranspose3d",
                                        "MaxPool3d",
                                        "AvgPool3d",
                                        "BatchNorm3d",
                                        "EmbeddingBag",
                                        "CTCLoss",
                                        "DataParallel",
                                        NULL };
  CrClass *type = make_class (interp, name);
  if (type == NULL && g_strv_contains (absent, name))
    return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, _ ("torch.nn.%s is not available here"), name);
  if (type == NULL)
    return CR_UNSET;
  CrObject module = cr_builtins_module (interp, "torch.nn");
  cr_module_object_set ((CrModuleObject *)module.u.cell, name, cr_object_from_cell (type));
  cr_object_unref (module);
  return cr_object_from_cell (cr_cell_ref (type));
}

CrClass *
cr_nn_find_class (CrInterp *interp, const char *name)
{
  CrObject module = cr_builtins_module (interp, "torch.nn");
  CrObject known = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, name);
  if (!cr_object_is_set (known))
    {
      known = lookup_class (interp, name);
      cr_object_unref (known); /* torch.nn keeps it */
    }
  cr_object_unref (module);
  return known.kind == CR_OBJECT_CLASS ? (CrClass *)known.u.cell : NULL;
}

CrModuleObject *
cr_builtins_make_torch_nn (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  module->lookup = lookup_class;
  module->list = list_classes;
  return module;
}

CrModuleObject *
cr_builtins_make_torch_nn_init (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, cr_builtins_nn_init);
}

CrModuleObject *
cr_builtins_make_torch_nn_parameter (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  cr_module_object_set (module, "Parameter", cr_object_from_cell (cr_cell_ref (cr_nn_get (interp)->parameter)));
  return module;
}

/* What clip_grad_norm_() and clip_grad_value_() take: one tensor or an iterable; owned list, NULL with an exception. */
static CrSequence *
list_parameters (CrInterp *interp, CrObject parameters)
{
  if (parameters.kind != CR_OBJECT_TENSOR)
    return cr_interp_to_sequence (interp, parameters, CR_OBJECT_LIST);
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 1);
  list->items[0] = cr_object_ref (parameters);
  return list;
}

/* The gradients among @list, as a list. */
static CrSequence *
list_grads (CrInterp *interp, CrSequence *list)
{
  CrSequence *grads = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < list->n; i++)
    {
      CrTensor *grad = list->items[i].kind == CR_OBJECT_TENSOR ? cr_tensor_get_grad (list->items[i].u.tensor) : NULL;
      if (grad)
        cr_sequence_append (grads, cr_object_take_tensor (cr_tensor_ref (grad)));
    }
  return grads;
}

/* torch.norm (tensor, norm_type) of plain data. */
static CrObject
norm_of (CrInterp *interp, CrObject tensor, CrObject norm_type)
{
  CrObject data = cr_object_take_tensor (cr_tensor_detach (tensor.u.tensor));
  CrObject values[] = { data, norm_type };
  CrObject result = cr_nn_call_function (interp, "norm", values, 2);
  cr_object_unref (data);
  return result;
}

/* The norm of the norms, and max_norm / (norm + 1e-6) clamped to 1, by which every gradient is multiplied. */
static CrObject
clip_norm (CrInterp *interp, CrSequence *grads, CrObject max_norm, CrObject norm_type)
{
  CrSequence *norms = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < grads->n; i++)
    {
      CrObject norm = norm_of (interp, grads->items[i], norm_type);
      fine = cr_object_is_set (norm);
      if (fine)
        cr_sequence_append (norms, norm);
    }
  CrObject list = cr_object_from_cell (norms);
  CrObject stacked = fine ? cr_nn_call_function (interp, "stack", &list, 1) : CR_UNSET;
  CrObject total = cr_object_is_set (stacked) ? norm_of (interp, stacked, norm_type) : CR_UNSET;
  cr_object_unref (list);
  cr_object_unref (stacked);
  if (!cr_object_is_set (total))
    return CR_UNSET;
  CrObject sum = cr_interp_binary (interp, CR_AST_BINARY_ADD, total, cr_object_float (1e-6));
  CrObject factor = cr_object_is_set (sum) ? cr_interp_binary (interp, CR_AST_BINARY_DIV, max_norm, sum) : CR_UNSET;
  CrTensor *tensor = factor.kind == CR_OBJECT_TENSOR ? factor.u.tensor : NULL;
  if (tensor && cr_tensor_get_double (tensor, 0) > 1)
    cr_object_set (&factor, cr_object_float (1.0));
  for (guint i = 0; tensor && i < grads->n; i++)
    if (!cr_nn_write (interp, grads->items[i].u.tensor, "mul_", &factor, 1))
      tensor = NULL;
  cr_object_unref (sum);
  cr_object_unref (factor);
  if (tensor == NULL)
    cr_object_clear (&total);
  return total;
}

static CrObject
utils_clip_grad_norm (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS], result = CR_UNSET;
  if (!cr_nn_bind (interp, NULL, "clip_grad_norm_",
                   "parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None", args, values))
    return CR_UNSET;
  CrSequence *list = list_parameters (interp, values[0]);
  CrSequence *grads = list ? list_grads (interp, list) : NULL;
  if (grads && grads->n)
    result = clip_norm (interp, grads, values[1], values[2]);
  else if (grads)
    result = cr_object_take_tensor (cr_tensor_new_scalar (interp->context, CR_DTYPE_FLOAT32, 0, NULL));
  cr_cell_unref (list);
  cr_cell_unref (grads);
  cr_nn_unbind (values, 5);
  return result;
}

static CrObject
utils_clip_grad_value (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  double bound = 0;
  if (!cr_nn_bind (interp, NULL, "clip_grad_value_", "parameters, clip_value, foreach=None", args, values))
    return CR_UNSET;
  gboolean fine = cr_interp_to_double (interp, values[1], &bound);
  CrSequence *list = fine ? list_parameters (interp, values[0]) : NULL;
  CrSequence *grads = list ? list_grads (interp, list) : NULL;
  CrObject bounds[] = { cr_object_float (-bound), cr_object_float (bound) };
  fine = grads != NULL;
  for (guint i = 0; fine && i < grads->n; i++)
    fine = cr_nn_write (interp, grads->items[i].u.tensor, "clamp_", bounds, 2);
  cr_cell_unref (list);
  cr_cell_unref (grads);
  cr_nn_unbind (values, 3);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
utils_parameters_to_vector (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *list = list_parameters (interp, args->values[0]);
  CrSequence *flat = list ? cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0) : NULL;
  CrObject all = cr_object_int (-1), result = CR_UNSET;
  for (guint i = 0; flat && i < list->n; i++)
    {
      CrObject row = cr_nn_call_method (interp, list->items[i], "view", &all, 1);
      if (!cr_object_is_set (row))
        g_clear_pointer (&flat, cr_cell_unref);
      else
        cr_sequence_append (flat, row);
    }
  if (flat)
    {
      CrObject rows = cr_object_from_cell (flat);
      result = cr_nn_call_function (interp, "cat", &rows, 1);
      cr_object_unref (rows);
    }
  cr_cell_unref (list);
  return result;
}

static const CrBuiltinRow utils_rows[] = {
  { "clip_grad_norm_", 0, -1, "*", utils_clip_grad_norm },
  { "clip_grad_value_", 0, -1, "*", utils_clip_grad_value },
  { "parameters_to_vector", 1, 1, "parameters", utils_parameters_to_vector },
  { NULL },
};

CrModuleObject *
cr_builtins_make_torch_nn_utils (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, utils_rows);
}
