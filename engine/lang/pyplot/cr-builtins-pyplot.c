/* matplotlib.pyplot: every call is handed to the observer as it stands; nothing is drawn here. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NESTING 8   /* of lists in a plotting call */
#define MAX_SUBPLOTS 16 /* rows, columns of a figure */
#define USUAL_DPI 100

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

/* Tells the observer of a call. @self is the axes whose method it is, a figure, or UNSET for plt itself. */
static gboolean
tell (CrInterp *interp, CrObject self, const char *name, const CrCallArgs *args)
{
  gint64 index = cr_plot_get_number (interp, "current");
  const char *prefix = "";
  if (cr_object_is_set (self))
    {
      CrObject own = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, "_index");
      prefix = own.kind == CR_OBJECT_INT ? "ax." : "fig.";
      index = own.kind == CR_OBJECT_INT ? own.u.integer : index;
    }
  g_autofree char *full_name = g_strconcat (prefix, name, NULL);
  CrPlotCall call = { full_name, (guint)index, g_ptr_array_new_with_free_func (plot_arg_free) };
  for (guint i = 0; i < args->n_positional + args->n_keywords; i++)
    {
      const char *keyword = i < args->n_positional ? NULL : args->keywords[i - args->n_positional];
      g_ptr_array_add (call.args, plot_arg_new (interp, args->values[i], keyword, 0));
    }
  if (!cr_interp_is_raised (interp) && interp->observer && interp->observer->plotted)
    interp->observer->plotted (interp->observer_data, &call);
  g_ptr_array_unref (call.args);
  return !cr_interp_is_raised (interp);
}

static CrObject
plot (CrInterp *interp, CrObject self, const char *name, CrPlotGives gives, const CrCallArgs *args)
{
  guint n;
  if (!check_plottable (interp, args) || !cr_plot_check (interp, gives, name, args, &n)
      || !tell (interp, self, name, args))
    return CR_UNSET;
  return cr_plot_make_result (interp, gives, args, n);
}

#define CR_BOTH_CALLS                                                                                                  \
  CR_PLOT (plot, LINES)                                                                                                \
  CR_PLOT (semilogx, LINES)                                                                                            \
  CR_PLOT (semilogy, LINES)                                                                                            \
  CR_PLOT (loglog, LINES)                                                                                              \
  CR_PLOT (step, LINES)                                                                                                \
  CR_PLOT (scatter, POINTS)                                                                                            \
  CR_PLOT (bar, BARS)                                                                                                  \
  CR_PLOT (barh, BARS)                                                                                                 \
  CR_PLOT (hist, HISTOGRAM)                                                                                            \
  CR_PLOT (fill_between, FILL)                                                                                         \
  CR_PLOT (errorbar, ERRORBAR)                                                                                         \
  CR_PLOT (imshow, IMAGE)                                                                                              \
  CR_PLOT (contour, CONTOURS)                                                                                          \
  CR_PLOT (contourf, CONTOURS)                                                                                         \
  CR_PLOT (pcolormesh, MESH)                                                                                           \
  CR_PLOT (quiver, NONE)                                                                                               \
  CR_PLOT (axhline, LINE)                                                                                              \
  CR_PLOT (axvline, LINE)                                                                                              \
  CR_PLOT (axhspan, SPAN)                                                                                              \
  CR_PLOT (axvspan, SPAN)                                                                                              \
  CR_PLOT (hlines, SEGMENTS)                                                                                           \
  CR_PLOT (vlines, SEGMENTS)                                                                                           \
  CR_PLOT (text, TEXT)                                                                                                 \
  CR_PLOT (annotate, NOTE)                                                                                             \
  CR_PLOT (legend, LEGEND)                                                                                             \
  CR_PLOT (grid, NONE)                                                                                                 \
  CR_PLOT (tick_params, NONE)                                                                                          \
  CR_PLOT (margins, NONE)                                                                                              \
  CR_PLOT (cla, NONE)

