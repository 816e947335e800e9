/* What gradcheck tries besides values: backward with gradients that are zero, and with none at all. */

#include "cr-gradcheck-private.h"
#include "cr-functional-private.h"

#include "cr-backward.h"
#include "cr-custom.h"

#include <string.h>

static gboolean
is_all_zero (CrTensor *tensor)
{
  g_autofree double *values = cr_tensor_dup_doubles (tensor);
  gint64 n = cr_tensor_get_numel (tensor);
  for (gint64 i = 0; i < n; i++)
    if (values[i] != 0)
      return FALSE;
  return TRUE;
}

/* The gradients of @outputs by the wanted inputs for gradients of zeros. */
static gboolean
gradients_of_zeros (CrCheck *check, GPtrArray *outputs, GPtrArray *results, GError **error)
{
  g_autoptr (GPtrArray) zeros = cr_functional_list_new ();
  CrBackwardOptions options = { FALSE, FALSE, TRUE };
  g_ptr_array_set_size (results, (gint)check->wanted->len);
  return cr_functional_zeros (outputs, FALSE, zeros, error)
         && cr_grad ((CrTensor *const *)outputs->pdata, (CrTensor *const *)zeros->pdata, outputs->len,
                     (CrTensor *const *)check->wanted->pdata, check->wanted->len, &options, (CrTensor **)results->pdata,
                     error);
}

gboolean
cr_check_zero_gradients (CrCheck *check, GPtrArray *outputs, char **failure, GError **error)
{
  g_autoptr (GPtrArray) results = cr_functional_list_new ();
  if (!gradients_of_zeros (check, outputs, results, error))
    return FALSE;
  for (guint j = 0; j < results->len; j++)
    {
      CrTensor *gradient = results->pdata[j], *input = check->wanted->pdata[j];
      if (!gradient)
        continue;
      const char *problem = NULL;
      if (!is_all_zero (gradient))
        problem = "backward not multiplied by grad_output";
      else if (cr_tensor_get_dtype (gradient) != cr_tensor_get_dtype (input))
        problem = "grad is incorrect type";
      if (problem)
        *failure = g_strdup (problem);
      if (problem)
        return FALSE;
    }
  return TRUE;
}

/* A function that sends no gradient on. */
static gboolean
send_nothing (gpointer data, CrTensor *const *received, guint n_received, CrTensor **sent, guint n_sent, GError **error)
{
  return TRUE;
}

/* @output behind such a function; owned. */
static CrTensor *
hide_gradient (CrCheck *check, CrTensor *output, GError **error)
{
  static const CrCustom undefined = { "UndefinedGrad", send_nothing, NULL };
  g_autoptr (CrGradFn) function = cr_custom_begin (check->context, &undefined, NULL, &output, 1);
  CrTensor *hidden = cr_tensor_detach (output);
  if (cr_custom_end (function, &hidden, 1, NULL, 0, NULL, 0, FALSE, error))
    return hidden;
  cr_tensor_unref (hidden);
  return NULL;
}

static void
warn_breaking (GPtrArray *warnings)
{
  if (warnings)
    g_ptr_array_add (warnings, g_strdup ("Backwards compatibility: New undefined gradient support checking feature is "
                                         "enabled by default, but it may break existing callers of this function. If "
                                         "this is true for you, you can call this function with "
                                         "\"check_undefined_grad=False\" to disable the feature"));
}

static gboolean
is_runtime_error (const GError *error)
{
  return error->domain == CR_ERROR
         && (error->code == CR_ERROR_RUNTIME || error->code == CR_ERROR_NOT_IMPLEMENTED
             || error->code == CR_ERROR_RECURSION);
}

static gboolean
check_hidden (CrCheck *check, GPtrArray *outputs, GPtrArray *warnings, char **failure, GError **error)
{
  GError *local = NULL;
  g_autoptr (GPtrArray) results = cr_functional_list_new ();
  if (!gradients_of_zeros (check, outputs, results, &local))
    {
      if (!is_runtime_error (local))
        {
          g_propagate_error (error, local);
          return FALSE;
        }
      g_clear_error (&local);
      warn_breaking (warnings);
      *failure = g_strdup ("Expected backward function to handle undefined output grads. Please look at \"Notes about "
                           "undefined output gradients\" in \"tools/autograd/derivatives.yaml\"");
      return FALSE;
    }
  for (guint j = 0; j < results->len; j++)
    if (results->pdata[j] && !is_all_zero (results->pdata[j]))
      {
        warn_breaking (warnings);
        *failure = g_strdup ("Expected all input grads to be undefined or zero when all output grads are undefined or "
                             "zero. Please look at \"Notes about undefined output gradients\" in "
                             "\"tools/autograd/derivatives.yaml\"");
        return FALSE;
      }
  return TRUE;
}

/* Calls the function anew; of its outputs that require a gradient all are hidden, or only number @which. */
static gboolean
call_hidden (CrCheck *check, int which, GPtrArray *outputs, GError **error)
{
  g_autoptr (GPtrArray) given = cr_functional_list_new ();
  if (!cr_check_call (check, given, error))
    return FALSE;
  for (guint i = 0; i < given->len; i++)
    {
      if (!cr_tensor_requires_grad (given->pdata[i]))
        continue;
      gboolean hides = which < 0 || (guint)which == outputs->len;
      CrTensor *output = hides ? hide_gradient (check, given->pdata[i], error) : cr_tensor_ref (given->pdata[i]);
      if (!output)
        return FALSE;
      g_ptr_array_add (outputs, output);
    }
  return TRUE;
}

gboolean
cr_check_undefined (CrCheck *check, GPtrArray *warnings, char **failure, GError **error)
{
  guint n = 1;
  for (int which = -1; which < (int)n; which++)
    {
      g_autoptr (GPtrArray) outputs = cr_functional_list_new ();
      if (!call_hidden (check, which, outputs, error))
        return FALSE;
      if (outputs->len == 0 || !check_hidden (check, outputs, warnings, failure, error))
        return outputs->len == 0;
      n = outputs->len > 1 ? outputs->len : 0;
    }
  return TRUE;
}
