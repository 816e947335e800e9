/* What plotting calls drew, as objects: lines, points, bars, images, texts. A change of one is told of as a call
 * "artist.set" of its axes, which names it by the number of the call that made it (counted through the run, from 1) and
 * by its place among what that call made. */

#include "cr-builtins-pyplot-private.h"

#include <string.h>

static CrDict *
get_attributes (CrObject object)
{
  return ((CrInstance *)object.u.cell)->attributes;
}

static CrObject
shown_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject text = cr_dict_get_text (get_attributes (self), "_shown");
  return cr_object_is_set (text) ? cr_object_ref (text) : cr_str_new (interp->heap, "", 0);
}

static gboolean
is_artist (CrObject object)
{
  return cr_plot_get_own_number (object, "_call") >= 0;
}

/* Tells of @name with the artist's own numbers before @values. FALSE with an exception pending. */
static gboolean
tell (CrInterp *interp, CrObject self, const char *name, const CrObject *values, const char *const *keywords, guint n)
{
  CrObject all[4] = { cr_object_int (cr_plot_get_own_number (self, "_call")),
                      cr_object_int (cr_plot_get_own_number (self, "_part")) };
  g_return_val_if_fail (n <= 2, FALSE);
  for (guint i = 0; i < n; i++)
    all[2 + i] = values[i];
  CrCallArgs call = { all, 2, n, keywords };
  return cr_plot_tell (interp, name, (guint)MAX (cr_plot_get_own_number (self, "_axes"), 0), &call);
}

static gboolean
set_property (CrInterp *interp, CrObject self, const char *keyword, CrObject value)
{
  CrObject retold = cr_dict_get_text (get_attributes (self), "_retold");
  gint64 bar = cr_plot_get_own_number (self, "_bar");
  if (value.kind == CR_OBJECT_TENSOR && !cr_plot_check_plottable (interp, &value, 1))
    return FALSE;
  if (strcmp (keyword, "label") == 0)
    cr_dict_set_text (get_attributes (self), "_label", cr_object_ref (value));
  if (strcmp (keyword, "text") == 0 && retold.kind == CR_OBJECT_STR) /* a title is set anew */
    {
      CrCallArgs call = { &value, 1, 0, NULL };
      return cr_plot_tell (interp, cr_object_text (retold), (guint)MAX (cr_plot_get_own_number (self, "_axes"), 0),
                           &call);
    }
  if (strcmp (keyword, "xdata") == 0 || strcmp (keyword, "ydata") == 0)
    cr_dict_set_text (get_attributes (self), keyword[0] == 'x' ? "_x" : "_y", cr_object_ref (value));
  const CrObject values[] = { value, cr_object_int (bar) };
  const char *const keywords[] = { keyword, "bar" };
  return !is_artist (self) || tell (interp, self, "artist.set", values, keywords, bar >= 0 ? 2 : 1);
}

static CrObject
set_one (CrInterp *interp, CrObject self, const char *keyword, const CrCallArgs *args)
{
  CrObject value = args->n_positional + args->n_keywords > 0 ? args->values[0] : CR_NONE;
  return set_property (interp, self, keyword, value) ? CR_NONE : CR_UNSET;
}