/* What plt alone has. */
#define CR_PYPLOT_CALLS                                                                                                \
  CR_PLOT (title, TITLE)                                                                                               \
  CR_PLOT (suptitle, SUPTITLE)                                                                                         \
  CR_PLOT (xlabel, X_LABEL)                                                                                            \
  CR_PLOT (ylabel, Y_LABEL)                                                                                            \
  CR_PLOT (xlim, X_LIMITS)                                                                                             \
  CR_PLOT (ylim, Y_LIMITS)                                                                                             \
  CR_PLOT (xscale, NONE)                                                                                               \
  CR_PLOT (yscale, NONE)                                                                                               \
  CR_PLOT (xticks, TICK_LABELS)                                                                                        \
  CR_PLOT (yticks, TICK_LABELS)                                                                                        \
  CR_PLOT (colorbar, COLORBAR)                                                                                         \
  CR_PLOT (tight_layout, NONE)                                                                                         \
  CR_PLOT (subplots_adjust, NONE)                                                                                      \
  CR_PLOT (pause, NONE)                                                                                                \
  CR_PLOT (ion, NONE)                                                                                                  \
  CR_PLOT (ioff, NONE)

/* What axes alone have. */
#define CR_AXES_CALLS                                                                                                  \
  CR_PLOT (set, NONE)                                                                                                  \
  CR_PLOT (set_title, TITLE)                                                                                           \
  CR_PLOT (set_xlabel, X_LABEL)                                                                                        \
  CR_PLOT (set_ylabel, Y_LABEL)                                                                                        \
  CR_PLOT (set_xlim, X_LIMITS)                                                                                         \
  CR_PLOT (set_ylim, Y_LIMITS)                                                                                         \
  CR_PLOT (set_xscale, NONE)                                                                                           \
  CR_PLOT (set_yscale, NONE)                                                                                           \
  CR_PLOT (set_xticks, TICKS)                                                                                          \
  CR_PLOT (set_yticks, TICKS)                                                                                          \
  CR_PLOT (set_xticklabels, NONE)                                                                                      \
  CR_PLOT (set_yticklabels, NONE)                                                                                      \
  CR_PLOT (set_aspect, NONE)                                                                                           \
  CR_PLOT (set_axis_off, NONE)                                                                                         \
  CR_PLOT (invert_xaxis, NONE)                                                                                         \
  CR_PLOT (invert_yaxis, NONE)

#define CR_PLOT(name, gives)                                                                                           \
  static CrObject plot_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return plot (interp, self, #name, CR_PLOT_GIVES_##gives, args);                                                    \
  }
CR_BOTH_CALLS
CR_PYPLOT_CALLS
CR_AXES_CALLS
#undef CR_PLOT

static CrObject
plot_axis (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const known[]
      = { "on", "off", "equal", "tight", "scaled", "auto", "image", "square", "normal", NULL };
  CrObject wanted = cr_call_args_at (args, 0, "arg");
  if (wanted.kind == CR_OBJECT_STR && !g_strv_contains (known, cr_object_text (wanted)))
    return cr_interp_raise (interp, CR_ERROR_VALUE, "Unrecognized string '%s' to axis; try 'on' or 'off'",
                            cr_object_text (wanted));
  return plot (interp, self, "axis", CR_PLOT_GIVES_LIMITS, args);
}

/* Nothing is at hand any more: the next call begins a figure. */
static void
forget_figure (CrInterp *interp)
{
  static const char *const hidden[] = { "figure", "x limits", "y limits" };
  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    cr_plot_set_hidden (interp, hidden[i], CR_NONE);
  cr_plot_set_number (interp, "current", 0);
}

