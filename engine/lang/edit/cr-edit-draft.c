/* A plan while it is made: replacements in any order, statements put on lines of their own with the indentation and
 * line ends of what is around, and at the end the proof that the text is still one that parses. */

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

/* Where the statement begins, its decorators included, and where its last character ends. */
static guint
find_begin (CrEditScript *script, const CrStmt *stmt)
{
  const CrExprList *decorators = stmt->kind == CR_STMT_DEF     ? &stmt->def.decorators
                                 : stmt->kind == CR_STMT_CLASS ? &stmt->class_.decorators
                                                               : NULL;
  guint begin = stmt->range.offset;

  if (decorators == NULL || decorators->n == 0 || decorators->items[0]->range.offset > begin)
    return begin;
  begin = decorators->items[0]->range.offset;
  while (begin > 0 && script->text[begin] != '@')
    begin--;
  return begin;
}

static guint
find_end (CrEditScript *script, const CrStmt *stmt)
{
  guint end = cr_edit_range_end (&stmt->range);

  while (end > stmt->range.offset && strchr (" \t\r\n\f;", script->text[end - 1]) != NULL)
    end--;
  return end;
}

static guint
find_line_begin (CrEditScript *script, guint offset)
{
  while (offset > 0 && script->text[offset - 1] != '\n' && script->text[offset - 1] != '\r')
    offset--;
  return offset;
}

/* Behind the line end of the line that @offset is in. */
static guint
find_line_end (CrEditScript *script, guint offset)
{
  offset += (guint)strcspn (script->text + offset, "\r\n");
  if (script->text[offset] == '\r')
    offset++;
  if (script->text[offset] == '\n' && (offset == 0 || script->text[offset - 1] != '\n'))
    offset++;
  return offset;
}

