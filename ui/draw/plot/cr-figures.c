/* Follows the plotting calls of a run as matplotlib's state machine would: calls add to their axes, show() closes what
 * there is. A call that makes no sense changes nothing: the script has had its error. Calls name their axes by numbers,
 * see CrPlotCall; figure 0 is that of calls that name none. */
#include "cr-figures.h"

#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

#define MAX_AXES 256
#define AXES_A_FIGURE 65536
#define MAX_GRID 64

typedef struct
{
  guint number;
  CrFigure *figure;
} OpenFigure;

static void
free_open (gpointer data)
{
  OpenFigure *open = data;

  cr_figure_free (open->figure);
  g_free (open);
}

static OpenFigure *
find_open (CrFigureReader *reader, guint number)
{
  for (guint i = 0; i < reader->open->len; i++)
    if (((OpenFigure *)g_ptr_array_index (reader->open, i))->number == number)
      return g_ptr_array_index (reader->open, i);
  return NULL;
}

static OpenFigure *
get_open (CrFigureReader *reader, const CrPlotRecord *record)
{
  OpenFigure *open = find_open (reader, record->axes / AXES_A_FIGURE);

  if (open == NULL)
    {
      open = g_new0 (OpenFigure, 1);
      open->number = record->axes / AXES_A_FIGURE;
      open->figure = cr_figure_new ();
      cr_figure_get_axes (open->figure, 0)->number = G_MAXUINT;
      g_ptr_array_add (reader->open, open);
    }
  open->figure->event = reader->event;
  return open;
}

CrFigure *
cr_figures_get_figure (CrFigureReader *reader, const CrPlotRecord *record)
{
  return get_open (reader, record)->figure;
}

static CrAxes *
find_numbered (const CrFigure *figure, guint number)
{
  for (guint i = 0; i < figure->axes->len; i++)
    if (cr_figure_get_axes (figure, i)->number == number)
      return cr_figure_get_axes (figure, i);
  return NULL;
}

/* The axes of that number, made if need be: the first that are made take the place of those of a new figure. */
static CrAxes *
get_numbered (CrFigure *figure, guint number)
{
  CrAxes *axes = find_numbered (figure, number);

  if (axes)
    return axes;
  axes = find_numbered (figure, G_MAXUINT);
  if (axes == NULL)
    axes = figure->axes->len < MAX_AXES ? cr_figure_add_axes (figure) : cr_figure_get_axes (figure, MAX_AXES - 1);
  axes->number = number;
  return axes;
}

CrAxes *
cr_figures_get_axes (CrFigureReader *reader, const CrPlotRecord *record)
{
  return get_numbered (cr_figures_get_figure (reader, record), record->axes % AXES_A_FIGURE);
}

CrAxes *
cr_figures_find_axes (CrFigureReader *reader, const CrPlotRecord *record, guint number)
{
  return find_numbered (cr_figures_get_figure (reader, record), number);
}

CrAxes *
cr_figures_look_up (CrFigureReader *reader, guint number)
{
  OpenFigure *open = find_open (reader, number / AXES_A_FIGURE);

  return open ? find_numbered (open->figure, number % AXES_A_FIGURE) : NULL;
}

void
cr_figures_share (CrFigureReader *reader, CrAxes *one, CrAxes *other, gboolean vertical)
{
  guint *first = vertical ? &one->y_group : &one->x_group, *second = vertical ? &other->y_group : &other->x_group;

  if (*second == 0)
    *second = ++reader->next_group;
  *first = *second;
}

static gboolean
is_empty (const CrFigure *figure)
{
  for (guint i = 0; i < figure->axes->len; i++)
    {
      const CrAxes *axes = cr_figure_get_axes (figure, i);

      if (axes->series->len > 0 || axes->texts->len > 0 || axes->title)
        return FALSE;
    }
  return figure->title == NULL;
}

/* An open figure goes: to those that are done, if it is to be kept and has something on it. */
static void
close_open (CrFigureReader *reader, guint i, gboolean keep)
{
  OpenFigure *open = g_ptr_array_index (reader->open, i);

  if (keep && !is_empty (open->figure))
    g_ptr_array_add (reader->done, g_steal_pointer (&open->figure));
  g_ptr_array_remove_index (reader->open, i);
}

