/* The functions that draw random numbers. Those in place draw into fresh memory in the order of the tensor's own, then
 * the in-place machinery moves the result in. */

#include "cr-function-calls.h"
#include "cr-random-ops.h"

#include "cr-kernels.h"
#include "cr-random.h"

static CrGenerator *
get_generator (CrContext *context, const CrArg *arg)
{
  return arg->kind == CR_ARG_GENERATOR ? arg->u.generator : cr_context_get_generator (context);
}

/* New values in the shape of @like. */
static CrTensor *
draw_like (CrTensor *like, CrDtype dtype, CrRandomFill fill, CrGenerator *generator, double a, double b, GError **error)
{
  g_autoptr (CrTensor) drawn = cr_random_new_like (like, dtype, error);
  if (!drawn || !fill (drawn, generator, a, b, error))
    return NULL;
  return g_steal_pointer (&drawn);
}

static CrTensor *
draw_over (CrContext *context, const CrPrimitive *primitive, const CrArg *args, CrRandomFill fill, double a, double b,
           const CrArg *generator, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  CrTensor *drawn = draw_like (self, cr_tensor_get_dtype (self), fill, get_generator (context, generator), a, b, error);
  return cr_random_record (primitive, self, NULL, drawn, error);
}

#define DEFINE_OVER(name, id, fill)                                                                                    \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return draw_over (context, &cr_primitive_##id, args, fill, cr_arg_get_number (&args[1]),                           \
                      cr_arg_get_number (&args[2]), &args[3], error);                                                  \
  }