#define CR_SETTERS                                                                                                     \
  CR_SETTER (set_alpha, alpha)                                                                                         \
  CR_SETTER (set_array, data)                                                                                          \
  CR_SETTER (set_c, color)                                                                                             \
  CR_SETTER (set_cmap, cmap)                                                                                           \
  CR_SETTER (set_color, color)                                                                                         \
  CR_SETTER (set_drawstyle, drawstyle)                                                                                 \
  CR_SETTER (set_ec, edgecolor)                                                                                        \
  CR_SETTER (set_edgecolor, edgecolor)                                                                                 \
  CR_SETTER (set_facecolor, color)                                                                                     \
  CR_SETTER (set_fc, color)                                                                                            \
  CR_SETTER (set_fontsize, fontsize)                                                                                   \
  CR_SETTER (set_label, label)                                                                                         \
  CR_SETTER (set_linestyle, linestyle)                                                                                 \
  CR_SETTER (set_linewidth, linewidth)                                                                                 \
  CR_SETTER (set_ls, linestyle)                                                                                        \
  CR_SETTER (set_lw, linewidth)                                                                                        \
  CR_SETTER (set_marker, marker)                                                                                       \
  CR_SETTER (set_markeredgecolor, markeredgecolor)                                                                     \
  CR_SETTER (set_markerfacecolor, markerfacecolor)                                                                     \
  CR_SETTER (set_markersize, markersize)                                                                               \
  CR_SETTER (set_ms, markersize)                                                                                       \
  CR_SETTER (set_offsets, offsets)                                                                                     \
  CR_SETTER (set_rotation, rotation)                                                                                   \
  CR_SETTER (set_size, fontsize)                                                                                       \
  CR_SETTER (set_text, text)                                                                                           \
  CR_SETTER (set_visible, visible)                                                                                     \
  CR_SETTER (set_xdata, xdata)                                                                                         \
  CR_SETTER (set_ydata, ydata)                                                                                         \
  CR_SETTER (set_zorder, zorder)

#define CR_SETTER(name, keyword)                                                                                       \
  static CrObject artist_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                              \
  {                                                                                                                    \
    return set_one (interp, self, #keyword, args);                                                                     \
  }
CR_SETTERS
#undef CR_SETTER

/* set_data (x, y), set_data ((x, y)) of a line; set_data (A) of an image */
static CrObject
artist_set_data (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean is_line = strstr (cr_interp_type_name (interp, self), "Line2D") != NULL;
  const CrObject *pair = args->n_positional == 2 ? args->values : NULL;
  if (!is_line)
    return set_one (interp, self, "data", args);
  if (args->n_positional == 1 && cr_object_is_sequence (args->values[0])
      && cr_object_sequence (args->values[0])->n == 2)
    pair = cr_object_sequence (args->values[0])->items;
  if (pair == NULL)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "not enough values to unpack (expected 2, got %u)",
                            args->n_positional);
  return set_property (interp, self, "xdata", pair[0]) && set_property (interp, self, "ydata", pair[1]) ? CR_NONE
                                                                                                        : CR_UNSET;
}

/* set_clim (vmin, vmax) */
static CrObject
artist_set_clim (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const names[] = { "vmin", "vmax" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject value = cr_call_args_at (args, i, names[i]);
      if (cr_object_is_set (value) && !set_property (interp, self, names[i], value))
        return CR_UNSET;
    }
  return CR_NONE;
}

/* set (color="r", lw=2) */
static CrObject
artist_set (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const others[]
      = { "c", "fc", "ec", "lw", "ls", "ms", "mfc", "mec", "ds", "size", "facecolor", NULL };
  static const char *const meant[]
      = { "color",           "color",           "edgecolor", "linewidth", "linestyle", "markersize",
          "markerfacecolor", "markeredgecolor", "drawstyle", "fontsize",  "color" };
  static const char known[]
      = " alpha color drawstyle edgecolor fontsize label linestyle linewidth marker markeredgecolor markerfacecolor "
        "markersize rotation text visible xdata ydata zorder ";
  for (guint i = 0; i < args->n_keywords; i++)
    {
      const char *keyword = args->keywords[i];
      for (guint k = 0; others[k]; k++)
        if (strcmp (others[k], keyword) == 0)
          keyword = meant[k];
      g_autofree char *name = g_strdup_printf (" %s ", keyword);
      if (strstr (known, name) == NULL)
        {
          const char *type = cr_interp_type_name (interp, self), *dot = strrchr (type, '.');
          return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "%s.set() got an unexpected keyword argument '%s'",
                                  dot ? dot + 1 : type, keyword);
        }
      if (!set_property (interp, self, keyword, args->values[args->n_positional + i]))
        return CR_UNSET;
    }
  return CR_NONE;
}

