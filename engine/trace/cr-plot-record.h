#pragma once
/* A plotting call as the trace keeps it: like CrPlotCall, with values in place of tensors. */

#include "cr-interp.h"
#include "cr-value.h"

G_BEGIN_DECLS

typedef struct _CrPlotDatum CrPlotDatum;
struct _CrPlotDatum
{
  CrPlotArgKind kind;
  char *keyword;
  gint64 integer;
  double number;
  char *string;
  CrValue *value;      /* CR_PLOT_ARG_TENSOR */
  GPtrArray *elements; /* CR_PLOT_ARG_LIST, of CrPlotDatum */
  guint64 tensor;      /* id of the tensor that was passed, 0 if none: links the plot to its node */
};

typedef struct _CrPlotRecord
{
  char *name;
  guint axes;
  GPtrArray *args; /* of CrPlotDatum */
} CrPlotRecord;

/* Owned by the caller. cr_trace_append() copies a record, so the caller frees its own. */
CrPlotRecord *cr_plot_record_new (const char *name, guint axes);
void cr_plot_record_free (CrPlotRecord *record);
/* Owned; free it or add it to a record's args or a list's elements, which own theirs. */
CrPlotDatum *cr_plot_datum_new (CrPlotArgKind kind, const char *keyword);
void cr_plot_datum_free (CrPlotDatum *datum);

G_END_DECLS
