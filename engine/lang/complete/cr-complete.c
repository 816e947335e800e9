/* Completion: what the place calls for (a member, a keyword argument, a module, any name), the candidates for it, and
 * which of them answer to what is typed, the best first. */

#include "cr-complete-private.h"

#include <string.h>

#include "cr-complete-gather.h"

static void
completion_free (gpointer data)
{
  CrCompletion *completion = data;
  g_free (completion->text);
  g_free (completion->signature);
  g_free (completion->summary);
  g_free (completion);
}

void
cr_completions_free (CrCompletions *completions)
{
  if (completions == NULL)
    return;
  g_ptr_array_unref (completions->proposals);
  g_free (completions);
}

/* Whether @offset is behind a "#" on its line, or within a string or a number. */
static gboolean
is_text (const CrOutline *outline, guint i, guint offset)
{
  CrTokenKind kind = cr_outline_kind (outline, i);
  if ((kind == CR_TOKEN_STRING || kind == CR_TOKEN_INT || kind == CR_TOKEN_FLOAT)
      && cr_outline_token (outline, i)->range.offset < offset)
    return TRUE;
  const CrRange *before = i > 0 ? &cr_outline_token (outline, i - 1)->range : NULL;
  for (guint at = before ? before->offset + before->length : 0; at < offset; at++)
    if (outline->text[at] == '#')
      {
        const char *end = memchr (outline->text + at, '\n', offset - at);
        if (end == NULL)
          return TRUE;
        at = (guint)(end - outline->text);
      }
  return FALSE;
}

static gboolean
is_word (CrTokenKind kind)
{
  return kind == CR_TOKEN_NAME || kind >= CR_TOKEN_AND;
}

/* Import lines: modules behind "import" and "from", what a module has behind "from M import". */
static gboolean
gather_import (CrGather *gather, const CrOutlineStatement *statement, guint i)
{
  const CrOutline *outline = gather->outline;
  CrTokenKind first = statement ? cr_outline_kind (outline, statement->span.begin) : CR_TOKEN_EOF;
  guint begin = statement ? statement->span.begin : 0, import = 0;
  if ((first != CR_TOKEN_IMPORT && first != CR_TOKEN_FROM) || i <= begin)
    return FALSE;
  for (guint k = begin + 1; k < i && first == CR_TOKEN_FROM; k++)
    if (cr_outline_kind (outline, k) == CR_TOKEN_IMPORT)
      import = k;
  if (cr_outline_kind (outline, i - 1) == CR_TOKEN_AS)
    return TRUE;
  guint from = import ? begin + 1 : i, until = import ? import : i;
  while (
      !import && from > begin + 1
      && (cr_outline_kind (outline, from - 1) == CR_TOKEN_DOT || cr_outline_kind (outline, from - 1) == CR_TOKEN_NAME))
    from--;
  g_autoptr (GString) module = g_string_new (NULL);
  for (; from < until; from++)
    {
      g_autofree char *part = cr_outline_dup_token (outline, from);
      g_string_append (module, part);
    }
  if (import)
    cr_gather_type (gather, cr_known_find_type (module->str));
  else if (module->len == 0 || g_str_has_suffix (module->str, "."))
    cr_gather_modules (gather, module->str);
  else if (first == CR_TOKEN_FROM)
    cr_gather_keyword (gather, "import");
  else
    cr_gather_keyword (gather, "as");
  return TRUE;
}

