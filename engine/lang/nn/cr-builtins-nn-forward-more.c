/* Forward of instance normalisation, and of convolutions that pad with something else than zeros: layers of two calls.
 */

#include "cr-builtins-nn-private.h"

#include <string.h>

/* An attribute among the instance's own, borrowed; UNSET if it is not there. */
static CrObject
own (CrObject self, const char *name)
{
  CrDict *dict = self.kind == CR_OBJECT_INSTANCE ? ((CrInstance *)self.u.cell)->attributes : NULL;
  return dict ? cr_dict_get_text (dict, name) : CR_UNSET;
}

gboolean
cr_nn_pads_first (CrObject self)
{
  CrObject mode = own (self, "padding_mode"), transposed = own (self, "transposed");
  return mode.kind == CR_OBJECT_STR && strcmp (cr_object_text (mode), "zeros") != 0 && transposed.kind == CR_OBJECT_BOOL
         && !transposed.u.integer;
}

/* Item @i of a tuple of ints. */
static gint64
item (CrObject tuple, guint i)
{
  CrSequence *items = cr_object_is_sequence (tuple) ? cr_object_sequence (tuple) : NULL;
  return items && i < items->n && items->items[i].kind == CR_OBJECT_INT ? items->items[i].u.integer : 0;
}

/* What pad() takes: before and behind, the last dimension first. */
static CrObject
list_padding (CrInterp *interp, CrObject self)
{
  CrObject padding = own (self, "padding"), kernel = own (self, "kernel_size"), dilation = own (self, "dilation");
  guint n = cr_object_is_sequence (kernel) ? cr_object_sequence (kernel)->n : 0;
  gboolean same = padding.kind == CR_OBJECT_STR && strcmp (cr_object_text (padding), "same") == 0;
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 2 * n);
  for (guint i = 0; i < n; i++)
    {
      guint d = n - 1 - i;
      gint64 total = same ? item (dilation, d) * (item (kernel, d) - 1) : 2 * item (padding, d);
      list->items[2 * i] = cr_object_int (total / 2);
      list->items[2 * i + 1] = cr_object_int (total - total / 2);
    }
  return cr_object_from_cell (list);
}

CrObject
cr_nn_forward_padded (CrInterp *interp, CrObject self, const char *function, CrObject input)
{
  static const char *const names[] = { "weight", "bias", "stride", NULL, "dilation", "groups" };
  CrObject values[1 + G_N_ELEMENTS (names)] = { CR_UNSET }, result = CR_UNSET;
  CrObject pad[] = { input, list_padding (interp, self), own (self, "padding_mode") };
  values[0] = cr_nn_call_function (interp, "pad", pad, G_N_ELEMENTS (pad));
  cr_object_unref (pad[1]);
  gboolean fine = cr_object_is_set (values[0]);
  for (guint i = 0; fine && i < G_N_ELEMENTS (names); i++)
    {
      values[1 + i] = names[i] ? cr_interp_get_attribute (interp, self, names[i]) : cr_object_int (0);
      fine = cr_object_is_set (values[1 + i]);
    }
  if (fine)
    result = cr_nn_call_function (interp, function, values, G_N_ELEMENTS (values));
  cr_nn_unbind (values, G_N_ELEMENTS (values));
  return result;
}

/* F.instance_norm () with the module's statistics and weights. */
static CrObject
normalize (CrInterp *interp, CrObject self, CrObject input)
{
  static const char *const names[] = { "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps" };
  CrObject values[1 + G_N_ELEMENTS (names)] = { cr_object_ref (input) }, result = CR_UNSET;
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < G_N_ELEMENTS (names); i++)
    {
      values[1 + i] = cr_interp_get_attribute (interp, self, names[i]);
      fine = cr_object_is_set (values[1 + i]);
    }
  CrObject tracks = own (self, "track_running_stats");
  int training = fine ? cr_interp_truth (interp, values[5]) : -1;
  int tracked = training < 0 ? -1 : cr_object_is_set (tracks) ? cr_interp_truth (interp, tracks) : 0;
  if (tracked >= 0)
    {
      cr_object_set (&values[5], cr_object_bool (training || !tracked));
      result = cr_nn_call_function (interp, "instance_norm", values, G_N_ELEMENTS (values));
    }
  cr_nn_unbind (values, G_N_ELEMENTS (values));
  return result;
}

CrObject
cr_nn_forward_instance_norm (CrInterp *interp, CrObject self, CrObject input)
{
  const CrLayer *row = cr_nn_layer_get_row (cr_nn_find_layer (interp, self));
  int full = strcmp (row->name, "InstanceNorm1d") == 0 ? 3 : 4;
  int ndim = input.kind == CR_OBJECT_TENSOR ? cr_tensor_get_ndim (input.u.tensor) : -1;
  CrObject zero = cr_object_int (0);
  if (ndim < 0)
    return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'dim'",
                            cr_interp_type_name (interp, input));
  if (ndim != full && ndim != full - 1)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "expected %dD or %dD input (got %dD input)", full - 1, full, ndim);
  if (ndim == full)
    return normalize (interp, self, input);
  CrObject batch = cr_nn_call_method (interp, input, "unsqueeze", &zero, 1);
  CrObject result = cr_object_is_set (batch) ? normalize (interp, self, batch) : CR_UNSET;
  CrObject one = cr_object_is_set (result) ? cr_nn_call_method (interp, result, "squeeze", &zero, 1) : CR_UNSET;
  cr_object_unref (batch);
  cr_object_unref (result);
  return one;
}
