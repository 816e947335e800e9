/* matplotlib.pyplot: every call is handed to the observer as it stands; nothing is drawn here. */

#include "cr-interp-private.h"

#include <string.h>

#define MAX_NESTING 8   /* of lists in a plotting call */
#define MAX_SUBPLOTS 16 /* rows, columns of a figure */

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

/* @self is the index of the axes whose method this is, UNSET for plt itself. */
static CrObject
plot (CrInterp *interp, CrObject self, const char *name, const CrCallArgs *args)
{
  if (!check_plottable (interp, args))
    return CR_UNSET;
  gboolean of_axes = cr_object_is_set (self);
  g_autofree char *full_name = g_strconcat (of_axes ? "ax." : "", name, NULL);
  CrPlotCall call = { full_name, of_axes ? (guint)self.u.integer : 0, g_ptr_array_new_with_free_func (plot_arg_free) };
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

/* What axes alone have. */
#define CR_AXES_CALLS                                                                                                  \
  CR_PLOT (set_title, 1)                                                                                               \
  CR_PLOT (set_xlabel, 1)                                                                                              \
  CR_PLOT (set_ylabel, 1)                                                                                              \
  CR_PLOT (set_xlim, 0)                                                                                                \
  CR_PLOT (set_ylim, 0)

#define CR_PLOT(name, min)                                                                                             \
  static CrObject plot_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return plot (interp, self, #name, args);                                                                           \
  }
CR_PLOT_CALLS
CR_AXES_CALLS
#undef CR_PLOT

static CrObject new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args);

static const CrBuiltinRow pyplot_rows[] = {
#define CR_PLOT(name, min) { #name, min, -1, "*", plot_##name },
  CR_PLOT_CALLS
#undef CR_PLOT
  { "subplots", 0, 2, "*", new_subplots },
  { NULL },
};

/* An axes object: the methods are bound to its index. */
static const CrBuiltinRow axes_rows[] = {
#define CR_PLOT(name, min) { #name, min, -1, "*", plot_##name },
  CR_PLOT_CALLS CR_AXES_CALLS
#undef CR_PLOT
  { NULL },
};

static CrObject
new_axes (CrInterp *interp, CrClass *type, gint64 index)
{
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrObject axes = cr_interp_instantiate (interp, type, &none);
  for (const CrBuiltinRow *row = axes_rows; row->name; row++)
    {
      CrObject method = cr_interp_new_builtin (interp, row, cr_object_int (index));
      cr_interp_set_attribute (interp, axes, row->name, method);
      cr_object_unref (method);
    }
  return axes;
}

/* One axes object, a list of them, or a list of rows. */
static CrObject
new_grid (CrInterp *interp, CrClass *type, gint64 rows, gint64 columns)
{
  if (rows * columns == 1)
    return new_axes (interp, type, 0);
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (gint64 row = 0; row < rows; row++)
    {
      CrSequence *line
          = rows > 1 && columns > 1 ? cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0) : cr_cell_ref (all);
      for (gint64 column = 0; column < columns; column++)
        cr_sequence_append (line, new_axes (interp, type, row * columns + column));
      if (line != all)
        cr_sequence_append (all, cr_object_from_cell (line));
      else
        cr_cell_unref (line);
    }
  return cr_object_from_cell (all);
}

/* plt.subplots (rows, columns): a figure and its axes. */
static CrObject
new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject wanted[] = { cr_call_args_at (args, 0, "nrows"), cr_call_args_at (args, 1, "ncols") };
  gint64 counts[] = { 1, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (cr_object_is_set (wanted[i]) && !cr_interp_to_int (interp, wanted[i], &counts[i]))
      return CR_UNSET;
  if (counts[0] < 1 || counts[1] < 1 || counts[0] > MAX_SUBPLOTS || counts[1] > MAX_SUBPLOTS)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "Number of rows and columns must be a positive integer");
  CrObject told = plot (interp, CR_UNSET, "subplots", args);
  if (!cr_object_is_set (told))
    return CR_UNSET;
  CrClass *figure = cr_class_new (interp->heap, "Figure", interp->types[CR_OBJECT_INSTANCE]);
  CrClass *axes = cr_class_new (interp->heap, "Axes", interp->types[CR_OBJECT_INSTANCE]);
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = cr_interp_instantiate (interp, figure, &none);
  pair->items[1] = new_grid (interp, axes, counts[0], counts[1]);
  cr_cell_unref (figure);
  cr_cell_unref (axes);
  return cr_object_from_cell (pair);
}

CrModuleObject *
cr_builtins_make_pyplot (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, pyplot_rows);
}
