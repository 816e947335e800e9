/* Figures and axes of pyplot as objects: which is at hand, and how calls name them. A call names its axes by a number:
 * the figure's, counted through the run, times 65536, and the axes' within the figure, in the order of their making. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SUBPLOTS 16 /* rows, columns of a figure */
#define USUAL_DPI 100
#define AXES_A_FIGURE 65536

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

CrObject
cr_plot_axes_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new (interp->heap, "<AxesSubplot: >", -1);
}

CrObject
cr_plot_figure_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject width = cr_dict_get_text (get_attributes (self), "_width");
  CrObject height = cr_dict_get_text (get_attributes (self), "_height");
  return cr_str_new_printf (interp->heap, "<Figure size %.0fx%.0f with %u Axes>", cr_object_to_double (width),
                            cr_object_to_double (height), get_figure_axes (interp, self)->n);
}

CrObject
cr_plot_figure_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
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

static gint64
get_number (CrObject object, const char *name)
{
  gboolean may = object.kind == CR_OBJECT_INSTANCE && get_attributes (object) != NULL;
  CrObject number = may ? cr_dict_get_text (get_attributes (object), name) : CR_UNSET;
  return number.kind == CR_OBJECT_INT ? number.u.integer : -1;
}

static void
set_number (CrObject object, const char *name, gint64 number)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  if (instance->attributes)
    cr_dict_set_text (instance->attributes, name, cr_object_int (number));
}

gboolean
cr_plot_is_axes (CrObject object)
{
  return get_number (object, "_index") >= 0;
}

static gboolean
is_figure (CrObject object)
{
  return get_number (object, "_serial") >= 0;
}

/* The figures that are open, borrowed. */
static CrSequence *
get_figures (CrInterp *interp)
{
  CrObject list = cr_plot_get_hidden (interp, "figures");
  if (list.kind != CR_OBJECT_LIST)
    {
      cr_object_unref (list);
      list = cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0));
      cr_plot_set_hidden (interp, "figures", cr_object_ref (list));
    }
  CrSequence *figures = cr_object_sequence (list);
  cr_object_unref (list); /* the state holds it */
  return figures;
}

static void
forget_current (CrInterp *interp)
{
  static const char *const hidden[] = { "figure", "x limits", "y limits" };
  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    cr_plot_set_hidden (interp, hidden[i], CR_NONE);
}

void
cr_plot_forget_figures (CrInterp *interp)
{
  forget_current (interp);
  cr_plot_set_hidden (interp, "figures", CR_NONE);
}

static void
set_current (CrInterp *interp, CrObject figure)
{
  forget_current (interp);
  cr_plot_set_hidden (interp, "figure", cr_object_ref (figure));
}

/* A figure without axes, which becomes the one at hand. @number is what the script calls it by, UNSET for the next. */
static CrObject
make_figure (CrInterp *interp, const CrCallArgs *args, guint size_at, CrObject number)
{
  double width, height;
  if (!read_size (interp, args, size_at, &width, &height))
    return CR_UNSET;
  CrObject figure
      = cr_plot_new_instance (interp, cr_plot_get_class (interp, "matplotlib.figure.Figure", cr_plot_figure_rows));
  CrDict *attributes = get_attributes (figure);
  gint64 serial = cr_plot_get_number (interp, "serial") + 1;
  cr_plot_set_number (interp, "serial", serial);
  cr_dict_set_text (attributes, "_serial", cr_object_int (serial));
  cr_dict_set_text (attributes, "_current", cr_object_int (0));
  cr_dict_set_text (attributes, "_width", cr_object_float (width));
  cr_dict_set_text (attributes, "_height", cr_object_float (height));
  cr_dict_set_text (attributes, "axes", cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0)));
  cr_dict_set_text (attributes, "number",
                    cr_object_is_set (number) ? cr_object_ref (number)
                                              : cr_object_int ((gint64)get_figures (interp)->n + 1));
  cr_sequence_append (get_figures (interp), cr_object_ref (figure));
  set_current (interp, figure);
  return figure;
}

/* The open figure that the script calls @number, owned; UNSET if there is none. */
static CrObject
find_figure (CrInterp *interp, CrObject number)
{
  CrSequence *figures = get_figures (interp);
  for (guint i = 0; i < figures->n; i++)
    {
      CrObject own = get_number (figures->items[i], "_serial") >= 0
                         ? cr_dict_get_text (get_attributes (figures->items[i]), "number")
                         : CR_UNSET;
      gboolean same
          = own.kind == number.kind
            && ((own.kind == CR_OBJECT_INT && own.u.integer == number.u.integer)
                || (own.kind == CR_OBJECT_STR && strcmp (cr_object_text (own), cr_object_text (number)) == 0));
      if (same)
        return cr_object_ref (figures->items[i]);
    }
  return CR_UNSET;
}

