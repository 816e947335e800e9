/* Plotting calls to figures, as matplotlib would have them. */
#include <math.h>

#include "cr-figures.h"
#include "cr-plot-record.h"
#include "cr-plot-scale.h"
#include "fixture.h"

static CrPlotDatum *
add (CrPlotRecord *record, CrPlotArgKind kind, const char *keyword)
{
  CrPlotDatum *datum = cr_plot_datum_new (kind, keyword);

  g_ptr_array_add (record->args, datum);
  return datum;
}

static void
add_string (CrPlotRecord *record, const char *keyword, const char *string)
{
  add (record, CR_PLOT_ARG_STRING, keyword)->string = g_strdup (string);
}

static void
add_number (CrPlotRecord *record, const char *keyword, double number)
{
  add (record, CR_PLOT_ARG_FLOAT, keyword)->number = number;
}

static void
add_value (CrPlotRecord *record, CrValue *value, guint64 id)
{
  CrPlotDatum *datum = add (record, CR_PLOT_ARG_TENSOR, NULL);

  datum->value = value;
  datum->tensor = id;
}

/* Appends the call and frees the record. */
static void
append (CrTrace *trace, CrPlotRecord *record)
{
  CrEvent event = { .kind = CR_EVENT_PLOTTED };

  event.u.plot = record;
  cr_trace_append (trace, &event);
  cr_plot_record_free (record);
}

static const float numbers[] = { 1, 4, 9, 16, 25, 36 };

static CrPlotRecord *
make_plot (void)
{
  CrPlotRecord *record = cr_plot_record_new ("plot", 0);

  add_value (record, fixture_vector (3, numbers), 7);
  return record;
}

static CrSeries *
get_series (GPtrArray *figures, guint figure, guint series)
{
  g_assert_cmpuint (figure, <, figures->len);
  g_assert_cmpuint (series, <, cr_figure_get_axes (figures->pdata[figure], 0)->series->len);
  return cr_figure_get_axes (figures->pdata[figure], 0)->series->pdata[series];
}

static void
test_plot_one (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = make_plot ();
  CrSeries *series;

  add_string (record, "label", "squares");
  append (trace, record);
  figures = cr_figures_new (trace, G_MAXUINT);
  series = get_series (figures, 0, 0);
  g_assert_cmpuint (series->n, ==, 3);
  g_assert_cmpfloat (series->x[2], ==, 2);
  g_assert_cmpfloat (series->y[2], ==, 9);
  g_assert_cmpstr (series->label, ==, "squares");
  g_assert_cmpuint (series->source_id, ==, 7);
  g_assert_cmpuint (series->event, ==, 0);
}

static void
test_plot_format (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = make_plot ();
  CrSeries *series;

  add_value (record, fixture_vector (3, numbers + 3), 8);
  add_string (record, NULL, "r--");
  add_value (record, fixture_vector (2, numbers), 9);
  add_string (record, NULL, "bo");
  add_number (record, "linewidth", 3);
  append (trace, record);
  figures = cr_figures_new (trace, G_MAXUINT);
  series = get_series (figures, 0, 0);
  g_assert_cmpfloat (series->x[1], ==, 4);
  g_assert_cmpfloat (series->y[1], ==, 25);
  g_assert_cmpstr (series->color, ==, "r");
  g_assert_cmpint (series->line, ==, CR_LINE_DASHED);
  g_assert_cmpfloat (series->line_width, ==, 3);
  series = get_series (figures, 0, 1);
  g_assert_cmpuint (series->n, ==, 2);
  g_assert_cmpint (series->marker, ==, CR_MARKER_CIRCLE);
  g_assert_cmpint (series->line, ==, CR_LINE_NONE);
}

static void
test_columns (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = cr_plot_record_new ("plot", 0);

  add_value (record, fixture_matrix (3, 1, numbers), 1);
  add_value (record, fixture_matrix (3, 2, numbers), 2);
  append (trace, record);
  figures = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpuint (cr_figure_get_axes (figures->pdata[0], 0)->series->len, ==, 2);
  g_assert_cmpfloat (get_series (figures, 0, 1)->y[2], ==, 36);
  g_assert_cmpfloat (get_series (figures, 0, 1)->x[2], ==, 9);
}

