/* What plotting calls give back: lines, texts, containers and grids of axes, which print as matplotlib's do and can be
 * passed on; what is drawn stands in the recorded calls alone. */

#include "cr-builtins-pyplot-private.h"

#include <string.h>

#define MAX_BARS 10000 /* that scripts can take one by one */

/* Kept beside the module's names, under names that no script can write. */
static CrDict *
get_state (CrInterp *interp)
{
  CrObject state = cr_dict_get_text (interp->modules, "matplotlib.pyplot ");
  if (cr_object_is_set (state))
    return cr_object_dict (state);
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (interp->modules, "matplotlib.pyplot ", cr_object_from_cell (dict));
  return dict;
}

CrObject
cr_plot_get_hidden (CrInterp *interp, const char *name)
{
  return cr_object_ref (cr_dict_get_text (get_state (interp), name));
}

void
cr_plot_set_hidden (CrInterp *interp, const char *name, CrObject value)
{
  cr_dict_set_text (get_state (interp), name, value);
}

gint64
cr_plot_get_number (CrInterp *interp, const char *name)
{
  CrObject value = cr_dict_get_text (get_state (interp), name);
  return value.kind == CR_OBJECT_INT ? value.u.integer : 0;
}

void
cr_plot_set_number (CrInterp *interp, const char *name, gint64 value)
{
  cr_plot_set_hidden (interp, name, cr_object_int (value));
}

CrClass *
cr_plot_get_class (CrInterp *interp, const char *type, const CrBuiltinRow *rows)
{
  CrObject known = cr_dict_get_text (get_state (interp), type);
  if (cr_object_is_set (known))
    return (CrClass *)known.u.cell;
  CrClass *class_ = cr_class_new (interp->heap, type, interp->types[CR_OBJECT_INSTANCE]);
  if (rows)
    cr_class_add_methods (class_, rows);
  cr_plot_set_hidden (interp, type, cr_object_from_cell (class_));
  return class_;
}

CrObject
cr_plot_new_instance (CrInterp *interp, CrClass *type)
{
  CrObject object = cr_interp_new_instance (interp, type);
  ((CrInstance *)object.u.cell)->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  return object;
}

/* Text(x, y, 's') */
/* Text that a call of @name sets anew. Takes @text over. */
static CrObject
set_retold (CrInterp *interp, CrObject text, const char *name)
{
  if (cr_object_is_set (text))
    cr_dict_set_text (((CrInstance *)text.u.cell)->attributes, "_retold", cr_str_new (interp->heap, name, -1));
  return text;
}

static CrObject
new_text (CrInterp *interp, const char *x, const char *y, CrObject text)
{
  CrObject string = cr_object_is_set (text) ? cr_interp_str (interp, text) : cr_str_new (interp->heap, "", 0);
  if (!cr_object_is_set (string))
    return CR_UNSET;
  CrObject repr = cr_interp_repr (interp, string);
  CrObject object = cr_plot_new_shown (interp, "matplotlib.text.Text",
                                       g_strdup_printf ("Text(%s, %s, %s)", x, y, cr_object_text (repr)));
  cr_object_unref (repr);
  cr_object_unref (string);
  return object;
}

static CrObject
new_text_at (CrInterp *interp, CrObject x, CrObject y, CrObject text)
{
  CrObject a = cr_interp_repr (interp, x), b = cr_object_is_set (a) ? cr_interp_repr (interp, y) : CR_UNSET;
  CrObject object = cr_object_is_set (b) ? new_text (interp, cr_object_text (a), cr_object_text (b), text) : CR_UNSET;
  cr_object_unref (a);
  cr_object_unref (b);
  return object;
}

/* annotate ("text", (x, y)) */
static CrObject
new_note (CrInterp *interp, const CrCallArgs *args)
{
  CrObject xy = cr_call_args_at (args, 1, "xy");
  if (!cr_object_is_sequence (xy) || cr_object_sequence (xy)->n != 2)
    return new_text (interp, "0", "0", cr_call_args_at (args, 0, "text"));
  return new_text_at (interp, cr_object_sequence (xy)->items[0], cr_object_sequence (xy)->items[1],
                      cr_call_args_at (args, 0, "text"));
}

CrObject
cr_plot_new_list (CrInterp *interp, const char *type, guint n)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, n);
  for (guint i = 0; i < n; i++)
    list->items[i] = cr_plot_new_artist (interp, type, i);
  return cr_object_from_cell (list);
}

CrObject
cr_plot_new_bars (CrInterp *interp, guint n)
{
  return cr_plot_new_shown (interp, "matplotlib.container.BarContainer",
                            g_strdup_printf ("<BarContainer object of %u artists>", n));
}

