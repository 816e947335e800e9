#pragma once
/* What the readers of plotting calls share. */

#include "cr-figure-data.h"
#include "cr-figures.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *done; /* of CrFigure */
  GPtrArray *open; /* of OpenFigure */
  guint event;
  guint call;       /* how many calls there have been */
  guint next_group; /* of shared axes */
} CrFigureReader;

typedef void (*CrFigureRead) (CrFigureReader *reader, const CrPlotRecord *record);

typedef struct
{
  const char *name;
  CrFigureRead read;
} CrFigureCall;

/* The tables of calls, NULL-terminated, by concern. */
extern const CrFigureCall cr_figures_series_calls[], cr_figures_bar_calls[], cr_figures_axes_calls[],
    cr_figures_image_calls[], cr_figures_artist_calls[], cr_figures_hist_calls[], cr_figures_line_calls[],
    cr_figures_text_calls[];

/* cr-figures.c: the axes that a call belongs to, made if need be; never NULL. */
CrAxes *cr_figures_get_axes (CrFigureReader *reader, const CrPlotRecord *record);
/* The axes of that number, which also names its figure; NULL if there are none. */
CrAxes *cr_figures_look_up (CrFigureReader *reader, guint number);
/* The axes of that number in the same figure; NULL if there are none. */
CrAxes *cr_figures_find_axes (CrFigureReader *reader, const CrPlotRecord *record, guint number);
CrFigure *cr_figures_get_figure (CrFigureReader *reader, const CrPlotRecord *record);
/* Axes over @under: they have x (or y) in common. */
void cr_figures_share (CrFigureReader *reader, CrAxes *one, CrAxes *other, gboolean vertical);

/* cr-figures-artist.c: what the latest call made gets its number. */
void cr_figures_number_artists (CrFigureReader *reader, const CrPlotRecord *record);

/* cr-figures-args.c */

/* The @i-th positional argument, NULL past the last; of that kind also the rest. */
const CrPlotDatum *cr_figures_arg (const CrPlotRecord *record, guint i);
const CrPlotDatum *cr_figures_keyword (const CrPlotRecord *record, const char *keyword);
/* The @i-th argument, or the one of that name. */
const CrPlotDatum *cr_figures_at (const CrPlotRecord *record, guint i, const char *keyword);
/* A keyword argument under its long or its short name (NULL: it has none). */
const CrPlotDatum *cr_figures_either (const CrPlotRecord *record, const char *keyword, const char *brief);
const char *cr_figures_string (const CrPlotDatum *datum);
/* NaN if it is no number. */
double cr_figures_number (const CrPlotDatum *datum);
double cr_figures_positive (const CrPlotDatum *datum, double otherwise);
/* Whether an argument is true; @otherwise if it is not given. */
gboolean cr_figures_truth (const CrPlotDatum *datum, gboolean otherwise);
/* Two numbers, from a list of two or two arguments. */
gboolean cr_figures_pair (const CrPlotDatum *datum, double *first, double *second);
/* A user's text: what stands between dollar signs becomes letters and signs. NULL if it is none; owned. */
char *cr_figures_text (const CrPlotDatum *datum);
/* Numbers of a positional or keyword argument, flat; FALSE if there are none. */
gboolean cr_figures_flat (const CrPlotRecord *record, guint i, const char *keyword, CrFigureData *data);
/* The same for places along an axis, where names stand for 0, 1, 2, ...: they become its ticks. */
gboolean cr_figures_places (CrAxis *axis, const CrPlotDatum *datum, CrFigureData *data);
/* Element @i; a single one stands for all; @otherwise if there are none. */
double cr_figures_element (const CrFigureData *data, guint i, double otherwise);
/* A colour as it is written: also from three or four numbers. NULL if it is none; owned. */
char *cr_figures_color (const CrPlotDatum *datum);
/* Names of many colours, NULL-terminated; NULL if they are not many colours; owned. */
char **cr_figures_colors (const CrPlotDatum *datum);
/* What all artists understand: colour, line, marker, label, opacity, order; and whose numbers they are. */
void cr_figures_style (CrFigureReader *reader, CrSeries *series, const CrPlotRecord *record);
/* cmap=, vmin=, vmax=, norm= */
void cr_figures_map (CrSeries *series, const CrPlotRecord *record);

/* cr-figure-math.c: "$\\theta^2$" as "θ²"; a new string. */
char *cr_figure_read_math (const char *text);

G_END_DECLS
