/* Axes by their places: subplots, subplot, subplot2grid, add_axes, twins. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_SUBPLOTS 16 /* rows, columns of a figure */

/* One axes object, an array of them, or one of rows. */
static CrObject
new_grid (CrInterp *interp, CrObject figure, gint64 rows, gint64 columns, gboolean squeeze)
{
  if (rows * columns == 1 && squeeze)
    return cr_plot_new_axes (interp, figure);
  gboolean nested = !squeeze || (rows > 1 && columns > 1);
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (gint64 row = 0; row < rows; row++)
    {
      CrSequence *line = nested ? cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0) : cr_cell_ref (all);
      for (gint64 column = 0; column < columns; column++)
        cr_sequence_append (line, cr_plot_new_axes (interp, figure));
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

/* gridspec_kw= {"width_ratios": ...}, width_ratios=: the latest axes of @figure go to their places. FALSE with an
 * exception pending. */
static gboolean
place_by_ratios (CrInterp *interp, CrObject figure, const gint64 *counts, const CrCallArgs *args)
{
  static const char *const keywords[] = { "width_ratios", "height_ratios" };
  CrObject more = cr_call_args_get (args, "gridspec_kw");
  CrObject values[4] = { cr_object_int (counts[0]), cr_object_int (counts[1]) };
  gboolean any = FALSE, fine = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      CrObject ratios = cr_call_args_get (args, keywords[i]);
      if (!cr_object_is_set (ratios) && more.kind == CR_OBJECT_DICT)
        ratios = cr_dict_get_text (cr_object_dict (more), keywords[i]);
      values[2 + i] = cr_object_is_set (ratios) ? ratios : CR_NONE;
      any = any || cr_object_is_set (ratios);
    }
  if (!any)
    return TRUE;
  CrCallArgs call = { values, 2, 2, keywords };
  CrObject spec = cr_plot_new_grid_spec (interp, CR_UNSET, &call);
  CrSequence *all = cr_plot_get_figure_axes (interp, figure);
  guint n = (guint)(counts[0] * counts[1]);
  for (guint i = 0; cr_object_is_set (spec) && fine && all->n >= n && i < n; i++)
    {
      CrObject index = cr_object_int (i), place = cr_interp_get_item (interp, spec, index);
      fine = cr_object_is_set (place) && cr_plot_tell_place (interp, all->items[all->n - n + i], place);
      cr_object_unref (place);
    }
  cr_object_unref (spec);
  return fine && !cr_interp_is_raised (interp);
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
  CrObject figure
      = cr_plot_is_figure (self) ? cr_object_ref (self) : cr_plot_make_figure (interp, args, G_MAXUINT, CR_UNSET);
  if (!cr_object_is_set (figure))
    return CR_UNSET;
  guint first
      = (guint)cr_plot_get_own_number (figure, "_serial") * AXES_A_FIGURE + cr_plot_get_figure_axes (interp, figure)->n;
  if (!cr_plot_tell (interp, cr_plot_is_figure (self) ? "fig.subplots" : "subplots", first, args))
    {
      cr_object_unref (figure);
      return CR_UNSET;
    }
  CrObject grid = new_grid (interp, figure, counts[0], counts[1],
                            !cr_object_is_set (squeeze) || cr_interp_truth (interp, squeeze) != 0);
  if (!place_by_ratios (interp, figure, counts, args))
    {
      cr_object_unref (grid);
      cr_object_unref (figure);
      return CR_UNSET;
    }
  cr_plot_set_own_number (figure, "_current", cr_plot_get_figure_axes (interp, figure)->n - 1);
  if (cr_plot_is_figure (self))
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
  CrSequence *all = cr_plot_get_figure_axes (interp, figure);
  for (guint i = 0; i < all->n; i++)
    if (cr_plot_get_own_number (all->items[i], "_rows") == at[0]
        && cr_plot_get_own_number (all->items[i], "_columns") == at[1]
        && cr_plot_get_own_number (all->items[i], "_at") == at[2])
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
      CrObject index = cr_object_int (cr_plot_get_own_number (other, "_index"));
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
    cr_plot_choose (interp, axes);
  if (cr_object_is_set (axes) && warn_of_projection (interp, args)
      && cr_plot_tell (interp, name, cr_plot_find_axes (interp, axes), args) && tell_shared (interp, axes, args))
    return axes;
  cr_object_unref (axes);
  return CR_UNSET;
}

/* add_subplot (gs[0, :]) */
static CrObject
make_at_place (CrInterp *interp, CrObject figure, CrObject place, const CrCallArgs *args)
{
  CrObject axes = cr_plot_new_axes (interp, figure);
  cr_plot_choose (interp, axes);
  if (warn_of_projection (interp, args) && cr_plot_tell_place (interp, axes, place) && tell_shared (interp, axes, args))
    return axes;
  cr_object_unref (axes);
  return CR_UNSET;
}

static CrObject
make_subplot (CrInterp *interp, CrObject self, const char *name, const CrCallArgs *args)
{
  gint64 at[] = { 1, 1, 1 };
  gboolean is_place = args->n_positional == 1 && cr_plot_is_place (args->values[0]);
  if (!is_place && !read_subplot (interp, args, at))
    return CR_UNSET;
  CrObject figure = cr_plot_get_figure (interp, self);
  if (!cr_object_is_set (figure))
    return CR_UNSET;
  if (is_place)
    {
      CrObject made = make_at_place (interp, figure, args->values[0], args);
      cr_object_unref (figure);
      return made;
    }
  CrObject axes = cr_object_ref (find_subplot (interp, figure, at));
  if (!cr_object_is_set (axes))
    {
      axes = cr_plot_new_axes (interp, figure);
      cr_plot_set_own_number (axes, "_rows", at[0]);
      cr_plot_set_own_number (axes, "_columns", at[1]);
      cr_plot_set_own_number (axes, "_at", at[2]);
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
  CrObject figure = cr_plot_get_figure (interp, self);
  CrObject axes = cr_object_is_set (figure) ? cr_plot_new_axes (interp, figure) : CR_UNSET;
  cr_object_unref (figure);
  return tell_new (interp, "subplot2grid", axes, args);
}

CrObject
cr_plot_add_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject place = cr_call_args_at (args, 0, "rect");
  if (cr_plot_is_axes (place))
    {
      cr_plot_choose (interp, place);
      return cr_object_ref (place);
    }
  CrObject figure = cr_plot_get_figure (interp, self);
  CrObject axes = cr_object_is_set (figure) ? cr_plot_new_axes (interp, figure) : CR_UNSET;
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
  CrObject figure = cr_plot_get_figure (interp, under),
           index = cr_object_int (cr_plot_get_own_number (under, "_index"));
  CrCallArgs args = { &index, 1, 0, NULL };
  CrObject axes = cr_plot_new_axes (interp, figure);
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
