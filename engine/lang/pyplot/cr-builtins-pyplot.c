/* matplotlib.pyplot: every call is handed to the observer as it stands; nothing is drawn here. Figures and axes are
 * made in cr-builtins-pyplot-figure.c. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Tells the observer of a call. @self is the axes whose method it is, a figure, or UNSET for plt itself. */
static gboolean
tell (CrInterp *interp, CrObject self, const char *name, const CrCallArgs *args)
{
  const char *prefix = !cr_object_is_set (self) ? "" : cr_plot_is_axes (self) ? "ax." : "fig.";
  g_autofree char *full_name = g_strconcat (prefix, name, NULL);
  return cr_plot_tell (interp, full_name, cr_plot_find_axes (interp, self), args);
}

/* The axes that a call draws into, owned. */
static CrObject
get_axes (CrInterp *interp, CrObject self)
{
  return cr_plot_is_axes (self) ? cr_object_ref (self) : cr_plot_get_current_axes (interp, self, NULL);
}

/* What a call drew is kept with its axes, for legends and for what scripts do to it later. */
static void
keep (CrInterp *interp, CrObject self, CrPlotGives gives, const CrCallArgs *args, CrObject result)
{
  gboolean draws = gives == CR_PLOT_GIVES_LINES || gives == CR_PLOT_GIVES_LINE || gives == CR_PLOT_GIVES_POINTS
                   || gives == CR_PLOT_GIVES_FILL || gives == CR_PLOT_GIVES_BARS || gives == CR_PLOT_GIVES_HISTOGRAM
                   || gives == CR_PLOT_GIVES_ERRORBAR || gives == CR_PLOT_GIVES_STEMS || gives == CR_PLOT_GIVES_SPAN
                   || gives == CR_PLOT_GIVES_SEGMENTS || gives == CR_PLOT_GIVES_POLYGONS
                   || gives == CR_PLOT_GIVES_STACKS;
  if (!draws || !cr_object_is_set (result))
    return;
  CrObject axes = get_axes (interp, self);
  cr_plot_keep (interp, axes, gives, args, result);
  cr_object_unref (axes);
}

static CrObject
plot (CrInterp *interp, CrObject self, const char *name, CrPlotGives gives, const CrCallArgs *args)
{
  guint n;
  if (!cr_plot_check_plottable (interp, args->values, args->n_positional)
      || !cr_plot_check (interp, gives, name, args, &n) || !cr_plot_check_values (interp, name, args)
      || !tell (interp, self, name, args))
    return CR_UNSET;
  CrObject result = cr_plot_make_result (interp, gives, args, n);
  keep (interp, self, gives, args, result);
  return result;
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
  CR_PLOT (hist2d, HISTOGRAM_2D)                                                                                       \
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
  CR_PLOT (grid, NONE)                                                                                                 \
  CR_PLOT (tick_params, NONE)                                                                                          \
  CR_PLOT (margins, NONE)                                                                                              \
  CR_PLOT (matshow, IMAGE)                                                                                             \
  CR_PLOT (pcolor, MESH)                                                                                               \
  CR_PLOT (stem, STEMS)                                                                                                \
  CR_PLOT (fill, POLYGONS)                                                                                             \
  CR_PLOT (fill_betweenx, FILL)                                                                                        \
  CR_PLOT (stackplot, STACKS)                                                                                          \
  CR_PLOT (arrow, NONE)                                                                                                \
  CR_PLOT (box, NONE)

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
  CR_PLOT (supxlabel, SUPTITLE)                                                                                        \
  CR_PLOT (supylabel, SUPTITLE)                                                                                        \
  CR_PLOT (set_size_inches, NONE)                                                                                      \
  CR_PLOT (clim, NONE)                                                                                                 \
  CR_PLOT (pause, NONE)                                                                                                \
  CR_PLOT (ion, NONE)                                                                                                  \
  CR_PLOT (ioff, NONE)

/* What axes alone have. */
#define CR_AXES_CALLS                                                                                                  \
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
  CR_PLOT (set_axis_on, NONE)                                                                                          \
  CR_PLOT (set_xbound, X_LIMITS)                                                                                       \
  CR_PLOT (set_ybound, Y_LIMITS)                                                                                       \
  CR_PLOT (set_xmargin, NONE)                                                                                          \
  CR_PLOT (set_ymargin, NONE)                                                                                          \
  CR_PLOT (label_outer, NONE)                                                                                          \
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

static CrObject
plot_legend (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject legend = plot (interp, self, "legend", CR_PLOT_GIVES_LEGEND, args);
  if (!cr_object_is_set (legend) || cr_plot_tell_handles (interp, self, args))
    return legend;
  cr_object_unref (legend);
  return CR_UNSET;
}

static CrObject
plot_cla (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject axes = get_axes (interp, self);
  cr_plot_forget_artists (interp, axes);
  cr_object_unref (axes);
  return plot (interp, self, "cla", CR_PLOT_GIVES_NONE, args);
}

/* ax.set (title="...", xlim=(0, 1)): what the call itself does not stand for is done by its own method. */
static CrObject
plot_set (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const whole[]
      = { "title", "xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale", "aspect", NULL };
  for (guint i = 0; i < args->n_keywords; i++)
    {
      g_autofree char *name = g_strconcat ("set_", args->keywords[i], NULL);
      const CrBuiltinRow *row = cr_plot_axes_rows;
      while (row->name && strcmp (row->name, name) != 0)
        row++;
      if (row->name == NULL)
        return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "AxesSubplot.set() got an unexpected keyword argument '%s'",
                                args->keywords[i]);
      if (g_strv_contains (whole, args->keywords[i]))
        continue;
      CrCallArgs one = { args->values + args->n_positional + i, 1, 0, NULL };
      CrObject done = row->call (interp, self, &one);
      if (!cr_object_is_set (done))
        return CR_UNSET;
      cr_object_unref (done);
    }
  return plot (interp, self, "set", CR_PLOT_GIVES_NONE, args);
}