/* What @args set of an axis' two limits, else what they were. */
static CrObject
new_limits (CrInterp *interp, const CrCallArgs *args, const char *low_name, const char *high_name, const char *axis)
{
  CrObject low = cr_call_args_at (args, 0, low_name), high = cr_call_args_at (args, 1, high_name);
  CrObject known = cr_plot_get_hidden (interp, axis);
  double limits[] = { 0, 1 };
  if (cr_object_is_sequence (low) && cr_object_sequence (low)->n == 2)
    {
      high = cr_object_sequence (low)->items[1];
      low = cr_object_sequence (low)->items[0];
    }
  CrObject wanted[] = { low, high };
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  for (guint i = 0; i < 2; i++)
    {
      if (known.kind == CR_OBJECT_TUPLE)
        limits[i] = cr_object_sequence (known)->items[i].u.number;
      if (wanted[i].kind == CR_OBJECT_TENSOR || wanted[i].kind == CR_OBJECT_ARRAY || cr_object_is_number (wanted[i]))
        cr_interp_to_double (interp, wanted[i], &limits[i]);
      pair->items[i] = cr_object_float (limits[i]);
    }
  cr_object_unref (known);
  cr_plot_set_hidden (interp, axis, cr_object_ref (cr_object_from_cell (pair)));
  return cr_object_from_cell (pair);
}

/* axis ([x0, x1, y0, y1]) */
static CrObject
new_four_limits (CrInterp *interp, const CrCallArgs *args)
{
  static const char *const axes[] = { "x limits", "y limits" };
  CrObject given = cr_call_args_at (args, 0, "arg");
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 4);
  for (guint i = 0; i < 2; i++)
    {
      gboolean has = cr_object_is_sequence (given) && cr_object_sequence (given)->n == 4;
      CrCallArgs part = { has ? cr_object_sequence (given)->items + 2 * i : NULL, has ? 2 : 0, 0, NULL };
      CrObject pair = new_limits (interp, &part, "", "", axes[i]);
      for (guint k = 0; k < 2; k++)
        all->items[2 * i + k] = cr_object_sequence (pair)->items[k];
      cr_object_unref (pair);
    }
  return cr_object_from_cell (all);
}

/* xticks: (ticks, texts) */
static CrObject
new_tick_labels (CrInterp *interp, const CrCallArgs *args)
{
  gsize n = 0;
  g_autofree double *ticks = cr_plot_numbers (interp, cr_call_args_at (args, 0, "ticks"), &n);
  CrObject labels = cr_call_args_at (args, 1, "labels");
  gboolean has_labels = cr_object_is_sequence (labels) && cr_object_sequence (labels)->n == n;
  CrSequence *texts = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)n);
  for (gsize i = 0; i < n; i++)
    {
      char at[G_ASCII_DTOSTR_BUF_SIZE];
      g_ascii_formatd (at, sizeof at, "%.12g", ticks[i]);
      texts->items[i] = new_text (interp, at, "0", has_labels ? cr_object_sequence (labels)->items[i] : CR_UNSET);
    }
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = cr_plot_new_list (interp, "matplotlib.axis.XTick", (guint)n);
  pair->items[1] = cr_object_from_cell (texts);
  return cr_object_from_cell (pair);
}

void
cr_plot_set_heights (CrInterp *interp, CrObject bars, const double *heights, gsize n)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (gsize i = 0; i < n; i++)
    {
      CrObject bar = cr_plot_new_artist (interp, "matplotlib.patches.Rectangle", 0);
      cr_plot_set_own_number (bar, "_bar", (gint64)i);
      cr_dict_set_text (((CrInstance *)bar.u.cell)->attributes, "_height", cr_object_float (heights[i]));
      cr_sequence_append (list, bar);
    }
  cr_dict_set_text (((CrInstance *)bars.u.cell)->attributes, "patches", cr_object_from_cell (list));
}

/* bar (x, height), barh (y, width) */
static CrObject
new_bars (CrInterp *interp, const CrCallArgs *args, guint n)
{
  gsize n_heights = 0;
  CrObject lengths = cr_call_args_at (args, 1, "height");
  lengths = cr_object_is_set (lengths) ? lengths : cr_call_args_get (args, "width");
  g_autofree double *heights = cr_plot_numbers (interp, lengths, &n_heights);
  CrObject bars = cr_plot_new_bars (interp, n > 0 ? n : (guint)n_heights);
  if (heights && n_heights <= MAX_BARS)
    cr_plot_set_heights (interp, bars, heights, n_heights);
  return bars;
}