#define DEFINE_OVER_1(name, id, fill)                                                                                  \
  CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)                                     \
  {                                                                                                                    \
    return draw_over (context, &cr_primitive_##id, args, fill, cr_arg_get_number (&args[1]), 0, &args[2], error);      \
  }

DEFINE_OVER (uniform_over, uniform, cr_random_uniform)
DEFINE_OVER (normal_over, normal, cr_random_normal)
DEFINE_OVER (log_normal_over, log_normal, cr_random_log_normal)
DEFINE_OVER (cauchy_over, cauchy, cr_random_cauchy)
DEFINE_OVER_1 (exponential_over, exponential, cr_random_exponential)
DEFINE_OVER_1 (geometric_over, geometric, cr_random_geometric)

static gboolean
fill_bernoulli (CrTensor *tensor, CrGenerator *generator, double p, double unused, GError **error)
{
  return cr_random_bernoulli (tensor, generator, p, error);
}

DEFINE_OVER_1 (bernoulli_over, bernoulli_float, fill_bernoulli)

static CrTensor *
draw_bernoulli (CrContext *context, const CrPrimitive *primitive, CrTensor *self, CrTensor *p, const CrArg *generator,
                GError **error)
{
  g_autoptr (CrTensor) drawn = cr_random_new_like (self, cr_tensor_get_dtype (self), error);
  if (!drawn || !cr_random_bernoulli_tensor (drawn, get_generator (context, generator), p, error))
    return NULL;
  return cr_random_record (primitive, self, p != self ? p : NULL, g_steal_pointer (&drawn), error);
}

CrTensor *
cr_call_bernoulli_over_tensor (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor, *p = args[1].u.tensor;
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (self, p, sizes, error);
  if (ndim < 0 || !cr_inplace_check_shape (self, ndim, sizes, error))
    return NULL;
  return draw_bernoulli (context, &cr_primitive_bernoulli_tensor, self, p, &args[2], error);
}

CrTensor *
cr_call_bernoulli (CrContext *context, const CrArg *args, GError **error)
{
  return draw_bernoulli (context, &cr_primitive_bernoulli, args[0].u.tensor, args[0].u.tensor, &args[1], error);
}

CrTensor *
cr_call_bernoulli_p (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  return cr_tensor_announce (draw_like (self, cr_tensor_get_dtype (self), fill_bernoulli,
                                        get_generator (context, &args[2]), cr_arg_get_number (&args[1]), 0, error));
}

static CrTensor *
draw_integers (CrTensor *like, CrDtype dtype, CrGenerator *generator, gint64 from, gint64 to, GError **error)
{
  g_autoptr (CrTensor) drawn = cr_random_new_like (like, dtype, error);
  if (!drawn || !cr_random_integers (drawn, generator, from, to, error))
    return NULL;
  return g_steal_pointer (&drawn);
}

CrTensor *
cr_call_random_over (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  g_autoptr (CrTensor) drawn = cr_random_new_like (self, cr_tensor_get_dtype (self), error);
  if (!drawn || !cr_random_integers_any (drawn, get_generator (context, &args[1]), error))
    return NULL;
  return cr_random_record (&cr_primitive_random, self, NULL, g_steal_pointer (&drawn), error);
}

CrTensor *
cr_call_random_over_to (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  CrTensor *drawn = draw_integers (self, cr_tensor_get_dtype (self), get_generator (context, &args[2]), 0,
                                   args[1].u.integer, error);
  return cr_random_record (&cr_primitive_random_to, self, NULL, drawn, error);
}

CrTensor *
cr_call_random_over_from (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *self = args[0].u.tensor;
  CrDtype dtype = cr_tensor_get_dtype (self);
  gint64 to = args[2].kind == CR_ARG_NONE ? cr_random_get_end (dtype) : args[2].u.integer;
  CrTensor *drawn = draw_integers (self, dtype, get_generator (context, &args[3]), args[1].u.integer, to, error);
  return cr_random_record (&cr_primitive_random_from, self, NULL, drawn, error);
}

/* Takes @tensor (NULL passes through) and makes it require a gradient if @arg says so. */
static CrTensor *
finish (CrTensor *tensor, const CrArg *arg, GError **error)
{
  return cr_create_finish (cr_tensor_announce (tensor), arg, error);
}

static CrTensor *
draw_new (CrContext *context, CrDtype dtype, const CrArg *size, CrRandomFill fill, CrGenerator *generator, double a,
          double b, GError **error)
{
  const gint64 *sizes;
  guint n;
  if (!cr_arg_get_ints (size, &sizes, &n, error))
    return NULL;
  g_autoptr (CrTensor) drawn = cr_tensor_new_unannounced (context, dtype, n, sizes, error);
  if (!drawn || !fill (drawn, generator, a, b, error))
    return NULL;
  return g_steal_pointer (&drawn);
}

/* args: size, generator, dtype, requires_grad. */
static CrTensor *
draw_sizes (CrContext *context, const CrArg *args, CrRandomFill fill, GError **error)
{
  CrDtype dtype = cr_arg_get_dtype (&args[2], cr_context_get_default_dtype (context));
  return finish (draw_new (context, dtype, &args[0], fill, get_generator (context, &args[1]), 0, 1, error), &args[3],
                 error);
}

CrTensor *
cr_call_rand (CrContext *context, const CrArg *args, GError **error)
{
  return draw_sizes (context, args, cr_random_uniform, error);
}

CrTensor *
cr_call_randn (CrContext *context, const CrArg *args, GError **error)
{
  return draw_sizes (context, args, cr_random_normal, error);
}

/* args: the tensor, dtype, requires_grad. */
static CrTensor *
draw_standard_like (CrContext *context, const CrArg *args, CrRandomFill fill, GError **error)
{
  CrTensor *like = args[0].u.tensor;
  CrDtype dtype = cr_arg_get_dtype (&args[1], cr_tensor_get_dtype (like));
  return finish (draw_like (like, dtype, fill, cr_context_get_generator (context), 0, 1, error), &args[2], error);
}

CrTensor *
cr_call_rand_like (CrContext *context, const CrArg *args, GError **error)
{
  return draw_standard_like (context, args, cr_random_uniform, error);
}

CrTensor *
cr_call_randn_like (CrContext *context, const CrArg *args, GError **error)
{
  return draw_standard_like (context, args, cr_random_normal, error);
}

/* args: size, generator, dtype, requires_grad. */
static CrTensor *
new_integers (CrContext *context, gint64 low, gint64 high, const CrArg *args, GError **error)
{
  const gint64 *sizes;
  guint n;
  if (!cr_arg_get_ints (&args[0], &sizes, &n, error))
    return NULL;
  CrDtype dtype = cr_arg_get_dtype (&args[2], CR_DTYPE_INT64);
  g_autoptr (CrTensor) drawn = cr_tensor_new_unannounced (context, dtype, n, sizes, error);
  if (!drawn || !cr_random_integers (drawn, get_generator (context, &args[1]), low, high, error))
    return NULL;
  return finish (g_steal_pointer (&drawn), &args[3], error);
}

CrTensor *
cr_call_randint (CrContext *context, const CrArg *args, GError **error)
{
  return new_integers (context, 0, args[0].u.integer, args + 1, error);
}

CrTensor *
cr_call_randint_low (CrContext *context, const CrArg *args, GError **error)
{
  return new_integers (context, args[0].u.integer, args[1].u.integer, args + 2, error);
}

/* args: dtype, requires_grad. */
static CrTensor *
integers_like (CrContext *context, CrTensor *like, gint64 low, gint64 high, const CrArg *args, GError **error)
{
  CrDtype dtype = cr_arg_get_dtype (&args[0], cr_tensor_get_dtype (like));
  return finish (draw_integers (like, dtype, cr_context_get_generator (context), low, high, error), &args[1], error);
}

CrTensor *
cr_call_randint_like (CrContext *context, const CrArg *args, GError **error)
{
  return integers_like (context, args[0].u.tensor, 0, args[1].u.integer, args + 2, error);
}

CrTensor *
cr_call_randint_like_low (CrContext *context, const CrArg *args, GError **error)
{
  return integers_like (context, args[0].u.tensor, args[1].u.integer, args[2].u.integer, args + 3, error);
}

CrTensor *
cr_call_randperm (CrContext *context, const CrArg *args, GError **error)
{
  CrDtype dtype = cr_arg_get_dtype (&args[2], CR_DTYPE_INT64);
  return finish (cr_random_permutation (context, args[0].u.integer, dtype, get_generator (context, &args[1]), error),
                 &args[3], error);
}

CrTensor *
cr_call_multinomial (CrContext *context, const CrArg *args, GError **error)
{
  return cr_random_multinomial (args[0].u.tensor, args[1].u.integer, args[2].u.integer != 0,
                                get_generator (context, &args[3]), error);
}

/* Normal numbers in the broadcast of @mean and @std, either of which may be NULL: drawn, then times std, plus mean. */
static CrTensor *
draw_normal (CrTensor *mean, CrTensor *std, double mean_number, double std_number, CrGenerator *generator,
             GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  CrTensor *like = mean ? mean : std;
  CrDtype dtype = cr_tensor_get_dtype (like);
  int ndim = cr_broadcast_sizes (like, std ? std : like, sizes, error);
  if (ndim < 0)
    return NULL;
  g_autoptr (CrTensor) drawn = cr_tensor_new_unannounced (cr_tensor_get_context (like), dtype, ndim, sizes, error);
  if (!drawn || !cr_random_normal (drawn, generator, 0, std ? 1 : std_number, error))
    return NULL;
  g_autoptr (CrTensor) scaled
      = std ? cr_kernel_binary (CR_BINARY_MUL, drawn, std, dtype, error) : cr_tensor_ref (drawn);
  if (!scaled)
    return NULL;
  if (mean)
    return cr_kernel_binary (CR_BINARY_ADD, scaled, mean, dtype, error);
  g_autoptr (CrTensor) number = cr_tensor_new_scalar (cr_tensor_get_context (like), dtype, mean_number, error);
  return number ? cr_kernel_binary (CR_BINARY_ADD, scaled, number, dtype, error) : NULL;
}

static gboolean
check_std (CrTensor *std, GError **error)
{
  for (gint64 i = 0; i < cr_tensor_get_numel (std); i++)
    if (!(cr_tensor_get_double (std, i) >= 0))
      {
        g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "normal expects all elements of std >= 0.0");
        return FALSE;
      }
  return TRUE;
}

