#pragma once
/* What every widget observes: the text's snapshot, the run, the cursor, the selection. Widgets read
 * and set it and never talk to each other. Lives on the main thread; runs and structure are made on a worker
 * and arrive whole. Knows no GTK. */

#include <gio/gio.h>

#include "cr-cursor.h"
#include "cr-failure.h"
#include "cr-run.h"
#include "cr-trace-structure.h"

G_BEGIN_DECLS

#define CR_TYPE_SESSION (cr_session_get_type ())
G_DECLARE_FINAL_TYPE (CrSession, cr_session, CR, SESSION, GObject)

/* Properties (all notify): "file" GFile or NULL; "modified" boolean; "name" string for the title; "running" boolean;
 * "playing" boolean; "position" uint; "length" uint; "selection" uint64 key (0: none); "speed" double (steps a second);
 * "progress" string: what takes over half a second, a run or a file; else NULL.
 * "element" int64; "panel" int; "predicting" boolean.
 * Signals: "lit-changed"; "failure-changed"; "edit-requested" (GArray of CrTextEdit); "breakpoints-changed" (cr-
 * session-break.h); "picture-changed" (cr-session-picture.h); "graph-changed" (a run has ended and its graph is here:
 * cursor and selection were carried over by key), "diagnostics-changed", "text-changed" (the text was replaced from
 * outside the editor: a file was opened). */

CrSession *cr_session_new (void);

/* The document. */
/* A new untitled script with @text (NULL: an empty one); what was there is dropped. Runs it. */
void cr_session_reset (CrSession *session, const char *text);
GFile *cr_session_get_file (CrSession *session);      /* borrowed; NULL while untitled */
const char *cr_session_get_name (CrSession *session); /* borrowed; for titles */
const char *cr_session_get_text (CrSession *session);
/* From the editor on every change; runs again after 250 ms without another (at once when @now). */
void cr_session_set_text (CrSession *session, const char *text, gboolean now);
/* Scripts and graph files, by content, read on a thread. The document is replaced by the call to finish(); on failure
 * nothing changes. A graph file is shown and not run. cr_session_stop() gives it up (G_IO_ERROR_CANCELLED). */
void cr_session_open_async (CrSession *session, GFile *file, GAsyncReadyCallback callback, gpointer user_data);
gboolean cr_session_open_finish (CrSession *session, GAsyncResult *result, GError **error);
/* The text as it stands now, written on a thread; NAME.chainrule: the graph file, with the run of that text, for which
 * it waits a while. finish() makes @file the document's. */
void cr_session_save_async (CrSession *session, GFile *file, GAsyncReadyCallback callback, gpointer user_data);
gboolean cr_session_save_finish (CrSession *session, GAsyncResult *result, GError **error);
gboolean cr_session_get_modified (CrSession *session);

/* Running. */
void cr_session_run (CrSession *session);  /* "run again" */
void cr_session_stop (CrSession *session); /* cancels a run or an opening; the last good picture stays */
gboolean cr_session_get_running (CrSession *session);
/* Whether there is something for cr_session_stop() to stop: a run, or a file being opened. */
gboolean cr_session_can_stop (CrSession *session);
GPtrArray *cr_session_get_diagnostics (CrSession *session); /* of CrDiagnostic, borrowed */
double cr_session_get_run_seconds (CrSession *session);     /* of the last run */
const char *cr_session_get_progress (CrSession *session);   /* NULL unless something takes over half a second */
/* Whether the graph is that of the text as it stands now: else ranges don't fit the text. */
gboolean cr_session_is_current (CrSession *session);

/* The picture's state. */
CrGraph *cr_session_get_graph (CrSession *session);   /* borrowed; NULL before the first run has ended */
CrCursor *cr_session_get_cursor (CrSession *session); /* borrowed; move it with the functions below only */
guint cr_session_get_position (CrSession *session);
guint cr_session_get_length (CrSession *session);
/* Indices of all events of a kind, of guint, ascending; borrowed until "graph-changed"; NULL without a graph. */
const GArray *cr_session_get_events (CrSession *session, CrEventKind kind);
/* Scopes, statements and phases; borrowed until "graph-changed"; NULL without a graph. */
const CrTraceStructure *cr_session_get_structure (CrSession *session);
void cr_session_seek (CrSession *session, guint position);
void cr_session_step (CrSession *session, gboolean forwards);               /* one stop (cr_cursor_next_stop) */
void cr_session_step_event (CrSession *session, gboolean forwards);         /* one event */
void cr_session_step_backward_pass (CrSession *session, gboolean forwards); /* to the next or previous backward */
/* To the next iteration of the loop around, or the beginning of this one, then the previous (any scope where the run
 * has no loop); past the last of them to the end. */
