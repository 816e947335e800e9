/* The optimizers: the table, and the parts of a step around the kernels: states made when they are
 * first needed, what counts the steps, factors that depend on that count. */

#include "cr-optimizer.h"

#include "cr-kernels.h"
#include "cr-optimizer-kernels.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* One step's rows, in the order of the kernels' arguments: param, grad, then states (NULL where not used). */
typedef struct
{
  CrTensor *param; /* what is written: the parameter or a contiguous copy of it */
  CrTensor *grad;  /* contiguous, of the parameter's dtype */
  gpointer rows[2 + CR_OPTIMIZER_MAX_STATES];
  gint64 n;
  gboolean is_double;
} Rows;

static gboolean
make_rows (CrOptimizerStep *step, guint n_states, const guint *states, Rows *rows, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (step->param);
  if (!cr_dtype_is_floating (dtype))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "result type Float can't be cast to the desired output type %s",
                   cr_dtype_get_scalar_name (dtype));
      return FALSE;
    }
  gboolean fits = cr_tensor_is_contiguous (step->grad) && cr_tensor_get_dtype (step->grad) == dtype;
  rows->grad = fits ? cr_tensor_ref (step->grad) : cr_kernel_cast (step->grad, dtype, error);
  rows->param = rows->grad == NULL                      ? NULL
                : cr_tensor_is_contiguous (step->param) ? cr_tensor_ref (step->param)
                                                        : cr_kernel_cast (step->param, dtype, error);
  if (rows->param == NULL || !(rows->rows[0] = cr_tensor_get_mutable (rows->param, error)))
    return FALSE;
  rows->rows[1] = (gpointer)cr_tensor_get_data (rows->grad);
  rows->n = cr_tensor_get_numel (step->param);
  rows->is_double = dtype == CR_DTYPE_FLOAT64;
  for (guint i = 0; i < n_states; i++)
    {
      CrTensor *state = states[i] == G_MAXUINT ? NULL : step->states[states[i]];
      rows->rows[2 + i] = NULL;
      if (state && !(rows->rows[2 + i] = cr_tensor_get_mutable (state, error)))
        return FALSE;
    }
  return TRUE;
}

static void
rows_clear (Rows *rows)
{
  g_clear_pointer (&rows->param, cr_tensor_unref);
  g_clear_pointer (&rows->grad, cr_tensor_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

/* A copy that stood in for the parameter goes back into it. */
static gboolean
finish_rows (CrOptimizerStep *step, Rows *rows, GError **error)
{
  return rows->param == step->param || cr_kernel_copy_into (step->param, rows->param, error);
}

/* States have the parameter's dtype and shape, contiguous; scripts may have put others there. */
static gboolean
check_state (CrOptimizerStep *step, CrTensor *state, GError **error)
{
  if (cr_tensor_get_dtype (state) == cr_tensor_get_dtype (step->param) && cr_tensor_is_contiguous (state)
      && cr_tensor_get_numel (state) == cr_tensor_get_numel (step->param))
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       _ ("the optimizer's state does not have the shape and dtype of its parameter"));
  return FALSE;
}

/* State @i, made of @value where there is none. */
static gboolean
need_state (CrOptimizerStep *step, guint i, double value, GError **error)
{
  CrTensor *param = step->param;
  if (step->states[i])
    return check_state (step, step->states[i], error);
  step->states[i] = cr_tensor_new_full (cr_tensor_get_context (param), cr_tensor_get_dtype (param),
                                        cr_tensor_get_ndim (param), cr_tensor_get_sizes (param), value, error);
  return step->states[i] != NULL;
}

/* State 0 counts the steps: it becomes one more, which is the result. 0 on failure. */
static double
count_step (CrOptimizerStep *step, GError **error)
{
  CrContext *context = cr_tensor_get_context (step->param);
  if (!step->states[0])
    step->states[0] = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 0, error);
  if (!step->states[0] || cr_tensor_get_numel (step->states[0]) != 1)
    return 0;
  double count = cr_tensor_get_double (step->states[0], 0) + 1;
  if (!cr_tensor_begin_write (step->states[0], error) || !cr_kernel_fill (step->states[0], count, error))
    return 0;
  cr_tensor_end_write (step->states[0]);
  return count;
}

