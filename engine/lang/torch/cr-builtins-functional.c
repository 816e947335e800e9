/* torch.autograd.functional for a function of the script: its call as the engine's callback, and results in the
 * structure (tensor, tuple, tuple of tuples) that PyTorch gives them. */

#include "cr-builtins-functional-private.h"

#include <string.h>

static CrObject
raise_not_tensor (CrInterp *interp, CrObject value, const char *what, const char *name, gboolean in_tuple, guint i)
{
  CrObject text = cr_interp_repr (interp, cr_object_from_cell (cr_interp_type_of (interp, value)));
  if (!cr_object_is_set (text))
    return CR_UNSET;
  if (in_tuple)
    cr_interp_raise (interp, CR_ERROR_TYPE,
                     "The %s given to %s must be either a Tensor or a tuple of Tensors but the value at index %u has "
                     "type %s.",
                     what, name, i, cr_object_text (text));
  else
    cr_interp_raise (interp, CR_ERROR_TYPE,
                     "The %s given to %s must be either a Tensor or a tuple of Tensors but the given %s has type %s.",
                     what, name, what, cr_object_text (text));
  cr_object_unref (text);
  return CR_UNSET;
}

/* A tensor or a tuple of them; appended borrowed. */
static gboolean
take_tensors (CrInterp *interp, CrObject value, const char *what, const char *name, GPtrArray *tensors,
              gboolean *is_tuple)
{
  *is_tuple = cr_object_is_tuple (value);
  const CrObject *items = *is_tuple ? cr_object_sequence (value)->items : &value;
  guint n = *is_tuple ? cr_object_sequence (value)->n : 1;
  for (guint i = 0; i < n; i++)
    {
      if (items[i].kind != CR_OBJECT_TENSOR)
        {
          raise_not_tensor (interp, items[i], what, name, *is_tuple, i);
          return FALSE;
        }
      g_ptr_array_add (tensors, items[i].u.tensor);
    }
  return TRUE;
}

static gboolean
take_results (CrScriptCall *call, CrObject result, GPtrArray *outputs)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();
  CrObject given = result;
  if (call->name == NULL && given.kind == CR_OBJECT_LIST)
    given.kind = CR_OBJECT_TUPLE;
  if (!take_tensors (call->interp, given, "outputs of the user-provided function",
                     call->name ? call->name : "gradcheck", tensors, &call->graph.gives_tuple))
    return FALSE;
  for (guint i = 0; i < tensors->len; i++)
    g_ptr_array_add (outputs, cr_tensor_ref (tensors->pdata[i]));
  return TRUE;
}

static gboolean
run_call (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs, GError **error)
{
  CrScriptCall *call = data;
  g_autofree CrObject *values = g_new (CrObject, n_inputs + 1);
  for (guint i = 0; i < n_inputs; i++)
    values[i] = inputs[i] ? (CrObject){ CR_OBJECT_TENSOR, { .tensor = inputs[i] } } : call->arguments->items[i];
  CrObject result = cr_interp_call_simple (call->interp, call->function, values, n_inputs);
  gboolean fine = cr_object_is_set (result) && take_results (call, result, outputs);
  cr_object_unref (result);
  return fine || cr_interp_pass_exception (call->interp, error);
}

void
cr_script_call_init (CrScriptCall *call, CrInterp *interp, CrObject function, const char *name)
{
  *call = (CrScriptCall){ interp, function, name };
  call->graph = (CrGraphFunction){ run_call, call };
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
}

/* The tensors from @from on: a tuple, or the only one. */
static CrObject
unpack (CrInterp *interp, GPtrArray *tensors, guint from, guint n, gboolean is_tuple)
{
  if (is_tuple)
    return cr_interp_tuple_of_tensors (interp, (CrTensor *const *)tensors->pdata + from, n);
  return n ? cr_object_take_tensor (cr_tensor_ref (tensors->pdata[from])) : CR_NONE;
}

static gboolean
take_flags (CrInterp *interp, const CrObject *values, CrFunctionalOptions *options)
{
  gboolean *flags[] = { &options->create_graph, &options->strict, &options->vectorize };
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      int flag = cr_args_flag (interp, values[i], FALSE);
      if (flag < 0)
        return FALSE;
      *flags[i] = flag;
    }
  return TRUE;
}

/* vjp, jvp, vhp and hvp. */

static CrObject
run_product (CrScriptCall *call, CrProduct product, GPtrArray *inputs, GPtrArray *v, const CrFunctionalOptions *options)
{
  GError *error = NULL;
  CrInterp *interp = call->interp;
  g_autoptr (GPtrArray) outputs = new_list ();
  g_autoptr (GPtrArray) products = new_list ();
  if (!product (interp->context, &call->graph, (CrTensor *const *)inputs->pdata, inputs->len,
                v ? (CrTensor *const *)v->pdata : NULL, v ? v->len : 0, options, outputs, products, &error))
    return cr_interp_raise_from_engine (interp, error);
  gboolean like_outputs = product == cr_functional_jvp;
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = unpack (interp, outputs, 0, outputs->len, call->graph.gives_tuple);
  pair->items[1]
      = unpack (interp, products, 0, products->len, like_outputs ? call->graph.gives_tuple : call->graph.takes_tuple);
  return cr_object_from_cell (pair);
}