static CrObject
artist_remove (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_dict_set_text (get_attributes (self), "_label", CR_NONE);
  return !is_artist (self) || tell (interp, self, "artist.remove", NULL, NULL, 0) ? CR_NONE : CR_UNSET;
}

static CrObject
get_kept (CrObject self, const char *name)
{
  CrObject kept = cr_dict_get_text (get_attributes (self), name);
  return cr_object_is_set (kept) ? cr_object_ref (kept) : CR_NONE;
}

/* One without a label has a name of matplotlib's. */
static CrObject
artist_get_label (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject label = cr_dict_get_text (get_attributes (self), "_label");
  if (cr_object_is_set (label) && label.kind != CR_OBJECT_NONE)
    return cr_interp_str (interp, label);
  return cr_str_new_printf (interp->heap, "_child%" G_GINT64_FORMAT, MAX (cr_plot_get_own_number (self, "_part"), 0));
}

static CrObject
artist_get_xdata (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_kept (self, "_x");
}

static CrObject
artist_get_ydata (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_kept (self, "_y");
}

static CrObject
artist_get_data (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = get_kept (self, "_x");
  pair->items[1] = get_kept (self, "_y");
  return cr_object_from_cell (pair);
}

static CrObject
artist_get_height (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return get_kept (self, "_height");
}

/* The bars of a container. */
static CrSequence *
get_bars (CrObject self)
{
  CrObject bars = cr_dict_get_text (get_attributes (self), "patches");
  return bars.kind == CR_OBJECT_LIST ? cr_object_sequence (bars) : NULL;
}

static CrObject
container_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (get_bars (self) ? get_bars (self)->n : 0);
}

static CrObject
container_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject bars = cr_dict_get_text (get_attributes (self), "patches");
  CrIterator *iterator = bars.kind == CR_OBJECT_LIST ? cr_interp_iterate (interp, bars) : NULL;
  if (iterator)
    return cr_object_from_cell (iterator);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not iterable", cr_interp_type_name (interp, self));
}

static CrObject
container_get_item (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject bars = cr_dict_get_text (get_attributes (self), "patches");
  if (bars.kind == CR_OBJECT_LIST)
    return cr_interp_get_item (interp, bars, args->values[0]);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not subscriptable",
                          cr_interp_type_name (interp, self));
}

#define CR_SETTER(name, keyword) { #name, 1, -1, "*", artist_##name },

static const CrBuiltinRow artist_rows[] = {
  CR_SETTERS{ "set", 0, 0, "*", artist_set },      { "set_clim", 0, 2, "*", artist_set_clim },
  { "set_data", 1, 2, NULL, artist_set_data },     { "remove", 0, 0, NULL, artist_remove },
  { "get_label", 0, 0, NULL, artist_get_label },   { "get_xdata", 0, 1, "*", artist_get_xdata },
  { "get_ydata", 0, 1, "*", artist_get_ydata },    { "get_data", 0, 1, "*", artist_get_data },
  { "get_height", 0, 0, NULL, artist_get_height }, { NULL },
};

static const CrBuiltinRow shown_rows[] = { { "__repr__", 0, 0, NULL, shown_repr }, { NULL } };

static const CrBuiltinRow container_rows[] = {
  { "__len__", 0, 0, NULL, container_len },
  { "__iter__", 0, 0, NULL, container_iter },
  { "__getitem__", 1, 1, NULL, container_get_item },
  { NULL },
};
#undef CR_SETTER

/* The class of that name; the first time it gets the methods that fit. */
static CrClass *
get_class (CrInterp *interp, const char *type, gboolean is_shown)
{
  g_autofree char *key = g_strconcat ("has methods ", type, NULL);
  CrClass *class_ = cr_plot_get_class (interp, type, artist_rows);
  if (cr_plot_get_number (interp, key) == 0)
    {
      cr_plot_set_number (interp, key, 1);
      if (is_shown)
        cr_class_add_methods (class_, shown_rows);
      if (g_str_has_suffix (type, ".BarContainer"))
        cr_class_add_methods (class_, container_rows);
    }
  return class_;
}

