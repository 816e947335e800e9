/* torch.autograd.gradcheck and gradgradcheck for a function of the script. */

#include "cr-builtins-functional-private.h"
#include "cr-gradcheck.h"

#include <glib/gi18n-lib.h>

/* What the two checks have in common; indices into their values. */
enum
{
  FUNC,
  INPUTS,
  GRAD_OUTPUTS, /* gradgradcheck only */
  EPS,
  ATOL,
  RTOL,
  RAISE_EXCEPTION,
  NONDET_TOL,
  CHECK_UNDEFINED_GRAD,
  CHECK_GRAD_DTYPES,
  CHECK_FORWARD_AD,
  CHECK_BACKWARD_AD,
  N_VALUES
};

static gboolean
take_check_options (CrInterp *interp, const CrObject *values, CrGradcheckOptions *options, gboolean *raises)
{
  double *numbers[] = { &options->eps, &options->atol, &options->rtol, &options->nondet_tol };
  static const guint places[] = { EPS, ATOL, RTOL, NONDET_TOL };
  *options = CR_GRADCHECK_DEFAULTS;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (cr_object_is_set (values[places[i]]) && !cr_interp_to_double (interp, values[places[i]], numbers[i]))
      return FALSE;
  int raise = cr_args_flag (interp, values[RAISE_EXCEPTION], TRUE);
  int undefined = cr_args_flag (interp, values[CHECK_UNDEFINED_GRAD], TRUE);
  int dtypes = cr_args_flag (interp, values[CHECK_GRAD_DTYPES], FALSE);
  int forward = cr_args_flag (interp, values[CHECK_FORWARD_AD], FALSE);
  int backward = cr_args_flag (interp, values[CHECK_BACKWARD_AD], TRUE);
  *raises = raise != 0;
  options->check_undefined_grad = undefined != 0;
  options->check_grad_dtypes = dtypes != 0;
  if (raise < 0 || undefined < 0 || dtypes < 0 || forward < 0 || backward < 0)
    return FALSE;
  if (forward > 0 || backward == 0)
    cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", _ ("gradcheck cannot check forward mode here"));
  return forward == 0 && backward > 0;
}

/* inputs as a sequence (owned), and as tensors with NULL for what is none. */
static CrSequence *
take_check_inputs (CrInterp *interp, CrObject inputs, GPtrArray *tensors)
{
  CrSequence *items;
  if (cr_object_is_sequence (inputs))
    items = cr_interp_to_sequence (interp, inputs, CR_OBJECT_TUPLE);
  else
    {
      items = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      cr_sequence_append (items, cr_object_ref (inputs));
    }
  for (guint i = 0; items && i < items->n; i++)
    g_ptr_array_add (tensors, items->items[i].kind == CR_OBJECT_TENSOR ? items->items[i].u.tensor : NULL);
  return items;
}

static CrObject
raise_gradcheck_error (CrInterp *interp, const char *message)
{
  CrObject exception = cr_interp_new_exception (
      interp, cr_module_class (interp, "torch.autograd.gradcheck", "GradcheckError"), message);
  cr_interp_raise_instance (interp, exception);
  cr_object_unref (exception);
  return CR_UNSET;
}

/* How a check ended: True, an exception, or False where none is wanted. */
static CrObject
conclude (CrInterp *interp, gboolean passed, char *failure, GError *error, GPtrArray *warnings, gboolean raises)
{
  g_autofree char *message = failure;
  for (guint i = 0; i < warnings->len; i++)
    cr_interp_warn (interp, "UserWarning", warnings->pdata[i]);
  if (passed)
    return cr_object_bool (TRUE);
  if (message == NULL)
    return cr_interp_raise_from_engine (interp, error);
  /* The check took an exception of the script's function for a failure of its own. */
  if (cr_interp_is_raised (interp))
    cr_interp_forget (interp);
  return raises ? raise_gradcheck_error (interp, message) : cr_object_bool (FALSE);
}

