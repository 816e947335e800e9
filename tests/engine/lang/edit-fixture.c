/* What the tests of gestures share. */

#include "edit-fixture.h"

#include "cr-error.h"
#include "cr-parser.h"

#include <string.h>

static gboolean
take_mark (const char **at, const char *mark)
{
  if (!g_str_has_prefix (*at, mark))
    return FALSE;
  *at += strlen (mark);
  return TRUE;
}

EditText *
edit_text_new (const char *marked)
{
  static const char *const marks[2][2] = { { "«", "»" }, { "‹", "›" } };
  EditText *text = g_new0 (EditText, 1);
  GString *out = g_string_new (NULL);
  guint begin[2] = { 0 }, end[2] = { 0 };
  g_autoptr (GError) error = NULL;

  for (const char *p = marked; *p != '\0';)
    {
      gboolean was_mark = FALSE;

      for (guint i = 0; i < 2; i++)
        {
          if (take_mark (&p, marks[i][0]))
            {
              begin[i] = (guint)out->len;
              text->n_nodes = MAX (text->n_nodes, i + 1);
              was_mark = TRUE;
            }
          if (take_mark (&p, marks[i][1]))
            {
              end[i] = (guint)out->len;
              was_mark = TRUE;
            }
        }
      if (!was_mark)
        g_string_append_c (out, *p++);
    }
  text->text = g_string_free (out, FALSE);
  text->script = cr_edit_script_new (text->text, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < text->n_nodes; i++)
    {
      guint mark = g_str_has_prefix (text->text, "\xEF\xBB\xBF") ? 3 : 0;

      text->nodes[i].range = cr_edit_script_make_range (text->script, begin[i] - mark, end[i] - begin[i]);
    }
  return text;
}

void
edit_text_free (EditText *text)
{
  cr_edit_script_free (text->script);
  g_free (text->text);
  g_free (text);
}

gboolean
edit_text_parses (const char *text)
{
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrSource) source = cr_source_new ("test", text, -1, NULL);
  g_autoptr (CrModule) module = source == NULL ? NULL : cr_parse (source, diagnostics);

  return module != NULL && !cr_module_has_errors (module);
}

char *
edit_text_apply (EditText *text, CrEditPlan *plan)
{
  char *result;

  if (plan == NULL)
    return NULL;
  result = cr_text_edits_apply (plan->edits, text->text);
  g_assert_nonnull (result);
  g_assert_cmpuint ((gsize)plan->shown + plan->shown_bytes, <=, strlen (result));
  cr_edit_plan_free (plan);
  return result;
}

/* All rows are looked at, also after one that fails. */
static void
fail (const EditRow *row, const char *is, const char *expected)
{
  g_test_message ("At:\n%s\nis:\n%s\nand should be:\n%s", row->marked, is, expected);
  g_test_fail ();
}

void
edit_check_rows (const EditRow *rows, guint n_rows, EditGesture gesture)
{
  for (guint i = 0; i < n_rows; i++)
    {
      const EditRow *row = &rows[i];
      g_autoptr (EditText) text = edit_text_new (row->marked);
      g_autoptr (GError) error = NULL;
      CrEditPlan *plan = gesture (text, row, &error);
      g_autofree char *called = plan == NULL ? NULL : g_strdup (plan->name);
      g_autofree char *note = plan == NULL ? NULL : g_strdup (plan->note);
      g_autofree char *result = edit_text_apply (text, plan);

      if (row->result == NULL)
        {
          if (error == NULL || !g_error_matches (error, CR_ERROR, CR_ERROR_VALUE)
              || strstr (error->message, row->refusal) == NULL)
            fail (row, result != NULL ? result : error->message, row->refusal);
          continue;
        }
      if (g_strcmp0 (result, row->result) != 0)
        fail (row, result != NULL ? result : error->message, row->result);
      if (row->called != NULL && g_strcmp0 (called, row->called) != 0)
        fail (row, called, row->called);
      if (row->note != NULL && g_strcmp0 (note, row->note) != 0)
        fail (row, note, row->note);
    }
}
