/* Finite differences for gradcheck: every element of every input is moved by eps both ways. The elements are written
 * behind autograd's back, as through .data, so that no version counter moves. */

#include "cr-gradcheck-private.h"

#include "cr-element.h"
#include "cr-print.h"

#include <string.h>

/* Where the element at flat @index lies, in elements from the start of the tensor's data. */
static gint64
place_of (CrTensor *tensor, gint64 index)
{
  gint64 place = 0;
  for (int d = cr_tensor_get_ndim (tensor) - 1; d >= 0; d--)
    {
      gint64 size = cr_tensor_get_sizes (tensor)[d];
      place += index % size * cr_tensor_get_strides (tensor)[d];
      index /= size;
    }
  return place;
}

static gboolean
put_element (CrTensor *tensor, gint64 index, double value, GError **error)
{
  gpointer data = cr_tensor_get_mutable (tensor, error);
  if (!data)
    return FALSE;
  cr_element_set_double (cr_tensor_get_dtype (tensor), data, place_of (tensor, index), value);
  return TRUE;
}

gboolean
cr_check_call (CrCheck *check, GPtrArray *outputs, GError **error)
{
  return check->function->call (check->function->data, check->inputs, check->n_inputs, outputs, error);
}

/* The outputs' values with element @index of @input at @value; appended, each g_free(). */
static gboolean
evaluate_at (CrCheck *check, CrTensor *input, gint64 index, double value, GPtrArray *outputs, GPtrArray *values,
             GError **error)
{
  if (!put_element (input, index, value, error) || !cr_check_call (check, outputs, error))
    return FALSE;
  for (guint i = 0; i < outputs->len; i++)
    g_ptr_array_add (values, cr_tensor_dup_doubles (outputs->pdata[i]));
  return TRUE;
}

static char *
dup_index (CrTensor *tensor, gint64 index)
{
  int ndim = cr_tensor_get_ndim (tensor);
  gint64 at[CR_MAX_DIMS];
  for (int d = ndim - 1; d >= 0; d--)
    {
      at[d] = index % cr_tensor_get_sizes (tensor)[d];
      index /= cr_tensor_get_sizes (tensor)[d];
    }
  g_autofree char *list = cr_sizes_to_string (ndim, at);
  GString *text = g_string_new ("(");
  g_string_append_len (text, list + 1, (gssize)strlen (list) - 2);
  g_string_append (text, ndim == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

static gboolean
check_same (CrCheck *check, CrTensor *a, CrTensor *b, CrTensor *input, gint64 index, GError **error)
{
  g_autofree char *sizes_a = cr_sizes_to_string (cr_tensor_get_ndim (a), cr_tensor_get_sizes (a));
  g_autofree char *sizes_b = cr_sizes_to_string (cr_tensor_get_ndim (b), cr_tensor_get_sizes (b));
  gboolean same_shape = strcmp (sizes_a, sizes_b) == 0;
  if (same_shape && cr_tensor_get_dtype (a) == cr_tensor_get_dtype (b))
    return TRUE;
  g_autofree char *place = dup_index (input, index);
  g_autofree char *eps = cr_double_to_string (check->options->eps);
  const char *format = same_shape ? "dtype" : "shape";
  g_autofree char *was = same_shape ? g_strdup_printf ("torch.%s", cr_dtype_get_name (cr_tensor_get_dtype (a)))
                                    : g_strdup_printf ("torch.Size(%s)", sizes_a);
  g_autofree char *is = same_shape ? g_strdup_printf ("torch.%s", cr_dtype_get_name (cr_tensor_get_dtype (b)))
                                   : g_strdup_printf ("torch.Size(%s)", sizes_b);
  g_set_error (error, CR_ERROR, CR_ERROR_ASSERTION,
               "Expected `func` to return outputs with the same %s when inputs are perturbed on index %s by %s, but "
               "got: %ss %s and %s.",
               format, place, eps, format, was, is);
  return FALSE;
}

/* (b - a) / (2 eps), rounded as the output's dtype does. */
static double
difference (double a, double b, double eps, CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT32 ? (float)((float)(b - a) / (float)(2 * eps)) : (b - a) / (2 * eps);
}

/* Row @index of each output's derivatives by @input. */
static gboolean
differentiate (CrCheck *check, CrTensor *input, gint64 index, double **jacobians, GError **error)
{
  g_autoptr (GPtrArray) low = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_autoptr (GPtrArray) high = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_autoptr (GPtrArray) low_values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) high_values = g_ptr_array_new_with_free_func (g_free);
  double value = cr_tensor_get_double (input, index), eps = check->options->eps;
  gboolean fine = evaluate_at (check, input, index, value - eps, low, low_values, error)
                  && evaluate_at (check, input, index, value + eps, high, high_values, error);
  if (!put_element (input, index, value, fine ? error : NULL) || !fine)
    return FALSE;
  for (guint i = 0; i < MIN (low->len, high->len); i++)
    {
      const double *a = low_values->pdata[i], *b = high_values->pdata[i];
      gint64 n = cr_tensor_get_numel (low->pdata[i]);
      if (!check_same (check, low->pdata[i], high->pdata[i], input, index, error))
        return FALSE;
      for (gint64 k = 0; k < n; k++)
        jacobians[i][index * n + k] = difference (a[k], b[k], eps, cr_tensor_get_dtype (low->pdata[i]));
    }
  return TRUE;
}

void
cr_check_free_jacobians (double **jacobians, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (jacobians[i]);
  g_free (jacobians);
}

double **
cr_check_numerical (CrCheck *check, GPtrArray *outputs, GError **error)
{
  guint n = check->wanted->len * outputs->len;
  double **jacobians = g_new0 (double *, n + 1);
  gboolean fine = TRUE;
  for (guint j = 0; fine && j < check->wanted->len; j++)
    {
      CrTensor *input = check->wanted->pdata[j];
      gint64 numel = cr_tensor_get_numel (input);
      double **of_input = jacobians + j * outputs->len;
      for (guint i = 0; i < outputs->len; i++)
        of_input[i] = g_new0 (double, numel *cr_tensor_get_numel (outputs->pdata[i]) + 1);
      for (gint64 index = 0; fine && index < numel; index++)
        fine = differentiate (check, input, index, of_input, error);
    }
  if (fine)
    return jacobians;
  cr_check_free_jacobians (jacobians, n);
  return NULL;
}

CrTensor *
cr_check_matrix (CrCheck *check, const double *values, gint64 rows, gint64 columns, CrDtype dtype, GError **error)
{
  gint64 sizes[] = { rows, columns };
  return cr_tensor_new_from_doubles (check->context, dtype, 2, sizes, values, error);
}
