/* Figures and axes of pyplot as objects: which is at hand, and how calls name them. A call names its axes by a number:
 * the figure's, counted through the run, times 65536, and the axes' within the figure, in the order of their making. */

#include "cr-builtins-pyplot-private.h"

#include <string.h>

#define USUAL_DPI 100

static CrDict *
get_attributes (CrObject object)
{
  return ((CrInstance *)object.u.cell)->attributes;
}

/* The axes of @figure, borrowed; a list anew if the script has put something else in their place. */
CrSequence *
cr_plot_get_figure_axes (CrInterp *interp, CrObject figure)
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
                            cr_object_to_double (height), cr_plot_get_figure_axes (interp, self)->n);
}

CrObject
cr_plot_figure_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject width = cr_dict_get_text (get_attributes (self), "_width");
  CrObject height = cr_dict_get_text (get_attributes (self), "_height");
  return cr_str_new_printf (interp->heap, "Figure(%.0fx%.0f)", cr_object_to_double (width),
                            cr_object_to_double (height));
}

/* rcParams["figure.figsize"], which holds where a call says nothing; borrowed for the moment. */
static CrObject
get_usual_size (CrInterp *interp)
{
  CrObject params = cr_plot_get_hidden (interp, "rcParams");
  CrObject size
      = params.kind == CR_OBJECT_DICT ? cr_dict_get_text (cr_object_dict (params), "figure.figsize") : CR_UNSET;
  cr_object_unref (params);
  return size;
}

/* figsize= and dpi= as pixels. FALSE with an exception pending. */
static gboolean
read_size (CrInterp *interp, const CrCallArgs *args, guint at, double *width, double *height)
{
  CrObject size = cr_call_args_at (args, at, "figsize"), dpi = cr_call_args_get (args, "dpi");
  double scale = USUAL_DPI, sides[] = { 6.4, 4.8 };
  if (!cr_object_is_set (size))
    size = get_usual_size (interp);
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

gint64
cr_plot_get_own_number (CrObject object, const char *name)
{
  gboolean may = object.kind == CR_OBJECT_INSTANCE && get_attributes (object) != NULL;
  CrObject number = may ? cr_dict_get_text (get_attributes (object), name) : CR_UNSET;
  return number.kind == CR_OBJECT_INT ? number.u.integer : -1;
}

void
cr_plot_set_own_number (CrObject object, const char *name, gint64 number)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  if (instance->attributes)
    cr_dict_set_text (instance->attributes, name, cr_object_int (number));
}

gboolean
cr_plot_is_axes (CrObject object)
{
  return cr_plot_get_own_number (object, "_index") >= 0;
}

gboolean
cr_plot_is_figure (CrObject object)
{
  return cr_plot_get_own_number (object, "_serial") >= 0;
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
CrObject
cr_plot_make_figure (CrInterp *interp, const CrCallArgs *args, guint size_at, CrObject number)
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
  CrObject usual = get_usual_size (interp);
  CrCallArgs call = { &usual, 1, 0, NULL };
  if (!cr_object_is_set (usual) || cr_object_is_set (cr_call_args_at (args, size_at, "figsize"))
      || cr_plot_tell (interp, "fig.set_size_inches", (guint)serial * AXES_A_FIGURE, &call))
    return figure;
  cr_object_unref (figure);
  return CR_UNSET;
}