CrObject
cr_plot_new_figure (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject number = cr_call_args_at (args, 0, "num");
  gboolean named = number.kind == CR_OBJECT_INT || number.kind == CR_OBJECT_STR;
  CrObject figure = is_figure (number) ? cr_object_ref (number) : named ? find_figure (interp, number) : CR_UNSET;
  if (cr_object_is_set (figure))
    set_current (interp, figure);
  else
    figure = make_figure (interp, args, 1, named ? number : CR_UNSET);
  if (!cr_object_is_set (figure)
      || cr_plot_tell (interp, "figure", (guint)get_number (figure, "_serial") * AXES_A_FIGURE, args))
    return figure;
  cr_object_unref (figure);
  return CR_UNSET;
}

CrObject
cr_plot_get_current_figure (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrObject figure = cr_plot_get_hidden (interp, "figure");
  if (is_figure (figure))
    return figure;
  cr_object_unref (figure);
  return make_figure (interp, &none, 0, CR_UNSET);
}

/* The figure that @self is, or is in, or the one at hand; owned. */
static CrObject
get_figure (CrInterp *interp, CrObject self)
{
  CrObject figure = self;
  if (cr_plot_is_axes (self))
    figure = cr_dict_get_text (get_attributes (self), "figure");
  return is_figure (figure) ? cr_object_ref (figure) : cr_plot_get_current_figure (interp, CR_UNSET, NULL);
}

guint
cr_plot_find_axes (CrInterp *interp, CrObject self)
{
  CrObject figure = get_figure (interp, self);
  gint64 index = cr_plot_is_axes (self) ? get_number (self, "_index") : get_number (figure, "_current");
  gint64 serial = get_number (figure, "_serial");
  cr_object_unref (figure);
  return (guint)(CLAMP (serial, 0, AXES_A_FIGURE - 1) * AXES_A_FIGURE + CLAMP (index, 0, AXES_A_FIGURE - 1));
}

CrObject
cr_plot_close (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject which = cr_call_args_at (args, 0, "fig");
  gboolean all = which.kind == CR_OBJECT_STR && strcmp (cr_object_text (which), "all") == 0;
  CrObject figure = is_figure (which) ? cr_object_ref (which)
                    : which.kind == CR_OBJECT_INT || which.kind == CR_OBJECT_STR
                        ? find_figure (interp, which)
                        : cr_plot_get_hidden (interp, "figure");
  gint64 serial = get_number (figure, "_serial");
  CrSequence *figures = get_figures (interp);
  gboolean fine = cr_plot_tell (interp, "close", (guint)MAX (serial, 0) * AXES_A_FIGURE, args);
  for (guint i = figures->n; !all && i-- > 0;)
    if (serial >= 0 && get_number (figures->items[i], "_serial") == serial)
      cr_sequence_remove (figures, i, 1);
  if (all)
    cr_plot_forget_figures (interp);
  else if (figures->n > 0)
    set_current (interp, figures->items[figures->n - 1]);
  else
    forget_current (interp);
  cr_object_unref (figure);
  return fine ? CR_NONE : CR_UNSET;
}

void
cr_plot_clear_figure (CrInterp *interp)
{
  CrObject figure = cr_plot_get_hidden (interp, "figure");
  if (is_figure (figure))
    {
      cr_dict_set_text (get_attributes (figure), "axes",
                        cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0)));
      set_number (figure, "_current", 0);
    }
  cr_object_unref (figure);
}

/* Axes anew at the end of those of @figure; owned. */
static CrObject
new_axes (CrInterp *interp, CrObject figure)
{
  CrSequence *all = get_figure_axes (interp, figure);
  CrObject axes = cr_plot_new_instance (interp, cr_plot_get_class (interp, "AxesSubplot", cr_plot_axes_rows));
  cr_dict_set_text (get_attributes (axes), "_index", cr_object_int (MIN (all->n, AXES_A_FIGURE - 1)));
  cr_dict_set_text (get_attributes (axes), "figure", cr_object_ref (figure));
  cr_dict_set_text (get_attributes (axes), "spines", cr_plot_new_spines (interp, axes));
  cr_sequence_append (all, cr_object_ref (axes));
  return axes;
}

static void
choose (CrInterp *interp, CrObject axes)
{
  CrObject figure = get_figure (interp, axes);
  if (is_figure (figure))
    {
      set_number (figure, "_current", get_number (axes, "_index"));
      cr_plot_set_hidden (interp, "figure", cr_object_ref (figure));
    }
  cr_object_unref (figure);
}