static CrObject
get_text_arg (const CrCallArgs *args, const char *keyword)
{
  CrObject text = cr_call_args_at (args, 0, keyword);
  return cr_object_is_set (text) ? text : cr_call_args_get (args, "label");
}

CrObject
cr_plot_make_result (CrInterp *interp, CrPlotGives gives, const CrCallArgs *args, guint n)
{
  static const struct
  {
    CrPlotGives gives;
    const char *type;
  } types[] = {
    { CR_PLOT_GIVES_LINE, "matplotlib.lines.Line2D" },
    { CR_PLOT_GIVES_POINTS, "matplotlib.collections.PathCollection" },
    { CR_PLOT_GIVES_FILL, "matplotlib.collections.PolyCollection" },
    { CR_PLOT_GIVES_SEGMENTS, "matplotlib.collections.LineCollection" },
    { CR_PLOT_GIVES_IMAGE, "matplotlib.image.AxesImage" },
    { CR_PLOT_GIVES_CONTOURS, "matplotlib.contour.QuadContourSet" },
    { CR_PLOT_GIVES_MESH, "matplotlib.collections.QuadMesh" },
    { CR_PLOT_GIVES_SPAN, "matplotlib.patches.Polygon" },
    { CR_PLOT_GIVES_COLORBAR, "matplotlib.colorbar.Colorbar" },
    { CR_PLOT_GIVES_LEGEND, "matplotlib.legend.Legend" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].gives == gives)
      return cr_plot_new_artist (interp, types[i].type, 0);
  switch (gives)
    {
    case CR_PLOT_GIVES_LINES:
      return cr_plot_new_list (interp, "matplotlib.lines.Line2D", n);
    case CR_PLOT_GIVES_BARS:
      return new_bars (interp, args, n);
    case CR_PLOT_GIVES_HISTOGRAM:
      return cr_plot_new_histogram (interp, args);
    case CR_PLOT_GIVES_HISTOGRAM_2D:
      return cr_plot_new_histogram_2d (interp, args);
    case CR_PLOT_GIVES_ERRORBAR:
      return cr_plot_new_shown (interp, "matplotlib.container.ErrorbarContainer",
                                g_strdup ("<ErrorbarContainer object of 3 artists>"));
    case CR_PLOT_GIVES_STEMS:
      return cr_plot_new_shown (interp, "matplotlib.container.StemContainer",
                                g_strdup ("<StemContainer object of 3 artists>"));
    case CR_PLOT_GIVES_POLYGONS:
      return cr_plot_new_list (interp, "matplotlib.patches.Polygon", (args->n_positional + 1) / 2);
    case CR_PLOT_GIVES_STACKS:
      return cr_plot_new_list (interp, "matplotlib.collections.PolyCollection",
                               args->n_positional > 0 ? args->n_positional - 1 : 0);
    case CR_PLOT_GIVES_TITLE:
      return set_retold (interp, new_text (interp, "0.5", "1.0", get_text_arg (args, "label")), "ax.set_title");
    case CR_PLOT_GIVES_SUPTITLE:
      return set_retold (interp, new_text (interp, "0.5", "0.98", get_text_arg (args, "t")), "fig.suptitle");
    case CR_PLOT_GIVES_X_LABEL:
      return set_retold (interp, new_text (interp, "0.5", "0", get_text_arg (args, "xlabel")), "ax.set_xlabel");
    case CR_PLOT_GIVES_Y_LABEL:
      return set_retold (interp, new_text (interp, "0", "0.5", get_text_arg (args, "ylabel")), "ax.set_ylabel");
    case CR_PLOT_GIVES_TEXT:
      return new_text_at (interp, cr_call_args_at (args, 0, "x"), cr_call_args_at (args, 1, "y"),
                          cr_call_args_at (args, 2, "s"));
    case CR_PLOT_GIVES_NOTE:
      return new_note (interp, args);
    case CR_PLOT_GIVES_X_LIMITS:
      return new_limits (interp, args, "left", "right", "x limits");
    case CR_PLOT_GIVES_Y_LIMITS:
      return new_limits (interp, args, "bottom", "top", "y limits");
    case CR_PLOT_GIVES_LIMITS:
      return new_four_limits (interp, args);
    case CR_PLOT_GIVES_TICKS:
      return cr_plot_new_list (interp, "matplotlib.axis.XTick", n);
    case CR_PLOT_GIVES_TICK_LABELS:
      return new_tick_labels (interp, args);
    default:
      return CR_NONE;
    }
}