static CrObject
call_product (CrInterp *interp, const CrCallArgs *args, const char *name, CrProduct product)
{
  CrObject values[6];
  CrScriptCall call;
  gboolean v_is_tuple;
  CrFunctionalOptions options = { 0 };
  if (!cr_args_bind (interp, args, name, "func inputs v? create_graph? strict?", FALSE, values))
    return CR_UNSET;
  values[5] = CR_UNSET;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autoptr (GPtrArray) v = g_ptr_array_new ();
  gboolean has_v = cr_object_is_set (values[2]) && values[2].kind != CR_OBJECT_NONE;
  cr_script_call_init (&call, interp, values[0], name);
  if (!take_tensors (interp, values[1], "inputs", name, inputs, &call.graph.takes_tuple)
      || (has_v && !take_tensors (interp, values[2], "v", name, v, &v_is_tuple))
      || !take_flags (interp, values + 3, &options))
    return CR_UNSET;
  return run_product (&call, product, inputs, has_v ? v : NULL, &options);
}

static CrObject
functional_vjp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return call_product (interp, args, "vjp", cr_functional_vjp);
}

static CrObject
functional_jvp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return call_product (interp, args, "jvp", cr_functional_jvp);
}

static CrObject
functional_vhp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return call_product (interp, args, "vhp", cr_functional_vhp);
}

static CrObject
functional_hvp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return call_product (interp, args, "hvp", cr_functional_hvp);
}

/* jacobian and hessian. */

/* Rows of @n_columns tensors; a row, or the only one's tensor, stands alone where no tuple was. */
static CrObject
unpack_matrix (CrInterp *interp, GPtrArray *matrix, guint n_columns, gboolean rows_tuple, gboolean columns_tuple)
{
  guint n_rows = n_columns ? matrix->len / n_columns : 0;
  if (!rows_tuple)
    return unpack (interp, matrix, 0, n_columns, columns_tuple);
  CrSequence *rows = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n_rows);
  for (guint i = 0; i < n_rows; i++)
    rows->items[i] = unpack (interp, matrix, i * n_columns, n_columns, columns_tuple);
  return cr_object_from_cell (rows);
}

static gboolean
take_strategy (CrInterp *interp, CrObject value, const char *message, CrFunctionalOptions *options)
{
  if (!cr_object_is_set (value))
    return TRUE;
  const char *text = value.kind == CR_OBJECT_STR ? cr_object_text (value) : "";
  options->forward_mode = strcmp (text, "forward-mode") == 0;
  if (options->forward_mode || strcmp (text, "reverse-mode") == 0)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_ASSERTION, "%s", message);
  return FALSE;
}

typedef gboolean (*Matrix) (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                            const CrFunctionalOptions *options, GPtrArray *matrix, GError **error);

/* @values: func, inputs, create_graph, strict, vectorize. */
static CrObject
run_matrix (CrInterp *interp, const char *name, Matrix compute, const CrObject *values, CrFunctionalOptions *options)
{
  CrScriptCall call;
  GError *error = NULL;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  g_autoptr (GPtrArray) matrix = new_list ();
  cr_script_call_init (&call, interp, values[0], name);
  if (!take_tensors (interp, values[1], "inputs", name, inputs, &call.graph.takes_tuple)
      || !take_flags (interp, values + 2, options))
    return CR_UNSET;
  if (!compute (interp->context, &call.graph, (CrTensor *const *)inputs->pdata, inputs->len, options, matrix, &error))
    return cr_interp_raise_from_engine (interp, error);
  gboolean takes = call.graph.takes_tuple, gives = compute == cr_functional_hessian ? takes : call.graph.gives_tuple;
  return unpack_matrix (interp, matrix, inputs->len, gives, takes);
}

static CrObject
functional_jacobian (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[6];
  CrFunctionalOptions options = { 0 };
  if (!cr_args_bind (interp, args, "jacobian", "func inputs create_graph? strict? vectorize? strategy?", FALSE, values)
      || !take_strategy (interp, values[5],
                         "Expected strategy to be either \"forward-mode\" or \"reverse-mode\". Hint: If your function "
                         "has more outputs than inputs, \"forward-mode\" tends to be more performant. Otherwise, "
                         "prefer to use \"reverse-mode\".",
                         &options))
    return CR_UNSET;
  return run_matrix (interp, "jacobian", cr_functional_jacobian, values, &options);
}

static CrObject
functional_hessian (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[6];
  CrFunctionalOptions options = { 0 };
  if (!cr_args_bind (interp, args, "hessian", "func inputs create_graph? strict? vectorize? outer_jacobian_strategy?",
                     FALSE, values)
      || !take_strategy (interp, values[5], "Expected strategy to be either \"forward-mode\" or \"reverse-mode\".",
                         &options))
    return CR_UNSET;
  return run_matrix (interp, "hessian", cr_functional_hessian, values, &options);
}

static const CrBuiltinRow functional_rows[] = {
  { "vjp", 0, -1, "*", functional_vjp },
  { "jvp", 0, -1, "*", functional_jvp },
  { "vhp", 0, -1, "*", functional_vhp },
  { "hvp", 0, -1, "*", functional_hvp },
  { "jacobian", 0, -1, "*", functional_jacobian },
  { "hessian", 0, -1, "*", functional_hessian },
  { NULL },
};

CrModuleObject *
cr_builtins_make_functional (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, functional_rows);
}
