/* torch.autograd.functional.vjp, jvp, vhp, hvp. There is no forward mode: J·v and H·v come from the gradient of the
 * gradient by a vector of zeros, which is linear in it (the double backward trick). */

#include "cr-functional-private.h"

#include "cr-print.h"

#include <string.h>

/* One of the four while it is computed. */
typedef struct
{
  const char *name;
  CrGraphFunction *function;
  const CrFunctionalOptions *options;
  GPtrArray *inputs, *outputs;
  GPtrArray *v; /* NULL for None */
} Product;

static gboolean
same_size (CrTensor *a, CrTensor *b)
{
  int ndim = cr_tensor_get_ndim (a);
  return ndim == cr_tensor_get_ndim (b)
         && (ndim == 0 || memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), ndim * sizeof (gint64)) == 0);
}

static gboolean
validate_v (Product *product, GPtrArray *other, gboolean is_tuple, GError **error)
{
  if (product->v->len != other->len)
    {
      if (is_tuple)
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "v is a tuple of invalid length: should be %u but got %u.",
                     other->len, product->v->len);
      else
        g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "The given v should contain a single Tensor.");
      return FALSE;
    }
  for (guint i = 0; i < other->len; i++)
    {
      CrTensor *given = product->v->pdata[i], *wanted = other->pdata[i];
      if (same_size (given, wanted))
        continue;
      g_autofree char *should = cr_sizes_to_string (cr_tensor_get_ndim (wanted), cr_tensor_get_sizes (wanted));
      g_autofree char *but = cr_sizes_to_string (cr_tensor_get_ndim (given), cr_tensor_get_sizes (given));
      g_autofree char *entry = is_tuple ? g_strdup_printf ("Entry %u in ", i) : NULL;
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "%sv has invalid size: should be torch.Size(%s) but got torch.Size(%s).", entry ? entry : "", should,
                   but);
      return FALSE;
    }
  return TRUE;
}

/* v against what it is multiplied with; None will do for a single element. */
static gboolean
check_v (Product *product, GPtrArray *other, gboolean is_tuple, const char *none, GError **error)
{
  if (product->v)
    return validate_v (product, other, is_tuple, error);
  if (other->len == 1 && cr_tensor_get_numel (other->pdata[0]) == 1)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "The vector v can only be None if %s a single Tensor with a single element.", none);
  return FALSE;
}

static gboolean
check_v_by_inputs (Product *product, GError **error)
{
  return check_v (product, product->inputs, product->function->takes_tuple,
                  "the input to the user-provided function is", error);
}

static gboolean
call_strictly (Product *product, GError **error)
{
  return cr_functional_call (product->function, product->inputs, product->outputs, error)
         && cr_functional_check (product->outputs, CR_REQUIRED_OUTPUTS, product->options->strict, error);
}

static gboolean
check_single (Product *product, GError **error)
{
  const char *what = NULL;
  if (product->function->gives_tuple || product->outputs->len != 1)
    what = "return a single Tensor";
  else if (cr_tensor_get_numel (product->outputs->pdata[0]) != 1)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "The Tensor returned by the function given to %s should contain a single element", product->name);
      return FALSE;
    }
  if (what)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "The function given to %s should %s", product->name, what);
  return what == NULL;
}

/* What is computed in the caller's grad mode, or with create_graph always with gradients: the last step. */
static gboolean
finish (CrContext *context, Product *product, GPtrArray *of, GPtrArray *by, GPtrArray *refs, CrStage stage,
        GPtrArray *results, GError **error)
{
  gboolean grad_mode = cr_context_get_grad_enabled (context);
  gboolean create_graph = product->options->create_graph;
  cr_context_set_grad_enabled (context, create_graph || grad_mode);
  gboolean fine = cr_functional_grad (of, by, product->v, create_graph, create_graph, results, error)
                  && cr_functional_fill (results, refs, product->options, stage, error);
  cr_context_set_grad_enabled (context, grad_mode);
  return fine;
}

/* Runs @forward with gradients on, then @last as the caller has it. */
typedef gboolean (*Forward) (Product *product, GPtrArray *of, GPtrArray *by, GError **error);

static gboolean
vjp_forward (Product *product, GPtrArray *of, GPtrArray *by, GError **error)
{
  return call_strictly (product, error)
         && check_v (product, product->outputs, product->function->gives_tuple, "the user-provided function returns",
                     error);
}