static CrObject
new_artist (CrInterp *interp, const char *type, guint part, gboolean is_shown)
{
  CrObject object = cr_plot_new_instance (interp, get_class (interp, type, is_shown));
  CrDict *attributes = get_attributes (object);
  cr_dict_set_text (attributes, "_axes", cr_object_int (cr_plot_get_number (interp, "latest axes")));
  cr_dict_set_text (attributes, "_call", cr_object_int (cr_plot_get_number (interp, "calls")));
  cr_dict_set_text (attributes, "_part", cr_object_int (part));
  return object;
}

CrObject
cr_plot_new_artist (CrInterp *interp, const char *type, guint part)
{
  return new_artist (interp, type, part, FALSE);
}

CrObject
cr_plot_new_shown (CrInterp *interp, const char *type, char *text)
{
  CrObject object = new_artist (interp, type, 0, TRUE);
  cr_dict_set_text (get_attributes (object), "_shown", cr_str_new (interp->heap, text, -1));
  g_free (text);
  return object;
}

/* A list among the attributes of @axes, borrowed. */
static CrSequence *
get_list (CrInterp *interp, CrObject axes, const char *name)
{
  CrObject list = cr_dict_get_text (get_attributes (axes), name);
  if (list.kind == CR_OBJECT_LIST)
    return cr_object_sequence (list);
  CrSequence *fresh = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  cr_dict_set_text (get_attributes (axes), name, cr_object_from_cell (fresh));
  return fresh;
}

/* What a line shows, where it is one of plot ([x], y). */
static void
keep_data (CrInterp *interp, CrObject line, const CrCallArgs *args)
{
  guint n = args->n_positional;
  while (n > 0 && args->values[n - 1].kind == CR_OBJECT_STR)
    n--;
  if (n == 0 || n > 2)
    return;
  CrObject y = args->values[n - 1];
  cr_dict_set_text (get_attributes (line), "_y", cr_object_ref (y));
  if (n == 2)
    cr_dict_set_text (get_attributes (line), "_x", cr_object_ref (args->values[0]));
}

static void
keep_one (CrInterp *interp, CrObject axes, CrPlotGives gives, const CrCallArgs *args, CrObject artist, guint i)
{
  CrObject label = cr_call_args_get (args, "label");
  gboolean each = cr_object_is_sequence (label) && i < cr_object_sequence (label)->n;
  if (!is_artist (artist))
    return;
  if (each)
    label = cr_object_sequence (label)->items[i];
  if (cr_object_is_set (label))
    cr_dict_set_text (get_attributes (artist), "_label", cr_object_ref (label));
  cr_sequence_append (get_list (interp, axes, "_artists"), cr_object_ref (artist));
  if (gives == CR_PLOT_GIVES_LINES && i == 0)
    keep_data (interp, artist, args);
  if (gives == CR_PLOT_GIVES_LINES || gives == CR_PLOT_GIVES_LINE)
    cr_sequence_append (get_list (interp, axes, "lines"), cr_object_ref (artist));
}

void
cr_plot_keep (CrInterp *interp, CrObject axes, CrPlotGives gives, const CrCallArgs *args, CrObject result)
{
  if (!cr_plot_is_axes (axes))
    return;
  if (gives == CR_PLOT_GIVES_HISTOGRAM && cr_object_is_sequence (result) && cr_object_sequence (result)->n == 3)
    result = cr_object_sequence (result)->items[2];
  if (!cr_object_is_sequence (result))
    keep_one (interp, axes, gives, args, result, 0);
  for (guint i = 0; cr_object_is_sequence (result) && i < cr_object_sequence (result)->n; i++)
    keep_one (interp, axes, gives, args, cr_object_sequence (result)->items[i], i);
}

void
cr_plot_forget_artists (CrInterp *interp, CrObject axes)
{
  static const char *const names[] = { "_artists", "lines" };
  for (guint i = 0; cr_plot_is_axes (axes) && i < G_N_ELEMENTS (names); i++)
    cr_dict_set_text (get_attributes (axes), names[i],
                      cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0)));
}

