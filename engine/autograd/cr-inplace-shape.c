/* t_(), transpose_(), squeeze_(), unsqueeze_(): in-place operations that write no element. The tensor becomes its own
 * view: it takes the view's shape, and a grad_fn that is another than the view's would be. No CopySlices comes of it,
 * and a view stays a view of its base. */

#include "cr-inplace.h"

#include "cr-autograd-private.h"
#include "cr-function-calls.h"

static const CrAutogradObserver deaf = { NULL };

static const CrPrimitive *
get_primitive (CrInplaceCall call, const CrArg *args)
{
  if (call == cr_call_t)
    return &cr_primitive_t_in_place;
  if (call == cr_call_transpose)
    return &cr_primitive_transpose_in_place;
  if (call == cr_call_unsqueeze)
    return &cr_primitive_unsqueeze_in_place;
  if (call != cr_call_squeeze)
    return NULL;
  return args[1].kind == CR_ARG_NONE ? &cr_primitive_squeeze_all_in_place : &cr_primitive_squeeze_in_place;
}

gboolean
cr_inplace_is_shape (CrInplaceCall call)
{
  return call == cr_call_t || call == cr_call_transpose || call == cr_call_unsqueeze || call == cr_call_squeeze;
}

static gboolean
check_t (CrTensor *self, GError **error)
{
  int ndim = cr_tensor_get_ndim (self);
  if (ndim > 2)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "t_() expects a tensor with <= 2 dimensions, but self is %dD",
                 ndim);
  return ndim <= 2;
}

/* @self is @view from now on. */
static void
become (CrTensor *self, CrTensor *view, const CrPrimitive *primitive)
{
  gpointer user_data;
  CrContext *context = cr_tensor_get_context (self);
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  CrGradFn *function = cr_tensor_get_grad_fn (view);
  cr_tensor_take_geometry (self, view);
  if (function)
    {
      function->primitive = primitive;
      cr_tensor_set_history (self, function, 0);
    }
  if (observer && observer->operation_recorded)
    observer->operation_recorded (user_data, primitive, &self, 1, &self, 1, function);
}

gboolean
cr_inplace_reshape (CrInplaceCall call, CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  gpointer user_data;
  if (!cr_inplace_check_target (self, error) || (call == cr_call_t && !check_t (self, error)))
    return FALSE;
  const CrAutogradObserver *observer = cr_autograd_get_observer (context, &user_data);
  cr_context_set_autograd_observer (context, &deaf, NULL);
  g_autoptr (CrTensor) view = call (context, args, error);
  cr_context_set_autograd_observer (context, observer, user_data);
  if (view)
    become (self, view, get_primitive (call, args));
  return view != NULL;
}