enum
{
  SGD_LR,
  SGD_MOMENTUM,
  SGD_DAMPENING,
  SGD_WEIGHT_DECAY,
  SGD_NESTEROV,
  SGD_MAXIMIZE
};

static gboolean
sgd_check (const double *options, GError **error)
{
  if (!options[SGD_NESTEROV] || (options[SGD_MOMENTUM] > 0 && options[SGD_DAMPENING] == 0))
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, "Nesterov momentum requires a momentum and zero dampening");
  return FALSE;
}

static gboolean
sgd_step (CrOptimizerStep *step, GError **error)
{
  const double *o = step->options;
  gboolean has_momentum = o[SGD_MOMENTUM] != 0;
  CrSgdOptions options = { o[SGD_LR],
                           o[SGD_MOMENTUM],
                           o[SGD_DAMPENING],
                           o[SGD_WEIGHT_DECAY],
                           o[SGD_NESTEROV] != 0,
                           o[SGD_MAXIMIZE] != 0,
                           has_momentum && step->states[0] == NULL };
  guint states[] = { has_momentum ? 0 : G_MAXUINT };
  g_auto (Rows) rows = { NULL };
  if ((has_momentum && !need_state (step, 0, 0, error)) || !make_rows (step, 1, states, &rows, error))
    return FALSE;
  const CrOptimizerKernels *kernels = cr_optimizer_kernels_get ();
  if (rows.is_double)
    kernels->sgd_f64 (rows.rows[0], rows.rows[1], rows.rows[2], rows.n, &options);
  else
    kernels->sgd_f32 (rows.rows[0], rows.rows[1], rows.rows[2], rows.n, &options);
  return finish_rows (step, &rows, error);
}

enum
{
  ADAM_LR,
  ADAM_BETA1,
  ADAM_BETA2,
  ADAM_EPS,
  ADAM_WEIGHT_DECAY,
  ADAM_AMSGRAD,
  ADAM_MAXIMIZE
};

static gboolean
adam_general_step (CrOptimizerStep *step, gboolean decoupled, GError **error)
{
  const double *o = step->options;
  gboolean amsgrad = o[ADAM_AMSGRAD] != 0;
  guint states[] = { 1, 2, amsgrad ? 3 : G_MAXUINT };
  g_auto (Rows) rows = { NULL };
  if (!need_state (step, 1, 0, error) || !need_state (step, 2, 0, error)
      || (amsgrad && !need_state (step, 3, 0, error)))
    return FALSE;
  double count = count_step (step, error);
  if (count == 0 || !make_rows (step, 3, states, &rows, error))
    return FALSE;
  CrAdamOptions options = { o[ADAM_LR],
                            o[ADAM_BETA1],
                            o[ADAM_BETA2],
                            o[ADAM_EPS],
                            o[ADAM_WEIGHT_DECAY],
                            1 - pow (o[ADAM_BETA1], count),
                            sqrt (1 - pow (o[ADAM_BETA2], count)),
                            amsgrad,
                            o[ADAM_MAXIMIZE] != 0,
                            decoupled };
  const CrOptimizerKernels *kernels = cr_optimizer_kernels_get ();
  if (rows.is_double)
    kernels->adam_f64 (rows.rows[0], rows.rows[1], rows.rows[2], rows.rows[3], rows.rows[4], rows.n, &options);
  else
    kernels->adam_f32 (rows.rows[0], rows.rows[1], rows.rows[2], rows.rows[3], rows.rows[4], rows.n, &options);
  return finish_rows (step, &rows, error);
}

static gboolean
adam_step (CrOptimizerStep *step, GError **error)
{
  return adam_general_step (step, FALSE, error);
}

static gboolean
adamw_step (CrOptimizerStep *step, GError **error)
{
  return adam_general_step (step, TRUE, error);
}

