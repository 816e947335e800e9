/* What is called at a place: its name, its parameters and its sentence. */

#include "cr-complete-gather.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name, *summary;
} arguments[] = {
#define CR_ARGUMENT(name, summary) { name, summary },
#include "cr-known-arguments.def"
#undef CR_ARGUMENT
};

const char *
cr_known_find_argument (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    if (strcmp (arguments[i].name, name) == 0)
      return _ (arguments[i].summary);
  return NULL;
}

void
cr_callee_clear (CrCallee *callee)
{
  g_clear_pointer (&callee->name, g_free);
  g_clear_pointer (&callee->parameters, g_free);
  g_clear_pointer (&callee->summary, g_free);
}

char *
cr_known_dup_signature (const CrKnown *known)
{
  if (known->parameters == NULL)
    return g_strdup (known->path);
  return g_strdup_printf ("%s(%s)", known->path, known->parameters);
}

char *
cr_outline_dup_header (const CrOutline *outline, const CrOutlineScope *scope, gboolean bound)
{
  CrSpan span = scope->header;
  GString *text = g_string_new (NULL);
  if (bound)
    {
      while (span.begin < span.end && cr_outline_kind (outline, span.begin) != CR_TOKEN_COMMA)
        span.begin++;
      span.begin = MIN (span.begin + 1, span.end);
    }
  for (guint i = span.begin; i < span.end; i++)
    {
      const CrRange *range = &cr_outline_token (outline, i)->range;
      CrTokenKind kind = cr_outline_kind (outline, i);
      g_string_append_len (text, outline->text + range->offset, range->length);
      if ((kind == CR_TOKEN_COMMA || kind == CR_TOKEN_COLON) && i + 1 < span.end)
        g_string_append_c (text, ' ');
    }
  return g_string_free (text, FALSE);
}

char *
cr_outline_dup_doc (const CrOutline *outline, const CrOutlineScope *scope)
{
  if (scope->doc.begin == scope->doc.end || scope->doc.begin >= outline->tokens->len)
    return NULL;
  g_autofree char *text = cr_outline_dup_token (outline, scope->doc.begin);
  char *at = text + strspn (text, "rRuUbBfF");
  at += strspn (at, "\"' \t\r\n");
  char *end = strstr (at, ". ");
  gsize length = end ? (gsize)(end + 1 - at) : strlen (at);
  length = MIN (length, strcspn (at, "\r\n"));
  while (length > 0 && strchr ("\"' \t", at[length - 1]))
    length--;
  return length ? g_strndup (at, length) : NULL;
}

static const CrOutlineScope *
find_method (const CrOutlineScope *scope, const char *name)
{
  for (guint i = scope->bindings->len; i > 0; i--)
    {
      CrOutlineBinding *binding = scope->bindings->pdata[i - 1];
      if (binding->kind == CR_BINDING_FUNCTION && strcmp (binding->name, name) == 0)
        return binding->scope;
    }
  return NULL;
}

static gboolean
describe_known (const CrKnown *known, CrCallee *callee)
{
  callee->name = g_strdup (known->path);
  callee->parameters = g_strdup (known->parameters);
  callee->summary = g_strdup (known->summary);
  return TRUE;
}

gboolean
cr_callee_describe (CrOutline *outline, const CrInferred *value, CrCallee *callee)
{
  *callee = (CrCallee){ NULL, NULL, NULL };
  if (value->known)
    return describe_known (value->known, callee);
  if (value->scope == NULL)
    return FALSE;
  const CrOutlineScope *scope = value->scope, *function = scope;
  if (scope->is_class)
    function = find_method (scope, value->is_instance ? "forward" : "__init__");
  callee->name = g_strdup (scope->name);
  callee->summary = cr_outline_dup_doc (outline, scope);
  if (function)
    callee->parameters = cr_outline_dup_header (outline, function, function->parent && function->parent->is_class);
  else if (scope->is_class && !value->is_instance)
    callee->parameters = g_strdup ("");
  return TRUE;
}

static gboolean
is_callable (CrTokenKind kind)
{
  return kind == CR_TOKEN_NAME || kind == CR_TOKEN_RPAREN || kind == CR_TOKEN_RBRACKET;
}

guint
cr_find_call_open (const CrOutline *outline, guint i, gboolean outer)
{
  int depth = 0;
  const CrOutlineStatement *statement = i > 0 ? cr_outline_find_statement (outline, i - 1) : NULL;
  if (statement == NULL)
    return G_MAXUINT;
  for (guint k = i; k > statement->span.begin; k--)
    {
      CrTokenKind kind = cr_outline_kind (outline, k - 1);
      if (kind == CR_TOKEN_RPAREN || kind == CR_TOKEN_RBRACKET || kind == CR_TOKEN_RBRACE)
        depth++;
      else if ((kind == CR_TOKEN_LPAREN || kind == CR_TOKEN_LBRACKET || kind == CR_TOKEN_LBRACE) && --depth < 0)
        {
          CrTokenKind before = k - 1 > statement->span.begin ? cr_outline_kind (outline, k - 2) : CR_TOKEN_EOF;
          CrTokenKind word = k - 2 > statement->span.begin ? cr_outline_kind (outline, k - 3) : CR_TOKEN_EOF;
          if (word == CR_TOKEN_DEF || word == CR_TOKEN_CLASS)
            return G_MAXUINT;
          if (kind == CR_TOKEN_LPAREN && is_callable (before))
            return k - 1;
          if (!outer)
            return G_MAXUINT;
          depth = 0;
        }
    }
  return G_MAXUINT;
}

gboolean
cr_callee_find (CrOutline *outline, guint open, CrCallee *callee)
{
  const CrOutlineStatement *statement = cr_outline_find_statement (outline, open);
  if (statement == NULL)
    return FALSE;
  guint begin = cr_infer_find_begin (outline, open, statement->span.begin);
  CrInferred value = cr_infer (outline, statement->scope, (CrSpan){ begin, open });
  return cr_callee_describe (outline, &value, callee);
}
