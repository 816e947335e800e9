#pragma once
/* Breakpoints of a session: a list that outlives runs, because each is held by the key of its node. What they find is
 * searched for by a worker ahead of the cursor, so that playing stops there, either way. */

#include "cr-search.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_BREAK_UNCOUNTED G_MAXUINT

typedef struct
{
  guint id; /* never used twice in a session */
  CrBreakpoint what;
  gboolean enabled;
  char *text;       /* what it waits for, as it was when its node was last there */
  gboolean missing; /* its node is not in the graph of the last run */
  guint n_hits;     /* in the whole run, or CR_BREAK_UNCOUNTED */
} CrSessionBreak;

/* Signal of the session: "breakpoints-changed": the list, what is known of it, or where playing stopped. */

/* Adds one, enabled, and returns its id; one that is there already is enabled instead. */
guint cr_session_add_break (CrSession *session, const CrBreakpoint *what);
void cr_session_remove_break (CrSession *session, guint id);
void cr_session_enable_break (CrSession *session, guint id, gboolean enabled);
/* Of CrSessionBreak, in the order in which they were added; borrowed until the next change. */
const GPtrArray *cr_session_get_breaks (CrSession *session);
/* Whether an enabled breakpoint is at the variable or function with @key: the canvas marks it. */
gboolean cr_session_has_breakpoint (CrSession *session, guint64 key);
/* Adds a breakpoint at the node with @key, or removes those that are there. */
void cr_session_toggle_breakpoint (CrSession *session, guint64 key);
void cr_session_toggle_selected_breakpoint (CrSession *session); /* at what is selected, if anything is */

/* To the next (or previous) break, found by a worker; past the last of them to the end (or the beginning). */
void cr_session_continue (CrSession *session, gboolean forwards);
/* Whether there is an enabled breakpoint, without which the above has nothing to look for. */
gboolean cr_session_can_continue (CrSession *session);
/* Whether a search is under way. */
gboolean cr_session_is_searching (CrSession *session);
/* How far playing may go from @from: the position of the next break; the length (or 0) if there is none; @from itself
 * while that is still being searched for. */
guint cr_session_next_break (CrSession *session, guint from, gboolean forwards);
/* The search for the session's graph, which keeps what it has found out: for others that read the trace on a thread.
 * Owned; NULL without a graph. */
CrSearch *cr_session_ref_search (CrSession *session);
/* Where it last stopped, or that there was nothing to stop at, in words; NULL before. Borrowed until the signal. */
const char *cr_session_get_stopped (CrSession *session);

G_END_DECLS