/* Closes all figures: what has something on it is kept. */
static void
read_show (CrFigureReader *reader, const CrPlotRecord *record)
{
  while (reader->open->len > 0)
    {
      OpenFigure *open = g_ptr_array_index (reader->open, 0);

      open->figure->shown = record != NULL;
      if (record)
        open->figure->event = reader->event;
      close_open (reader, 0, TRUE);
    }
}

static void
read_close (CrFigureReader *reader, const CrPlotRecord *record)
{
  gboolean all = g_strcmp0 (cr_figures_string (cr_figures_at (record, 0, "fig")), "all") == 0;

  for (guint i = reader->open->len; i-- > 0;)
    if (all || ((OpenFigure *)g_ptr_array_index (reader->open, i))->number == record->axes / AXES_A_FIGURE)
      close_open (reader, i, FALSE);
}

static void
read_clear_axes (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrFigure *figure = cr_figures_get_figure (reader, record);
  CrAxes *axes = cr_figures_get_axes (reader, record), *fresh = cr_figure_add_axes (figure);
  CrAxes held = *axes;

  fresh->number = axes->number;
  fresh->rows = axes->rows;
  fresh->columns = axes->columns;
  fresh->row = axes->row;
  fresh->column = axes->column;
  fresh->row_span = axes->row_span;
  fresh->column_span = axes->column_span;
  *axes = *fresh;
  *fresh = held;
  g_ptr_array_remove_index (figure->axes, figure->axes->len - 1);
}

static void
set_size (CrFigure *figure, const CrPlotDatum *size)
{
  double width, height;

  if (!cr_figures_pair (size, &width, &height) || !(width > 0.1 && width < 1000 && height > 0.1 && height < 1000))
    return;
  figure->width = width;
  figure->height = height;
}

/* A figure that names no number is always a new one. */
static void
read_figure (CrFigureReader *reader, const CrPlotRecord *record)
{
  if (record->axes / AXES_A_FIGURE == 0)
    for (guint i = reader->open->len; i-- > 0;)
      if (((OpenFigure *)g_ptr_array_index (reader->open, i))->number == 0)
        close_open (reader, i, TRUE);
  set_size (cr_figures_get_figure (reader, record), cr_figures_at (record, 1, "figsize"));
}

static guint
get_count (const CrPlotDatum *datum, guint otherwise)
{
  double number = cr_figures_number (datum);

  return isfinite (number) ? (guint)CLAMP (number, 0, MAX_GRID) : otherwise;
}

static void
place (CrAxes *axes, guint rows, guint columns, guint row, guint column)
{
  axes->rows = CLAMP (rows, 1, MAX_GRID);
  axes->columns = CLAMP (columns, 1, MAX_GRID);
  axes->row = MIN (row, axes->rows - 1);
  axes->column = MIN (column, axes->columns - 1);
  axes->row_span = axes->column_span = 1;
}

/* Whether sharex= (or sharey=) joins the axes at two places of a grid: True, "all", "row", "col". */
static gboolean
joins (const CrPlotDatum *share, guint row, guint column, guint other_row, guint other_column)
{
  const char *name = cr_figures_string (share);

  if (g_strcmp0 (name, "row") == 0)
    return row == other_row;
  if (g_strcmp0 (name, "col") == 0)
    return column == other_column;
  return g_strcmp0 (name, "all") == 0 || (name == NULL && cr_figures_truth (share, FALSE));
}

static void
share_in_grid (CrFigureReader *reader, const CrPlotRecord *record, CrFigure *figure, guint first, guint rows,
               guint columns)
{
  const CrPlotDatum *shares[] = { cr_figures_keyword (record, "sharex"), cr_figures_keyword (record, "sharey") };

  for (guint vertical = 0; vertical < 2; vertical++)
    for (guint i = 0; shares[vertical] && i < rows * columns; i++)
      {
        CrAxes *axes = get_numbered (figure, first + i);

        for (guint k = 0; k < i; k++)
          if (joins (shares[vertical], i / columns, i % columns, k / columns, k % columns))
            {
              cr_figures_share (reader, axes, get_numbered (figure, first + k), vertical);
              break;
            }
        if (vertical && joins (shares[1], i / columns, i % columns, i / columns, 0))
          axes->y.hidden = i % columns > 0;
        else if (!vertical && joins (shares[0], i / columns, i % columns, rows - 1, i % columns))
          axes->x.hidden = i / columns + 1 < rows;
      }
}

