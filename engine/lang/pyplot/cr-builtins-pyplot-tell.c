/* Plotting calls as the observer is told of them: plain data, whatever objects the script passes. */

#include "cr-builtins-pyplot-private.h"

#include <string.h>

#define MAX_NESTING 8 /* of lists in a plotting call */

static void
plot_arg_free (gpointer data)
{
  CrPlotArg *arg = data;
  g_free (arg->keyword);
  g_free (arg->string);
  g_clear_pointer (&arg->tensor, cr_tensor_unref);
  g_clear_pointer (&arg->elements, g_ptr_array_unref);
  g_free (arg);
}

static CrPlotArg *
plot_arg_new (CrInterp *interp, CrObject value, const char *keyword, guint depth)
{
  CrPlotArg *arg = g_new0 (CrPlotArg, 1);
  arg->keyword = g_strdup (keyword);
  if (cr_object_is_number (value))
    {
      arg->kind = value.kind == CR_OBJECT_BOOL  ? CR_PLOT_ARG_BOOL
                  : value.kind == CR_OBJECT_INT ? CR_PLOT_ARG_INT
                                                : CR_PLOT_ARG_FLOAT;
      arg->integer = value.kind == CR_OBJECT_FLOAT ? 0 : value.u.integer;
      arg->number = cr_object_to_double (value);
    }
  else if (value.kind == CR_OBJECT_STR)
    {
      arg->kind = CR_PLOT_ARG_STRING;
      arg->string = g_strdup (cr_object_text (value));
    }
  else if (value.kind == CR_OBJECT_TENSOR || value.kind == CR_OBJECT_ARRAY)
    {
      arg->kind = CR_PLOT_ARG_TENSOR;
      arg->tensor = cr_tensor_detach (value.u.tensor);
    }
  else if ((cr_object_is_sequence (value) || value.kind == CR_OBJECT_RANGE) && depth < MAX_NESTING)
    {
      CrSequence *items = cr_interp_to_sequence (interp, value, CR_OBJECT_LIST);
      arg->kind = CR_PLOT_ARG_LIST;
      arg->elements = g_ptr_array_new_with_free_func (plot_arg_free);
      for (guint i = 0; items && i < items->n; i++)
        g_ptr_array_add (arg->elements, plot_arg_new (interp, items->items[i], NULL, depth + 1));
      cr_cell_unref (items);
    }
  else if (value.kind != CR_OBJECT_NONE)
    {
      const char *type = cr_interp_type_name (interp, value), *dot = strrchr (type, '.');
      arg->kind = CR_PLOT_ARG_STRING;
      arg->string = g_strdup_printf ("<%s>", dot ? dot + 1 : type);
    }
  return arg;
}

gboolean
cr_plot_check_plottable (CrInterp *interp, const CrObject *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (values[i].kind == CR_OBJECT_TENSOR && cr_tensor_requires_grad (values[i].u.tensor))
      {
        cr_interp_raise (interp, CR_ERROR_RUNTIME,
                         "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
        return FALSE;
      }
  return TRUE;
}

gboolean
cr_plot_tell (CrInterp *interp, const char *name, guint axes, const CrCallArgs *args)
{
  CrPlotCall call = { (char *)name, axes, g_ptr_array_new_with_free_func (plot_arg_free) };
  for (guint i = 0; i < args->n_positional + args->n_keywords; i++)
    {
      const char *keyword = i < args->n_positional ? NULL : args->keywords[i - args->n_positional];
      g_ptr_array_add (call.args, plot_arg_new (interp, args->values[i], keyword, 0));
    }
  if (!cr_interp_is_raised (interp))
    {
      cr_plot_set_number (interp, "calls", cr_plot_get_number (interp, "calls") + 1);
      cr_plot_set_number (interp, "latest axes", axes);
    }
  if (!cr_interp_is_raised (interp) && interp->observer && interp->observer->plotted)
    interp->observer->plotted (interp->observer_data, &call);
  g_ptr_array_unref (call.args);
  return !cr_interp_is_raised (interp);
}
