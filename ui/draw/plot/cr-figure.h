#pragma once
/* A figure as matplotlib means it: pairs of axes in a grid, each with its series and texts, still without colours of a
 * theme or a size. Plain data: whoever makes one fills the fields in. Once it is being shown it does not change. */

#include "cr-theme.h"

G_BEGIN_DECLS

typedef enum
{
  CR_SERIES_LINE,     /* plt.plot, plt.step, plt.errorbar */
  CR_SERIES_SCATTER,  /* plt.scatter */
  CR_SERIES_BARS,     /* plt.bar, plt.barh, plt.hist: from base to y (x where horizontal) */
  CR_SERIES_FILL,     /* plt.fill_between: from base to y */
  CR_SERIES_H_LINE,   /* plt.axhline: across the axes at y[0]; x[0] is NaN */
  CR_SERIES_V_LINE,   /* plt.axvline: at x[0] */
  CR_SERIES_H_SPAN,   /* plt.axhspan: across the axes from base[0] to y[0]; x[0] is NaN */
  CR_SERIES_V_SPAN,   /* plt.axvspan: from base[0] to x[0] */
  CR_SERIES_STEMS,    /* plt.stem: from base to y, a marker at y */
  CR_SERIES_SEGMENTS, /* plt.hlines, plt.vlines, plt.contour: from (x, y) to (x2, y2) */
  CR_SERIES_ARROWS,   /* plt.quiver: at (x, y), (x2, y2) long; see arrow_scale */
  CR_SERIES_POLYGONS, /* plt.fill, plt.contourf: closed outlines, parted by NaN */
  CR_SERIES_IMAGE,    /* plt.imshow, plt.pcolormesh: values[row * columns + column]; x and y are the middles */
  CR_N_SERIES_KINDS
} CrSeriesKind;

typedef enum
{
  CR_LINE_NONE,
  CR_LINE_SOLID,   /* - */
  CR_LINE_DASHED,  /* -- */
  CR_LINE_DASHDOT, /* -. */
  CR_LINE_DOTTED   /* : */
} CrLineKind;

typedef enum
{
  CR_MARKER_NONE,
  CR_MARKER_POINT,          /* . */
  CR_MARKER_PIXEL,          /* , */
  CR_MARKER_CIRCLE,         /* o */
  CR_MARKER_TRIANGLE_DOWN,  /* v 1 */
  CR_MARKER_TRIANGLE_UP,    /* ^ 2 */
  CR_MARKER_TRIANGLE_LEFT,  /* < 3 */
  CR_MARKER_TRIANGLE_RIGHT, /* > 4 */
  CR_MARKER_SQUARE,         /* s */
  CR_MARKER_PENTAGON,       /* p */
  CR_MARKER_HEXAGON,        /* h H */
  CR_MARKER_OCTAGON,        /* 8 */
  CR_MARKER_STAR,           /* * */
  CR_MARKER_PLUS,           /* + P */
  CR_MARKER_CROSS,          /* x X */
  CR_MARKER_DIAMOND,        /* D */
  CR_MARKER_THIN_DIAMOND,   /* d */
  CR_MARKER_VLINE,          /* | */
  CR_MARKER_HLINE,          /* _ */
  CR_N_MARKERS
} CrMarkerKind;

/* Where a line leaves for the next value: matplotlib's where= and drawstyle=. */
typedef enum
{
  CR_STEP_NONE,
  CR_STEP_PRE,
  CR_STEP_MID,
  CR_STEP_POST
} CrStepKind;

typedef enum
{
  CR_MAP_VIRIDIS,
  CR_MAP_PLASMA,
  CR_MAP_INFERNO,
  CR_MAP_MAGMA,
  CR_MAP_CIVIDIS,
  CR_MAP_GRAY,
  CR_MAP_BLUES,
  CR_MAP_REDS,
  CR_MAP_GREENS,
  CR_MAP_ORANGES,
  CR_MAP_COOLWARM,
  CR_MAP_BWR,
  CR_MAP_SEISMIC,
  CR_MAP_RDBU,
  CR_MAP_JET,
  CR_MAP_HOT,
  CR_MAP_COOL,
  CR_MAP_SPECTRAL,
  CR_MAP_HSV,
  CR_N_MAPS
} CrMapKind;

typedef enum
{
  CR_SCALE_LINEAR,
  CR_SCALE_LOG,
  CR_SCALE_SYMLOG /* of both signs, even around 0 */
} CrScaleKind;