static CrObject
plot_show (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean fine = tell (interp, self, "show", args);
  forget_figure (interp);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
plot_close (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean fine = tell (interp, self, "close", args);
  forget_figure (interp);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
plot_clf (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_plot_set_number (interp, "current", 0);
  return tell (interp, self, "clf", args) ? CR_NONE : CR_UNSET;
}

static CrObject
refuse_saving (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("savefig() is not available: scripts here write no files; export the plot from the "
                             "window or with “chainrule render --plots”"));
}

static CrObject new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject new_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject new_figure (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject get_current_axes (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject get_current_figure (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject choose_axes (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject add_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject figure_repr (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject figure_str (CrInterp *interp, CrObject self, const CrCallArgs *args);
static CrObject axes_repr (CrInterp *interp, CrObject self, const CrCallArgs *args);

#define CR_PLOT(name, gives) { #name, 0, -1, "*", plot_##name },

static const CrBuiltinRow pyplot_rows[] = {
  CR_BOTH_CALLS CR_PYPLOT_CALLS{ "axis", 0, -1, "*", plot_axis },
  { "show", 0, -1, "*", plot_show },
  { "close", 0, 1, NULL, plot_close },
  { "clf", 0, 0, NULL, plot_clf },
  { "savefig", 0, -1, "*", refuse_saving },
  { "figure", 0, -1, "*", new_figure },
  { "subplots", 0, 2, "*", new_subplots },
  { "subplot", 0, 3, "*", new_subplot },
  { "gca", 0, 0, NULL, get_current_axes },
  { "gcf", 0, 0, NULL, get_current_figure },
  { "sca", 1, 1, NULL, choose_axes },
  { NULL },
};

static const CrBuiltinRow axes_rows[] = {
  CR_BOTH_CALLS CR_AXES_CALLS{ "axis", 0, -1, "*", plot_axis },
  { "__repr__", 0, 0, NULL, axes_repr },
  { "get_figure", 0, 0, NULL, get_current_figure },
  { NULL },
};

static const CrBuiltinRow figure_rows[] = {
  { "__repr__", 0, 0, NULL, figure_repr },
  { "__str__", 0, 0, NULL, figure_str },
  { "suptitle", 0, -1, "*", plot_suptitle },
  { "tight_layout", 0, -1, "*", plot_tight_layout },
  { "subplots_adjust", 0, -1, "*", plot_subplots_adjust },
  { "colorbar", 0, -1, "*", plot_colorbar },
  { "legend", 0, -1, "*", plot_legend },
  { "add_subplot", 0, 3, "*", add_subplot },
  { "subplots", 0, 2, "*", new_subplots },
  { "gca", 0, 0, NULL, get_current_axes },
  { "savefig", 0, -1, "*", refuse_saving },
  { "show", 0, -1, "*", plot_show },
  { "clf", 0, 0, NULL, plot_clf },
  { NULL },
};
#undef CR_PLOT

static CrDict *
get_attributes (CrObject object)
{
  return ((CrInstance *)object.u.cell)->attributes;
}

/* The axes of @figure, borrowed; a list anew if the script has put something else in their place. */
static CrSequence *
get_figure_axes (CrInterp *interp, CrObject figure)
{
  CrInstance *instance = (CrInstance *)figure.u.cell;
  CrObject axes = cr_dict_get_text (instance->attributes, "axes");
  if (axes.kind == CR_OBJECT_LIST)
    return cr_object_sequence (axes);
  if (instance->attributes == NULL)
    instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  cr_dict_set_text (instance->attributes, "axes", cr_object_from_cell (list));
  return list;
}

static CrObject
axes_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new (interp->heap, "<AxesSubplot: >", -1);
}

static CrObject
figure_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject width = cr_dict_get_text (get_attributes (self), "_width");
  CrObject height = cr_dict_get_text (get_attributes (self), "_height");
  return cr_str_new_printf (interp->heap, "<Figure size %.0fx%.0f with %u Axes>", cr_object_to_double (width),
                            cr_object_to_double (height), get_figure_axes (interp, self)->n);
}

static CrObject
figure_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject width = cr_dict_get_text (get_attributes (self), "_width");
  CrObject height = cr_dict_get_text (get_attributes (self), "_height");
  return cr_str_new_printf (interp->heap, "Figure(%.0fx%.0f)", cr_object_to_double (width),
                            cr_object_to_double (height));
}

/* figsize= and dpi= as pixels. FALSE with an exception pending. */
static gboolean
read_size (CrInterp *interp, const CrCallArgs *args, guint at, double *width, double *height)
{
  CrObject size = cr_call_args_at (args, at, "figsize"), dpi = cr_call_args_get (args, "dpi");
  double scale = USUAL_DPI, sides[] = { 6.4, 4.8 };
  if (cr_object_is_set (dpi) && dpi.kind != CR_OBJECT_NONE && !cr_interp_to_double (interp, dpi, &scale))
    return FALSE;
  if (cr_object_is_set (size) && size.kind != CR_OBJECT_NONE)
    {
      if (!cr_object_is_sequence (size) || cr_object_sequence (size)->n != 2)
        {
          cr_interp_raise (interp, CR_ERROR_TYPE, "Value after * must be an iterable, not %s",
                           cr_interp_type_name (interp, size));
          return FALSE;
        }
      for (guint i = 0; i < 2; i++)
        if (!cr_interp_to_double (interp, cr_object_sequence (size)->items[i], &sides[i]))
          return FALSE;
    }
  *width = sides[0] * scale;
  *height = sides[1] * scale;
  return TRUE;
}

/* A figure without axes, which becomes the one at hand. */
static CrObject
make_figure (CrInterp *interp, const CrCallArgs *args, guint size_at)
{
  double width, height;
  if (!read_size (interp, args, size_at, &width, &height))
    return CR_UNSET;
  CrObject figure = cr_plot_new_instance (interp, cr_plot_get_class (interp, "matplotlib.figure.Figure", figure_rows));
  CrDict *attributes = get_attributes (figure);
  cr_dict_set_text (attributes, "_width", cr_object_float (width));
  cr_dict_set_text (attributes, "_height", cr_object_float (height));
  cr_dict_set_text (attributes, "axes", cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0)));
  forget_figure (interp);
  cr_plot_set_hidden (interp, "figure", cr_object_ref (figure));
  return figure;
}

static CrObject
new_figure (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return tell (interp, self, "figure", args) ? make_figure (interp, args, 1) : CR_UNSET;
}

static CrObject
get_current_figure (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrObject figure = cr_plot_get_hidden (interp, "figure");
  return figure.kind == CR_OBJECT_INSTANCE ? figure : make_figure (interp, &none, 0);
}

/* The axes @index of the figure at hand: those that it has, or new ones. */
static CrObject
get_axes (CrInterp *interp, gint64 index)
{
  CrObject figure = get_current_figure (interp, CR_UNSET, NULL);
  CrSequence *all = get_figure_axes (interp, figure);
  for (guint i = 0; i < all->n; i++)
    {
      gboolean may = all->items[i].kind == CR_OBJECT_INSTANCE;
      CrObject own = may ? cr_dict_get_text (get_attributes (all->items[i]), "_index") : CR_UNSET;
      if (own.kind != CR_OBJECT_INT || own.u.integer != index)
        continue;
      CrObject found = cr_object_ref (all->items[i]);
      cr_object_unref (figure);
      return found;
    }
  CrObject axes = cr_plot_new_instance (interp, cr_plot_get_class (interp, "AxesSubplot", axes_rows));
  cr_dict_set_text (get_attributes (axes), "_index", cr_object_int (index));
  cr_dict_set_text (get_attributes (axes), "figure", cr_object_ref (figure));
  cr_sequence_append (all, cr_object_ref (axes));
  cr_object_unref (figure);
  return axes;
}

static CrObject
get_current_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_axes (interp, cr_plot_get_number (interp, "current"));
}