static gboolean
is_blank (CrEditScript *script, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    if (strchr (" \t\f", script->text[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* Whether something other than the statement stands on its lines: another, or the header of its block. */
static gboolean
shares_line (CrEditScript *script, const CrStmt *stmt)
{
  guint begin = find_begin (script, stmt), end = find_end (script, stmt);

  if (!is_blank (script, find_line_begin (script, begin), begin))
    return TRUE;
  end += (guint)strspn (script->text + end, " \t\f");
  if (script->text[end] != ';')
    return FALSE;
  end++;
  end += (guint)strspn (script->text + end, " \t\f");
  return strchr ("\r\n#", script->text[end]) == NULL; /* the text's end is found too */
}

static char *
dup_indent (CrEditScript *script, const CrStmt *stmt)
{
  guint begin = find_begin (script, stmt), line = find_line_begin (script, begin);

  return g_strndup (script->text + line, begin - line);
}

static void
add_shown (CrEditDraft *draft, guint offset, const char *before, const char *text, const char *after, gboolean show)
{
  g_autofree char *replacement = g_strconcat (before, text, after, NULL);

  cr_edit_draft_add (draft, offset, 0, replacement);
  if (show)
    cr_edit_draft_show (draft, (guint)strlen (before), (guint)strlen (text));
}

void
cr_edit_draft_after (CrEditDraft *draft, guint stmt, const char *text, gboolean show)
{
  CrEditScript *script = draft->script;
  const CrStmt *place = cr_edit_stmt (script, stmt)->stmt;
  guint end = find_end (script, place), line;
  g_autofree char *indent = NULL, *before = NULL;

  if (shares_line (script, place))
    {
      add_shown (draft, end, "; ", text, "", show);
      return;
    }
  indent = dup_indent (script, place);
  line = find_line_end (script, end);
  if (line > end && strchr ("\r\n", script->text[line - 1]) != NULL)
    {
      add_shown (draft, line, indent, text, script->newline, show);
      return;
    }
  before = g_strconcat (script->newline, indent, NULL);
  add_shown (draft, line, before, text, "", show);
}

void
cr_edit_draft_before (CrEditDraft *draft, guint stmt, const char *text, gboolean show)
{
  CrEditScript *script = draft->script;
  const CrStmt *place = cr_edit_stmt (script, stmt)->stmt;
  guint begin = find_begin (script, place);
  g_autofree char *indent = NULL;

  if (!is_blank (script, find_line_begin (script, begin), begin))
    {
      add_shown (draft, begin, "", text, "; ", show);
      return;
    }
  indent = dup_indent (script, place);
  add_shown (draft, find_line_begin (script, begin), indent, text, script->newline, show);
}

/* A shebang, an encoding, a title: comments at the beginning that an empty line sets apart, or that begin with "#!". */
static guint
skip_comments (CrEditScript *script)
{
  guint at = 0, end = 0;

  while (script->text[at] == '#')
    {
      gboolean mark = g_str_has_prefix (script->text + at, "#!") || g_str_has_prefix (script->text + at, "# -*-");

      at = find_line_end (script, at);
      if (mark || script->text[at] == '\0')
        end = at;
    }
  if (at > 0 && (script->text[at] == '\n' || script->text[at] == '\r'))
    return find_line_end (script, at);
  return end;
}

/* The last of the statements at the top that are a docstring or imports; CR_EDIT_NONE. */
static guint
find_head (CrEditScript *script, gboolean *is_import)
{
  guint found = CR_EDIT_NONE;

  *is_import = FALSE;
  for (guint i = 0; i < script->stmts->len; i++)
    {
      const CrEditStmt *row = cr_edit_stmt (script, i);
      gboolean import = row->stmt->kind == CR_STMT_IMPORT || row->stmt->kind == CR_STMT_IMPORT_FROM;

      if (row->block != 0
          || (!import && !(i == 0 && row->stmt->kind == CR_STMT_EXPR && row->stmt->expr.value->kind == CR_EXPR_STR)))
        break;
      found = i;
      *is_import = *is_import || import;
    }
  return found;
}

void
cr_edit_draft_top (CrEditDraft *draft, const char *text, gboolean show)
{
  CrEditScript *script = draft->script;
  gboolean is_import;
  guint head = find_head (script, &is_import), at;
  g_autofree char *gap = g_strconcat (script->newline, script->newline, NULL);
  const char *before;

  if (head != CR_EDIT_NONE)
    {
      cr_edit_draft_after (draft, head, text, show);
      return;
    }
  at = skip_comments (script);
  /* The imports, which come first, end the comment's line. */
  before = at > 0 && strchr ("\r\n", script->text[at - 1]) == NULL && (!show || draft->imports->len == 0)
               ? script->newline
               : "";
  add_shown (draft, at, before, text, script->text[at] == '\0' || !show ? script->newline : gap, show);
}

void
cr_edit_draft_import (CrEditDraft *draft, const char *statement)
{
  for (guint i = 0; i < draft->imports->len; i++)
    if (strcmp (g_ptr_array_index (draft->imports, i), statement) == 0)
      return;
  g_ptr_array_add (draft->imports, g_strdup (statement));
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

/* With the `;` that parts it from its neighbour where there is one. */
static void
remove_shared (CrEditDraft *draft, guint begin, guint end)
{
  const char *text = draft->script->text;
  guint after = end + (guint)strspn (text + end, " \t\f"), before = begin;

  if (text[after] == ';')
    {
      after++;
      after += (guint)strspn (text + after, " \t\f");
      if (strchr ("\r\n#", text[after]) == NULL)
        {
          cr_edit_draft_add (draft, begin, after - begin, "");
          return;
        }
    }
  while (before > 0 && strchr (" \t\f", text[before - 1]) != NULL)
    before--;
  if (before > 0 && text[before - 1] == ';')
    cr_edit_draft_add (draft, before - 1, end - before + 1, "");
  else
    cr_edit_draft_add (draft, begin, end - begin, "");
}

void
cr_edit_draft_remove (CrEditDraft *draft, guint stmt)
{
  CrEditScript *script = draft->script;
  const CrStmt *place = cr_edit_stmt (script, stmt)->stmt;
  guint begin = find_begin (script, place), end = find_end (script, place), line;

  if (shares_line (script, place))
    {
      remove_shared (draft, begin, end);
      return;
    }
  line = find_line_begin (script, begin);
  cr_edit_draft_add (draft, line, find_line_end (script, end) - line, "");
}

void
cr_edit_draft_replace (CrEditDraft *draft, guint stmt, const char *text)
{
  const CrStmt *place = cr_edit_stmt (draft->script, stmt)->stmt;
  guint begin = find_begin (draft->script, place), end = find_end (draft->script, place);

  cr_edit_draft_add (draft, begin, end - begin, text);
}

char *
cr_edit_draft_make_block (CrEditDraft *draft, guint stmt, const char *header, const char *line)
{
  g_autofree char *indent = dup_indent (draft->script, cr_edit_stmt (draft->script, stmt)->stmt);
  const char *step = strchr (indent, '\t') != NULL ? "\t" : "    ";

  return g_strconcat (header, draft->script->newline, indent, step, line, NULL);
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
  if (find_head (draft->script, &is_import) == CR_EDIT_NONE)
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

CrEditPlan *
cr_edit_draft_finish (CrEditDraft *draft, GError **error)
{
  g_autoptr (CrEditPlan) plan = NULL;

  add_imports (draft);
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