static gboolean
jvp_forward (Product *product, GPtrArray *of, GPtrArray *by, GError **error)
{
  return check_v_by_inputs (product, error) && call_strictly (product, error)
         && cr_functional_zeros (product->outputs, TRUE, by, error)
         && cr_functional_grad (product->outputs, product->inputs, by, TRUE, TRUE, of, error)
         && cr_functional_check (of, CR_REQUIRED_GRAD_INPUTS, product->options->strict, error);
}

static gboolean
vhp_forward (Product *product, GPtrArray *of, GPtrArray *by, GError **error)
{
  return check_v_by_inputs (product, error) && call_strictly (product, error) && check_single (product, error)
         && cr_functional_grad (product->outputs, product->inputs, NULL, TRUE, TRUE, of, error)
         && cr_functional_check (of, CR_REQUIRED_JACOBIAN, product->options->strict, error);
}

static gboolean
hvp_forward (Product *product, GPtrArray *of, GPtrArray *by, GError **error)
{
  g_autoptr (GPtrArray) jacobian = cr_functional_list_new ();
  return vhp_forward (product, jacobian, NULL, error) && cr_functional_zeros (product->inputs, TRUE, by, error)
         && cr_functional_grad (jacobian, product->inputs, by, TRUE, TRUE, of, error);
}

static gboolean
run_forward (CrContext *context, Product *product, Forward forward, CrTensor *const *inputs, guint n_inputs,
             CrTensor *const *v, guint n_v, GPtrArray *of, GPtrArray *by, GError **error)
{
  gboolean grad_mode = cr_context_get_grad_enabled (context);
  gboolean create_graph = product->options->create_graph;
  cr_context_set_grad_enabled (context, TRUE);
  gboolean fine = cr_functional_prepare (inputs, n_inputs, create_graph, TRUE, product->inputs, error)
                  && (!product->v || cr_functional_prepare (v, n_v, create_graph, FALSE, product->v, error))
                  && forward (product, of, by, error);
  cr_context_set_grad_enabled (context, grad_mode);
  return fine;
}

/* Where a product takes its last gradient from and by what, and what its zeros are like. */
typedef struct
{
  const char *name;
  Forward forward;
  CrStage stage;
  gboolean of_outputs; /* else of what @forward gave */
  gboolean by_inputs;  /* else by what @forward gave */
  gboolean like_outputs;
} Recipe;

static gboolean
compute (CrContext *context, const Recipe *recipe, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
         CrTensor *const *v, guint n_v, const CrFunctionalOptions *options, GPtrArray *outputs, GPtrArray *products,
         GError **error)
{
  g_autoptr (GPtrArray) prepared = cr_functional_list_new ();
  g_autoptr (GPtrArray) given = cr_functional_list_new ();
  g_autoptr (GPtrArray) vector = v ? cr_functional_list_new () : NULL;
  g_autoptr (GPtrArray) of = cr_functional_list_new ();
  g_autoptr (GPtrArray) by = cr_functional_list_new ();
  g_autoptr (GPtrArray) results = cr_functional_list_new ();
  Product product = { recipe->name, function, options, prepared, given, vector };
  if (!run_forward (context, &product, recipe->forward, inputs, n_inputs, v, n_v, of, by, error)
      || !finish (context, &product, recipe->of_outputs ? given : of, recipe->by_inputs ? prepared : by,
                  recipe->like_outputs ? given : prepared, recipe->stage, results, error))
    return FALSE;
  cr_functional_deliver (given, options->create_graph, outputs);
  cr_functional_deliver (results, options->create_graph, products);
  return TRUE;
}

#define PRODUCT(name, stage, of_outputs, by_inputs, like_outputs)                                                      \
  gboolean cr_functional_##name (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs,               \
                                 guint n_inputs, CrTensor *const *v, guint n_v, const CrFunctionalOptions *options,    \
                                 GPtrArray *outputs, GPtrArray *products, GError **error)                              \
  {                                                                                                                    \
    static const Recipe recipe = { #name, name##_forward, stage, of_outputs, by_inputs, like_outputs };                \
    return compute (context, &recipe, function, inputs, n_inputs, v, n_v, options, outputs, products, error);          \
  }

PRODUCT (vjp, CR_STAGE_BACK, TRUE, TRUE, FALSE)
PRODUCT (jvp, CR_STAGE_BACK_TRICK, FALSE, FALSE, TRUE)
PRODUCT (vhp, CR_STAGE_DOUBLE_BACK, FALSE, TRUE, FALSE)
PRODUCT (hvp, CR_STAGE_DOUBLE_BACK_TRICK, FALSE, FALSE, FALSE)