static CrObject
choose_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject axes = args->values[0];
  gboolean may = axes.kind == CR_OBJECT_INSTANCE && get_attributes (axes) != NULL;
  CrObject index = may ? cr_dict_get_text (get_attributes (axes), "_index") : CR_UNSET;
  if (index.kind != CR_OBJECT_INT)
    return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'figure'",
                            cr_interp_type_name (interp, axes));
  cr_plot_set_number (interp, "current", index.u.integer);
  return CR_NONE;
}

/* One axes object, an array of them, or one of rows. */
static CrObject
new_grid (CrInterp *interp, gint64 rows, gint64 columns, gboolean squeeze)
{
  if (rows * columns == 1 && squeeze)
    return get_axes (interp, 0);
  gboolean nested = !squeeze || (rows > 1 && columns > 1);
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (gint64 row = 0; row < rows; row++)
    {
      CrSequence *line = nested ? cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0) : cr_cell_ref (all);
      for (gint64 column = 0; column < columns; column++)
        cr_sequence_append (line, get_axes (interp, row * columns + column));
      if (line != all)
        cr_sequence_append (all, cr_object_from_cell (line));
      else
        cr_cell_unref (line);
    }
  return cr_plot_new_grid (interp, all, nested);
}

static gboolean
check_count (CrInterp *interp, const char *what, gint64 count)
{
  if (count >= 1 && count <= MAX_SUBPLOTS)
    return TRUE;
  if (count < 1)
    cr_interp_raise (interp, CR_ERROR_VALUE, "Number of %s must be a positive integer, not %" G_GINT64_FORMAT, what,
                     count);
  else
    cr_interp_raise (interp, CR_ERROR_VALUE, _ ("a figure here has at most %d rows and columns of axes"), MAX_SUBPLOTS);
  return FALSE;
}