/* The axes at hand of @figure: those that it has, or new ones; owned. */
static CrObject
get_axes (CrInterp *interp, CrObject figure)
{
  CrSequence *all = get_figure_axes (interp, figure);
  gint64 current = get_number (figure, "_current");
  for (guint i = 0; i < all->n; i++)
    if (get_number (all->items[i], "_index") == current)
      return cr_object_ref (all->items[i]);
  return new_axes (interp, figure);
}

CrObject
cr_plot_get_current_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject figure = get_figure (interp, self);
  CrObject axes = cr_object_is_set (figure) ? get_axes (interp, figure) : CR_UNSET;
  cr_object_unref (figure);
  return axes;
}

CrObject
cr_plot_choose_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject axes = args->values[0];
  if (!cr_plot_is_axes (axes))
    return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'figure'",
                            cr_interp_type_name (interp, axes));
  choose (interp, axes);
  return CR_NONE;
}

/* One axes object, an array of them, or one of rows. */
static CrObject
new_grid (CrInterp *interp, CrObject figure, gint64 rows, gint64 columns, gboolean squeeze)
{
  if (rows * columns == 1 && squeeze)
    return new_axes (interp, figure);
  gboolean nested = !squeeze || (rows > 1 && columns > 1);
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (gint64 row = 0; row < rows; row++)
    {
      CrSequence *line = nested ? cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0) : cr_cell_ref (all);
      for (gint64 column = 0; column < columns; column++)
        cr_sequence_append (line, new_axes (interp, figure));
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
CrObject
cr_plot_new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject wanted[] = { cr_call_args_at (args, 0, "nrows"), cr_call_args_at (args, 1, "ncols") };
  CrObject squeeze = cr_call_args_get (args, "squeeze");
  gint64 counts[] = { 1, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (cr_object_is_set (wanted[i]) && !cr_interp_to_int (interp, wanted[i], &counts[i]))
      return CR_UNSET;
  if (!check_count (interp, "rows", counts[0]) || !check_count (interp, "columns", counts[1]))
    return CR_UNSET;
  CrObject figure = is_figure (self) ? cr_object_ref (self) : make_figure (interp, args, G_MAXUINT, CR_UNSET);
  if (!cr_object_is_set (figure))
    return CR_UNSET;
  guint first = (guint)get_number (figure, "_serial") * AXES_A_FIGURE + get_figure_axes (interp, figure)->n;
  if (!cr_plot_tell (interp, is_figure (self) ? "fig.subplots" : "subplots", first, args))
    {
      cr_object_unref (figure);
      return CR_UNSET;
    }
  CrObject grid = new_grid (interp, figure, counts[0], counts[1],
                            !cr_object_is_set (squeeze) || cr_interp_truth (interp, squeeze) != 0);
  set_number (figure, "_current", get_figure_axes (interp, figure)->n - 1);
  if (is_figure (self))
    {
      cr_object_unref (figure);
      return grid;
    }
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = figure;
  pair->items[1] = grid;
  return cr_object_from_cell (pair);
}

/* subplot (rows, columns, index), subplot (121): into three numbers, the index from 1. FALSE with an exception pending.
 */
static gboolean
read_subplot (CrInterp *interp, const CrCallArgs *args, gint64 *at)
{
  for (guint i = 0; i < MIN (args->n_positional, 3); i++)
    {
      CrObject value = args->values[i];
      if (i == 2 && cr_object_is_sequence (value) && cr_object_sequence (value)->n == 2) /* from one cell to another */
        value = cr_object_sequence (value)->items[0];
      if (!cr_interp_to_int (interp, value, &at[i]))
        return FALSE;
    }
  if (args->n_positional == 1)
    {
      gint64 all = at[0];
      if (all < 100 || all > 999)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE,
                           "Integer subplot specification must be a three-digit number, not %" G_GINT64_FORMAT, all);
          return FALSE;
        }
      for (guint i = 3; i-- > 0; all /= 10)
        at[i] = all % 10;
    }
  if (!check_count (interp, "rows", at[0]) || !check_count (interp, "columns", at[1]))
    return FALSE;
  if (at[2] >= 1 && at[2] <= at[0] * at[1])
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_VALUE, "num must be 1 <= num <= %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
                   at[0] * at[1], at[2]);
  return FALSE;
}