static void
test_scatter_and_list (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = cr_plot_record_new ("scatter", 0);
  CrPlotDatum *list = add (record, CR_PLOT_ARG_LIST, NULL), *element;

  for (guint i = 0; i < 2; i++)
    {
      element = cr_plot_datum_new (CR_PLOT_ARG_INT, NULL);
      element->integer = i + 5;
      g_ptr_array_add (list->elements, element);
    }
  add_value (record, fixture_vector (2, numbers), 3);
  add_number (record, "s", 16);
  add_string (record, "color", "tab:orange");
  append (trace, record);
  figures = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpint (get_series (figures, 0, 0)->kind, ==, CR_SERIES_SCATTER);
  g_assert_cmpfloat (get_series (figures, 0, 0)->x[1], ==, 6);
  g_assert_cmpfloat (get_series (figures, 0, 0)->marker_size, ==, 4);
  g_assert_cmpstr (get_series (figures, 0, 0)->color, ==, "tab:orange");
}

static void
call_string (CrTrace *trace, const char *name, const char *string)
{
  CrPlotRecord *record = cr_plot_record_new (name, 0);

  if (string)
    add_string (record, NULL, string);
  append (trace, record);
}

static void
test_state_machine (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL, before = NULL;
  CrPlotRecord *limits = cr_plot_record_new ("xlim", 0);
  CrAxes *figure;

  append (trace, make_plot ());
  call_string (trace, "title", "one");
  call_string (trace, "ax.set_xlabel", "x");
  call_string (trace, "ylabel", "y");
  add_number (limits, NULL, -1);
  add_number (limits, NULL, 5);
  append (trace, limits);
  call_string (trace, "legend", NULL);
  call_string (trace, "show", NULL);
  append (trace, make_plot ());
  call_string (trace, "figure", NULL);
  call_string (trace, "show", NULL);
  call_string (trace, "show", NULL);
  append (trace, make_plot ());
  call_string (trace, "title", "three");
  figures = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpuint (figures->len, ==, 3);
  figure = cr_figure_get_axes (figures->pdata[0], 0);
  g_assert_cmpstr (figure->title, ==, "one");
  g_assert_cmpstr (figure->x.label, ==, "x");
  g_assert_cmpstr (figure->y.label, ==, "y");
  g_assert_true (figure->x.has_low && figure->legend && !figure->y.has_low);
  g_assert_cmpfloat (figure->x.low, ==, -1);
  g_assert_cmpstr (cr_figure_get_axes (figures->pdata[2], 0)->title, ==, "three");
  before = cr_figures_new (trace, 1);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_null (cr_figure_get_axes (before->pdata[0], 0)->title);
}

/* A call of numbers alone, with the axes that it names. */
static CrPlotRecord *
make_call (const char *name, guint figure, guint axes, guint n, const double *values)
{
  CrPlotRecord *record = cr_plot_record_new (name, figure * 65536 + axes);

  for (guint i = 0; i < n; i++)
    add_number (record, NULL, values[i]);
  return record;
}

/* Two figures at once, calls to both in turn: each goes where it belongs. */
static void
test_several_figures (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record;

  append (trace, make_call ("subplots", 1, 0, 2, (double[]){ 2, 2 }));
  append (trace, make_call ("figure", 2, 0, 0, NULL));
  for (guint i = 0; i < 5; i++)
    {
      record = make_call ("ax.plot", i == 4 ? 2 : 1, i % 4, 0, NULL);
      add_value (record, fixture_vector (3, numbers), i + 1);
      append (trace, record);
    }
  append (trace, make_call ("show", 2, 0, 0, NULL));
  figures = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpuint (figures->len, ==, 2);
  g_assert_cmpuint (((CrFigure *)figures->pdata[0])->axes->len, ==, 4);
  g_assert_true (((CrFigure *)figures->pdata[0])->shown);
  for (guint i = 0; i < 4; i++)
    {
      const CrAxes *axes = cr_figure_get_axes (figures->pdata[0], i);

      g_assert_cmpuint (axes->row, ==, i / 2);
      g_assert_cmpuint (axes->column, ==, i % 2);
      g_assert_cmpuint (axes->series->len, ==, 1);
      g_assert_cmpuint (cr_axes_get_series (axes, 0)->source_id, ==, i + 1);
    }
  g_assert_cmpuint (get_series (figures, 1, 0)->source_id, ==, 5);
}