/* Where a name is made up, nothing is proposed. */
static gboolean
makes_name (const CrOutline *outline, guint i)
{
  switch (i > 0 ? cr_outline_kind (outline, i - 1) : CR_TOKEN_EOF)
    {
    case CR_TOKEN_DEF:
    case CR_TOKEN_CLASS:
    case CR_TOKEN_AS:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
ends_operand (CrTokenKind kind)
{
  return kind == CR_TOKEN_NAME || kind == CR_TOKEN_STRING || kind == CR_TOKEN_RPAREN || kind == CR_TOKEN_RBRACKET
         || kind == CR_TOKEN_RBRACE || kind == CR_TOKEN_INT || kind == CR_TOKEN_FLOAT;
}

static void
gather_names (CrGather *gather, const CrOutlineStatement *statement, guint i, guint column)
{
  CrOutline *outline = gather->outline;
  gboolean fresh = i == 0 || statement == NULL || i == statement->span.begin;
  CrOutlineScope *scope = statement && !fresh ? statement->scope : cr_outline_find_scope (outline, i, column);
  if (!fresh && ends_operand (cr_outline_kind (outline, i - 1)))
    {
      cr_gather_infix (gather);
      return;
    }
  cr_gather_arguments (gather, i);
  cr_gather_scope (gather, scope, i);
  cr_gather_type (gather, cr_known_get_builtins ());
  cr_gather_keywords (gather, fresh);
}

static void
gather_all (CrGather *gather, guint i, guint offset)
{
  CrOutline *outline = gather->outline;
  const CrOutlineStatement *statement = cr_outline_find_statement (outline, i);
  guint column;
  cr_source_locate (outline->source, offset, NULL, &column);
  /* Behind the last token of a line, the statement is that of the token before, if it is open or on this line. */
  if (i > 0 && (statement == NULL || statement->span.begin == i))
    {
      guint line;
      const CrOutlineStatement *before = cr_outline_find_statement (outline, i - 1);
      cr_source_locate (outline->source, offset, &line, NULL);
      if (before
          && (cr_outline_token (outline, i - 1)->range.end_line == line
              || cr_find_call_open (outline, i, TRUE) != G_MAXUINT)
          && cr_outline_kind (outline, i - 1) != CR_TOKEN_SEMICOLON
          && (cr_outline_kind (outline, i - 1) != CR_TOKEN_COLON || i < before->span.end))
        statement = before;
      else if (statement == NULL && before)
        statement = NULL;
    }
  if (gather_import (gather, statement, i) || makes_name (outline, i))
    return;
  if (i > 0 && cr_outline_kind (outline, i - 1) == CR_TOKEN_DOT)
    {
      guint begin = cr_infer_find_begin (outline, i - 1, statement ? statement->span.begin : 0);
      CrOutlineScope *scope = statement ? statement->scope : cr_outline_find_scope (outline, i - 1, column);
      CrInferred value = cr_infer (outline, scope, (CrSpan){ begin, i - 1 });
      cr_gather_members (gather, &value);
      return;
    }
  gather_names (gather, statement, i, column);
}

CrCompletions *
cr_complete (const char *text, guint offset, const CrCompleteName *tensors, guint n_tensors)
{
  g_return_val_if_fail (text != NULL && (tensors != NULL || n_tensors == 0), NULL);
  CrCompletions *completions = g_new0 (CrCompletions, 1);
  completions->proposals = g_ptr_array_new_with_free_func (completion_free);
  completions->begin = completions->end = offset;
  CrOutline *outline = cr_outline_new (text, tensors, n_tensors);
  if (outline == NULL || offset < outline->skipped || offset > strlen (text))
    {
      cr_outline_free (outline);
      return completions;
    }
  offset -= outline->skipped;
  guint i = cr_outline_find_token (outline, offset);
  g_autofree char *typed = NULL;
  const CrRange *range = i < outline->tokens->len ? &cr_outline_token (outline, i)->range : NULL;
  if (range && range->offset < offset && is_word (cr_outline_kind (outline, i)))
    {
      typed = g_strndup (outline->text + range->offset, offset - range->offset);
      completions->begin = range->offset + outline->skipped;
      completions->end = range->offset + range->length + outline->skipped;
    }
  else if (range && range->offset < offset && !is_text (outline, i, offset))
    i++; /* an operator or a bracket, to which the place is next */
  if (!is_text (outline, i, offset))
    {
      CrGather *gather = cr_gather_new (outline, typed ? typed : "", typed ? i : G_MAXUINT);
      gather_all (gather, i, typed ? range->offset : offset);
      cr_gather_finish (gather, completions->proposals);
    }
  cr_outline_free (outline);
  return completions;
}
