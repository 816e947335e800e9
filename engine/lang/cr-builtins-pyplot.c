/* matplotlib.pyplot: every call is handed to the observer as it stands; nothing is drawn here. */

#include "cr-interp-private.h"

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
  return arg;
}

/* matplotlib takes arrays of tensors by numpy(), which refuses those that require a gradient. */
static gboolean
check_plottable (CrInterp *interp, const CrCallArgs *args)
{
  for (guint i = 0; i < args->n_positional; i++)
    if (args->values[i].kind == CR_OBJECT_TENSOR && cr_tensor_requires_grad (args->values[i].u.tensor))
      {
        cr_interp_raise (interp, CR_ERROR_RUNTIME,
                         "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
        return FALSE;
      }
  return TRUE;
}

static CrObject
plot (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  if (!check_plottable (interp, args))
    return CR_UNSET;
  CrPlotCall call = { (char *)name, 0, g_ptr_array_new_with_free_func (plot_arg_free) };
  for (guint i = 0; i < args->n_positional + args->n_keywords; i++)
    {
      const char *keyword = i < args->n_positional ? NULL : args->keywords[i - args->n_positional];
      g_ptr_array_add (call.args, plot_arg_new (interp, args->values[i], keyword, 0));
    }
  if (!cr_interp_is_raised (interp) && interp->observer && interp->observer->plotted)
    interp->observer->plotted (interp->observer_data, &call);
  g_ptr_array_unref (call.args);
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

#define CR_PLOT_CALLS                                                                                                  \
  CR_PLOT (plot, 0)                                                                                                    \
  CR_PLOT (scatter, 2)                                                                                                 \
  CR_PLOT (title, 1)                                                                                                   \
  CR_PLOT (xlabel, 1)                                                                                                  \
  CR_PLOT (ylabel, 1)                                                                                                  \
  CR_PLOT (xlim, 0)                                                                                                    \
  CR_PLOT (ylim, 0)                                                                                                    \
  CR_PLOT (legend, 0)                                                                                                  \
  CR_PLOT (grid, 0)                                                                                                    \
  CR_PLOT (figure, 0)                                                                                                  \
  CR_PLOT (axis, 0)                                                                                                    \
  CR_PLOT (axhline, 0)                                                                                                 \
  CR_PLOT (axvline, 0)                                                                                                 \
  CR_PLOT (text, 3)                                                                                                    \
  CR_PLOT (subplot, 0)                                                                                                 \
  CR_PLOT (tight_layout, 0)                                                                                            \
  CR_PLOT (show, 0)

#define CR_PLOT(name, min)                                                                                             \
  static CrObject plot_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return plot (interp, #name, args);                                                                                 \
  }
CR_PLOT_CALLS
#undef CR_PLOT

static const CrBuiltinRow pyplot_rows[] = {
#define CR_PLOT(name, min) { #name, min, -1, "*", plot_##name },
  CR_PLOT_CALLS
#undef CR_PLOT
  { NULL },
};

CrModuleObject *
cr_builtins_make_pyplot (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, pyplot_rows);
}