static CrObject
plot_show (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean fine = tell (interp, self, "show", args);
  cr_plot_forget_figures (interp);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
plot_clf (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean fine = tell (interp, self, "clf", args);
  cr_plot_clear_figure (interp);
  return fine ? CR_NONE : CR_UNSET;
}

/* Said once, and the run goes on. */
static CrObject
warn_once (CrInterp *interp, const char *name, gboolean is_drawn)
{
  g_autofree char *key = g_strconcat ("left out ", name, NULL);
  if (cr_plot_get_number (interp, key) == 0)
    {
      g_autofree char *message
          = g_strdup_printf (is_drawn ? _ ("%s() changes nothing here: how plots look follows the theme")
                                      : _ ("%s() is not drawn here; the rest of the figure is shown without it"),
                             name);
      cr_plot_set_number (interp, key, 1);
      cr_interp_warn (interp, "UserWarning", message);
    }
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

/* What matplotlib has and the program cannot draw. */
static CrObject
leave_out (CrInterp *interp, const char *name)
{
  return warn_once (interp, name, FALSE);
}

#define CR_LEFT_OUT                                                                                                    \
  CR_PLOT (pie, NONE)                                                                                                  \
  CR_PLOT (boxplot, NONE)                                                                                              \
  CR_PLOT (violinplot, NONE)                                                                                           \
  CR_PLOT (hexbin, NONE)                                                                                               \
  CR_PLOT (streamplot, NONE)                                                                                           \
  CR_PLOT (tripcolor, NONE)                                                                                            \
  CR_PLOT (tricontour, NONE)                                                                                           \
  CR_PLOT (tricontourf, NONE)                                                                                          \
  CR_PLOT (triplot, NONE)                                                                                              \
  CR_PLOT (eventplot, NONE)                                                                                            \
  CR_PLOT (broken_barh, NONE)                                                                                          \
  CR_PLOT (barbs, NONE)                                                                                                \
  CR_PLOT (polar, NONE)                                                                                                \
  CR_PLOT (specgram, NONE)                                                                                             \
  CR_PLOT (psd, NONE)                                                                                                  \
  CR_PLOT (spy, NONE)                                                                                                  \
  CR_PLOT (table, NONE)                                                                                                \
  CR_PLOT (clabel, NONE)                                                                                               \
  CR_PLOT (bar_label, NONE)                                                                                            \
  CR_PLOT (axline, NONE)                                                                                               \
  CR_PLOT (secondary_xaxis, NONE)                                                                                      \
  CR_PLOT (secondary_yaxis, NONE)                                                                                      \
  CR_PLOT (add_patch, NONE)                                                                                            \
  CR_PLOT (add_collection, NONE)                                                                                       \
  CR_PLOT (plot_surface, NONE)                                                                                         \
  CR_PLOT (plot_wireframe, NONE)                                                                                       \
  CR_PLOT (plot3D, NONE)                                                                                               \
  CR_PLOT (scatter3D, NONE)

#define CR_PLOT(name, gives)                                                                                           \
  static CrObject plot_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return leave_out (interp, #name);                                                                                  \
  }
CR_LEFT_OUT
#undef CR_PLOT

/* How numbers and frames look is the program's matter. */
#define CR_THEMED                                                                                                      \
  CR_PLOT (minorticks_on, NONE)                                                                                        \
  CR_PLOT (minorticks_off, NONE)                                                                                       \
  CR_PLOT (locator_params, NONE)                                                                                       \
  CR_PLOT (ticklabel_format, NONE)                                                                                     \
  CR_PLOT (set_facecolor, NONE)                                                                                        \
  CR_PLOT (set_axisbelow, NONE)                                                                                        \
  CR_PLOT (autofmt_xdate, NONE)                                                                                        \
  CR_PLOT (rc, NONE)

#define CR_PLOT(name, gives)                                                                                           \
  static CrObject plot_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return warn_once (interp, #name, TRUE);                                                                            \
  }
CR_THEMED
#undef CR_PLOT

/* What happens here without being asked for. */
static CrObject
do_nothing (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

#define CR_SILENT                                                                                                      \
  { "draw", 0, -1, "*", do_nothing }, { "autoscale", 0, -1, "*", do_nothing },                                         \
      { "autoscale_view", 0, -1, "*", do_nothing }, { "relim", 0, -1, "*", do_nothing },                               \
      { "set_dpi", 0, -1, "*", do_nothing }, { "set_tight_layout", 0, -1, "*", do_nothing },

static CrObject
refuse_saving (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("savefig() is not available: scripts here write no files; export the plot from the "
                             "window or with “chainrule render --plots”"));
}

/* A colour map is its name. */
static CrObject
get_map (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (args->values[0]);
}

#define CR_PLOT(name, gives) { #name, 0, -1, "*", plot_##name },

static const CrBuiltinRow pyplot_rows[] = {
  CR_BOTH_CALLS CR_PYPLOT_CALLS CR_LEFT_OUT CR_THEMED CR_SILENT{ "axis", 0, -1, "*", plot_axis },
  { "twinx", 0, 1, "*", cr_plot_twin_x },
  { "twiny", 0, 1, "*", cr_plot_twin_y },
  { "axes", 0, 1, "*", cr_plot_add_axes },
  { "subplot2grid", 2, 4, "*", cr_plot_subplot2grid },
  { "show", 0, -1, "*", plot_show },
  { "close", 0, 1, "*", cr_plot_close },
  { "clf", 0, 0, NULL, plot_clf },
  { "savefig", 0, -1, "*", refuse_saving },
  { "figure", 0, -1, "*", cr_plot_new_figure },
  { "subplots", 0, 2, "*", cr_plot_new_subplots },
  { "subplot", 0, 3, "*", cr_plot_new_subplot },
  { "gca", 0, 0, NULL, cr_plot_get_current_axes },
  { "gcf", 0, 0, NULL, cr_plot_get_current_figure },
  { "sca", 1, 1, NULL, cr_plot_choose_axes },
  { "cla", 0, 0, NULL, plot_cla },
  { "legend", 0, -1, "*", plot_legend },
  { "GridSpec", 2, 2, "*", cr_plot_new_grid_spec },
  { "setp", 1, 1, "*", cr_plot_set_properties },
  { "get_cmap", 1, 2, "*", get_map },
  { NULL },
};

const CrBuiltinRow cr_plot_axes_rows[] = {
  CR_BOTH_CALLS CR_AXES_CALLS CR_LEFT_OUT CR_THEMED CR_SILENT{ "axis", 0, -1, "*", plot_axis },
  { "twinx", 0, 0, NULL, cr_plot_twin_x },
  { "twiny", 0, 0, NULL, cr_plot_twin_y },
  { "cla", 0, 0, NULL, plot_cla },
  { "clear", 0, 0, NULL, plot_cla },
  { "legend", 0, -1, "*", plot_legend },
  { "set", 0, 0, "*", plot_set },
  { "get_lines", 0, 0, NULL, cr_plot_get_lines },
  { "get_legend_handles_labels", 0, 0, NULL, cr_plot_get_handles },
  { "__repr__", 0, 0, NULL, cr_plot_axes_repr },
  { "get_figure", 0, 0, NULL, cr_plot_get_current_figure },
  { NULL },
};

const CrBuiltinRow cr_plot_figure_rows[] = {
  { "__repr__", 0, 0, NULL, cr_plot_figure_repr },
  { "__str__", 0, 0, NULL, cr_plot_figure_str },
  { "suptitle", 0, -1, "*", plot_suptitle },
  { "supxlabel", 0, -1, "*", plot_supxlabel },
  { "supylabel", 0, -1, "*", plot_supylabel },
  { "text", 0, -1, "*", plot_text },
  { "add_axes", 1, 1, "*", cr_plot_add_axes },
  { "set_size_inches", 1, 2, "*", plot_set_size_inches },
  { "set_dpi", 1, 1, "*", do_nothing },
  { "set_tight_layout", 1, 1, "*", do_nothing },
  { "autofmt_xdate", 0, -1, "*", plot_autofmt_xdate },
  { "set_facecolor", 0, -1, "*", plot_set_facecolor },
  { "add_gridspec", 0, 2, "*", cr_plot_new_grid_spec },
  { "tight_layout", 0, -1, "*", plot_tight_layout },
  { "subplots_adjust", 0, -1, "*", plot_subplots_adjust },
  { "colorbar", 0, -1, "*", plot_colorbar },
  { "legend", 0, -1, "*", plot_legend },
  { "add_subplot", 0, 3, "*", cr_plot_add_subplot },
  { "subplots", 0, 2, "*", cr_plot_new_subplots },
  { "gca", 0, 0, NULL, cr_plot_get_current_axes },
  { "savefig", 0, -1, "*", refuse_saving },
  { "show", 0, -1, "*", plot_show },
  { "clf", 0, 0, NULL, plot_clf },
  { NULL },
};
#undef CR_PLOT

static CrObject
use_style (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return warn_once (interp, "style.use", TRUE);
}

static const CrBuiltinRow style_rows[] = { { "use", 1, 1, "*", use_style }, { NULL } };

CrModuleObject *
cr_builtins_make_gridspec (CrInterp *interp, const char *name)
{
  static const CrBuiltinRow rows[] = { { "GridSpec", 2, 2, "*", cr_plot_new_grid_spec }, { NULL } };
  return cr_module_object_new (interp, name, rows);
}

/* plt.cm.viridis */
static CrObject
new_maps (CrInterp *interp)
{
  CrModuleObject *module = cr_module_object_new (interp, "matplotlib.cm", NULL);
  const char *const *names = cr_plot_get_map_names ();
  for (guint i = 0; names[i]; i++)
    {
      g_autofree char *turned = g_strconcat (names[i], "_r", NULL);
      cr_module_object_set (module, names[i], cr_str_new (interp->heap, names[i], -1));
      cr_module_object_set (module, turned, cr_str_new (interp->heap, turned, -1));
    }
  return cr_object_from_cell (module);
}

CrModuleObject *
cr_builtins_make_pyplot (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, pyplot_rows);
  cr_module_object_set (module, "style",
                        cr_object_from_cell (cr_module_object_new (interp, "matplotlib.style", style_rows)));
  CrObject params = cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT));
  cr_plot_set_hidden (interp, "rcParams", cr_object_ref (params));
  cr_module_object_set (module, "rcParams", params);
  cr_module_object_set (module, "cm", new_maps (interp));
  return module;
}
