#pragma once
/* What the files of matplotlib.pyplot share. */

#include "cr-interp-private.h"

G_BEGIN_DECLS

#define AXES_A_FIGURE 65536 /* how a call's number tells figures apart, see CrPlotCall */

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
  CR_PLOT_GIVES_HISTOGRAM,    /* counts, edges, bars */
  CR_PLOT_GIVES_HISTOGRAM_2D, /* counts, edges of x, edges of y, image */
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

/* cr-builtins-pyplot-value.c: FALSE with an exception pending; what is drawn otherwise than it says is warned of. */
gboolean cr_plot_check_values (CrInterp *interp, const char *name, const CrCallArgs *args);
/* The colour maps that are drawn, NULL-terminated; each also turned round, with "_r". */
const char *const *cr_plot_get_map_names (void);

/* cr-builtins-pyplot-tell.c: tells the observer of a call. FALSE with an exception pending. */
gboolean cr_plot_tell (CrInterp *interp, const char *name, guint axes, const CrCallArgs *args);
/* matplotlib takes arrays of tensors by numpy(), which refuses those that require a gradient: FALSE then, with its
 * exception pending. */
gboolean cr_plot_check_plottable (CrInterp *interp, const CrObject *values, guint n);
/* cr-builtins-pyplot.c */
extern const CrBuiltinRow cr_plot_axes_rows[], cr_plot_figure_rows[];

/* cr-builtins-pyplot-figure.c: figures and axes. */

/* A figure without axes, which becomes the one at hand, from figsize= (the @size_at-th argument) and dpi=. @number is
 * what the script calls it by, UNSET for the next. UNSET with an exception pending. */
CrObject cr_plot_make_figure (CrInterp *interp, const CrCallArgs *args, guint size_at, CrObject number);
/* The figure that @self is, or is in, or the one at hand; owned. */
CrObject cr_plot_get_figure (CrInterp *interp, CrObject self);
gboolean cr_plot_is_figure (CrObject object);
/* The axes of @figure, borrowed. */
CrSequence *cr_plot_get_figure_axes (CrInterp *interp, CrObject figure);
/* Axes anew at the end of those of @figure; owned. */
CrObject cr_plot_new_axes (CrInterp *interp, CrObject figure);
/* Makes @axes those at hand. */
void cr_plot_choose (CrInterp *interp, CrObject axes);
/* A number of pyplot's own among the attributes of @object; -1 if it has none. */
gint64 cr_plot_get_own_number (CrObject object, const char *name);
void cr_plot_set_own_number (CrObject object, const char *name, gint64 number);

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

/* cr-builtins-pyplot-subplot.c: axes by their places. */
CrObject cr_plot_new_subplots (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_new_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_add_subplot (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_subplot2grid (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_add_axes (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_twin_x (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_twin_y (CrInterp *interp, CrObject self, const CrCallArgs *args);

/* cr-builtins-pyplot-spines.c: what ax.spines is; @axes are borrowed. */
CrObject cr_plot_new_spines (CrInterp *interp, CrObject axes);

/* cr-builtins-pyplot-gridspec.c */

/* GridSpec (rows, columns, width_ratios=, height_ratios=). */
CrObject cr_plot_new_grid_spec (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* Whether @object is a part of a GridSpec. */
gboolean cr_plot_is_place (CrObject object);
/* Tells that @axes stand at the place that is a part of a GridSpec. FALSE with an exception pending. */
gboolean cr_plot_tell_place (CrInterp *interp, CrObject axes, CrObject place);

/* cr-builtins-pyplot-artist.c: what was drawn, as objects that can be changed. */

/* An object of one of matplotlib's classes, by its full name: the @part-th of the latest call. */
CrObject cr_plot_new_artist (CrInterp *interp, const char *type, guint part);
/* One that prints as @text. Takes @text over. */
CrObject cr_plot_new_shown (CrInterp *interp, const char *type, char *text);
/* Keeps what a call of @axes gave, for ax.lines and legends. @result is borrowed. */
void cr_plot_keep (CrInterp *interp, CrObject axes, CrPlotGives gives, const CrCallArgs *args, CrObject result);
/* What @axes had is gone. */
void cr_plot_forget_artists (CrInterp *interp, CrObject axes);
CrObject cr_plot_get_lines (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_plot_get_handles (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* Tells which series legend (handles, labels) names, after the call itself. FALSE with an exception pending. */
gboolean cr_plot_tell_handles (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* plt.setp (artists, property=value) */
CrObject cr_plot_set_properties (CrInterp *interp, CrObject self, const CrCallArgs *args);

/* cr-builtins-pyplot-hist.c */

/* hist: (counts, edges, bars) */
CrObject cr_plot_new_histogram (CrInterp *interp, const CrCallArgs *args);
/* hist2d: (counts, x edges, y edges, image) */
CrObject cr_plot_new_histogram_2d (CrInterp *interp, const CrCallArgs *args);

/* cr-builtins-pyplot-objects.c: what the call gives, owned; @n as above. */
CrObject cr_plot_make_result (CrInterp *interp, CrPlotGives gives, const CrCallArgs *args, guint n);
/* A list of @n artists of the latest call. */
CrObject cr_plot_new_list (CrInterp *interp, const char *type, guint n);
CrObject cr_plot_new_bars (CrInterp *interp, guint n);
/* Gives @bars rectangles of these heights. */
void cr_plot_set_heights (CrInterp *interp, CrObject bars, const double *heights, gsize n);
/* An instance of a class of pyplot's own, its attributes an empty dict. */
CrObject cr_plot_new_instance (CrInterp *interp, CrClass *type);
/* The class of that name; @rows (NULL: none) are its methods. Borrowed. */
CrClass *cr_plot_get_class (CrInterp *interp, const char *type, const CrBuiltinRow *rows);
/* An attribute of pyplot's own, which no script sees; a number that was never set is 0. */
gint64 cr_plot_get_number (CrInterp *interp, const char *name);
void cr_plot_set_number (CrInterp *interp, const char *name, gint64 value);
CrObject cr_plot_get_hidden (CrInterp *interp, const char *name);
void cr_plot_set_hidden (CrInterp *interp, const char *name, CrObject value);
/* cr-builtins-pyplot-grid.c: numpy's array of axes: @items is a list, or a list of lists where @nested. Takes @items
 * over. */
CrObject cr_plot_new_grid (CrInterp *interp, CrSequence *items, gboolean nested);

G_END_DECLS
