#pragma once
/* Copying and comparing plot records: the trace keeps a copy of what it is given. */

#include "cr-plot-record.h"

G_BEGIN_DECLS

/* Gives the reference that a copy holds instead of @value (nullable): @value itself, or a summary of it. */
typedef CrValue *(*CrValueKeeper) (gpointer user_data, CrValue *value);

CrPlotRecord *cr_plot_record_copy (const CrPlotRecord *record, CrValueKeeper keep, gpointer user_data);
gboolean cr_plot_record_equal (const CrPlotRecord *a, const CrPlotRecord *b);

G_END_DECLS