enum
{
  RMSPROP_LR,
  RMSPROP_ALPHA,
  RMSPROP_EPS,
  RMSPROP_WEIGHT_DECAY,
  RMSPROP_MOMENTUM,
  RMSPROP_CENTERED,
  RMSPROP_MAXIMIZE
};

static gboolean
rmsprop_step (CrOptimizerStep *step, GError **error)
{
  const double *o = step->options;
  gboolean has_momentum = o[RMSPROP_MOMENTUM] > 0, centered = o[RMSPROP_CENTERED] != 0;
  guint states[] = { 1, has_momentum ? 2 : G_MAXUINT, centered ? 3 : G_MAXUINT };
  g_auto (Rows) rows = { NULL };
  if (!need_state (step, 1, 0, error) || (has_momentum && !need_state (step, 2, 0, error))
      || (centered && !need_state (step, 3, 0, error)))
    return FALSE;
  if (count_step (step, error) == 0 || !make_rows (step, 3, states, &rows, error))
    return FALSE;
  CrRmspropOptions options = { o[RMSPROP_LR],       o[RMSPROP_ALPHA], o[RMSPROP_EPS],          o[RMSPROP_WEIGHT_DECAY],
                               o[RMSPROP_MOMENTUM], centered,         o[RMSPROP_MAXIMIZE] != 0 };
  const CrOptimizerKernels *kernels = cr_optimizer_kernels_get ();
  if (rows.is_double)
    kernels->rmsprop_f64 (rows.rows[0], rows.rows[1], rows.rows[2], rows.rows[3], rows.rows[4], rows.n, &options);
  else
    kernels->rmsprop_f32 (rows.rows[0], rows.rows[1], rows.rows[2], rows.rows[3], rows.rows[4], rows.n, &options);
  return finish_rows (step, &rows, error);
}

enum
{
  ADAGRAD_LR,
  ADAGRAD_LR_DECAY,
  ADAGRAD_EPS,
  ADAGRAD_WEIGHT_DECAY,
  ADAGRAD_INITIAL,
  ADAGRAD_MAXIMIZE
};

static gboolean
adagrad_start (CrOptimizerStep *step, GError **error)
{
  if (!step->states[0])
    step->states[0] = cr_tensor_new_scalar (cr_tensor_get_context (step->param), CR_DTYPE_FLOAT32, 0, error);
  return step->states[0] && need_state (step, 1, step->options[ADAGRAD_INITIAL], error);
}

static gboolean
adagrad_step (CrOptimizerStep *step, GError **error)
{
  const double *o = step->options;
  guint states[] = { 1 };
  g_auto (Rows) rows = { NULL };
  if (!need_state (step, 1, o[ADAGRAD_INITIAL], error))
    return FALSE;
  double count = count_step (step, error);
  if (count == 0 || !make_rows (step, 1, states, &rows, error))
    return FALSE;
  CrAdagradOptions options = { o[ADAGRAD_LR] / (1 + (count - 1) * o[ADAGRAD_LR_DECAY]), o[ADAGRAD_EPS],
                               o[ADAGRAD_WEIGHT_DECAY], o[ADAGRAD_MAXIMIZE] != 0 };
  const CrOptimizerKernels *kernels = cr_optimizer_kernels_get ();
  if (rows.is_double)
    kernels->adagrad_f64 (rows.rows[0], rows.rows[1], rows.rows[2], rows.n, &options);
  else
    kernels->adagrad_f32 (rows.rows[0], rows.rows[1], rows.rows[2], rows.n, &options);
  return finish_rows (step, &rows, error);
}

