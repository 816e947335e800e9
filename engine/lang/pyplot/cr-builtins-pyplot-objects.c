/* What plotting calls give back: lines, texts, containers and grids of axes, which print as matplotlib's do and can be
 * passed on; what is drawn stands in the recorded calls alone. */

#include "cr-builtins-pyplot-private.h"

#include <string.h>

#define MAX_BINS 10000
#define USUAL_BINS 10

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

static CrObject
shown_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject text = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, "_shown");
  return cr_object_is_set (text) ? cr_object_ref (text) : cr_str_new (interp->heap, "", 0);
}

/* Styling a line or a text after the fact changes nothing that is recorded. */
static CrObject
do_nothing (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static const CrBuiltinRow shown_rows[] = {
  { "__repr__", 0, 0, NULL, shown_repr },      { "set_color", 0, -1, "*", do_nothing },
  { "set_linewidth", 0, -1, "*", do_nothing }, { "set_alpha", 0, -1, "*", do_nothing },
  { "set_rotation", 0, -1, "*", do_nothing },  { "set_fontsize", 0, -1, "*", do_nothing },
  { "set_visible", 0, -1, "*", do_nothing },   { NULL },
};

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

CrObject
cr_plot_new_object (CrInterp *interp, const char *type)
{
  /* All but __repr__. */
  return cr_plot_new_instance (interp, cr_plot_get_class (interp, type, shown_rows + 1));
}

CrObject
cr_plot_new_shown (CrInterp *interp, const char *type, char *text)
{
  CrObject object = cr_plot_new_instance (interp, cr_plot_get_class (interp, type, shown_rows));
  cr_dict_set_text (((CrInstance *)object.u.cell)->attributes, "_shown", cr_str_new (interp->heap, text, -1));
  g_free (text);
  return object;
}

/* Text(x, y, 's') */
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

static CrObject
new_list (CrInterp *interp, const char *type, guint n)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, n);
  for (guint i = 0; i < n; i++)
    list->items[i] = cr_plot_new_object (interp, type);
  return cr_object_from_cell (list);
}

static CrObject
new_bars (CrInterp *interp, guint n)
{
  return cr_plot_new_shown (interp, "matplotlib.container.BarContainer",
                            g_strdup_printf ("<BarContainer object of %u artists>", n));
}

static CrObject
new_array (CrInterp *interp, const double *numbers, gsize n)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)n);
  CrDtype dtype = CR_DTYPE_FLOAT64;
  for (gsize i = 0; i < n; i++)
    list->items[i] = cr_object_float (numbers[i]);
  CrTensor *tensor = cr_interp_make_tensor (interp, cr_object_from_cell (list), &dtype);
  cr_cell_unref (list);
  return tensor ? (CrObject){ CR_OBJECT_ARRAY, { .tensor = tensor } } : CR_UNSET;
}

/* The edges of hist's bins: given, or so many of equal width from the least to the greatest. */
static double *
make_edges (CrInterp *interp, const CrCallArgs *args, const double *numbers, gsize n, gsize *n_bins)
{
  CrObject bins = cr_call_args_at (args, 1, "bins");
  if (cr_object_is_set (bins) && bins.kind != CR_OBJECT_NONE && !cr_object_is_integer (bins))
    {
      double *given = cr_plot_numbers (interp, bins, n_bins);
      *n_bins = given && *n_bins > 0 ? *n_bins - 1 : 0;
      return given;
    }
  double low = n ? numbers[0] : 0, high = n ? numbers[0] : 1;
  for (gsize i = 0; i < n; i++)
    {
      low = MIN (low, numbers[i]);
      high = MAX (high, numbers[i]);
    }
  if (low == high)
    {
      low -= 0.5;
      high += 0.5;
    }
  *n_bins = cr_object_is_integer (bins) ? (gsize)CLAMP (bins.u.integer, 1, MAX_BINS) : USUAL_BINS;
  double *edges = g_new (double, *n_bins + 1);
  for (gsize i = 0; i <= *n_bins; i++)
    edges[i] = i == *n_bins ? high : low + (high - low) / (double)*n_bins * (double)i;
  return edges;
}

