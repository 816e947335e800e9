/* Arguments of plotting calls, as far as matplotlib 3.6 refuses them at once: shapes that don't go together, format
 * strings and keywords that it doesn't know. The words are matplotlib's. */

#include "cr-builtins-pyplot-private.h"

#include <string.h>

#define MAX_DIMS 4

typedef struct
{
  int n;
  gint64 sizes[MAX_DIMS];
  gboolean is_tensor;
} Shape;

/* As numpy would see it; a number counts as one of one element, and so does text. */
static void
measure (CrObject object, Shape *shape)
{
  *shape = (Shape){ 0 };
  if (object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY)
    {
      shape->is_tensor = object.kind == CR_OBJECT_TENSOR;
      shape->n = MIN (cr_tensor_get_ndim (object.u.tensor), MAX_DIMS);
      for (int i = 0; i < shape->n; i++)
        shape->sizes[i] = cr_tensor_get_sizes (object.u.tensor)[i];
    }
  for (; cr_object_is_sequence (object) && shape->n < MAX_DIMS;)
    {
      CrSequence *items = cr_object_sequence (object);
      shape->sizes[shape->n++] = items->n;
      if (items->n == 0)
        break;
      object = items->items[0];
    }
  if (object.kind == CR_OBJECT_RANGE && shape->n == 0)
    shape->sizes[shape->n++] = cr_range_get_length ((CrRangeObject *)object.u.cell);
  if (shape->n == 0)
    shape->sizes[shape->n++] = 1;
}

static char *
dup_shape (const Shape *shape)
{
  GString *text = g_string_new (shape->is_tensor ? "torch.Size([" : "(");
  for (int i = 0; i < shape->n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? ", " : "", shape->sizes[i]);
  if (shape->is_tensor)
    g_string_append (text, "])");
  else
    g_string_append (text, shape->n == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

/* At most G_MAXINT64: lists of one list many times can be of any size. */
static gint64
count (const Shape *shape)
{
  gint64 n = 1;
  for (int i = 0; i < shape->n; i++)
    if (__builtin_mul_overflow (n, shape->sizes[i], &n))
      return G_MAXINT64;
  return n;
}

static void
append_numbers (CrInterp *interp, CrObject object, guint depth, GArray *into)
{
  double number;
  if (object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY)
    {
      gint64 n = cr_tensor_get_numel (object.u.tensor);
      for (gint64 i = 0; i < n; i++)
        {
          CrObject element = cr_tensor_element (object.u.tensor, i);
          number = cr_object_is_number (element) ? cr_object_to_double (element) : 0;
          g_array_append_val (into, number);
          cr_object_unref (element);
        }
    }
  else if (cr_object_is_number (object))
    {
      number = cr_object_to_double (object);
      g_array_append_val (into, number);
    }
  else if ((object.kind == CR_OBJECT_RANGE || cr_object_is_sequence (object)) && depth < MAX_DIMS)
    {
      CrSequence *items = cr_interp_to_sequence (interp, object, CR_OBJECT_LIST);
      for (guint i = 0; items && i < items->n; i++)
        append_numbers (interp, items->items[i], depth + 1, into);
      cr_cell_unref (items);
    }
}

double *
cr_plot_numbers (CrInterp *interp, CrObject object, gsize *n)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  append_numbers (interp, object, 0, numbers);
  return g_array_steal (numbers, n);
}

/* "r--", "C0o": one colour, one line, one marker at most. */
static gboolean
check_format (CrInterp *interp, const char *format)
{
  const char *twice = NULL;
  guint colors = 0, lines = 0, markers = 0;
  if (strlen (format) > 3 && !strpbrk (format, "-.:,*+|_<>^")) /* the name of a colour */
    return TRUE;
  for (const char *at = format; *at; at++)
    {
      if (at[0] == '-' && (at[1] == '-' || at[1] == '.'))
        {
          lines++;
          at++;
        }
      else if (*at == '-' || *at == ':' || *at == ' ')
        lines++;
      else if (*at == 'C' && g_ascii_isdigit (at[1]))
        {
          colors++;
          at++;
        }
      else if (strchr ("bgrcmykw", *at))
        colors++;
      else if (strchr (".,ov^<>1234sp*hH+xDd|_PX8", *at))
        markers++;
      else if (*at != '#')
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "'%s' is not a valid format string (unrecognized character '%.*s')",
                           format, (int)(g_utf8_next_char (at) - at), at);
          return FALSE;
        }
      else
        return TRUE;
      twice = colors > 1 ? "color" : lines > 1 ? "linestyle" : markers > 1 ? "marker" : NULL;
      if (twice)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "'%s' is not a valid format string (two %s symbols)", format, twice);
          return FALSE;
        }
    }
  return TRUE;
}