typedef struct
{
  CrSeriesKind kind;
  double *x, *y; /* n values each, owned; NaN and infinities are gaps */
  guint n;
  double *base;        /* bars, fills, stems, spans: where they begin, n values, owned; else NULL */
  double *x2, *y2;     /* segments: their other ends; arrows: how long; else NULL */
  double width;        /* of a bar, in data */
  double *widths;      /* of each bar, owned; NULL: all are `width` */
  gboolean horizontal; /* bars, fills and stems that go from left to right: base is an x then */
  CrStepKind step;
  double *x_low, *x_high, *y_low, *y_high; /* error bars: how far they reach, n values each, owned, or NULL */
  double cap_size;                         /* of error bars, in points */
  double arrow_scale; /* arrows: data's length that is as long as the axes are wide; 0: found from the data */

  char *color;       /* see cr_figure_parse_color; owned; NULL: the next of the theme's palette */
  char **colors;     /* of each point or bar, NULL-terminated, owned, used in turn; NULL: all have `color` */
  char *edge_color;  /* of bars, polygons and markers; owned; NULL: none of their own */
  double edge_width; /* in points */
  gboolean hollow;   /* the inside is not filled: facecolors="none", fill=False, mfc="none" */
  double *values;    /* what the colour map shows, n values, owned; NULL: no map */
  CrMapKind map;
  gboolean map_turned, map_log; /* "viridis_r"; norm="log" */
  double value_min, value_max;  /* ends of the map; NaN: those of the values */
  guint rows, columns;          /* images */
  double *x_edges, *y_edges;    /* images: columns + 1 and rows + 1 places between the cells, owned */
  guint32 *pixels;              /* images of colours: 0xAARRGGBB, not premultiplied, n values, owned; else NULL */
  gboolean smooth;              /* images: interpolated between the cells */

  CrLineKind line;
  CrMarkerKind marker;
  double line_width;   /* in points as matplotlib means it; 0: the default, 1.5 */
  double marker_size;  /* diameter in points; 0: the default, 6 */
  double *sizes;       /* of each marker, n diameters in points, owned; NULL: all are marker_size */
  double from, to;     /* lines and spans across: which part of the axes, 0 to 1 */
  double alpha;        /* 1 is opaque */
  double order;        /* zorder; painted from the lowest on */
  char *label;         /* owned, NULL: not in the legend */
  guint64 source_id;   /* the tensor that y came from, 0: none */
  guint64 x_source_id; /* and that x came from */
  guint event;         /* the event that plotted it */
  guint call;          /* the number of the call that made it, by which later ones change it; 0: none */
  gboolean hidden;     /* set_visible (False) */
} CrSeries;

/* Where a text's x and y are. */
typedef enum
{
  CR_TEXT_IN_DATA,
  CR_TEXT_IN_AXES, /* 0 to 1, from the lower left */
  CR_TEXT_IN_FIGURE,
  CR_TEXT_IN_POINTS /* from (to_x, to_y), in points: annotate's offset points */
} CrTextPlace;

/* plt.text, plt.annotate */
typedef struct
{
  char *string; /* owned */
  double x, y;
  CrTextPlace place, to_place;
  gboolean has_arrow;
  double to_x, to_y;       /* what the arrow points at */
  char *color;             /* owned; NULL: the theme's text */
  double size;             /* in points; 0: the usual */
  double rotation;         /* in degrees, against the clock */
  double align_x, align_y; /* which part of the text is at (x, y): 0 left or bottom, 0.5 middle, 1 right or top */
  gboolean boxed;
  guint event;
  guint call; /* as that of a series */
} CrAxesText;

/* One axis of a pair. */
typedef struct
{
  char *label;                /* owned, NULL: none */
  gboolean has_low, has_high; /* limits were set */
  double low, high;           /* where they were; low > high turns the axis round */
  gboolean inverted;          /* invert_xaxis () */
  CrScaleKind scale;
  double log_base;    /* 10 */
  double threshold;   /* of CR_SCALE_SYMLOG: even from -threshold to it; 2 */
  double margin;      /* of the data's span on each side; NaN: the usual */
  gboolean has_ticks; /* xticks (...): these and no others */
  double *ticks;      /* owned */
  char **tick_labels; /* NULL-terminated, owned; NULL: the numbers themselves */
  guint n_ticks;
  double tick_rotation; /* in degrees */
  gboolean hidden;      /* without numbers: shared with one further out, or set_visible (False) */
} CrAxis;

enum
{
  CR_SIDE_LEFT = 1,
  CR_SIDE_RIGHT = 2,
  CR_SIDE_TOP = 4,
  CR_SIDE_BOTTOM = 8,
  CR_SIDES_ALL = 15
};