static CrObject
run_check (CrInterp *interp, const CrObject *values, gboolean second, GPtrArray *grad_outputs)
{
  CrScriptCall call;
  gboolean raises;
  CrGradcheckOptions options;
  char *failure = NULL;
  GError *error = NULL;
  if (!take_check_options (interp, values, &options, &raises))
    return CR_UNSET;
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  cr_script_call_init (&call, interp, values[FUNC], NULL);
  call.arguments = take_check_inputs (interp, values[INPUTS], tensors);
  if (call.arguments == NULL)
    return CR_UNSET;
  CrTensor *const *inputs = (CrTensor *const *)tensors->pdata;
  gboolean passed
      = second
            ? cr_gradgradcheck (interp->context, &call.graph, inputs, tensors->len,
                                grad_outputs ? (CrTensor *const *)grad_outputs->pdata : NULL,
                                grad_outputs ? grad_outputs->len : 0, &options, warnings, &failure, &error)
            : cr_gradcheck (interp->context, &call.graph, inputs, tensors->len, &options, warnings, &failure, &error);
  CrObject result = conclude (interp, passed, failure, error, warnings, raises);
  cr_cell_unref (call.arguments);
  return result;
}

static CrObject
autograd_gradcheck (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject given[15], values[N_VALUES];
  static const guint places[] = { FUNC,
                                  INPUTS,
                                  EPS,
                                  ATOL,
                                  RTOL,
                                  RAISE_EXCEPTION,
                                  N_VALUES,
                                  NONDET_TOL,
                                  CHECK_UNDEFINED_GRAD,
                                  CHECK_GRAD_DTYPES,
                                  N_VALUES,
                                  N_VALUES,
                                  CHECK_FORWARD_AD,
                                  CHECK_BACKWARD_AD,
                                  N_VALUES };
  if (!cr_args_bind (interp, args, "gradcheck",
                     "func inputs * eps? atol? rtol? raise_exception? check_sparse_nnz? nondet_tol? "
                     "check_undefined_grad? check_grad_dtypes? check_batched_grad? check_batched_forward_grad? "
                     "check_forward_ad? check_backward_ad? fast_mode?",
                     FALSE, given))
    return CR_UNSET;
  values[GRAD_OUTPUTS] = CR_UNSET;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] < N_VALUES)
      values[places[i]] = given[i];
  return run_check (interp, values, FALSE, NULL);
}

static CrObject
autograd_gradgradcheck (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject given[15], values[N_VALUES];
  static const guint places[] = { FUNC,
                                  INPUTS,
                                  GRAD_OUTPUTS,
                                  EPS,
                                  ATOL,
                                  RTOL,
                                  N_VALUES,
                                  RAISE_EXCEPTION,
                                  NONDET_TOL,
                                  CHECK_UNDEFINED_GRAD,
                                  CHECK_GRAD_DTYPES,
                                  N_VALUES,
                                  CHECK_FORWARD_AD,
                                  CHECK_BACKWARD_AD,
                                  N_VALUES };
  if (!cr_args_bind (interp, args, "gradgradcheck",
                     "func inputs grad_outputs? * eps? atol? rtol? gen_non_contig_grad_outputs? raise_exception? "
                     "nondet_tol? check_undefined_grad? check_grad_dtypes? check_batched_grad? check_fwd_over_rev? "
                     "check_rev_over_rev? fast_mode?",
                     FALSE, given))
    return CR_UNSET;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] < N_VALUES)
      values[places[i]] = given[i];
  if (!cr_object_is_set (values[GRAD_OUTPUTS]) || values[GRAD_OUTPUTS].kind == CR_OBJECT_NONE)
    return run_check (interp, values, TRUE, NULL);
  g_autoptr (GPtrArray) grad_outputs = g_ptr_array_new ();
  CrSequence *keeper;
  CrObject result = CR_UNSET;
  if (cr_args_tensors (interp, values[GRAD_OUTPUTS], FALSE, CR_ERROR_ATTRIBUTE, "'",
                       "' object has no attribute 'requires_grad'", grad_outputs, &keeper))
    result = run_check (interp, values, TRUE, grad_outputs);
  cr_cell_unref (keeper);
  return result;
}

static const CrBuiltinRow gradcheck_rows[] = {
  { "gradcheck", 0, -1, "*", autograd_gradcheck },
  { "gradgradcheck", 0, -1, "*", autograd_gradgradcheck },
  { NULL },
};

CrModuleObject *
cr_builtins_make_gradcheck (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, gradcheck_rows);
  CrClass *type
      = cr_class_new (interp->heap, "torch.autograd.gradcheck.GradcheckError", interp->exceptions[CR_ERROR_RUNTIME]);
  cr_module_object_set (module, "GradcheckError", cr_object_from_cell (type));
  return module;
}
