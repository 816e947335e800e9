/* save-graph SCRIPT OUT.chainrule: runs a script as `chainrule steps` does and saves its graph, for test-examples.py.
 * The program itself saves from the window only. */

#include "cr-graph-file.h"
#include "cr-run.h"

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  CrGraphFile graph_file = { .name = argc == 3 ? argv[1] : NULL };
  g_autofree char *text = NULL;
  if (argc != 3 || !g_file_get_contents (argv[1], &text, &length, &error))
    {
      g_printerr ("%s\n", error != NULL ? error->message : "usage: save-graph SCRIPT OUT");
      return 2;
    }
  CrRunOptions options = { .limits = { .max_trace = CR_LIMITS_WINDOW.max_trace } };
  g_autoptr (CrTrace) trace = cr_trace_new (options.limits.max_trace);
  g_autoptr (CrRun) run = cr_run_new (argv[1], text, length, &options, trace);
  cr_run_execute (run);
  graph_file.script = text;
  graph_file.trace = trace;
  graph_file.position = cr_trace_get_length (trace);
  g_autoptr (GFile) file = g_file_new_for_path (argv[2]);
  if (cr_graph_file_save (file, &graph_file, &error))
    return 0;
  g_printerr ("%s\n", error->message);
  return 1;
}
