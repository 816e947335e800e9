#pragma once
/* A figure as matplotlib means it: one pair of axes with lines and points, still without colours
 * of a theme or a size. Plain data: whoever makes one fills the fields in. */

#include "cr-theme.h"

G_BEGIN_DECLS

typedef enum
{
  CR_SERIES_LINE,    /* plt.plot */
  CR_SERIES_SCATTER, /* plt.scatter */
  CR_SERIES_BARS,    /* plt.bar, plt.hist: from base to y, width wide */
  CR_SERIES_FILL,    /* plt.fill_between: from base to y */
  CR_SERIES_H_LINE,  /* plt.axhline: across the axes at y[0]; x[0] is NaN */
  CR_SERIES_V_LINE   /* plt.axvline: at x[0] */
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

typedef struct
{
  CrSeriesKind kind;
  double *x, *y; /* n values each, owned; NaN and infinities are gaps */
  guint n;
  double *base; /* bars and fills: where they begin, n values, owned; else NULL */
  double width; /* of a bar, in data */
  char *color;  /* see cr_figure_parse_color; owned; NULL: the next of the theme's palette */
  CrLineKind line;
  CrMarkerKind marker;
  double line_width;  /* in points as matplotlib means it; 0: the default, 1.5 */
  double marker_size; /* diameter in points; 0: the default, 6 */
  double alpha;       /* 1 is opaque */
  char *label;        /* owned, NULL: not in the legend */
  guint64 source_id;  /* the tensor that y came from, 0: none */
  guint event;        /* the event that plotted it */
} CrSeries;

typedef struct
{
  char *title, *x_label, *y_label; /* owned, NULL: none */
  gboolean has_x_limits, has_y_limits;
  double x_min, x_max, y_min, y_max; /* where there are limits; min > max turns the axis round */
  gboolean legend;                   /* plt.legend() was called; FALSE in a new figure */
  gboolean grid;                     /* TRUE in a new figure */
  GPtrArray *series;                 /* of CrSeries, owned, in the order of plotting */
} CrFigure;

/* An empty figure. */
CrFigure *cr_figure_new (void);
void cr_figure_free (CrFigure *figure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFigure, cr_figure_free)

/* Appends a series of @n points and returns it (borrowed) for more to be set. @x and @y are
 * copied; @x may be NULL for 0, 1, 2, ... A line starts solid without markers, a scatter with
 * circles and no line. */
CrSeries *cr_figure_add_series (CrFigure *figure, CrSeriesKind kind, const double *x, const double *y, guint n);

/* Sets a string field to a copy of @value, which may be NULL: cr_figure_set_string (&figure->title, "x"). */
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