/* hist: (counts, edges, bars) */
static CrObject
new_histogram (CrInterp *interp, const CrCallArgs *args)
{
  gsize n = 0, n_bins = 0;
  g_autofree double *numbers = cr_plot_numbers (interp, cr_call_args_at (args, 0, "x"), &n);
  g_autofree double *edges = make_edges (interp, args, numbers, n, &n_bins);
  g_autofree double *counts = g_new0 (double, MAX (n_bins, 1));
  double total = 0;
  for (gsize i = 0; edges && i < n; i++)
    for (gsize bin = 0; bin < n_bins; bin++)
      if (numbers[i] >= edges[bin]
          && (numbers[i] < edges[bin + 1] || (bin + 1 == n_bins && numbers[i] == edges[n_bins])))
        {
          counts[bin]++;
          total++;
          break;
        }
  CrObject density = cr_call_args_at (args, 3, "density");
  if (cr_object_is_set (density) && cr_interp_truth (interp, density) > 0)
    for (gsize bin = 0; bin < n_bins; bin++)
      counts[bin] /= total * (edges[bin + 1] - edges[bin]);
  CrSequence *result = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 3);
  result->items[0] = new_array (interp, counts, n_bins);
  result->items[1] = new_array (interp, edges, edges ? n_bins + 1 : 0);
  result->items[2] = new_bars (interp, (guint)n_bins);
  return cr_object_from_cell (result);
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
  pair->items[0] = new_list (interp, "matplotlib.axis.XTick", (guint)n);
  pair->items[1] = cr_object_from_cell (texts);
  return cr_object_from_cell (pair);
}

/* Owned, for scripts may put anything in its place, even while it is in use. UNSET with an exception pending if they
 * have put something else than a list. */
static CrObject
grid_items (CrInterp *interp, CrObject self)
{
  CrObject items = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, "_items");
  if (items.kind == CR_OBJECT_LIST)
    return cr_object_ref (items);
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '_items'",
                          cr_interp_type_name (interp, self));
}

static CrObject
grid_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrIterator *iterator = cr_object_is_set (items) ? cr_interp_iterate (interp, items) : NULL;
  cr_object_unref (items);
  return iterator ? cr_object_from_cell (iterator) : CR_UNSET;
}

static CrObject
grid_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrObject length = cr_object_is_set (items) ? cr_object_int (cr_object_sequence (items)->n) : CR_UNSET;
  cr_object_unref (items);
  return length;
}

static CrObject
get_grid_item (CrInterp *interp, CrObject items, CrObject index)
{
  if (!cr_object_is_tuple (index) || cr_object_sequence (index)->n != 2)
    {
      CrObject found = cr_interp_get_item (interp, items, index);
      gboolean is_row = found.kind == CR_OBJECT_LIST;
      if (!is_row)
        return found;
      CrSequence *row = cr_object_sequence (found);
      gboolean nested = row->n > 0 && row->items[0].kind == CR_OBJECT_LIST;
      return cr_plot_new_grid (interp, row, nested);
    }
  CrObject row_index = cr_object_sequence (index)->items[0], column = cr_object_sequence (index)->items[1];
  CrObject rows = cr_interp_get_item (interp, items, row_index);
  if (!cr_object_is_set (rows) || row_index.kind != CR_OBJECT_SLICE)
    {
      CrObject found = cr_object_is_set (rows) ? cr_interp_get_item (interp, rows, column) : CR_UNSET;
      cr_object_unref (rows);
      return found.kind == CR_OBJECT_LIST ? cr_plot_new_grid (interp, cr_object_sequence (found), FALSE) : found;
    }
  CrSequence *picked = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < cr_object_sequence (rows)->n && !cr_interp_is_raised (interp); i++)
    {
      CrObject found = cr_interp_get_item (interp, cr_object_sequence (rows)->items[i], column);
      if (cr_object_is_set (found))
        cr_sequence_append (picked, found);
    }
  cr_object_unref (rows);
  if (cr_interp_is_raised (interp))
    {
      cr_cell_unref (picked);
      return CR_UNSET;
    }
  return cr_plot_new_grid (interp, picked, FALSE);
}

/* axes[i], axes[i, j], axes[i][j], axes[:, j] */
static CrObject
grid_get_item (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrObject found = cr_object_is_set (items) ? get_grid_item (interp, items, args->values[0]) : CR_UNSET;
  cr_object_unref (items);
  return found;
}

static CrObject
grid_flat (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject object = grid_items (interp, self);
  if (!cr_object_is_set (object))
    return CR_UNSET;
  CrSequence *items = cr_object_sequence (object);
  CrSequence *flat = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < items->n; i++)
    if (items->items[i].kind != CR_OBJECT_LIST)
      cr_sequence_append (flat, cr_object_ref (items->items[i]));
    else
      for (guint k = 0; k < cr_object_sequence (items->items[i])->n; k++)
        cr_sequence_append (flat, cr_object_ref (cr_object_sequence (items->items[i])->items[k]));
  cr_object_unref (object);
  return cr_plot_new_grid (interp, flat, FALSE);
}