/* subplots (rows, columns, sharex=, sharey=, figsize=) */
static void
read_subplots (CrFigureReader *reader, const CrPlotRecord *record)
{
  guint rows = MAX (get_count (cr_figures_at (record, 0, "nrows"), 1), 1);
  guint columns = MAX (get_count (cr_figures_at (record, 1, "ncols"), 1), 1);
  guint first = record->axes % AXES_A_FIGURE;
  CrFigure *figure;

  if (record->axes / AXES_A_FIGURE == 0)
    read_figure (reader, record);
  figure = cr_figures_get_figure (reader, record);
  set_size (figure, cr_figures_keyword (record, "figsize"));
  if (rows * columns > MAX_AXES)
    return;
  for (guint i = 0; i < rows * columns; i++)
    place (get_numbered (figure, first + i), rows, columns, i / columns, i % columns);
  share_in_grid (reader, record, figure, first, rows, columns);
}

/* subplot (rows, columns, index), subplot (211), subplot (2, 2, (1, 2)) */
static void
read_subplot (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *third = cr_figures_arg (record, 2);
  double first, last;
  guint rows, columns, from, to;

  if (cr_figures_arg (record, 0) == NULL)
    return;
  if (cr_figures_arg (record, 1) == NULL)
    {
      double all = cr_figures_number (cr_figures_arg (record, 0));

      if (!(all >= 100 && all <= 999))
        return;
      rows = (guint)all / 100;
      columns = (guint)all / 10 % 10;
      first = last = (guint)all % 10;
    }
  else
    {
      rows = get_count (cr_figures_arg (record, 0), 1);
      columns = get_count (cr_figures_arg (record, 1), 1);
      if (!cr_figures_pair (third, &first, &last))
        first = last = cr_figures_number (third);
    }
  if (!(first >= 1 && last >= first && last <= rows * columns) || columns == 0)
    return;
  from = (guint)first - 1;
  to = (guint)last - 1;
  place (axes, rows, columns, from / columns, from % columns);
  axes->row_span = to / columns - from / columns + 1;
  axes->column_span = to % columns >= from % columns ? to % columns - from % columns + 1 : 1;
}

/* subplot2grid ((rows, columns), (row, column), rowspan=, colspan=) */
static void
read_subplot2grid (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  double rows, columns, row, column;

  if (!cr_figures_pair (cr_figures_at (record, 0, "shape"), &rows, &columns)
      || !cr_figures_pair (cr_figures_at (record, 1, "loc"), &row, &column) || !(rows >= 1 && columns >= 1)
      || !(row >= 0 && column >= 0) || rows > MAX_GRID || columns > MAX_GRID || row > MAX_GRID || column > MAX_GRID)
    return;
  place (axes, (guint)rows, (guint)columns, (guint)row, (guint)column);
  axes->row_span = MAX (get_count (cr_figures_at (record, 2, "rowspan"), 1), 1);
  axes->column_span = MAX (get_count (cr_figures_at (record, 3, "colspan"), 1), 1);
}

/* add_axes ([left, bottom, width, height]) */
static void
read_add_axes (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  g_auto (CrFigureData) rect = { 0 };

  if (!cr_figures_flat (record, 0, "rect", &rect) || rect.rows != 4)
    return;
  for (guint i = 0; i < 4; i++)
    if (!(rect.numbers[i] >= 0 && rect.numbers[i] <= 1))
      return;
  axes->rows = axes->columns = 0;
  axes->left = rect.numbers[0];
  axes->bottom = rect.numbers[1];
  axes->width = rect.numbers[2];
  axes->height = rect.numbers[3];
}

/* Axes over others, whose number is the argument. */
static void
make_twin (CrFigureReader *reader, const CrPlotRecord *record, gboolean share_x)
{
  CrFigure *figure = cr_figures_get_figure (reader, record);
  guint number = (guint)CLAMP (cr_figures_number (cr_figures_arg (record, 0)), 0, AXES_A_FIGURE - 1), index = 0;
  CrAxes *under = get_numbered (figure, number), *axes = cr_figures_get_axes (reader, record);

  if (under == axes || under->twin_of >= 0)
    return;
  g_ptr_array_find (figure->axes, under, &index);
  place (axes, under->rows, under->columns, under->row, under->column);
  axes->row_span = under->row_span;
  axes->column_span = under->column_span;
  axes->twin_of = (int)index;
  axes->twin_x = share_x;
  axes->grid = FALSE;
  cr_figures_share (reader, axes, under, !share_x);
  if (share_x)
    axes->x.scale = under->x.scale;
  else
    axes->y.scale = under->y.scale;
}