static void
test_twin (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  const CrAxes *under, *over;

  append (trace, make_plot ());
  append (trace, make_call ("ax.twinx", 0, 1, 1, (double[]){ 0 }));
  figures = cr_figures_new (trace, G_MAXUINT);
  under = cr_figure_get_axes (figures->pdata[0], 0);
  over = cr_figure_get_axes (figures->pdata[0], 1);
  g_assert_cmpint (over->twin_of, ==, 0);
  g_assert_true (over->twin_x && over->x_group != 0 && over->x_group == under->x_group && over->y_group == 0);
}

/* numpy: histogram ([1, 4, 9, 16, 25, 36], bins=3, range=(0, 30)) is [3, 1, 1]. */
static void
test_histogram (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;

  for (guint density = 0; density < 2; density++)
    {
      CrPlotRecord *record = cr_plot_record_new ("hist", 0);
      CrPlotDatum *range;

      add_value (record, fixture_vector (6, numbers), 7);
      add_number (record, "bins", 3);
      range = add (record, CR_PLOT_ARG_LIST, "range");
      for (guint i = 0; i < 2; i++)
        {
          CrPlotDatum *end = cr_plot_datum_new (CR_PLOT_ARG_FLOAT, NULL);

          end->number = 30 * i;
          g_ptr_array_add (range->elements, end);
        }
      add (record, CR_PLOT_ARG_BOOL, "density")->integer = density;
      append (trace, record);
    }
  figures = cr_figures_new (trace, G_MAXUINT);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpfloat (get_series (figures, 0, 0)->y[i], ==, i == 0 ? 3 : 1);
      g_assert_cmpfloat_with_epsilon (get_series (figures, 0, 1)->y[i], (i == 0 ? 3 : 1) / 50.0, 1e-12);
      g_assert_cmpfloat_with_epsilon (get_series (figures, 0, 0)->x[i], 5 + 10 * i, 1e-12);
    }
}

static void
test_image (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = cr_plot_record_new ("imshow", 0);
  const CrSeries *series;

  add_value (record, fixture_matrix (2, 3, numbers), 7);
  add_string (record, "cmap", "gray_r");
  append (trace, record);
  append (trace, cr_plot_record_new ("colorbar", 0));
  figures = cr_figures_new (trace, G_MAXUINT);
  series = get_series (figures, 0, 0);
  g_assert_cmpint (series->kind, ==, CR_SERIES_IMAGE);
  g_assert_cmpuint (series->rows, ==, 2);
  g_assert_cmpfloat (series->values[5], ==, 36);
  g_assert_true (series->x[5] == 2 && series->y[5] == 1);
  g_assert_true (series->map == CR_MAP_GRAY && series->map_turned);
  g_assert_true (cr_figure_get_axes (figures->pdata[0], 0)->y.inverted);
  g_assert_cmpint (cr_figure_get_axes (figures->pdata[0], 0)->bar, ==, 0);
}

