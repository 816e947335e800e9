/* A plan while it is made: replacements in any order, and at the end the proof that the text is still one that parses.
 */

#include "cr-edit-private.h"

#include "cr-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  guint offset, length;
  char *replacement;
} Change;

struct _CrEditDraft
{
  CrEditScript *script;
  GArray *changes; /* of Change */
  int shown;       /* change, -1 */
  guint shown_from, shown_bytes;
  char *name;
  char *note;
  GArray *lines;
  GHashTable *names;  /* given out */
  GPtrArray *imports; /* statements */
  guint needed;
};

static void
change_clear (gpointer data)
{
  g_free (((Change *)data)->replacement);
}

CrEditDraft *
cr_edit_draft_new (CrEditScript *script)
{
  CrEditDraft *draft = g_new0 (CrEditDraft, 1);

  draft->script = script;
  draft->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (draft->changes, change_clear);
  draft->shown = -1;
  draft->needed = CR_EDIT_NONE;
  draft->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  draft->imports = g_ptr_array_new_with_free_func (g_free);
  return draft;
}

void
cr_edit_draft_free (CrEditDraft *draft)
{
  if (draft == NULL)
    return;
  g_array_unref (draft->changes);
  g_clear_pointer (&draft->lines, g_array_unref);
  g_hash_table_unref (draft->names);
  g_ptr_array_unref (draft->imports);
  g_free (draft->name);
  g_free (draft->note);
  g_free (draft);
}

CrEditScript *
cr_edit_draft_get_script (CrEditDraft *draft)
{
  return draft->script;
}

void
cr_edit_draft_add (CrEditDraft *draft, guint offset, guint length, const char *replacement)
{
  Change change = { offset, length, g_strdup (replacement) };

  g_array_append_val (draft->changes, change);
}

void
cr_edit_draft_show (CrEditDraft *draft, guint from, guint bytes)
{
  draft->shown = (int)draft->changes->len - 1;
  draft->shown_from = from;
  draft->shown_bytes = bytes;
}

static void
show_change (CrEditDraft *draft, guint i)
{
  const char *text = g_array_index (draft->changes, Change, i).replacement;
  gsize before = strspn (text, " \t\r\n"), n = strlen (text);

  while (n > before && strchr (" \t\r\n", text[n - 1]) != NULL)
    n--;
  draft->shown = (int)i;
  draft->shown_from = (guint)before;
  draft->shown_bytes = (guint)(n - before);
}

void
cr_edit_draft_show_at (CrEditDraft *draft, guint offset)
{
  for (guint i = 0; i < draft->changes->len; i++)
    if (g_array_index (draft->changes, Change, i).offset == offset)
      show_change (draft, i);
}

void
cr_edit_draft_show_first (CrEditDraft *draft)
{
  if (draft->changes->len > 0)
    show_change (draft, 0);
}

void
cr_edit_draft_set_name (CrEditDraft *draft, const char *name)
{
  g_free (draft->name);
  draft->name = g_strdup (name);
}

void
cr_edit_draft_add_line (CrEditDraft *draft, guint line)
{
  if (draft->lines == NULL)
    draft->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < draft->lines->len; i++)
    if (g_array_index (draft->lines, guint, i) == line)
      return;
  g_array_append_val (draft->lines, line);
}

void
cr_edit_draft_note_place (CrEditDraft *draft, guint stmt)
{
  CrEditScript *script = draft->script;
  guint loop = cr_edit_find_loop (script, stmt);
  guint scope = cr_edit_stmt (script, stmt)->scope;

  g_clear_pointer (&draft->note, g_free);
  if (loop != CR_EDIT_NONE)
    draft->note = g_strdup_printf (_ ("In every iteration of the loop in line %u"),
                                   cr_edit_stmt (script, loop)->stmt->range.line);
  else if (cr_edit_scope (script, scope)->kind == CR_EDIT_SCOPE_FUNCTION)
    draft->note = g_strdup_printf (_ ("In every call of %s"),
                                   cr_edit_stmt (script, cr_edit_scope (script, scope)->stmt)->stmt->def.name);
}