/* A pair of axes and what is drawn between them. */
typedef struct
{
  guint number; /* what plotting calls name it by within its figure */
  char *title;  /* owned, NULL: none */
  CrAxis x, y;
  guint x_group, y_group; /* axes of one group show the same numbers; 0: none */
  /* Its place: in a grid of rows and columns, or (rows is 0) in parts of the figure from the lower left. */
  guint rows, columns, row, column, row_span, column_span;
  double left, bottom, width, height;
  int twin_of;               /* index of the axes over which it lies; -1: none */
  gboolean twin_x;           /* of a twin: it has x in common (twinx ()), else y */
  gboolean legend;           /* plt.legend() was called; FALSE in new axes */
  char *legend_title;        /* owned */
  double legend_x, legend_y; /* where in the axes, 0 to 1 from the lower left; NaN: where it covers least */
  gboolean legend_outside;   /* beside the axes, on the right */
  guint legend_columns;      /* 0 is 1 */
  gboolean grid;             /* TRUE in new axes */
  gboolean off;              /* axis ("off") */
  gboolean equal;            /* axis ("equal"): a unit of x is as long as one of y */
  gboolean boxed;            /* the box is shrunk to be so, else the limits are widened */
  guint sides;               /* CR_SIDE_*: which lines of the frame are drawn */
  int bar;                   /* index of the series whose colour map stands beside it; -1: none */
  char *bar_label;           /* owned */
  gboolean bar_below;
  GPtrArray *series; /* of CrSeries, owned, in the order of plotting */
  GPtrArray *texts;  /* of CrAxesText, owned */
} CrAxes;

typedef struct
{
  char *title, *x_label, *y_label; /* suptitle (), supxlabel (), supylabel (); owned, NULL: none */
  double width, height;            /* figsize= in inches; 0: the usual 6.4 by 4.8 */
  GPtrArray *axes;                 /* of CrAxes, owned, at least one */
  guint event;                     /* the event that showed it; where none did, that of its last call */
  gboolean shown;                  /* by plt.show () */
} CrFigure;

/* A figure with one pair of empty axes. */
CrFigure *cr_figure_new (void);
void cr_figure_free (CrFigure *figure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFigure, cr_figure_free)

/* The @i-th pair of axes, borrowed; NULL past the last. */
CrAxes *cr_figure_get_axes (const CrFigure *figure, guint i);
/* Another pair of axes, borrowed, that fills the figure. */
CrAxes *cr_figure_add_axes (CrFigure *figure);

/* Appends a series of @n points and returns it (borrowed) for more to be set. @x and @y are
 * copied; @x may be NULL for 0, 1, 2, ... A line starts solid without markers, a scatter with
 * circles and no line. */
CrSeries *cr_axes_add_series (CrAxes *axes, CrSeriesKind kind, const double *x, const double *y, guint n);
/* An image of @rows by @columns cells, the first row at the bottom, cell (0, 0) around (0, 0). @values is copied. */
CrSeries *cr_axes_add_image (CrAxes *axes, const double *values, guint rows, guint columns);
/* Appends a text at a place in the data; borrowed. */
CrAxesText *cr_axes_add_text (CrAxes *axes, double x, double y, const char *string);
/* The same on the first axes of a figure. */
CrSeries *cr_figure_add_series (CrFigure *figure, CrSeriesKind kind, const double *x, const double *y, guint n);

/* The @i-th series, borrowed; NULL past the last. */
CrSeries *cr_axes_get_series (const CrAxes *axes, guint i);

/* Sets an axis' limits; @low > @high turns it round. */
void cr_axis_set_limits (CrAxis *axis, double low, double high);

/* Sets a string field to a copy of @value, which may be NULL: cr_figure_set_string (&axes->title, "x"). */
void cr_figure_set_string (char **field, const char *value);

/* Takes over matplotlib's format string ("r-", "bo", "g--", ".", "C1^", "red"): colour, line and
 * marker of @series. With a marker and no line there is no line; with neither it is solid. FALSE
 * if matplotlib would refuse it; then nothing changes. */
gboolean cr_series_set_format (CrSeries *series, const char *format);

/* The parts of a format string: @color is set to a new string or NULL. FALSE and nothing set if
 * it is none. */
gboolean cr_figure_parse_format (const char *format, char **color, CrLineKind *line, CrMarkerKind *marker);

/* A line style as matplotlib's linestyle= takes it ("--", "dashed", "none", ...). */
gboolean cr_figure_parse_line (const char *name, CrLineKind *line);
/* A marker as matplotlib's marker= takes it. */
gboolean cr_figure_parse_marker (const char *name, CrMarkerKind *marker);

/* A colour as matplotlib takes it: a letter (bgrcmykw), a CSS name, "tab:blue", "#rgb",
 * "#rrggbb", "#rrggbbaa", a grey "0.5", "none". A place in the palette ("C0") is none of these:
 * @palette is set to its number then, else to -1, and @color is set unless it is. FALSE if it is
 * no colour. */
gboolean cr_figure_parse_color (const char *name, CrColor *color, int *palette);

G_END_DECLS