static void
test_mathematics (void)
{
  static const char *const texts[][2] = {
    { "$\\theta^2$", "θ²" },     { "loss $x_{10}$", "loss x₁₀" }, { "$\\frac{a+1}{b}$", "(a+1)/b" },
    { "$e^{-x}$", "e⁻ˣ" },       { "costs $5", "costs $5" },      { "$\\sin(\\pi x)$", "sin(π x)" },
    { "$\\mathbf{w}^T$", "wᵀ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CrTrace) trace = cr_trace_new (0);
      g_autoptr (GPtrArray) figures = NULL;

      call_string (trace, "title", texts[i][0]);
      figures = cr_figures_new (trace, G_MAXUINT);
      g_assert_cmpstr (cr_figure_get_axes (figures->pdata[0], 0)->title, ==, texts[i][1]);
    }
}

/* What a damaged file may hold changes nothing. */
static void
test_nonsense (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = cr_plot_record_new ("plot", 4000000000u);

  add (record, CR_PLOT_ARG_TENSOR, NULL);
  add (record, CR_PLOT_ARG_LIST, NULL);
  add (record, CR_PLOT_ARG_NONE, NULL);
  append (trace, record);
  record = cr_plot_record_new ("xlim", 0);
  add (record, CR_PLOT_ARG_LIST, NULL);
  append (trace, record);
  append (trace, cr_plot_record_new ("no_such_call", 0));
  append (trace, cr_plot_record_new ("title", 0));
  append (trace, cr_plot_record_new ("legend", 0));
  append (trace, cr_plot_record_new ("scatter", 0));
  figures = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpuint (figures->len, ==, 0);
}

/* line.set_ydata (), line.set_label (), line.remove () name the second call that there was. */
static void
test_artist (void)
{
  static const float changed[] = { 5, 6, 7 };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  CrPlotRecord *record = cr_plot_record_new ("title", 0);

  add_string (record, NULL, "one line");
  append (trace, record);
  append (trace, make_plot ());
  append (trace, make_plot ());
  record = cr_plot_record_new ("artist.set", 0);
  add_number (record, NULL, 2);
  add_number (record, NULL, 0);
  add_value (record, fixture_vector (3, changed), 9);
  ((CrPlotDatum *)record->args->pdata[2])->keyword = g_strdup ("ydata");
  append (trace, record);
  record = cr_plot_record_new ("artist.set", 0);
  add_number (record, NULL, 2);
  add_number (record, NULL, 0);
  add_string (record, "label", "new");
  append (trace, record);
  record = cr_plot_record_new ("artist.remove", 0);
  add_number (record, NULL, 3);
  add_number (record, NULL, 0);
  append (trace, record);

  before = cr_figures_new (trace, 3);
  g_assert_cmpfloat (get_series (before, 0, 0)->y[2], ==, 9);
  g_assert_cmpuint (cr_figure_get_axes (before->pdata[0], 0)->series->len, ==, 2);
  after = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpfloat (get_series (after, 0, 0)->y[2], ==, 7);
  g_assert_cmpuint (get_series (after, 0, 0)->source_id, ==, 9);
  g_assert_cmpstr (get_series (after, 0, 0)->label, ==, "new");
  g_assert_cmpuint (get_series (after, 0, 0)->event, ==, 1);
  g_assert_cmpuint (cr_figure_get_axes (after->pdata[0], 0)->series->len, ==, 1);
}

/* The scale with an even part: matplotlib's SymmetricalLogTransform (10, 2, 1). */
static void
test_symlog (void)
{
  const CrPlotScale scale = { CR_SCALE_SYMLOG, 10, 2 };

  g_assert_cmpfloat_with_epsilon (cr_plot_scale_apply (&scale, 1) * 2, 1.1111111111111112, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_plot_scale_apply (&scale, -200) * 2, -6.222222222222222, 1e-12);
  for (int i = -5; i <= 5; i++)
    g_assert_cmpfloat_with_epsilon (cr_plot_scale_apply (&scale, cr_plot_scale_undo (&scale, i)), i, 1e-9);
  g_assert_true (isnan (cr_plot_scale_apply (&scale, INFINITY)));
}

/* plot ([]) draws nothing, but the axes are there: as in matplotlib the figure is shown. */
static void
test_empty (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (GPtrArray) figures = NULL;
  CrPlotRecord *record = cr_plot_record_new ("plot", 0);

  add (record, CR_PLOT_ARG_LIST, NULL);
  add (record, CR_PLOT_ARG_LIST, NULL);
  append (trace, record);
  figures = cr_figures_new (trace, G_MAXUINT);
  g_assert_cmpuint (figures->len, ==, 1);
  g_assert_cmpuint (get_series (figures, 0, 0)->n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/figures/plot-one", test_plot_one);
  g_test_add_func ("/ui/draw/figures/plot-format", test_plot_format);
  g_test_add_func ("/ui/draw/figures/columns", test_columns);
  g_test_add_func ("/ui/draw/figures/scatter-and-list", test_scatter_and_list);
  g_test_add_func ("/ui/draw/figures/state-machine", test_state_machine);
  g_test_add_func ("/ui/draw/figures/several-figures", test_several_figures);
  g_test_add_func ("/ui/draw/figures/twin", test_twin);
  g_test_add_func ("/ui/draw/figures/histogram", test_histogram);
  g_test_add_func ("/ui/draw/figures/image", test_image);
  g_test_add_func ("/ui/draw/figures/mathematics", test_mathematics);
  g_test_add_func ("/ui/draw/figures/nonsense", test_nonsense);
  g_test_add_func ("/ui/draw/figures/empty", test_empty);
  g_test_add_func ("/ui/draw/figures/artist", test_artist);
  g_test_add_func ("/ui/draw/figures/symlog", test_symlog);
  return g_test_run ();
}