CrTensor *
cr_call_normal_mean (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *mean = args[0].u.tensor;
  CrTensor *drawn = draw_normal (mean, NULL, 0, cr_arg_get_number (&args[1]), get_generator (context, &args[2]), error);
  return cr_random_record (&cr_primitive_normal_mean, mean, NULL, drawn, error);
}

CrTensor *
cr_call_normal_std (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *std = args[1].u.tensor;
  if (!check_std (std, error))
    return NULL;
  CrTensor *drawn = draw_normal (NULL, std, cr_arg_get_number (&args[0]), 1, get_generator (context, &args[2]), error);
  return cr_random_record (&cr_primitive_normal_std, std, NULL, drawn, error);
}

CrTensor *
cr_call_normal_mean_std (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *mean = args[0].u.tensor, *std = args[1].u.tensor;
  if (!check_std (std, error))
    return NULL;
  CrTensor *drawn = draw_normal (mean, std, 0, 1, get_generator (context, &args[2]), error);
  return cr_random_record (&cr_primitive_normal_mean_std, mean, std, drawn, error);
}

CrTensor *
cr_call_normal (CrContext *context, const CrArg *args, GError **error)
{
  CrDtype dtype = cr_arg_get_dtype (&args[4], cr_context_get_default_dtype (context));
  return finish (draw_new (context, dtype, &args[2], cr_random_normal, get_generator (context, &args[3]),
                           cr_arg_get_number (&args[0]), cr_arg_get_number (&args[1]), error),
                 &args[5], error);
}