/* One group of plot(): @x may be UNSET. */
static gboolean
check_pair (CrInterp *interp, CrObject x, CrObject y, guint *n)
{
  Shape a, b;
  measure (y, &b);
  if (cr_object_is_set (x))
    measure (x, &a);
  else
    a = (Shape){ 1, { b.sizes[0] } };
  g_autofree char *first = dup_shape (&a);
  g_autofree char *second = dup_shape (&b);
  if (a.sizes[0] != b.sizes[0])
    cr_interp_raise (interp, CR_ERROR_VALUE, "x and y must have same first dimension, but have shapes %s and %s", first,
                     second);
  else if (a.n > 2 || b.n > 2)
    cr_interp_raise (interp, CR_ERROR_VALUE, "x and y can be no greater than 2D, but have shapes %s and %s", first,
                     second);
  gint64 columns_x = a.n > 1 ? a.sizes[1] : 1, columns_y = b.n > 1 ? b.sizes[1] : 1;
  if (!cr_interp_is_raised (interp) && columns_x > 1 && columns_y > 1 && columns_x != columns_y)
    cr_interp_raise (interp, CR_ERROR_VALUE,
                     "x has %" G_GINT64_FORMAT " columns but y has %" G_GINT64_FORMAT " columns", columns_x, columns_y);
  *n += (guint)CLAMP (MAX (columns_x, columns_y), 0, 100000);
  return !cr_interp_is_raised (interp);
}

