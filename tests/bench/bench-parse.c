/* How long the parser takes for a script of N lines (10,000 unless told): prints the median of several parses.
 * bench-parse [LINES] */

#include "cr-parser.h"

#include <stdlib.h>
#include <string.h>

#define ROUNDS 15

/* What people write: assignments, calls, a function, a loop. */
static char *
make_script (guint n_lines)
{
  static const char *const lines[] = { "x = torch.ones(2, 3, requires_grad=True)",
                                       "def step_%u(w, rate=0.1):",
                                       "    loss = ((x @ w - 3.5) ** 2).mean()",
                                       "    return loss.item() if rate > 0 else None",
                                       "for i in range(10):",
                                       "    values[i] = {'a': [i, i + 1], 'b': (i, f\"{i:.2f}\")}",
                                       "print('step', x.sum(), sep=', ')  # shown",
                                       "y = [v * 2 for v in values if v is not None]" };
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n_lines; i++)
    {
      g_string_append (text, lines[i % G_N_ELEMENTS (lines)]);
      g_string_append_c (text, '\n');
    }
  for (char *at = text->str; (at = strstr (at, "_%u"));)
    memcpy (at, "_00", 3);
  return g_string_free (text, FALSE);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint)CLAMP (atoi (argv[1]), 1, 10000000) : 10000;
  g_autofree char *text = make_script (n);
  gint64 times[ROUNDS];
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (CrSource) source = cr_source_new ("bench", text, -1, NULL);
      g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (CrModule) module = cr_parse (source, diagnostics);
      times[i] = g_get_monotonic_time () - begin;
      if (cr_module_has_errors (module))
        g_printerr ("the script has errors\n");
    }
  qsort (times, ROUNDS, sizeof *times, compare);
  g_print ("%u lines in %.1f ms\n", n, (double)times[ROUNDS / 2] / 1000);
  return 0;
}
