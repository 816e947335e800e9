/* The name that a refused statement stumbles over. What may be written in its place is what completion proposes: the
 * script's names, Python's, and torch's functions, which need no "torch." there. */

#include "cr-preview.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-complete.h"
#include "cr-suggest.h"

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80) != 0;
}

static void
add_proposals (GPtrArray *names, const char *text)
{
  g_autoptr (CrCompletions) completions = cr_complete (text, (guint)strlen (text), NULL, 0);

  for (guint i = 0; i < completions->proposals->len; i++)
    {
      const CrCompletion *completion = g_ptr_array_index (completions->proposals, i);

      if (completion->kind != CR_COMPLETION_ARGUMENT && completion->kind != CR_COMPLETION_KEYWORD)
        g_ptr_array_add (names, g_strdup (completion->text));
    }
}

static GPtrArray *
collect_known (const char *script)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *own = g_strconcat (script, "\n", NULL);

  add_proposals (names, own);
  add_proposals (names, "import torch\ntorch.");
  return names;
}

/* Whether the sentence has @name in quotes. */
static gboolean
is_about (const char *sentence, const char *name)
{
  g_autofree char *quoted = g_strdup_printf ("“%s”", name), *plain = g_strdup_printf ("'%s'", name);

  return strstr (sentence, quoted) != NULL || strstr (sentence, plain) != NULL;
}

static void
point_at (CrPreview *preview, const char *script, const char *name, guint offset)
{
  g_autoptr (GPtrArray) known = collect_known (script);
  const char *nearest = cr_suggest_nearest (name, known);

  preview->offset = offset;
  preview->length = (guint)strlen (name);
  if (nearest == NULL || strcmp (nearest, name) == 0)
    return;
  g_free (preview->advice);
  preview->advice = g_strdup_printf (_ ("Did you mean “%s”?"), nearest);
}

void
cr_preview_find_unknown (CrPreview *preview, const char *script, const char *typed)
{
  for (guint i = 0; typed[i] != '\0';)
    {
      guint begin = i;
      g_autofree char *name = NULL;

      if (!is_name_char (typed[i]) || g_ascii_isdigit (typed[i]))
        {
          i++;
          continue;
        }
      while (is_name_char (typed[i]))
        i++;
      name = g_strndup (typed + begin, i - begin);
      if ((begin == 0 || (typed[begin - 1] != '.' && !g_ascii_isdigit (typed[begin - 1])))
          && is_about (preview->sentence, name))
        {
          point_at (preview, script, name, begin);
          return;
        }
    }
}