char *
cr_edit_draft_make_name (CrEditDraft *draft, const char *wish)
{
  gsize n = strlen (wish);
  g_autofree char *stem = NULL;
  char *name = NULL;

  while (n > 1 && g_ascii_isdigit (wish[n - 1]))
    n--;
  stem = g_strndup (wish, n);
  if (n == strlen (wish))
    name = g_strdup (wish);
  for (guint i = 1;
       name == NULL || g_hash_table_contains (draft->script->words, name) || g_hash_table_contains (draft->names, name)
       || cr_edit_is_keyword (name) || cr_edit_is_builtin (name) || cr_edit_is_torch_name (name);
       i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s%u", stem, i);
    }
  g_hash_table_add (draft->names, g_strdup (name));
  return name;
}

void
cr_edit_draft_import (CrEditDraft *draft, const char *statement)
{
  for (guint i = 0; i < draft->imports->len; i++)
    if (strcmp (g_ptr_array_index (draft->imports, i), statement) == 0)
      return;
  g_ptr_array_add (draft->imports, g_strdup (statement));
}

gboolean
cr_edit_draft_has_imports (CrEditDraft *draft)
{
  return draft->imports->len > 0;
}

void
cr_edit_draft_need (CrEditDraft *draft, guint stmt)
{
  if (draft->needed == CR_EDIT_NONE || stmt > draft->needed)
    draft->needed = stmt;
}

guint
cr_edit_draft_get_needed (CrEditDraft *draft)
{
  return draft->needed;
}

char *
cr_edit_draft_render (CrEditDraft *draft, const CrRange *range)
{
  g_autoptr (GArray) edits = cr_text_edits_new ();
  g_autofree char *text = cr_edit_dup_range (draft->script, range);
  char *rendered;

  for (guint at = range->offset; at <= cr_edit_range_end (range); at++)
    for (guint i = 0; i < draft->changes->len; i++)
      {
        const Change *change = &g_array_index (draft->changes, Change, i);

        if (change->offset == at && change->length > 0 && change->length < range->length
            && change->offset + change->length <= cr_edit_range_end (range))
          cr_text_edits_add (edits, at - range->offset, change->length, change->replacement);
      }
  rendered = cr_text_edits_apply (edits, text);
  return rendered != NULL ? rendered : g_steal_pointer (&text);
}

/* By place; at one place as they were added; those within a longer one, which it took in, fall away. */
static GArray *
sort_changes (CrEditDraft *draft)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < draft->changes->len; i++)
    {
      const Change *change = &g_array_index (draft->changes, Change, i);
      guint at = order->len;
      gboolean inside = FALSE;

      for (guint k = 0; k < draft->changes->len && change->length > 0; k++)
        {
          const Change *other = &g_array_index (draft->changes, Change, k);

          inside = inside
                   || (other->length > change->length && other->offset <= change->offset
                       && other->offset + other->length >= change->offset + change->length);
        }
      if (inside)
        continue;
      while (at > 0
             && g_array_index (draft->changes, Change, g_array_index (order, guint, at - 1)).offset > change->offset)
        at--;
      g_array_insert_val (order, at, i);
    }
  return order;
}

