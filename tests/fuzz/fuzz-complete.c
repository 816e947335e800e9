/* Completion under any bytes at any place: it must not crash, its ranges must lie in the text, and so must that of the
 * help on calls and names. The first two bytes are the place. Built with clang's libFuzzer (meson.build says how);
 * without it (REPLAY_CORPUS) it is a test that tries every place of each file named on the command line. */

#include <stdint.h>
#include <string.h>

#include "cr-complete.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (const char *text, guint offset)
{
  static const CrCompleteName names[] = { { "x", "float32 [2]" }, { "net.fc.weight", NULL } };
  guint length = (guint)strlen (text);
  g_autoptr (CrCompletions) completions = cr_complete (text, offset, names, G_N_ELEMENTS (names));
  g_autoptr (CrCallHelp) call = cr_complete_find_call (text, offset, names, G_N_ELEMENTS (names));
  g_autoptr (CrNameHelp) name = cr_complete_find_name (text, offset, names, G_N_ELEMENTS (names));

  g_assert_cmpuint (completions->begin, <=, completions->end);
  g_assert_true (completions->end <= length || completions->end == offset);
  for (guint i = 0; i < completions->proposals->len; i++)
    g_assert_cmpuint (strlen (((CrCompletion *)completions->proposals->pdata[i])->text), >, 0);
  if (call)
    g_assert_cmpuint (call->begin + call->bytes, <=, strlen (call->signature));
  if (name)
    g_assert_cmpuint (name->range.offset + name->range.length, <=, length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size < 2)
    return 0;
  g_autofree char *text = g_strndup ((const char *)data + 2, size - 2);
  check (text, (guint)(data[0] * 256 + data[1]) % ((guint)strlen (text) + 2));
  return 0;
}

#ifdef REPLAY_CORPUS
int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (argv[i], &data, &size, NULL))
        return 1;
      for (guint offset = 0; offset <= strlen (data); offset++)
        check (data, offset);
    }
  return argc > 1 ? 0 : 1;
}
#endif
