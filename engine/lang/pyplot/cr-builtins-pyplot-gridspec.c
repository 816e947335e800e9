/* GridSpec: rows and columns whose parts, gs[0, :], are places for axes. Axes at one are told of as a subplot2grid.
 * Whole ratios of widths and heights become so many cells of a finer grid. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_CELLS 64 /* a side, after ratios */

static CrDict *
get_attributes (CrObject object)
{
  return ((CrInstance *)object.u.cell)->attributes;
}

gboolean
cr_plot_is_place (CrObject object)
{
  return cr_plot_get_own_number (object, "_row_span") >= 1;
}

/* Whole numbers in the same ratio as @numbers, at most MAX_CELLS together; FALSE if there are none. */
static gboolean
make_whole (const double *numbers, gint64 n, gint64 *whole)
{
  for (int times = 1; times <= MAX_CELLS; times++)
    {
      gint64 total = 0;
      gboolean fits = TRUE;
      for (gint64 i = 0; i < n; i++)
        {
          double scaled = numbers[i] / numbers[0] * times;
          whole[i] = scaled > 0 && scaled < MAX_CELLS ? (gint64)lround (scaled) : 0;
          fits = fits && whole[i] > 0 && fabs (scaled - (double)whole[i]) < 0.01;
          total += whole[i];
        }
      if (fits && total <= MAX_CELLS)
        return TRUE;
    }
  return FALSE;
}

static gboolean
warn_of_ratios (CrInterp *interp, const char *name)
{
  g_autofree char *message
      = g_strdup_printf (_ ("%s cannot be shown here as it is given; rows and columns are of equal size"), name);
  cr_interp_warn (interp, "UserWarning", message);
  return !cr_interp_is_raised (interp);
}

/* Where the cells of one side begin, as a list of numbers, from ratios= (UNSET: all are equal). UNSET with an exception
 * pending. */
static CrObject
make_starts (CrInterp *interp, gint64 n, CrObject ratios, const char *name)
{
  gsize n_ratios = 0;
  gboolean given = cr_object_is_set (ratios) && ratios.kind != CR_OBJECT_NONE;
  g_autofree double *numbers = given ? cr_plot_numbers (interp, ratios, &n_ratios) : NULL;
  g_autofree gint64 *whole = g_new (gint64, n);
  if (given && (gint64)n_ratios != n)
    return cr_interp_raise (interp, CR_ERROR_VALUE,
                            "Expected the given number of %s ratios to match the number of %s of the grid",
                            name[0] == 'w' ? "width" : "height", name[0] == 'w' ? "columns" : "rows");
  if (!given || !make_whole (numbers, n, whole))
    {
      if (given && !warn_of_ratios (interp, name))
        return CR_UNSET;
      for (gint64 i = 0; i < n; i++)
        whole[i] = 1;
    }
  CrSequence *starts = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)n + 1);
  gint64 at = 0;
  for (gint64 i = 0; i <= n; i++)
    {
      starts->items[i] = cr_object_int (at);
      at += i < n ? whole[i] : 0;
    }
  return cr_object_from_cell (starts);
}

/* The cells that @index names along one side: from *@first, *@count of them. FALSE with an exception pending. */
static gboolean
pick (CrInterp *interp, CrObject index, gint64 n, guint axis, gint64 *first, gint64 *count)
{
  if (index.kind != CR_OBJECT_SLICE)
    {
      gint64 at;
      if (!cr_interp_to_int (interp, index, &at))
        return FALSE;
      if (at < -n || at >= n)
        {
          cr_interp_raise (interp, CR_ERROR_INDEX,
                           "index %" G_GINT64_FORMAT " is out of bounds for axis %u with size %" G_GINT64_FORMAT, at,
                           axis, n);
          return FALSE;
        }
      *first = at < 0 ? at + n : at;
      *count = 1;
      return TRUE;
    }
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)n);
  for (gint64 i = 0; i < n; i++)
    all->items[i] = cr_object_int (i);
  CrObject part = cr_interp_get_item (interp, cr_object_from_cell (all), index);
  cr_cell_unref (all);
  if (!cr_object_is_set (part))
    return FALSE;
  CrSequence *picked = cr_object_sequence (part);
  *count = picked->n;
  *first = picked->n > 0 ? picked->items[0].u.integer : 0;
  cr_object_unref (part);
  if (*count > 0)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_INDEX, "GridSpec slice would result in no space allocated for subplot");
  return FALSE;
}

static gint64
get_start (CrObject starts, gint64 i)
{
  gboolean has = starts.kind == CR_OBJECT_LIST && i < cr_object_sequence (starts)->n;
  return has && cr_object_sequence (starts)->items[i].kind == CR_OBJECT_INT
             ? cr_object_sequence (starts)->items[i].u.integer
             : i;
}

