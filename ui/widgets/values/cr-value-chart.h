#pragma once
/* A tensor as a picture: a heat map of one of its matrices, or a histogram of all its elements. In a heat map a cell
 * can be selected with the pointer or the arrow keys. */

#include <gtk/gtk.h>

#include "cr-heat.h"
#include "cr-stats.h"

G_BEGIN_DECLS

#define CR_TYPE_VALUE_CHART (cr_value_chart_get_type ())
G_DECLARE_FINAL_TYPE (CrValueChart, cr_value_chart, CR, VALUE_CHART, GtkWidget)

/* Signal "selected" (gint64): the flat index of the element that the user has chosen. */
GtkWidget *cr_value_chart_new (void);
/* @label ("gradient") is for assistive technologies. What is shown is copied, but @value, of which a reference is
 * kept. */
void cr_value_chart_show_heat (CrValueChart *chart, const char *label, CrValue *value, const CrHeat *heat);
void cr_value_chart_show_histogram (CrValueChart *chart, const char *label, CrValue *value, const CrStats *stats,
                                    gboolean is_gradient, gboolean logarithmic);
/* Nothing yet: what it will show is being computed. It keeps its height. */
void cr_value_chart_show_nothing (CrValueChart *chart);
/* Marks an element (-1: none) without telling so. */
void cr_value_chart_select (CrValueChart *chart, gint64 element);

G_END_DECLS