/* plt.subplots (rows, columns): a figure and its axes; a figure's method gives the axes alone. */
static CrObject
new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject wanted[] = { cr_call_args_at (args, 0, "nrows"), cr_call_args_at (args, 1, "ncols") };
  CrObject squeeze = cr_call_args_get (args, "squeeze");
  gint64 counts[] = { 1, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (cr_object_is_set (wanted[i]) && !cr_interp_to_int (interp, wanted[i], &counts[i]))
      return CR_UNSET;
  if (!check_count (interp, "rows", counts[0]) || !check_count (interp, "columns", counts[1])
      || !tell (interp, self, "subplots", args))
    return CR_UNSET;
  CrObject figure = cr_object_is_set (self) ? cr_object_ref (self) : make_figure (interp, args, G_MAXUINT);
  if (!cr_object_is_set (figure))
    return CR_UNSET;
  CrObject grid
      = new_grid (interp, counts[0], counts[1], !cr_object_is_set (squeeze) || cr_interp_truth (interp, squeeze) != 0);
  cr_plot_set_number (interp, "current", counts[0] * counts[1] - 1);
  if (cr_object_is_set (self))
    {
      cr_object_unref (figure);
      return grid;
    }
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = figure;
  pair->items[1] = grid;
  return cr_object_from_cell (pair);
}

/* subplot (rows, columns, index), subplot (121): the index from 1; 0 with an exception pending. */
static gint64
read_subplot (CrInterp *interp, const CrCallArgs *args)
{
  gint64 at[] = { 1, 1, 1 };
  for (guint i = 0; i < MIN (args->n_positional, 3); i++)
    if (!cr_interp_to_int (interp, args->values[i], &at[i]))
      return 0;
  if (args->n_positional == 1)
    {
      gint64 all = at[0];
      if (all < 100 || all > 999)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE,
                           "Integer subplot specification must be a three-digit number, not %" G_GINT64_FORMAT, all);
          return 0;
        }
      for (guint i = 3; i-- > 0; all /= 10)
        at[i] = all % 10;
    }
  if (!check_count (interp, "rows", at[0]) || !check_count (interp, "columns", at[1]))
    return 0;
  if (at[2] >= 1 && at[2] <= at[0] * at[1])
    return at[2];
  cr_interp_raise (interp, CR_ERROR_VALUE, "num must be 1 <= num <= %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
                   at[0] * at[1], at[2]);
  return 0;
}

static CrObject
make_subplot (CrInterp *interp, CrObject self, const char *name, const CrCallArgs *args)
{
  gint64 index = read_subplot (interp, args);
  if (index == 0)
    return CR_UNSET;
  cr_plot_set_number (interp, "current", index - 1);
  return tell (interp, self, name, args) ? get_axes (interp, index - 1) : CR_UNSET;
}

static CrObject
new_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_subplot (interp, self, "subplot", args);
}

static CrObject
add_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_subplot (interp, self, "add_subplot", args);
}

/* plt.style.use ("ggplot"): how plots look is the program's matter. */
static CrObject
use_style (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static const CrBuiltinRow style_rows[] = { { "use", 1, 1, "*", use_style }, { NULL } };

CrModuleObject *
cr_builtins_make_pyplot (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, pyplot_rows);
  cr_module_object_set (module, "style",
                        cr_object_from_cell (cr_module_object_new (interp, "matplotlib.style", style_rows)));
  cr_module_object_set (module, "rcParams", cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT)));
  return module;
}
