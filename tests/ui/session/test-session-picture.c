/* What the reader chose of the picture: one change is told once, it outlives runs, and nodes belong to the document. */

#include "cr-session-picture.h"
#include "session-fixture.h"

static void
count (guint *n)
{
  (*n)++;
}

static void
test_changes (void)
{
  g_autoptr (CrSession) session = cr_session_new ();
  g_autoptr (CrMoves) moves = cr_moves_with (NULL, 5, 1, 2), same = cr_moves_with (NULL, 5, 1, 2);
  guint n = 0;

  g_signal_connect_swapped (session, "picture-changed", G_CALLBACK (count), &n);
  cr_session_set_view (session, CR_VIEW_FULL);
  cr_session_set_moves (session, NULL);
  g_assert_cmpuint (n, ==, 0); /* as it is already */
  cr_session_set_view (session, CR_VIEW_FUNCTIONS);
  cr_session_set_left_to_right (session, TRUE);
  cr_session_set_moves (session, moves);
  g_assert_cmpuint (n, ==, 3);
  cr_session_set_moves (session, same);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (cr_session_get_picture (session)->moves == moves);
  g_assert_cmpint (cr_session_get_picture (session)->view, ==, CR_VIEW_FUNCTIONS);
}

static void
test_documents (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  g_autoptr (CrMoves) moves = cr_moves_with (NULL, 5, 1, 2);
  g_autoptr (CrFolding) folding = cr_folding_with_depth (NULL, 0);

  cr_session_set_view (session, CR_VIEW_VARIABLES);
  cr_session_set_moves (session, moves);
  cr_session_set_folding (session, folding);
  cr_session_set_text (session, "import torch\n", TRUE);
  session_settle (session);
  g_assert_true (cr_session_get_picture (session)->moves == moves);
  g_assert_true (cr_session_get_picture (session)->folding == folding);
  /* Another document has other nodes; how one likes to look at a graph stays. */
  cr_session_reset (session, SCRIPT_LINE);
  session_settle (session);
  g_assert_null (cr_session_get_picture (session)->moves);
  g_assert_null (cr_session_get_picture (session)->folding);
  g_assert_cmpint (cr_session_get_picture (session)->view, ==, CR_VIEW_VARIABLES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/picture/changes", test_changes);
  g_test_add_func ("/ui/session/picture/documents", test_documents);
  return g_test_run ();
}
