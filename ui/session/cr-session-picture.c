/* What the reader chose of the picture: every setter is one change of the whole. */

#include "cr-session-picture.h"

#include "cr-session-private.h"

const CrSceneOptions *
cr_session_get_picture (CrSession *session)
{
  return &session->options;
}

void
cr_session_set_picture (CrSession *session, const CrSceneOptions *options)
{
  g_return_if_fail (CR_IS_SESSION (session) && options != NULL);
  if (cr_scene_options_equal (&session->options, options))
    return;
  cr_scene_options_set (&session->options, options);
  cr_session_emit (session, SIGNAL_PICTURE_CHANGED);
}

void
cr_session_set_view (CrSession *session, CrSceneView view)
{
  CrSceneOptions options = session->options;

  options.view = view;
  cr_session_set_picture (session, &options);
}

void
cr_session_set_constants (CrSession *session, gboolean constants)
{
  CrSceneOptions options = session->options;

  options.constants = constants;
  cr_session_set_picture (session, &options);
}

void
cr_session_set_left_to_right (CrSession *session, gboolean left_to_right)
{
  CrSceneOptions options = session->options;

  options.left_to_right = left_to_right;
  cr_session_set_picture (session, &options);
}

void
cr_session_set_folding (CrSession *session, CrFolding *folding)
{
  CrSceneOptions options = session->options;

  options.folding = folding;
  cr_session_set_picture (session, &options);
}

void
cr_session_set_moves (CrSession *session, CrMoves *moves)
{
  CrSceneOptions options = session->options;

  options.moves = moves;
  cr_session_set_picture (session, &options);
}

void
cr_session_forget_nodes (CrSession *session)
{
  CrSceneOptions options = session->options;

  options.moves = NULL;
  options.folding = NULL;
  cr_session_set_picture (session, &options);
}