/* The axes of @figure at that place of a grid, borrowed; UNSET if there are none. */
static CrObject
find_subplot (CrInterp *interp, CrObject figure, const gint64 *at)
{
  CrSequence *all = get_figure_axes (interp, figure);
  for (guint i = 0; i < all->n; i++)
    if (get_number (all->items[i], "_rows") == at[0] && get_number (all->items[i], "_columns") == at[1]
        && get_number (all->items[i], "_at") == at[2])
      return all->items[i];
  return CR_UNSET;
}

/* sharex=, sharey= name other axes: told apart from the call, which holds no objects. */
static gboolean
tell_shared (CrInterp *interp, CrObject axes, const CrCallArgs *args)
{
  static const char *const names[][2] = { { "sharex", "ax.sharex" }, { "sharey", "ax.sharey" } };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject other = cr_call_args_get (args, names[i][0]);
      CrObject index = cr_object_int (get_number (other, "_index"));
      CrCallArgs part = { &index, 1, 0, NULL };
      if (cr_plot_is_axes (other) && !cr_plot_tell (interp, names[i][1], cr_plot_find_axes (interp, axes), &part))
        return FALSE;
    }
  return TRUE;
}

static gboolean
warn_of_projection (CrInterp *interp, const CrCallArgs *args)
{
  CrObject projection = cr_call_args_get (args, "projection");
  if (projection.kind != CR_OBJECT_STR || strcmp (cr_object_text (projection), "rectilinear") == 0)
    return TRUE;
  g_autofree char *message
      = g_strdup_printf (_ ("axes of the projection '%s' are not drawn here; ordinary axes stand in their place"),
                         cr_object_text (projection));
  cr_interp_warn (interp, "UserWarning", message);
  return !cr_interp_is_raised (interp);
}

/* Axes that are new, told of as the call @name. Takes @axes over. */
static CrObject
tell_new (CrInterp *interp, const char *name, CrObject axes, const CrCallArgs *args)
{
  if (cr_object_is_set (axes))
    choose (interp, axes);
  if (cr_object_is_set (axes) && warn_of_projection (interp, args)
      && cr_plot_tell (interp, name, cr_plot_find_axes (interp, axes), args) && tell_shared (interp, axes, args))
    return axes;
  cr_object_unref (axes);
  return CR_UNSET;
}

static CrObject
make_subplot (CrInterp *interp, CrObject self, const char *name, const CrCallArgs *args)
{
  gint64 at[] = { 1, 1, 1 };
  if (!read_subplot (interp, args, at))
    return CR_UNSET;
  CrObject figure = get_figure (interp, self);
  if (!cr_object_is_set (figure))
    return CR_UNSET;
  CrObject axes = cr_object_ref (find_subplot (interp, figure, at));
  if (!cr_object_is_set (axes))
    {
      axes = new_axes (interp, figure);
      set_number (axes, "_rows", at[0]);
      set_number (axes, "_columns", at[1]);
      set_number (axes, "_at", at[2]);
    }
  cr_object_unref (figure);
  return tell_new (interp, name, axes, args);
}

CrObject
cr_plot_new_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_subplot (interp, self, "subplot", args);
}

CrObject
cr_plot_add_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_subplot (interp, self, "fig.add_subplot", args);
}

CrObject
cr_plot_subplot2grid (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject figure = get_figure (interp, self);
  CrObject axes = cr_object_is_set (figure) ? new_axes (interp, figure) : CR_UNSET;
  cr_object_unref (figure);
  return tell_new (interp, "subplot2grid", axes, args);
}

CrObject
cr_plot_add_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject place = cr_call_args_at (args, 0, "rect");
  if (cr_plot_is_axes (place))
    {
      choose (interp, place);
      return cr_object_ref (place);
    }
  CrObject figure = get_figure (interp, self);
  CrObject axes = cr_object_is_set (figure) ? new_axes (interp, figure) : CR_UNSET;
  cr_object_unref (figure);
  return tell_new (interp, "fig.add_axes", axes, args);
}

/* Axes over others; they have one axis in common. */
static CrObject
make_twin (CrInterp *interp, CrObject self, const char *name)
{
  CrObject under = cr_plot_is_axes (self) ? cr_object_ref (self) : cr_plot_get_current_axes (interp, CR_UNSET, NULL);
  if (!cr_object_is_set (under))
    return CR_UNSET;
  CrObject figure = get_figure (interp, under), index = cr_object_int (get_number (under, "_index"));
  CrCallArgs args = { &index, 1, 0, NULL };
  CrObject axes = new_axes (interp, figure);
  cr_object_unref (figure);
  cr_object_unref (under);
  return tell_new (interp, name, axes, &args);
}

CrObject
cr_plot_twin_x (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_twin (interp, self, "ax.twinx");
}

CrObject
cr_plot_twin_y (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_twin (interp, self, "ax.twiny");
}
