/* A text cut into statements and scopes by its tokens and columns. Brackets that are left open (somebody is typing)
 * end where a line begins as only a statement can. */

#include "cr-complete-private.h"

#include <string.h>

static void
binding_free (gpointer data)
{
  CrOutlineBinding *binding = data;
  g_free (binding->name);
  g_free (binding->module);
  g_free (binding->attribute);
  g_free (binding);
}

static void
scope_free (gpointer data)
{
  CrOutlineScope *scope = data;
  g_free (scope->name);
  g_hash_table_unref (scope->last);
  g_ptr_array_unref (scope->bindings);
  g_ptr_array_unref (scope->members);
  g_ptr_array_unref (scope->returns);
  g_free (scope);
}

static CrOutlineScope *
scope_new (CrOutline *outline, CrOutlineScope *parent, char *name, guint column, guint first)
{
  CrOutlineScope *scope = g_new0 (CrOutlineScope, 1);
  scope->parent = parent;
  scope->name = name;
  scope->column = column;
  scope->first = first;
  scope->last = g_hash_table_new (g_str_hash, g_str_equal);
  scope->bindings = g_ptr_array_new_with_free_func (binding_free);
  scope->members = g_ptr_array_new_with_free_func (binding_free);
  scope->returns = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (outline->scopes, scope);
  return scope;
}

CrTokenKind
cr_outline_kind (const CrOutline *outline, guint i)
{
  return i < outline->tokens->len ? cr_outline_token (outline, i)->kind : CR_TOKEN_EOF;
}

gboolean
cr_outline_is (const CrOutline *outline, guint i, const char *text)
{
  if (i >= outline->tokens->len)
    return FALSE;
  const CrRange *range = &cr_outline_token (outline, i)->range;
  return strlen (text) == range->length && strncmp (outline->text + range->offset, text, range->length) == 0;
}

char *
cr_outline_dup_token (const CrOutline *outline, guint i)
{
  if (i >= outline->tokens->len)
    return g_strdup ("");
  const CrRange *range = &cr_outline_token (outline, i)->range;
  return g_strndup (outline->text + range->offset, range->length);
}