void cr_session_step_scope (CrSession *session, gboolean forwards);
/* The larger unit: a backward pass as long as there is one that way, else a scope. */
void cr_session_step_large (CrSession *session, gboolean forwards);
/* To where something next happens, or last happened, to the selected variable or function; where nothing is selected,
 * to that of the source line: the one set below, else that of the event just passed. FALSE if it never does. */
gboolean cr_session_step_visit (CrSession *session, gboolean forwards);
/* The line (from 1) that the reader is at in the text; 0: none. */
void cr_session_set_source_line (CrSession *session, guint line);
void cr_session_play (CrSession *session);           /* from the start when at the end */
void cr_session_play_backwards (CrSession *session); /* from the end when at the start */
void cr_session_pause (CrSession *session);
gboolean cr_session_get_playing (CrSession *session); /* either way */
gboolean cr_session_get_playing_backwards (CrSession *session);
/* Steps a second; from CR_SPEED_MAX on as fast as it goes, the longest run in ten seconds. */
#define CR_SPEED_MAX 10000.0
double cr_session_get_speed (CrSession *session);
void cr_session_set_speed (CrSession *session, double speed);

/* The selected variable or function, by its key. */
void cr_session_select_variable (CrSession *session, guint variable); /* CR_NONE clears */
void cr_session_select_function (CrSession *session, guint function);
guint cr_session_get_selected_variable (CrSession *session); /* CR_NONE */
guint cr_session_get_selected_function (CrSession *session); /* CR_NONE */

/* The variable that the expression at a place in the text made (cr_place_index_find()), the last before the position;
 * CR_NONE. Both count from 1, columns in characters. */
guint cr_session_find_variable_at (CrSession *session, guint line, guint column);

/* One element of the selected variable, flat in row order: the inspector's table sets it, "why" asks of it. 0 when
 * another variable is selected. Property "element". */
void cr_session_select_element (CrSession *session, gint64 element);
gint64 cr_session_get_selected_element (CrSession *session);

/* What the reader is after, beside the selection. Property "panel": which side panel is to be seen. */
typedef enum
{
  CR_PANEL_VALUES,
  CR_PANEL_WHY,
  CR_PANEL_JACOBIAN,
  CR_PANEL_DEBUG
} CrPanel;
void cr_session_show_panel (CrSession *session, CrPanel panel);
CrPanel cr_session_get_panel (CrSession *session);

/* Variables and functions that a widget lights on the canvas while the pointer or the focus is on a term. The arrays
 * are copied; n 0 and 0 puts the light out. Signal "lit-changed". */
void cr_session_set_lit (CrSession *session, const guint *variables, guint n_variables, const guint *functions,
                         guint n_functions);
/* Of guint, ascending, borrowed until the next change; NULL when nothing is lit. */
const GArray *cr_session_get_lit_variables (CrSession *session);
const GArray *cr_session_get_lit_functions (CrSession *session);

/* "Predict, then reveal": the next gradient is asked for before the cursor passes it; what lies after the cursor is
 * told nowhere meanwhile. Property "predicting". */
void cr_session_set_predicting (CrSession *session, gboolean predicting);
gboolean cr_session_get_predicting (CrSession *session);

/* The failure of the last run, explained. Borrowed until "failure-changed"; NULL: there is none, or it is not explained
 * yet. Its fixes are those that are known to make the script run: there may be more after the next "failure-changed".
 */
const CrFailureAccount *cr_session_get_failure (CrSession *session);
/* Moves to just after the failure and selects what it is about; does nothing where the picture has none. */
void cr_session_show_failure (CrSession *session);
gboolean cr_session_is_at_failure (CrSession *session);
/* Selects a place that the account names, unless the text has changed since; CR_NONE: no such. */
void cr_session_select_place (CrSession *session, guint variable, guint function);
/* Has the editor make the edits of a fix. FALSE if the text has changed since. */
gboolean cr_session_apply_fix (CrSession *session, guint fix);
/* Edits of the text go through the editor, which owns it and its undo: signal "edit-requested" with @edits (of
 * CrTextEdit, in bytes of the text as it stands, ascending). The editor makes them as one action and runs the text. */
void cr_session_request_edit (CrSession *session, const GArray *edits);

G_END_DECLS
