/* torch.autograd: backward, grad, Variable, and the module with what its other parts define; the backward() of a
 * tensor. Arguments and messages are those of torch/autograd/__init__.py. */

#include "cr-builtins-autograd-private.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>

static const char cycle_warning[]
    = "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient "
      "which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you "
      "have to use this function, make sure to reset the .grad fields of your parameters to None after use to break "
      "the cycle and avoid the leak.";

/* What backward() and grad() have in common once it was taken from the arguments. Tensors are borrowed. */
typedef struct
{
  GPtrArray *outputs, *gradients, *inputs;
  CrSequence *keepers[3];
  CrBackwardOptions options;
} Request;

static void
request_init (Request *request)
{
  *request = (Request){ g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new () };
}

static void
request_clear (Request *request)
{
  g_ptr_array_unref (request->outputs);
  g_ptr_array_unref (request->gradients);
  g_ptr_array_unref (request->inputs);
  for (guint i = 0; i < G_N_ELEMENTS (request->keepers); i++)
    cr_cell_unref (request->keepers[i]);
}

static gboolean
take_outputs (CrInterp *interp, Request *request, CrObject outputs, CrObject gradients)
{
  if (!cr_args_tensors (interp, outputs, FALSE, CR_ERROR_ATTRIBUTE, "'", "' object has no attribute 'requires_grad'",
                        request->outputs, &request->keepers[0]))
    return FALSE;
  if (!cr_object_is_set (gradients) || gradients.kind == CR_OBJECT_NONE)
    g_ptr_array_set_size (request->gradients, (gint)request->outputs->len);
  else if (!cr_args_tensors (interp, gradients, TRUE, CR_ERROR_TYPE,
                             "gradients can be either Tensors or None, but got ", "", request->gradients,
                             &request->keepers[1]))
    return FALSE;
  if (request->outputs->len == request->gradients->len)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_RUNTIME, "got %u tensors and %u gradients", request->outputs->len,
                   request->gradients->len);
  return FALSE;
}

static gboolean
take_options (CrInterp *interp, Request *request, CrObject retain_graph, CrObject create_graph, CrObject allow_unused)
{
  int create = cr_args_flag (interp, create_graph, FALSE);
  int retain = create < 0 ? -1 : cr_args_flag (interp, retain_graph, create > 0);
  int unused = retain < 0 ? -1 : cr_args_flag (interp, allow_unused, FALSE);
  request->options = (CrBackwardOptions){ retain > 0, create > 0, unused > 0 };
  return unused >= 0;
}

static gboolean
take_inputs (CrInterp *interp, Request *request, CrObject inputs)
{
  return cr_args_tensors (interp, inputs, FALSE, CR_ERROR_RUNTIME, "all inputs have to be Tensors, but got ", "",
                          request->inputs, &request->keepers[2]);
}

/* inputs= of backward(): its length is asked for first, also a tensor's. */
static gboolean
take_backward_inputs (CrInterp *interp, Request *request, CrObject inputs)
{
  if (!cr_object_is_set (inputs) || inputs.kind == CR_OBJECT_NONE)
    return TRUE;
  gint64 n = cr_interp_length (interp, inputs);
  if (n == 0)
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "'inputs' argument to backward() cannot be empty.");
  return n > 0 && take_inputs (interp, request, inputs);
}

static CrObject
run_backward (CrInterp *interp, Request *request)
{
  GError *error = NULL;
  if (request->options.create_graph)
    cr_interp_warn (interp, "UserWarning", cycle_warning);
  if (!cr_backward_many ((CrTensor *const *)request->outputs->pdata, (CrTensor *const *)request->gradients->pdata,
                         request->outputs->len, (CrTensor *const *)request->inputs->pdata, request->inputs->len,
                         &request->options, &error))
    return cr_interp_raise_from_engine (interp, error);
  return CR_NONE;
}

static CrObject
backward_of (CrInterp *interp, CrObject outputs, CrObject gradients, CrObject retain, CrObject create, CrObject inputs)
{
  Request request;
  CrObject result = CR_UNSET;
  request_init (&request);
  if (take_backward_inputs (interp, &request, inputs) && take_outputs (interp, &request, outputs, gradients)
      && take_options (interp, &request, retain, create, CR_UNSET))
    result = run_backward (interp, &request);
  request_clear (&request);
  return result;
}

static CrObject
autograd_backward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[6];
  if (!cr_args_bind (interp, args, "backward",
                     "tensors grad_tensors? retain_graph? create_graph? grad_variables? inputs?", FALSE, values))
    return CR_UNSET;
  CrObject gradients = cr_object_is_set (values[1]) ? values[1] : values[4];
  return backward_of (interp, values[0], gradients, values[2], values[3], values[5]);
}

CrObject
cr_tensor_method_backward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[4];
  if (!cr_args_bind (interp, args, "Tensor.backward", "gradient? retain_graph? create_graph? inputs?", TRUE, values))
    return CR_UNSET;
  return backward_of (interp, self, values[0], values[1], values[2], values[3]);
}

