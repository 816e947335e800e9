/* Graph files made of anything: an error or a file that can be drawn, never harm. As a test it replays the corpus that
 * it is given; with -fsanitize=fuzzer it searches. */

#include "cr-cursor.h"
#include "cr-graph-file.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraphFile) graph_file = cr_graph_file_from_json ((const char *)data, size, &error);
  g_assert_true ((graph_file == NULL) == (error != NULL));
  if (graph_file == NULL)
    return 0;
  g_autoptr (CrGraph) graph = cr_graph_new (graph_file->trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  for (guint p = 0; p <= cr_cursor_get_length (cursor); p++)
    {
      cr_cursor_seek (cursor, p);
      for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
        cr_cursor_get_variable (cursor, i);
      for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
        cr_cursor_get_function (cursor, i);
      cr_cursor_get_generation (cursor);
    }
  gsize length;
  g_autofree char *json = cr_graph_file_to_json (graph_file, &length);
  g_autoptr (CrGraphFile) again = cr_graph_file_from_json (json, length, &error);
  g_assert_no_error (error);
  return 0;
}

#ifdef REPLAY_CORPUS
int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *text = NULL;
      gsize length = 0;
      g_assert_true (g_file_get_contents (argv[i], &text, &length, NULL));
      LLVMFuzzerTestOneInput ((const guint8 *)text, length);
    }
  return 0;
}
#endif
