/* Lists of replacements, and a text with them made. */

#include "cr-text-edit.h"

#include <string.h>

static void
edit_clear (gpointer data)
{
  g_free (((CrTextEdit *)data)->replacement);
}

GArray *
cr_text_edits_new (void)
{
  GArray *edits = g_array_new (FALSE, FALSE, sizeof (CrTextEdit));

  g_array_set_clear_func (edits, edit_clear);
  return edits;
}

void
cr_text_edits_add (GArray *edits, guint offset, guint length, const char *replacement)
{
  CrTextEdit edit = { offset, length, g_strdup (replacement) };

  g_array_append_val (edits, edit);
}

GArray *
cr_text_edits_copy (const GArray *edits)
{
  GArray *copy = cr_text_edits_new ();

  for (guint i = 0; i < edits->len; i++)
    {
      const CrTextEdit *edit = &g_array_index (edits, CrTextEdit, i);

      cr_text_edits_add (copy, edit->offset, edit->length, edit->replacement);
    }
  return copy;
}

char *
cr_text_edits_apply (const GArray *edits, const char *text)
{
  gsize length, done = 0;
  GString *out;

  g_return_val_if_fail (edits != NULL && text != NULL, NULL);
  length = strlen (text);
  out = g_string_new (NULL);
  for (guint i = 0; i < edits->len; i++)
    {
      const CrTextEdit *edit = &g_array_index (edits, CrTextEdit, i);

      if (edit->offset < done || (gsize)edit->offset + edit->length > length)
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      g_string_append_len (out, text + done, (gssize)(edit->offset - done));
      g_string_append (out, edit->replacement);
      done = edit->offset + edit->length;
    }
  g_string_append (out, text + done);
  return g_string_free (out, FALSE);
}