/* The gradients of one request; owned entries in @results. */
static gboolean
compute_gradients (CrInterp *interp, const Request *request, CrTensor *const *gradients, GPtrArray *results)
{
  GError *error = NULL;
  g_ptr_array_set_size (results, (gint)request->inputs->len);
  if (cr_grad ((CrTensor *const *)request->outputs->pdata, gradients, request->outputs->len,
               (CrTensor *const *)request->inputs->pdata, request->inputs->len, &request->options,
               (CrTensor **)results->pdata, &error))
    return TRUE;
  g_ptr_array_set_size (results, 0);
  cr_interp_raise_from_engine (interp, error);
  return FALSE;
}

static void
unref_nullable (gpointer tensor)
{
  if (tensor)
    cr_tensor_unref (tensor);
}

static CrObject
gradients_of (CrInterp *interp, Request *request)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (unref_nullable);
  if (request->inputs->len == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "grad requires non-empty inputs.");
  if (!compute_gradients (interp, request, (CrTensor *const *)request->gradients->pdata, results))
    return CR_UNSET;
  return cr_interp_tuple_of_tensors (interp, (CrTensor *const *)results->pdata, results->len);
}

static CrObject
autograd_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[8];
  Request request;
  CrObject result = CR_UNSET;
  if (!cr_args_bind (interp, args, "grad",
                     "outputs inputs grad_outputs? retain_graph? create_graph? only_inputs? allow_unused? "
                     "is_grads_batched?",
                     FALSE, values))
    return CR_UNSET;
  if (cr_args_flag (interp, values[7], FALSE) > 0)
    return cr_interp_raise (
        interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
        _ ("torch.autograd.grad (is_grads_batched=True) is not available; call it for each gradient"));
  request_init (&request);
  if (take_outputs (interp, &request, values[0], values[2]) && take_inputs (interp, &request, values[1])
      && take_options (interp, &request, values[3], values[4], values[6]))
    result = gradients_of (interp, &request);
  request_clear (&request);
  return result;
}

/* The old name of a tensor. */
static CrObject
construct_variable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[3];
  GError *error = NULL;
  if (!cr_args_bind (interp, args, "Variable", "data? requires_grad? volatile?", FALSE, values))
    return CR_UNSET;
  if (values[0].kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "Variable data has to be a tensor, but got %s",
                            cr_interp_type_name (interp, values[0]));
  int requires_grad = cr_args_flag (interp, values[1], FALSE);
  if (requires_grad < 0)
    return CR_UNSET;
  g_autoptr (CrTensor) tensor = cr_tensor_detach (values[0].u.tensor);
  if (requires_grad && !cr_tensor_set_requires_grad (tensor, TRUE, &error))
    return cr_interp_raise_error (interp, error);
  return cr_object_take_tensor (g_steal_pointer (&tensor));
}

static gboolean
is_variable (CrInterp *interp, CrClass *type, CrObject object)
{
  return object.kind == CR_OBJECT_TENSOR;
}

static CrObject
make_variable (CrInterp *interp)
{
  CrClass *type = cr_class_new (interp->heap, "torch.autograd.variable.Variable", interp->types[CR_OBJECT_INSTANCE]);
  type->instance_kind = CR_OBJECT_TENSOR;
  type->construct = construct_variable;
  type->instance_check = is_variable;
  return cr_object_from_cell (type);
}

static const CrBuiltinRow autograd_rows[] = {
  { "backward", 0, -1, "*", autograd_backward },
  { "grad", 0, -1, "*", autograd_grad },
  { NULL },
};

/* Names of @from that are also names of @module. */
void
cr_module_take_names (CrInterp *interp, CrModuleObject *module, const char *from, const char *const *names)
{
  CrObject source = cr_builtins_module (interp, from);
  for (; *names; names++)
    {
      CrObject value = cr_dict_get_text (((CrModuleObject *)source.u.cell)->attributes, *names);
      cr_module_object_set (module, *names, cr_object_ref (value));
    }
  cr_object_unref (source);
}

CrModuleObject *
cr_builtins_make_torch_autograd (CrInterp *interp, const char *name)
{
  static const char *const modes[] = { "no_grad", "enable_grad", "set_grad_enabled", "inference_mode", NULL };
  static const char *const anomaly[] = { "detect_anomaly", "set_detect_anomaly", NULL };
  static const char *const function[] = { "Function", NULL };
  static const char *const check[] = { "gradcheck", "gradgradcheck", NULL };
  CrModuleObject *module = cr_module_object_new (interp, name, autograd_rows);
  cr_module_take_names (interp, module, "torch.autograd.grad_mode", modes);
  cr_module_take_names (interp, module, "torch.autograd.anomaly_mode", anomaly);
  cr_module_take_names (interp, module, "torch.autograd.function", function);
  cr_module_take_names (interp, module, "torch.autograd.gradcheck", check);
  cr_module_object_set (module, "Variable", make_variable (interp));
  return module;
}
