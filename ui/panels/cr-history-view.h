#pragma once
/* The course of a variable's value and gradient over a run as two sparklines. A click or the arrow keys choose a moment
 * of it. */

#include <gtk/gtk.h>

#include "cr-evolution.h"

G_BEGIN_DECLS

#define CR_TYPE_HISTORY_VIEW (cr_history_view_get_type ())
G_DECLARE_FINAL_TYPE (CrHistoryView, cr_history_view, CR, HISTORY_VIEW, GtkWidget)

/* Signal "seek" (guint): the position just after the event that the user has chosen. */
GtkWidget *cr_history_view_new (void);
/* @evolution is borrowed until the next call; NULL: nothing is known yet. */
void cr_history_view_set_evolution (CrHistoryView *view, const CrEvolution *evolution);
/* Where the cursor stands, of @n_events. */
void cr_history_view_set_position (CrHistoryView *view, guint position, guint n_events);
/* Whether what comes after the cursor is not told: it is being predicted. */
void cr_history_view_set_hides_future (CrHistoryView *view, gboolean hides_future);

G_END_DECLS