/* plot ([x], y, [format], ...): two at a time, as matplotlib takes them. */
static gboolean
check_plot (CrInterp *interp, const CrCallArgs *args, guint *n)
{
  for (guint i = 0; i < args->n_positional;)
    {
      CrObject first = args->values[i++], x = CR_UNSET, format = CR_UNSET;
      if (i < args->n_positional && args->values[i].kind != CR_OBJECT_STR)
        {
          x = first;
          first = args->values[i++];
        }
      if (i < args->n_positional && args->values[i].kind == CR_OBJECT_STR)
        format = args->values[i++];
      if (cr_object_is_set (format) && !check_format (interp, cr_object_text (format)))
        return FALSE;
      if (!check_pair (interp, x, first, n))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_scatter (CrInterp *interp, const CrCallArgs *args)
{
  Shape a, b;
  CrObject y = cr_call_args_at (args, 1, "y");
  measure (cr_call_args_at (args, 0, "x"), &a);
  measure (y, &b);
  if (count (&a) != count (&b))
    cr_interp_raise (interp, CR_ERROR_VALUE, "x and y must be the same size");
  return !cr_interp_is_raised (interp);
}

static gboolean
check_bars (CrInterp *interp, const CrCallArgs *args, guint *n)
{
  Shape a, b;
  measure (cr_call_args_at (args, 0, "x"), &a);
  measure (cr_call_args_at (args, 1, "height"), &b);
  gint64 first = count (&a), second = count (&b);
  if (first != second && first != 1 && second != 1)
    cr_interp_raise (interp, CR_ERROR_VALUE,
                     "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with "
                     "shape (%" G_GINT64_FORMAT ",) and arg 1 with shape (%" G_GINT64_FORMAT ",).",
                     first, second);
  *n = (guint)CLAMP (MAX (first, second), 0, 1000000);
  return !cr_interp_is_raised (interp);
}

static gboolean
check_fill (CrInterp *interp, const CrCallArgs *args)
{
  CrObject others[] = { cr_call_args_at (args, 1, "y1"), cr_call_args_at (args, 2, "y2") };
  Shape x, y;
  measure (cr_call_args_at (args, 0, "x"), &x);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (!cr_object_is_set (others[i]))
        continue;
      measure (others[i], &y);
      if (count (&y) == count (&x) || count (&y) == 1)
        continue;
      cr_interp_raise (interp, CR_ERROR_VALUE,
                       "operands could not be broadcast together with shapes (%" G_GINT64_FORMAT ",) (%" G_GINT64_FORMAT
                       ",) ",
                       count (&x), count (&y));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_image (CrInterp *interp, const CrCallArgs *args)
{
  Shape shape;
  measure (cr_call_args_at (args, 0, "X"), &shape);
  gboolean is_color = shape.n == 3 && (shape.sizes[2] == 1 || shape.sizes[2] == 3 || shape.sizes[2] == 4);
  if (shape.n == 2 || is_color)
    return TRUE;
  shape.is_tensor = FALSE;
  g_autofree char *text = dup_shape (&shape);
  cr_interp_raise (interp, CR_ERROR_TYPE, "Invalid shape %s for image data", text);
  return FALSE;
}

/* Keywords that matplotlib's artists take, beside those of the calls themselves. */
static const struct
{
  CrPlotGives gives;
  const char *artist;
  const char *keywords;
} artists[] = {
  { CR_PLOT_GIVES_LINES, "Line2D",
    " scalex scaley where base basex basey subs nonpositive aa agg_filter alpha animated antialiased c clip_box "
    "clip_on "
    "clip_path color dash_capstyle dash_joinstyle dashes data drawstyle ds figure fillstyle gapcolor gid in_layout "
    "label linestyle linewidth ls lw marker markeredgecolor markeredgewidth markerfacecolor markerfacecoloralt "
    "markersize markevery mec mew mfc mfcalt mouseover ms path_effects picker pickradius rasterized sketch_params snap "
    "solid_capstyle solid_joinstyle transform url visible xdata ydata zorder " },
  { CR_PLOT_GIVES_LINE, "Line2D",
    " x y xmin xmax ymin ymax aa alpha animated antialiased c clip_on color dash_capstyle dash_joinstyle dashes "
    "drawstyle ds gid label linestyle linewidth ls lw marker markersize ms solid_capstyle transform visible zorder " },
  { CR_PLOT_GIVES_POINTS, "PathCollection",
    " x y s c marker cmap norm vmin vmax linewidths edgecolors plotnonfinite data aa agg_filter alpha animated "
    "antialiased antialiaseds array capstyle clim clip_box clip_on clip_path color dashes ec edgecolor facecolor "
    "facecolors fc figure gid hatch in_layout joinstyle label linestyle linestyles linewidth ls lw mouseover "
    "offset_transform offsets path_effects picker pickradius rasterized sizes sketch_params snap transform url urls "
    "visible zorder " },
  { CR_PLOT_GIVES_BARS, "Rectangle",
    " x y height width bottom left align data tick_label color edgecolor linewidth xerr yerr ecolor capsize error_kw "
    "log aa agg_filter alpha angle animated antialiased capstyle clip_box clip_on clip_path ec facecolor fc figure "
    "fill gid hatch in_layout joinstyle label linestyle ls lw mouseover picker rasterized snap transform url visible "
    "zorder " },
  { CR_PLOT_GIVES_HISTOGRAM, "Rectangle",
    " x bins range density weights cumulative bottom histtype align orientation rwidth log color label stacked data "
    "aa alpha animated antialiased capstyle ec edgecolor facecolor fc fill gid hatch joinstyle linestyle linewidth ls "
    "lw visible zorder " },
  { CR_PLOT_GIVES_FILL, "PolyCollection",
    " x y1 y2 where interpolate step data aa alpha animated antialiased array capstyle cmap color dashes ec edgecolor "
    "edgecolors facecolor facecolors fc gid hatch joinstyle label linestyle linestyles linewidth linewidths ls lw norm "
    "visible zorder " },
  { CR_PLOT_GIVES_TITLE, "Text",
    " label fontdict loc pad y alpha backgroundcolor bbox c color family font fontfamily fontname fontproperties "
    "fontsize fontstretch fontstyle fontvariant fontweight ha horizontalalignment linespacing name position rotation "
    "size stretch style text transform usetex va variant verticalalignment visible weight wrap x zorder " },
};

static gboolean
check_keywords (CrInterp *interp, CrPlotGives gives, const CrCallArgs *args)
{
  for (guint i = 0; i < G_N_ELEMENTS (artists); i++)
    for (guint k = 0; artists[i].gives == gives && k < args->n_keywords; k++)
      {
        g_autofree char *name = g_strdup_printf (" %s ", args->keywords[k]);
        if (strstr (artists[i].keywords, name))
          continue;
        cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "%s.set() got an unexpected keyword argument '%s'",
                         artists[i].artist, args->keywords[k]);
        return FALSE;
      }
  return TRUE;
}

/* Which arguments a call cannot do without. */
static gboolean
check_required (CrInterp *interp, const char *name, const char *required, const CrCallArgs *args)
{
  g_auto (GStrv) names = g_strsplit (required, " ", -1);
  g_autoptr (GString) missing = g_string_new (NULL);
  guint n = 0, n_names = g_strv_length (names);
  for (guint i = 0; i < n_names; i++)
    if (!cr_object_is_set (cr_call_args_at (args, i, names[i])))
      g_string_append_printf (missing, "%s'%s'", n++ ? i + 1 == n_names ? " and " : ", " : "", names[i]);
  if (n)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() missing %u required positional argument%s: %s", name, n,
                     n == 1 ? "" : "s", missing->str);
  return n == 0;
}

static gboolean
check_all_required (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  static const char *const required[][2] = {
    { "scatter", "x y" },       { "bar", "x height" },     { "barh", "y width" },      { "hist", "x" },
    { "fill_between", "x y1" }, { "imshow", "X" },         { "title", "label" },       { "xlabel", "xlabel" },
    { "ylabel", "ylabel" },     { "text", "x y s" },       { "annotate", "text xy" },  { "errorbar", "x y" },
    { "set_title", "label" },   { "suptitle", "t" },       { "set_xlabel", "xlabel" }, { "set_ylabel", "ylabel" },
    { "set_xticks", "ticks" },  { "set_yticks", "ticks" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    if (strcmp (required[i][0], name) == 0)
      return check_required (interp, name, required[i][1], args);
  return TRUE;
}

gboolean
cr_plot_check (CrInterp *interp, CrPlotGives gives, const char *name, const CrCallArgs *args, guint *n)
{
  Shape shape;
  *n = 0;
  if (!check_all_required (interp, name, args) || !check_keywords (interp, gives, args))
    return FALSE;
  switch (gives)
    {
    case CR_PLOT_GIVES_LINES:
      return check_plot (interp, args, n);
    case CR_PLOT_GIVES_POINTS:
      return check_scatter (interp, args);
    case CR_PLOT_GIVES_BARS:
      return strcmp (name, "bar") != 0 || check_bars (interp, args, n);
    case CR_PLOT_GIVES_FILL:
      return check_fill (interp, args);
    case CR_PLOT_GIVES_IMAGE:
      return check_image (interp, args);
    case CR_PLOT_GIVES_TICKS:
      measure (cr_call_args_at (args, 0, "ticks"), &shape);
      *n = (guint)CLAMP (count (&shape), 0, 10000);
      return TRUE;
    default:
      return TRUE;
    }
}
