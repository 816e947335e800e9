#pragma once
/* The numbers of a plotting call's argument, whatever they came as: a number, a list, a tensor. */

#include "cr-plot-record.h"

G_BEGIN_DECLS

/* Columns of numbers, one after another. */
typedef struct
{
  guint rows, columns;
  double *numbers; /* owned */
  guint64 tensor;  /* the tensor they came from, 0 if none */
} CrFigureData;

/* Whether @datum can be plotted: a number, a list or a tensor. */
gboolean cr_figure_data_is (const CrPlotDatum *datum);
/* A single number; NaN if @datum is none. */
double cr_figure_data_get_number (const CrPlotDatum *datum);
/* FALSE if there are no numbers, or more than a plot can show (twenty million), or more than
 * two dimensions, or if the budget of the trace dropped them. */
gboolean cr_figure_data_read (CrFigureData *data, const CrPlotDatum *datum);
void cr_figure_data_clear (CrFigureData *data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrFigureData, cr_figure_data_clear)

G_END_DECLS