guint
cr_outline_find_token (const CrOutline *outline, guint offset)
{
  guint low = 0, high = outline->tokens->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const CrRange *range = &cr_outline_token (outline, middle)->range;
      if (range->offset + range->length < offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const CrOutlineStatement *
cr_outline_find_statement (const CrOutline *outline, guint i)
{
  guint low = 0, high = outline->statements->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const CrOutlineStatement *statement = &g_array_index (outline->statements, CrOutlineStatement, middle);
      if (i < statement->span.begin)
        high = middle;
      else if (i >= statement->span.end)
        low = middle + 1;
      else
        return statement;
    }
  return NULL;
}

CrOutlineScope *
cr_outline_find_scope (CrOutline *outline, guint i, guint column)
{
  CrOutlineScope *scope = outline->scopes->pdata[0];
  for (guint k = 1; k < outline->scopes->len; k++)
    {
      CrOutlineScope *next = outline->scopes->pdata[k];
      if (next->first >= i)
        break;
      scope = next;
    }
  while (scope->parent && scope->column >= column)
    scope = scope->parent;
  return scope;
}

static int
get_depth_change (CrTokenKind kind)
{
  switch (kind)
    {
    case CR_TOKEN_LPAREN:
    case CR_TOKEN_LBRACKET:
    case CR_TOKEN_LBRACE:
      return 1;
    case CR_TOKEN_RPAREN:
    case CR_TOKEN_RBRACKET:
    case CR_TOKEN_RBRACE:
      return -1;
    default:
      return 0;
    }
}

guint
cr_outline_find_close (const CrOutline *outline, guint i, guint end)
{
  int depth = 0;
  for (; i < end; i++)
    {
      depth += get_depth_change (cr_outline_kind (outline, i));
      if (depth <= 0)
        return i;
    }
  return end;
}

guint
cr_outline_find_open (const CrOutline *outline, guint i, guint begin)
{
  int depth = 0;
  for (; i + 1 > begin; i--)
    {
      depth -= get_depth_change (cr_outline_kind (outline, i));
      if (depth <= 0)
        return i;
      if (i == 0)
        break;
    }
  return G_MAXUINT;
}

/* Whether token @i, the first of its line, begins a statement although brackets are open. */
static gboolean
must_begin (const CrOutline *outline, guint i, guint column)
{
  switch (cr_outline_kind (outline, i))
    {
    case CR_TOKEN_DEF:
    case CR_TOKEN_CLASS:
    case CR_TOKEN_IMPORT:
    case CR_TOKEN_RETURN:
    case CR_TOKEN_WHILE:
    case CR_TOKEN_WITH:
    case CR_TOKEN_TRY:
    case CR_TOKEN_RAISE:
    case CR_TOKEN_ASSERT:
    case CR_TOKEN_DEL:
    case CR_TOKEN_PASS:
    case CR_TOKEN_BREAK:
    case CR_TOKEN_CONTINUE:
    case CR_TOKEN_GLOBAL:
      return TRUE;
    case CR_TOKEN_FOR:
    case CR_TOKEN_IF:
    case CR_TOKEN_FROM:
      return cr_outline_token (outline, i)->range.column <= column;
    case CR_TOKEN_NAME:
      return cr_outline_token (outline, i)->range.column <= column
             && (cr_outline_kind (outline, i + 1) == CR_TOKEN_ASSIGN || cr_outline_kind (outline, i + 1) == CR_TOKEN_DOT
                 || cr_outline_kind (outline, i + 1) == CR_TOKEN_LPAREN);
    default:
      return FALSE;
    }
}

static gboolean
begins_line (const CrOutline *outline, guint i)
{
  return i == 0 || cr_outline_token (outline, i)->range.line > cr_outline_token (outline, i - 1)->range.end_line;
}

static gboolean
has_block (CrTokenKind kind)
{
  switch (kind)
    {
    case CR_TOKEN_IF:
    case CR_TOKEN_ELIF:
    case CR_TOKEN_ELSE:
    case CR_TOKEN_WHILE:
    case CR_TOKEN_FOR:
    case CR_TOKEN_WITH:
    case CR_TOKEN_TRY:
    case CR_TOKEN_EXCEPT:
    case CR_TOKEN_FINALLY:
    case CR_TOKEN_DEF:
    case CR_TOKEN_CLASS:
    case CR_TOKEN_ASYNC:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The end of the statement that begins with token @begin in @column: behind a colon of its own if it opens a block. */
static guint
find_end (const CrOutline *outline, guint begin, guint column)
{
  int depth = 0;
  guint lambdas = 0;
  gboolean block = has_block (cr_outline_kind (outline, begin));
  for (guint i = begin; i < outline->tokens->len; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (i > begin && begins_line (outline, i) && (depth <= 0 || must_begin (outline, i, column)))
        return i;
      depth = MAX (0, depth + get_depth_change (kind));
      lambdas += kind == CR_TOKEN_LAMBDA;
      if (depth == 0 && kind == CR_TOKEN_SEMICOLON)
        return i + 1;
      if (depth == 0 && kind == CR_TOKEN_COLON && lambdas > 0)
        lambdas--;
      else if (depth == 0 && kind == CR_TOKEN_COLON && block)
        return i + 1;
    }
  return outline->tokens->len;
}

/* A def or class, whose name is bound in @scope: its own scope. */
static CrOutlineScope *
open_scope (CrOutline *outline, CrOutlineScope *scope, CrSpan span, guint column)
{
  guint at = span.begin + (cr_outline_kind (outline, span.begin) == CR_TOKEN_ASYNC);
  gboolean is_class = cr_outline_kind (outline, at) == CR_TOKEN_CLASS;
  if (at + 1 >= span.end || cr_outline_kind (outline, at + 1) != CR_TOKEN_NAME)
    return NULL;
  CrOutlineScope *own = scope_new (outline, scope, cr_outline_dup_token (outline, at + 1), column, span.begin);
  own->is_class = is_class;
  own->header = (CrSpan){ at + 2, at + 2 };
  if (at + 2 < span.end && cr_outline_kind (outline, at + 2) == CR_TOKEN_LPAREN)
    own->header = (CrSpan){ at + 3, cr_outline_find_close (outline, at + 2, span.end) };
  if (own->header.end < own->header.begin)
    own->header.end = own->header.begin;
  if (cr_outline_kind (outline, span.end) == CR_TOKEN_STRING)
    own->doc = (CrSpan){ span.end, span.end + 1 };
  cr_outline_bind (scope, is_class ? CR_BINDING_CLASS : CR_BINDING_FUNCTION, g_strdup (own->name), at + 1)->scope = own;
  if (!is_class)
    cr_outline_bind_parameters (outline, own);
  return own;
}

static void
cut (CrOutline *outline)
{
  CrOutlineScope *scope = scope_new (outline, NULL, NULL, 0, 0);
  guint column = 1;
  for (guint i = 0; i < outline->tokens->len;)
    {
      gboolean fresh = begins_line (outline, i);
      if (fresh)
        column = cr_outline_token (outline, i)->range.column;
      while (fresh && scope->parent && scope->column >= column)
        scope = scope->parent;
      CrOutlineStatement statement = { { i, find_end (outline, i, column) }, scope };
      g_array_append_val (outline->statements, statement);
      CrTokenKind kind = cr_outline_kind (outline, i);
      CrOutlineScope *own = NULL;
      if (kind == CR_TOKEN_DEF || kind == CR_TOKEN_CLASS
          || (kind == CR_TOKEN_ASYNC && cr_outline_kind (outline, i + 1) == CR_TOKEN_DEF))
        own = open_scope (outline, scope, statement.span, column);
      else
        cr_outline_bind_statement (outline, scope, statement.span);
      scope = own ? own : scope;
      i = statement.span.end;
    }
}

static gboolean
is_kept (CrTokenKind kind)
{
  return kind != CR_TOKEN_NEWLINE && kind != CR_TOKEN_INDENT && kind != CR_TOKEN_DEDENT && kind != CR_TOKEN_EOF;
}

CrOutline *
cr_outline_new (const char *text, const CrCompleteName *tensors, guint n_tensors)
{
  CrSource *source = cr_source_new ("", text, -1, NULL);
  if (source == NULL)
    return NULL;
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  CrOutline *outline = g_new0 (CrOutline, 1);
  gsize length;
  outline->source = source;
  outline->text = cr_source_get_text (source, &length);
  outline->skipped = (guint)(strlen (text) - length);
  outline->tokens = cr_lexer_scan (source, diagnostics);
  outline->scopes = g_ptr_array_new_with_free_func (scope_free);
  outline->statements = g_array_new (FALSE, FALSE, sizeof (CrOutlineStatement));
  outline->tensors = tensors;
  outline->n_tensors = n_tensors;
  outline->budget = 20000;
  guint kept = 0;
  for (guint i = 0; i < outline->tokens->len; i++)
    if (is_kept (cr_outline_token (outline, i)->kind))
      g_array_index (outline->tokens, CrToken, kept++) = *cr_outline_token (outline, i);
  g_array_set_size (outline->tokens, kept);
  cut (outline);
  return outline;
}

void
cr_outline_free (CrOutline *outline)
{
  if (outline == NULL)
    return;
  g_ptr_array_unref (outline->scopes);
  g_array_unref (outline->statements);
  g_array_unref (outline->tokens);
  cr_source_unref (outline->source);
  g_free (outline);
}