static CrObject
grid_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrObject inner = cr_object_is_set (items) ? cr_interp_repr (interp, items) : CR_UNSET;
  cr_object_unref (items);
  if (!cr_object_is_set (inner))
    return CR_UNSET;
  g_auto (GStrv) rows = g_strsplit (cr_object_text (inner), "], [", -1);
  g_autofree char *lines = g_strjoinv ("],\n       [", rows);
  cr_object_unref (inner);
  return cr_str_new_printf (interp->heap, "array(%s, dtype=object)", lines);
}

static const CrBuiltinRow grid_rows[] = {
  { "__iter__", 0, 0, NULL, grid_iter },
  { "__len__", 0, 0, NULL, grid_len },
  { "__getitem__", 1, 1, NULL, grid_get_item },
  { "__repr__", 0, 0, NULL, grid_repr },
  { "ravel", 0, 0, NULL, grid_flat },
  { "flatten", 0, 0, NULL, grid_flat },
  { NULL },
};

CrObject
cr_plot_new_grid (CrInterp *interp, CrSequence *items, gboolean nested)
{
  CrObject grid = cr_plot_new_instance (interp, cr_plot_get_class (interp, "numpy.ndarray", grid_rows));
  CrDict *attributes = ((CrInstance *)grid.u.cell)->attributes;
  CrSequence *shape = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, nested ? 2 : 1);
  guint columns = nested && items->n ? cr_object_sequence (items->items[0])->n : 0;
  shape->items[0] = cr_object_int (items->n);
  if (nested)
    shape->items[1] = cr_object_int (columns);
  cr_dict_set_text (attributes, "size", cr_object_int (nested ? items->n * columns : items->n));
  cr_dict_set_text (attributes, "shape", cr_object_from_cell (shape));
  cr_dict_set_text (attributes, "_items", cr_object_from_cell (items));
  CrCallArgs none = { NULL, 0, 0, NULL };
  if (nested) /* a flat one is its own .flat, which would be a cycle */
    cr_dict_set_text (attributes, "flat", grid_flat (interp, grid, &none));
  else
    cr_dict_set_text (attributes, "flat", cr_object_ref (cr_object_from_cell (items)));
  return grid;
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
      return cr_plot_new_object (interp, types[i].type);
  switch (gives)
    {
    case CR_PLOT_GIVES_LINES:
      return new_list (interp, "matplotlib.lines.Line2D", n);
    case CR_PLOT_GIVES_BARS:
      return new_bars (interp, n);
    case CR_PLOT_GIVES_HISTOGRAM:
      return new_histogram (interp, args);
    case CR_PLOT_GIVES_ERRORBAR:
      return cr_plot_new_shown (interp, "matplotlib.container.ErrorbarContainer",
                                g_strdup ("<ErrorbarContainer object of 3 artists>"));
    case CR_PLOT_GIVES_STEMS:
      return cr_plot_new_shown (interp, "matplotlib.container.StemContainer",
                                g_strdup ("<StemContainer object of 3 artists>"));
    case CR_PLOT_GIVES_POLYGONS:
      return new_list (interp, "matplotlib.patches.Polygon", (args->n_positional + 1) / 2);
    case CR_PLOT_GIVES_STACKS:
      return new_list (interp, "matplotlib.collections.PolyCollection",
                       args->n_positional > 0 ? args->n_positional - 1 : 0);
    case CR_PLOT_GIVES_TITLE:
      return new_text (interp, "0.5", "1.0", get_text_arg (args, "label"));
    case CR_PLOT_GIVES_SUPTITLE:
      return new_text (interp, "0.5", "0.98", get_text_arg (args, "t"));
    case CR_PLOT_GIVES_X_LABEL:
      return new_text (interp, "0.5", "0", get_text_arg (args, "xlabel"));
    case CR_PLOT_GIVES_Y_LABEL:
      return new_text (interp, "0", "0.5", get_text_arg (args, "ylabel"));
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
      return new_list (interp, "matplotlib.axis.XTick", n);
    case CR_PLOT_GIVES_TICK_LABELS:
      return new_tick_labels (interp, args);
    default:
      return CR_NONE;
    }
}