static CrEditPlan *
make_plan (CrEditDraft *draft)
{
  CrEditPlan *plan = g_new0 (CrEditPlan, 1);
  g_autoptr (GArray) order = sort_changes (draft);
  gint64 moved = draft->script->bom;

  plan->edits = cr_text_edits_new ();
  for (guint i = 0; i < order->len; i++)
    {
      guint index = g_array_index (order, guint, i);
      const Change *change = &g_array_index (draft->changes, Change, index);

      cr_text_edits_add (plan->edits, change->offset + draft->script->bom, change->length, change->replacement);
      if ((int)index == draft->shown)
        {
          plan->shown = (guint)(change->offset + moved + draft->shown_from);
          plan->shown_bytes = draft->shown_bytes;
        }
      moved += (gint64)strlen (change->replacement) - change->length;
    }
  if (draft->shown < 0 && plan->edits->len > 0)
    plan->shown = g_array_index (plan->edits, CrTextEdit, 0).offset;
  plan->name = g_strdup (draft->name);
  plan->note = g_strdup (draft->note);
  plan->lines = draft->lines == NULL ? NULL : g_array_ref (draft->lines);
  return plan;
}

static gboolean
still_parses (CrEditDraft *draft, const CrEditPlan *plan)
{
  g_autofree char *whole = g_strconcat (draft->script->bom > 0 ? "\xEF\xBB\xBF" : "", draft->script->text, NULL);
  g_autofree char *text = cr_text_edits_apply (plan->edits, whole);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrSource) source = text == NULL ? NULL : cr_source_new ("script", text, -1, NULL);
  g_autoptr (CrModule) module = source == NULL ? NULL : cr_parse (source, diagnostics);
  guint n = 0;

  for (guint i = 0; i < diagnostics->len; i++)
    n += ((const CrDiagnostic *)g_ptr_array_index (diagnostics, i))->severity == CR_SEVERITY_ERROR;
  return module != NULL && n <= draft->script->n_errors;
}

/* The imports stand before all else that was put there. */
static void
add_imports (CrEditDraft *draft)
{
  guint n = draft->changes->len;
  gboolean is_import;
  g_autofree char *all = NULL;

  if (draft->imports->len == 0)
    return;
  g_ptr_array_add (draft->imports, NULL);
  all = g_strjoinv (draft->script->newline, (char **)draft->imports->pdata);
  cr_edit_draft_top (draft, all, FALSE);
  if (cr_edit_find_head (draft->script, &is_import) == CR_EDIT_NONE)
    {
      Change *import = &g_array_index (draft->changes, Change, n);
      char *spaced = g_strconcat (import->replacement, draft->script->newline, NULL);

      g_free (import->replacement);
      import->replacement = spaced;
    }
  for (guint i = n; i > 0; i--)
    {
      Change *changes = &g_array_index (draft->changes, Change, 0), change = changes[i];

      changes[i] = changes[i - 1];
      changes[i - 1] = change;
    }
  if (draft->shown >= 0)
    draft->shown++;
}

/* A statement that became the text's last line ends it as every other. */
static void
end_last_line (CrEditDraft *draft)
{
  const CrEditScript *script = draft->script;
  Change *last = NULL;
  char *ended;

  for (guint i = 0; i < draft->changes->len; i++)
    if (g_array_index (draft->changes, Change, i).offset == script->length)
      last = &g_array_index (draft->changes, Change, i);
  if (last == NULL || *last->replacement == '\0' || strchr ("\r\n", *last->replacement) == NULL
      || g_str_has_suffix (last->replacement, script->newline))
    return;
  ended = g_strconcat (last->replacement, script->newline, NULL);
  g_free (last->replacement);
  last->replacement = ended;
}

CrEditPlan *
cr_edit_draft_finish (CrEditDraft *draft, GError **error)
{
  g_autoptr (CrEditPlan) plan = NULL;

  add_imports (draft);
  end_last_line (draft);
  plan = make_plan (draft);
  if (!still_parses (draft, plan))
    cr_edit_refuse (error, "%s", _ ("This place in the script cannot be changed by hand: change it in the text."));
  else if (plan->edits->len == 0)
    cr_edit_refuse (error, "%s", _ ("There is nothing to change."));
  else
    {
      cr_edit_draft_free (draft);
      return g_steal_pointer (&plan);
    }
  cr_edit_draft_free (draft);
  return NULL;
}