/* gs[1], gs[0, :], gs[1:, 2] */
static CrObject
get_part (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const starts[] = { "_row_starts", "_column_starts" };
  static const char *const places[][3]
      = { { "_all_rows", "_row", "_row_span" }, { "_all_columns", "_column", "_column_span" } };
  CrObject index = args->values[0], both[2];
  gint64 sizes[] = { MAX (cr_plot_get_own_number (self, "nrows"), 1), MAX (cr_plot_get_own_number (self, "ncols"), 1) };
  gint64 first[2], count[2];
  if (cr_object_is_tuple (index) && cr_object_sequence (index)->n == 2)
    memcpy (both, cr_object_sequence (index)->items, sizeof both);
  else
    {
      if (!pick (interp, index, sizes[0] * sizes[1], 0, &first[0], &count[0]))
        return CR_UNSET;
      gint64 last = first[0] + count[0] - 1;
      both[0] = cr_object_int (first[0] / sizes[1]);
      both[1] = cr_object_int (first[0] % sizes[1]);
      count[0] = last / sizes[1] - both[0].u.integer + 1;
      count[1] = last % sizes[1] - both[1].u.integer + 1;
      first[0] = both[0].u.integer;
      first[1] = both[1].u.integer;
    }
  CrObject place = cr_plot_new_instance (interp, cr_plot_get_class (interp, "matplotlib.gridspec.SubplotSpec", NULL));
  for (guint side = 0; side < 2; side++)
    {
      CrObject from = cr_dict_get_text (get_attributes (self), starts[side]);
      if (cr_object_is_tuple (index) && !pick (interp, both[side], sizes[side], side, &first[side], &count[side]))
        {
          cr_object_unref (place);
          return CR_UNSET;
        }
      gint64 begin = get_start (from, first[side]), end = get_start (from, first[side] + MAX (count[side], 1));
      cr_plot_set_own_number (place, places[side][0], get_start (from, sizes[side]));
      cr_plot_set_own_number (place, places[side][1], begin);
      cr_plot_set_own_number (place, places[side][2], MAX (end - begin, 1));
    }
  return place;
}

static CrObject
grid_spec_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new_printf (interp->heap, "GridSpec(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")",
                            cr_plot_get_own_number (self, "nrows"), cr_plot_get_own_number (self, "ncols"));
}

static CrObject
do_nothing (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static const CrBuiltinRow grid_spec_rows[] = {
  { "__getitem__", 1, 1, NULL, get_part },    { "__repr__", 0, 0, NULL, grid_spec_repr },
  { "update", 0, 0, "*", do_nothing }, /* room between axes is the program's matter */
  { "tight_layout", 0, -1, "*", do_nothing }, { NULL },
};

CrObject
cr_plot_new_grid_spec (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const names[][3]
      = { { "nrows", "height_ratios", "_row_starts" }, { "ncols", "width_ratios", "_column_starts" } };
  CrObject spec
      = cr_plot_new_instance (interp, cr_plot_get_class (interp, "matplotlib.gridspec.GridSpec", grid_spec_rows));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject wanted = cr_call_args_at (args, i, names[i][0]), starts = CR_UNSET;
      gint64 n = 1;
      if (!cr_object_is_set (wanted) || cr_interp_to_int (interp, wanted, &n))
        {
          if (n < 1 || n > MAX_CELLS)
            cr_interp_raise (interp, CR_ERROR_VALUE, "Number of %s must be a positive integer, not %" G_GINT64_FORMAT,
                             i == 0 ? "rows" : "columns", n);
          else
            starts = make_starts (interp, n, cr_call_args_get (args, names[i][1]), names[i][1]);
        }
      if (!cr_object_is_set (starts))
        {
          cr_object_unref (spec);
          return CR_UNSET;
        }
      cr_plot_set_own_number (spec, names[i][0], n);
      cr_dict_set_text (get_attributes (spec), names[i][2], starts);
    }
  return spec;
}

static CrObject
new_pair (CrInterp *interp, CrObject object, const char *first, const char *second)
{
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = cr_object_int (cr_plot_get_own_number (object, first));
  pair->items[1] = cr_object_int (cr_plot_get_own_number (object, second));
  return cr_object_from_cell (pair);
}

gboolean
cr_plot_tell_place (CrInterp *interp, CrObject axes, CrObject place)
{
  static const char *const keywords[] = { "rowspan", "colspan" };
  CrObject values[]
      = { new_pair (interp, place, "_all_rows", "_all_columns"), new_pair (interp, place, "_row", "_column"),
          cr_object_int (cr_plot_get_own_number (place, "_row_span")),
          cr_object_int (cr_plot_get_own_number (place, "_column_span")) };
  CrCallArgs call = { values, 2, 2, keywords };
  gboolean fine = cr_plot_tell (interp, "subplot2grid", cr_plot_find_axes (interp, axes), &call);
  cr_object_unref (values[0]);
  cr_object_unref (values[1]);
  return fine;
}
