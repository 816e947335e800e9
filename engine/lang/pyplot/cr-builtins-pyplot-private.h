#pragma once
/* What the files of matplotlib.pyplot share. */

#include "cr-interp-private.h"

G_BEGIN_DECLS

/* What a plotting call gives. */
typedef enum
{
  CR_PLOT_GIVES_NONE,
  CR_PLOT_GIVES_LINES, /* a list of Line2D */
  CR_PLOT_GIVES_LINE,
  CR_PLOT_GIVES_POINTS,   /* PathCollection */
  CR_PLOT_GIVES_FILL,     /* PolyCollection */
  CR_PLOT_GIVES_SEGMENTS, /* LineCollection */
  CR_PLOT_GIVES_BARS,
  CR_PLOT_GIVES_HISTOGRAM, /* counts, edges, bars */
  CR_PLOT_GIVES_ERRORBAR,
  CR_PLOT_GIVES_STEMS,
  CR_PLOT_GIVES_POLYGONS, /* a list of Polygon */
  CR_PLOT_GIVES_STACKS,   /* a list of PolyCollection */
  CR_PLOT_GIVES_IMAGE,
  CR_PLOT_GIVES_CONTOURS,
  CR_PLOT_GIVES_MESH,
  CR_PLOT_GIVES_SPAN, /* Polygon */
  CR_PLOT_GIVES_COLORBAR,
  CR_PLOT_GIVES_LEGEND,
  CR_PLOT_GIVES_TITLE, /* Text at its usual place */
  CR_PLOT_GIVES_SUPTITLE,
  CR_PLOT_GIVES_X_LABEL,
  CR_PLOT_GIVES_Y_LABEL,
  CR_PLOT_GIVES_TEXT,     /* text (x, y, s) */
  CR_PLOT_GIVES_NOTE,     /* annotate (text, xy) */
  CR_PLOT_GIVES_X_LIMITS, /* a pair of floats */
  CR_PLOT_GIVES_Y_LIMITS,
  CR_PLOT_GIVES_LIMITS,     /* four */
  CR_PLOT_GIVES_TICKS,      /* set_xticks: a list of ticks */
  CR_PLOT_GIVES_TICK_LABELS /* xticks: ticks and texts */
} CrPlotGives;

/* cr-builtins-pyplot-check.c: FALSE with matplotlib's exception pending if arguments of the call @name make no sense;
 * @n is how many lines, points or bars they make. */
gboolean cr_plot_check (CrInterp *interp, CrPlotGives gives, const char *name, const CrCallArgs *args, guint *n);
/* The numbers of @object (tensor, list, number), @n of them; NULL if it has none. Free it. */
double *cr_plot_numbers (CrInterp *interp, CrObject object, gsize *n);

/* cr-builtins-pyplot.c: tells the observer of a call. FALSE with an exception pending. */
gboolean cr_plot_tell (CrInterp *interp, const char *name, guint axes, const CrCallArgs *args);
extern const CrBuiltinRow cr_plot_axes_rows[], cr_plot_figure_rows[];

/* cr-builtins-pyplot-figure.c: figures and axes. */

/* The number by which a call names its axes: those that @self is, or those at hand in the figure that it is; UNSET: in
 * the figure at hand. */
guint cr_plot_find_axes (CrInterp *interp, CrObject self);
gboolean cr_plot_is_axes (CrObject object);
/* Nothing is at hand any more: the next call begins a figure. */
void cr_plot_forget_figures (CrInterp *interp);
/* The figure at hand has no axes any more. */
void cr_plot_clear_figure (CrInterp *interp);
CrObject cr_plot_axes_repr (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_figure_repr (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_figure_str (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_new_figure (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_get_current_figure (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_close (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_get_current_axes (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_choose_axes (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_new_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_add_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_subplot2grid (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_add_axes (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_twin_x (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_twin_y (CrInterp *interp, CrObject self, const CrCallArgs *args);

/* cr-builtins-pyplot-spines.c: what ax.spines is; @axes are borrowed. */
CrObject cr_plot_new_spines (CrInterp *interp, CrObject axes);

/* cr-builtins-pyplot-objects.c: what the call gives, owned; @n as above. */
CrObject cr_plot_make_result (CrInterp *interp, CrPlotGives gives, const CrCallArgs *args, guint n);
/* An object of one of matplotlib's classes, by its full name. */
CrObject cr_plot_new_object (CrInterp *interp, const char *type);
/* An instance of a class of pyplot's own, its attributes an empty dict. */
CrObject cr_plot_new_instance (CrInterp *interp, CrClass *type);
/* One that prints as @text. Takes @text over. */
CrObject cr_plot_new_shown (CrInterp *interp, const char *type, char *text);
/* The class of that name; @rows (NULL: none) are its methods. Borrowed. */
CrClass *cr_plot_get_class (CrInterp *interp, const char *type, const CrBuiltinRow *rows);
/* An attribute of pyplot's own, which no script sees; a number that was never set is 0. */
gint64 cr_plot_get_number (CrInterp *interp, const char *name);
void cr_plot_set_number (CrInterp *interp, const char *name, gint64 value);
CrObject cr_plot_get_hidden (CrInterp *interp, const char *name);
void cr_plot_set_hidden (CrInterp *interp, const char *name, CrObject value);
/* numpy's array of axes: @items is a list, or a list of lists where @nested. Takes @items over. */
CrObject cr_plot_new_grid (CrInterp *interp, CrSequence *items, gboolean nested);

G_END_DECLS
