/* Statements put into a draft and taken out of it: on lines of their own with the indentation and line ends of what is
 * around, or between semicolons. */

#include "cr-edit-private.h"

#include <string.h>

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
  CrEditScript *script = cr_edit_draft_get_script (draft);
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
  CrEditScript *script = cr_edit_draft_get_script (draft);
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

guint
cr_edit_find_head (CrEditScript *script, gboolean *is_import)
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
  CrEditScript *script = cr_edit_draft_get_script (draft);
  gboolean is_import;
  guint head = cr_edit_find_head (script, &is_import), at;
  g_autofree char *gap = g_strconcat (script->newline, script->newline, NULL);
  const char *before;

  if (head != CR_EDIT_NONE)
    {
      cr_edit_draft_after (draft, head, text, show);
      return;
    }
  at = skip_comments (script);
  /* The imports, which come first, end the comment's line. */
  before = at > 0 && strchr ("\r\n", script->text[at - 1]) == NULL && (!show || !cr_edit_draft_has_imports (draft))
               ? script->newline
               : "";
  add_shown (draft, at, before, text, script->text[at] == '\0' || !show ? script->newline : gap, show);
}

/* With the `;` that parts it from its neighbour where there is one. */
static void
remove_shared (CrEditDraft *draft, guint begin, guint end)
{
  const char *text = cr_edit_draft_get_script (draft)->text;
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
  CrEditScript *script = cr_edit_draft_get_script (draft);
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
  CrEditScript *script = cr_edit_draft_get_script (draft);
  const CrStmt *place = cr_edit_stmt (script, stmt)->stmt;
  guint begin = find_begin (script, place), end = find_end (script, place);

  cr_edit_draft_add (draft, begin, end - begin, text);
}

char *
cr_edit_draft_make_block (CrEditDraft *draft, guint stmt, const char *header, const char *line)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  g_autofree char *indent = dup_indent (script, cr_edit_stmt (script, stmt)->stmt);
  const char *step = strchr (indent, '\t') != NULL ? "\t" : "    ";

  return g_strconcat (header, script->newline, indent, step, line, NULL);
}