static void
read_twin_x (CrFigureReader *reader, const CrPlotRecord *record)
{
  make_twin (reader, record, TRUE);
}

static void
read_twin_y (CrFigureReader *reader, const CrPlotRecord *record)
{
  make_twin (reader, record, FALSE);
}

static void
share_with (CrFigureReader *reader, const CrPlotRecord *record, gboolean vertical)
{
  guint number = get_count (cr_figures_arg (record, 0), AXES_A_FIGURE);
  CrAxes *other = cr_figures_find_axes (reader, record, number);

  if (other)
    cr_figures_share (reader, cr_figures_get_axes (reader, record), other, vertical);
}

static void
read_share_x (CrFigureReader *reader, const CrPlotRecord *record)
{
  share_with (reader, record, FALSE);
}

static void
read_share_y (CrFigureReader *reader, const CrPlotRecord *record)
{
  share_with (reader, record, TRUE);
}

static void
read_size (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrFigure *figure = cr_figures_get_figure (reader, record);
  double width = cr_figures_number (cr_figures_arg (record, 0)),
         height = cr_figures_number (cr_figures_arg (record, 1));

  set_size (figure, cr_figures_arg (record, 0));
  if (width > 0.1 && height > 0.1 && width < 1000 && height < 1000)
    {
      figure->width = width;
      figure->height = height;
    }
}

static const CrFigureCall calls[] = {
  { "show", read_show },
  { "figure", read_figure },
  { "subplots", read_subplots },
  { "subplot", read_subplot },
  { "add_subplot", read_subplot },
  { "subplot2grid", read_subplot2grid },
  { "add_axes", read_add_axes },
  { "twinx", read_twin_x },
  { "twiny", read_twin_y },
  { "sharex", read_share_x },
  { "sharey", read_share_y },
  { "close", read_close },
  { "clf", read_close },
  { "cla", read_clear_axes },
  { "set_size_inches", read_size },
  { NULL, NULL },
};

static gboolean
read_from (CrFigureReader *reader, const CrPlotRecord *record, const char *name, const CrFigureCall *table)
{
  for (guint i = 0; table[i].name; i++)
    if (strcmp (name, table[i].name) == 0)
      {
        table[i].read (reader, record);
        return TRUE;
      }
  return FALSE;
}

static void
read_call (CrFigureReader *reader, const CrPlotRecord *record)
{
  static const CrFigureCall *const tables[] = { calls,
                                                cr_figures_series_calls,
                                                cr_figures_bar_calls,
                                                cr_figures_axes_calls,
                                                cr_figures_image_calls,
                                                cr_figures_artist_calls,
                                                cr_figures_hist_calls,
                                                cr_figures_line_calls,
                                                cr_figures_text_calls };
  const char *dot = record->name ? strrchr (record->name, '.') : NULL;
  gboolean of_artist = record->name && g_str_has_prefix (record->name, "artist.");
  const char *name = dot && !of_artist ? dot + 1 : record->name;

  reader->call++;
  for (guint i = 0; name && i < G_N_ELEMENTS (tables); i++)
    if (read_from (reader, record, name, tables[i]))
      break;
  cr_figures_number_artists (reader, record);
}

static void
free_figure (gpointer figure)
{
  cr_figure_free (figure);
}

GPtrArray *
cr_figures_new (CrTrace *trace, guint position)
{
  CrFigureReader reader = { 0 };
  guint length;

  g_return_val_if_fail (trace != NULL, NULL);
  length = MIN (position, cr_trace_get_length (trace));
  reader.done = g_ptr_array_new_with_free_func (free_figure);
  reader.open = g_ptr_array_new_with_free_func (free_open);
  for (reader.event = 0; reader.event < length; reader.event++)
    {
      const CrEvent *event = cr_trace_get_event (trace, reader.event);

      if (event->kind == CR_EVENT_PLOTTED && event->u.plot)
        read_call (&reader, event->u.plot);
    }
  read_show (&reader, NULL);
  g_ptr_array_unref (reader.open);
  return reader.done;
}
