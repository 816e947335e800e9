/* The grad_fn of what was drawn over a tensor or by a tensor's values. */

#include "cr-random-ops.h"

#include <glib/gi18n-lib.h>

CrTensor *
cr_random_record (const CrPrimitive *primitive, CrTensor *self, CrTensor *other, CrTensor *drawn, GError **error)
{
  CrRecord record = { primitive, { self, other }, other ? 2 : 1, NULL, NULL };
  if (drawn == NULL)
    return NULL;
  record.output = cr_tensor_announce (drawn);
  cr_record_begin (&record, error);
  return cr_record_end (&record);
}

static gboolean
zero_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      const gint64 *sizes;
      if (!cr_grad_fn_needs (function, i))
        continue;
      int ndim = cr_rule_input_shape (function, i, &sizes);
      sent[i] = cr_tensor_new_full (cr_tensor_get_context (received), cr_tensor_get_dtype (received), ndim, sizes, 0,
                                    error);
      if (sent[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

#define ROW(id, text, grad_fn, symbol)                                                                                 \
  const CrPrimitive cr_primitive_##id = { text, grad_fn, symbol, N_ ("∂L/∂self = 0"), 1, FALSE, zero_backward };
#define ROW_2(id, text, grad_fn, symbol)                                                                               \
  const CrPrimitive cr_primitive_##id                                                                                  \
      = { text, grad_fn, symbol, N_ ("∂L/∂mean = 0,  ∂L/∂std = 0"), 2, FALSE, zero_backward };

ROW (uniform, "uniform", "UniformBackward0", "uniform")
ROW (normal, "normal", "NormalBackward0", "normal")
ROW (normal_mean, "normal_mean", "NormalBackward1", "normal")
ROW (normal_std, "normal_std", "NormalBackward2", "normal")
ROW_2 (normal_mean_std, "normal_mean_std", "NormalBackward3", "normal")
ROW (bernoulli, "bernoulli", "BernoulliBackward0", "bernoulli")
ROW (bernoulli_float, "bernoulli_float", "BernoulliBackward2", "bernoulli")
const CrPrimitive cr_primitive_bernoulli_tensor = {
  "bernoulli_tensor", "BernoulliBackward1", "bernoulli", N_ ("∂L/∂self = 0,  ∂L/∂p = 0"), 2, FALSE, zero_backward
};
ROW (random, "random", "RandomBackward2", "random")
ROW (random_to, "random_to", "RandomBackward1", "random")
ROW (random_from, "random_from", "RandomBackward0", "random")
ROW (exponential, "exponential", "ExponentialBackward0", "exponential")
ROW (geometric, "geometric", "GeometricBackward0", "geometric")
ROW (log_normal, "log_normal", "LogNormalBackward0", "log_normal")
ROW (cauchy, "cauchy", "CauchyBackward0", "cauchy")
