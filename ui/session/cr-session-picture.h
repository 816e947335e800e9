#pragma once
/* What the reader chose of the picture: view, folded groups, direction. Belongs to the document, not to its text. */

#include "cr-scene-options.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* Borrowed until signal "picture-changed". */
const CrSceneOptions *cr_session_get_picture (CrSession *session);
/* Takes it over as it is; "picture-changed" if that changes anything. */
void cr_session_set_picture (CrSession *session, const CrSceneOptions *options);
void cr_session_set_view (CrSession *session, CrSceneView view);
void cr_session_set_constants (CrSession *session, gboolean constants);
void cr_session_set_left_to_right (CrSession *session, gboolean left_to_right);
/* @folding is referenced; NULL: what is sensible. */
void cr_session_set_folding (CrSession *session, CrFolding *folding);
/* Nodes moved by hand; @moves is referenced, NULL: all are back where the layout has them. */
void cr_session_set_moves (CrSession *session, CrMoves *moves);

G_END_DECLS