CrObject
cr_plot_get_lines (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (cr_object_from_cell (get_list (interp, self, "lines")));
}

/* Whether a legend would list it. */
static gboolean
is_listed (CrObject artist)
{
  CrObject label = is_artist (artist) ? cr_dict_get_text (get_attributes (artist), "_label") : CR_UNSET;
  return label.kind == CR_OBJECT_STR && cr_object_text (label)[0] != '\0' && cr_object_text (label)[0] != '_';
}

/* (handles, labels); containers come last, as in matplotlib. */
CrObject
cr_plot_get_handles (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *all = get_list (interp, self, "_artists"), *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  CrSequence *handles = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  CrSequence *labels = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint containers = 0; containers < 2; containers++)
    for (guint i = 0; i < all->n; i++)
      {
        CrObject artist = all->items[i];
        if (!is_listed (artist)
            || g_str_has_suffix (cr_interp_type_name (interp, artist), "Container") != (containers == 1))
          continue;
        cr_sequence_append (handles, cr_object_ref (artist));
        cr_sequence_append (labels, cr_object_ref (cr_dict_get_text (get_attributes (artist), "_label")));
      }
  pair->items[0] = cr_object_from_cell (handles);
  pair->items[1] = cr_object_from_cell (labels);
  return cr_object_from_cell (pair);
}

/* [[axes, call, part, label], ...] of handles and labels. */
static CrSequence *
describe (CrInterp *interp, CrSequence *handles, CrObject labels)
{
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < handles->n; i++)
    {
      CrObject artist = handles->items[i];
      if (artist.kind == CR_OBJECT_TUPLE && cr_object_sequence (artist)->n > 0) /* several as one */
        artist = cr_object_sequence (artist)->items[0];
      if (!is_artist (artist))
        continue;
      gboolean given = cr_object_is_sequence (labels) && i < cr_object_sequence (labels)->n;
      CrObject label
          = given ? cr_object_sequence (labels)->items[i] : cr_dict_get_text (get_attributes (artist), "_label");
      CrSequence *one = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 4);
      one->items[0] = cr_object_int (cr_plot_get_own_number (artist, "_axes"));
      one->items[1] = cr_object_int (cr_plot_get_own_number (artist, "_call"));
      one->items[2] = cr_object_int (cr_plot_get_own_number (artist, "_part"));
      one->items[3] = cr_object_is_set (label) ? cr_object_ref (label) : CR_NONE;
      cr_sequence_append (all, cr_object_from_cell (one));
    }
  return all;
}

gboolean
cr_plot_tell_handles (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject handles = cr_call_args_at (args, 0, "handles"), labels = cr_call_args_at (args, 1, "labels");
  if (!cr_object_is_sequence (handles) || cr_object_sequence (handles)->n == 0)
    return TRUE;
  CrSequence *all = describe (interp, cr_object_sequence (handles), labels);
  CrObject value = cr_object_from_cell (all);
  CrCallArgs call = { &value, 1, 0, NULL };
  gboolean fine = all->n == 0 || cr_plot_tell (interp, "artist.legend", cr_plot_find_axes (interp, self), &call);
  cr_object_unref (value);
  return fine;
}

CrObject
cr_plot_set_properties (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject which = args->values[0];
  CrCallArgs rest = { args->values + 1, args->n_positional - 1, args->n_keywords, args->keywords };
  if (!cr_object_is_sequence (which))
    {
      if (is_artist (which))
        return artist_set (interp, which, &rest);
      return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'findobj'",
                              cr_interp_type_name (interp, which));
    }
  CrSequence *all = cr_object_sequence (which);
  for (guint i = 0; i < all->n; i++)
    {
      CrObject done = is_artist (all->items[i]) ? artist_set (interp, all->items[i], &rest) : CR_NONE;
      if (!cr_object_is_set (done))
        return CR_UNSET;
    }
  return CR_NONE;
}