static const CrOptimizerCheck sgd_checks[] = {
  { "lr", 0, INFINITY, "Invalid learning rate" },
  { "momentum", 0, INFINITY, "Invalid momentum value" },
  { "weight_decay", 0, INFINITY, "Invalid weight_decay value" },
  { NULL },
};
static const CrOptimizerCheck adam_checks[] = {
  { "lr", 0, INFINITY, "Invalid learning rate" },
  { "eps", 0, INFINITY, "Invalid epsilon value" },
  { "betas", 0, 1, "Invalid beta parameter at index 0" },
  { "betas", 1, 1, "Invalid beta parameter at index 1" },
  { "weight_decay", 0, INFINITY, "Invalid weight_decay value" },
  { NULL },
};
static const CrOptimizerCheck rmsprop_checks[] = {
  { "lr", 0, INFINITY, "Invalid learning rate" },        { "eps", 0, INFINITY, "Invalid epsilon value" },
  { "momentum", 0, INFINITY, "Invalid momentum value" }, { "weight_decay", 0, INFINITY, "Invalid weight_decay value" },
  { "alpha", 0, INFINITY, "Invalid alpha value" },       { NULL },
};
static const CrOptimizerCheck adagrad_checks[] = {
  { "lr", 0, INFINITY, "Invalid learning rate" },
  { "lr_decay", 0, INFINITY, "Invalid lr_decay value" },
  { "weight_decay", 0, INFINITY, "Invalid weight_decay value" },
  { "initial_accumulator_value", 0, INFINITY, "Invalid initial_accumulator_value value" },
  { "eps", 0, INFINITY, "Invalid epsilon value" },
  { NULL },
};

static const CrOptimizer optimizers[] = {
  { "SGD", "sgd",
    "params, lr=<required>, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, "
    "differentiable=False",
    "lr momentum dampening weight_decay nesterov maximize foreach differentiable",
    "lr momentum dampening weight_decay nesterov maximize", "momentum_buffer", FALSE, TRUE, sgd_checks, sgd_check, NULL,
    sgd_step },
  { "Adam", "adam",
    "params, lr=1e-3, betas=(0.9,0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False, "
    "capturable=False, differentiable=False, fused=False",
    "lr betas eps weight_decay amsgrad maximize foreach capturable differentiable fused",
    "lr betas*2 eps weight_decay amsgrad maximize", "step exp_avg exp_avg_sq max_exp_avg_sq", FALSE, FALSE, adam_checks,
    NULL, NULL, adam_step },
  { "AdamW", "adamw",
    "params, lr=1e-3, betas=(0.9,0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *, maximize=False, foreach=None, "
    "capturable=False",
    "lr betas eps weight_decay amsgrad foreach maximize capturable", "lr betas*2 eps weight_decay amsgrad maximize",
    "step exp_avg exp_avg_sq max_exp_avg_sq", FALSE, FALSE, adam_checks, NULL, NULL, adamw_step },
  { "RMSprop", "rmsprop",
    "params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, foreach=None, maximize=False, "
    "differentiable=False",
    "lr momentum alpha eps centered weight_decay foreach maximize differentiable",
    "lr alpha eps weight_decay momentum centered maximize", "step square_avg momentum_buffer grad_avg", TRUE, FALSE,
    rmsprop_checks, NULL, NULL, rmsprop_step },
  { "Adagrad", "adagrad",
    "params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, "
    "maximize=False",
    "lr lr_decay eps weight_decay initial_accumulator_value foreach maximize",
    "lr lr_decay eps weight_decay initial_accumulator_value maximize", "step sum", FALSE, FALSE, adagrad_checks, NULL,
    adagrad_start, adagrad_step },
};

const CrOptimizer *
cr_optimizers_get (guint *n_optimizers)
{
  *n_optimizers = G_N_ELEMENTS (optimizers);
  return optimizers;
}

const CrOptimizer *
cr_optimizers_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (optimizers); i++)
    if (strcmp (optimizers[i].name, name) == 0)
      return &optimizers[i];
  return NULL;
}

gboolean
cr_optimizer_step (const CrOptimizer *optimizer, CrOptimizerStep *step, GError **error)
{
  g_return_val_if_fail (optimizer != NULL && step != NULL && step->param != NULL && step->grad != NULL, FALSE);
  if (cr_tensor_get_numel (step->param) != cr_tensor_get_numel (step->grad))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, _ ("the gradient does not have its parameter's shape"));
      return FALSE;
    }
  if (!cr_tensor_begin_write (step->param, error))
    return FALSE;
  gboolean fine = optimizer->step (step, error);
  cr_tensor_end_write (step->param);
  return fine;
}
