#pragma once
/* Edits by hand: what a gesture at the picture means for the text as it stands, also while another run is under way. */

#include "cr-edit.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* Signals of the session that belong here: "edit-requested" (GArray of CrTextEdit); "edit-shown" (uint offset, uint
 * bytes of the new text: the editor lights it for a moment and brings it into view); "told" (char *: a sentence for
 * people, shown as a toast); "gesture-changed"; "value-made" (what an edit made is selected: the canvas brings
 * it into view). */

/* The text as it stands, parsed; borrowed until it changes. NULL with @error set if it is no text. */
CrEditScript *cr_session_get_script (CrSession *session, GError **error);

/* A range of the text that was run, in the text as it stands: through all edits since. FALSE if an edit touched it. */
gboolean cr_session_map_range (CrSession *session, const CrRange *range, CrRange *now);
/* What a gesture addresses, in the text as it stands; FALSE with @error set (for people) where it has no place there
 * any more. The name is borrowed from the graph. */
gboolean cr_session_find_edit_node (CrSession *session, guint variable, CrEditNode *node, GError **error);
gboolean cr_session_find_function_range (CrSession *session, guint function, CrRange *now, GError **error);

/* Has the editor make the plan's edits as one step of undo, shows them, and tells its note. Takes @plan over; the value
 * that came to be is selected once the run has brought it. NULL does nothing and returns FALSE. */
gboolean cr_session_take_plan (CrSession *session, CrEditPlan *plan);
/* Tells a person why a gesture was refused. */
void cr_session_tell (CrSession *session, const char *sentence);

/* Between them all edits are one step of undo, and each runs at once: a number that is dragged. A gesture ends by
 * itself when something else changes the text. */
void cr_session_begin_gesture (CrSession *session);
void cr_session_end_gesture (CrSession *session);
gboolean cr_session_is_in_gesture (CrSession *session);

G_END_DECLS