/* The open figure that the script calls @number, owned; UNSET if there is none. */
static CrObject
find_figure (CrInterp *interp, CrObject number)
{
  CrSequence *figures = get_figures (interp);
  for (guint i = 0; i < figures->n; i++)
    {
      CrObject own = cr_plot_get_own_number (figures->items[i], "_serial") >= 0
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
  CrObject figure = cr_plot_is_figure (number) ? cr_object_ref (number)
                    : named                    ? find_figure (interp, number)
                                               : CR_UNSET;
  if (cr_object_is_set (figure))
    set_current (interp, figure);
  else
    figure = cr_plot_make_figure (interp, args, 1, named ? number : CR_UNSET);
  if (!cr_object_is_set (figure)
      || cr_plot_tell (interp, "figure", (guint)cr_plot_get_own_number (figure, "_serial") * AXES_A_FIGURE, args))
    return figure;
  cr_object_unref (figure);
  return CR_UNSET;
}

CrObject
cr_plot_get_current_figure (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrObject figure = cr_plot_get_hidden (interp, "figure");
  if (cr_plot_is_figure (figure))
    return figure;
  cr_object_unref (figure);
  return cr_plot_make_figure (interp, &none, 0, CR_UNSET);
}

/* The figure that @self is, or is in, or the one at hand; owned. */
CrObject
cr_plot_get_figure (CrInterp *interp, CrObject self)
{
  CrObject figure = self;
  if (cr_plot_is_axes (self))
    figure = cr_dict_get_text (get_attributes (self), "figure");
  return cr_plot_is_figure (figure) ? cr_object_ref (figure) : cr_plot_get_current_figure (interp, CR_UNSET, NULL);
}

guint
cr_plot_find_axes (CrInterp *interp, CrObject self)
{
  CrObject figure = cr_plot_get_figure (interp, self);
  gint64 index
      = cr_plot_is_axes (self) ? cr_plot_get_own_number (self, "_index") : cr_plot_get_own_number (figure, "_current");
  gint64 serial = cr_plot_get_own_number (figure, "_serial");
  cr_object_unref (figure);
  return (guint)(CLAMP (serial, 0, AXES_A_FIGURE - 1) * AXES_A_FIGURE + CLAMP (index, 0, AXES_A_FIGURE - 1));
}

CrObject
cr_plot_close (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject which = cr_call_args_at (args, 0, "fig");
  gboolean all = which.kind == CR_OBJECT_STR && strcmp (cr_object_text (which), "all") == 0;
  CrObject figure = cr_plot_is_figure (which) ? cr_object_ref (which)
                    : which.kind == CR_OBJECT_INT || which.kind == CR_OBJECT_STR
                        ? find_figure (interp, which)
                        : cr_plot_get_hidden (interp, "figure");
  gint64 serial = cr_plot_get_own_number (figure, "_serial");
  CrSequence *figures = get_figures (interp);
  gboolean fine = cr_plot_tell (interp, "close", (guint)MAX (serial, 0) * AXES_A_FIGURE, args);
  for (guint i = figures->n; !all && i-- > 0;)
    if (serial >= 0 && cr_plot_get_own_number (figures->items[i], "_serial") == serial)
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
  if (cr_plot_is_figure (figure))
    {
      cr_dict_set_text (get_attributes (figure), "axes",
                        cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0)));
      cr_plot_set_own_number (figure, "_current", 0);
    }
  cr_object_unref (figure);
}

/* Axes anew at the end of those of @figure; owned. */
CrObject
cr_plot_new_axes (CrInterp *interp, CrObject figure)
{
  CrSequence *all = cr_plot_get_figure_axes (interp, figure);
  CrObject axes = cr_plot_new_instance (interp, cr_plot_get_class (interp, "AxesSubplot", cr_plot_axes_rows));
  cr_dict_set_text (get_attributes (axes), "_index", cr_object_int (MIN (all->n, AXES_A_FIGURE - 1)));
  cr_dict_set_text (get_attributes (axes), "figure", cr_object_ref (figure));
  cr_dict_set_text (get_attributes (axes), "spines", cr_plot_new_spines (interp, axes));
  cr_plot_forget_artists (interp, axes); /* ax.lines is there from the beginning */
  cr_sequence_append (all, cr_object_ref (axes));
  return axes;
}

void
cr_plot_choose (CrInterp *interp, CrObject axes)
{
  CrObject figure = cr_plot_get_figure (interp, axes);
  if (cr_plot_is_figure (figure))
    {
      cr_plot_set_own_number (figure, "_current", cr_plot_get_own_number (axes, "_index"));
      cr_plot_set_hidden (interp, "figure", cr_object_ref (figure));
    }
  cr_object_unref (figure);
}

/* The axes at hand of @figure: those that it has, or new ones; owned. */
static CrObject
get_axes (CrInterp *interp, CrObject figure)
{
  CrSequence *all = cr_plot_get_figure_axes (interp, figure);
  gint64 current = cr_plot_get_own_number (figure, "_current");
  for (guint i = 0; i < all->n; i++)
    if (cr_plot_get_own_number (all->items[i], "_index") == current)
      return cr_object_ref (all->items[i]);
  return cr_plot_new_axes (interp, figure);
}

CrObject
cr_plot_get_current_axes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject figure = cr_plot_get_figure (interp, self);
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
  cr_plot_choose (interp, axes);
  return CR_NONE;
}
