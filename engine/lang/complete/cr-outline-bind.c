/* What the statements of a text bind: assignments, loops, imports, parameters; and where a name was bound last. */

#include "cr-complete-private.h"

#include <string.h>

static CrOutlineBinding *
binding_new (CrBindingKind kind, char *name, guint token)
{
  CrOutlineBinding *binding = g_new0 (CrOutlineBinding, 1);
  binding->kind = kind;
  binding->name = name;
  binding->token = token;
  binding->span = (CrSpan){ token, token };
  binding->index = -1;
  return binding;
}

CrOutlineBinding *
cr_outline_bind (CrOutlineScope *scope, CrBindingKind kind, char *name, guint token)
{
  CrOutlineBinding *binding = binding_new (kind, name, token);
  binding->previous = g_hash_table_lookup (scope->last, name);
  g_hash_table_replace (scope->last, name, binding);
  g_ptr_array_add (scope->bindings, binding);
  return binding;
}

static guint
skip_brackets (const CrOutline *outline, guint i, guint end)
{
  switch (cr_outline_kind (outline, i))
    {
    case CR_TOKEN_LPAREN:
    case CR_TOKEN_LBRACKET:
    case CR_TOKEN_LBRACE:
      return cr_outline_find_close (outline, i, end);
    default:
      return i;
    }
}

/* The first token of @kind in @span that is in no brackets; the span's end if there is none. */
static guint
find_kind (const CrOutline *outline, CrSpan span, CrTokenKind kind)
{
  for (guint i = span.begin; i < span.end; i++)
    {
      if (cr_outline_kind (outline, i) == kind)
        return i;
      i = skip_brackets (outline, i, span.end);
    }
  return span.end;
}

static CrOutlineScope *
find_self (const CrOutlineScope *scope, const CrOutline *outline, guint token)
{
  for (; scope && !scope->is_class; scope = scope->parent)
    for (guint i = 0; i < scope->bindings->len; i++)
      {
        CrOutlineBinding *binding = scope->bindings->pdata[i];
        if (binding->kind == CR_BINDING_SELF && cr_outline_is (outline, token, binding->name))
          return binding->scope;
      }
  return NULL;
}

static void
bind_target (CrOutline *outline, CrOutlineScope *scope, CrBindingKind kind, CrSpan target, CrSpan value, int index)
{
  CrOutlineBinding *binding = NULL;
  if (target.begin < target.end && cr_outline_kind (outline, target.begin) == CR_TOKEN_STAR)
    {
      target.begin++;
      value.end = value.begin;
    }
  if (target.end - target.begin == 1 && cr_outline_kind (outline, target.begin) == CR_TOKEN_NAME)
    binding = cr_outline_bind (scope, kind, cr_outline_dup_token (outline, target.begin), target.begin);
  else if (target.end - target.begin == 3 && cr_outline_kind (outline, target.begin + 1) == CR_TOKEN_DOT
           && cr_outline_kind (outline, target.begin + 2) == CR_TOKEN_NAME)
    {
      CrOutlineScope *of = find_self (scope, outline, target.begin);
      if (of == NULL)
        return;
      binding = binding_new (kind, cr_outline_dup_token (outline, target.begin + 2), target.begin + 2);
      g_ptr_array_add (of->members, binding);
    }
  if (binding == NULL)
    return;
  binding->span = value;
  binding->index = index;
  if (kind == CR_BINDING_VALUE)
    binding->scope = scope; /* where the value is to be read */
}

/* "a", "a, b", "(a, (b, c))", "self.a". */
static void
bind_targets (CrOutline *outline, CrOutlineScope *scope, CrBindingKind kind, CrSpan targets, CrSpan value, guint depth)
{
  CrTokenKind first = targets.begin < targets.end ? cr_outline_kind (outline, targets.begin) : CR_TOKEN_EOF;
  if (depth > 20)
    return;
  if ((first == CR_TOKEN_LPAREN || first == CR_TOKEN_LBRACKET)
      && cr_outline_find_close (outline, targets.begin, targets.end) + 1 == targets.end)
    {
      bind_targets (outline, scope, kind, (CrSpan){ targets.begin + 1, targets.end - 1 }, value, depth + 1);
      return;
    }
  guint comma = find_kind (outline, targets, CR_TOKEN_COMMA);
  if (comma == targets.end)
    {
      bind_target (outline, scope, kind, targets, value, -1);
      return;
    }
  int index = 0;
  for (guint begin = targets.begin; begin < targets.end; index++)
    {
      guint end = find_kind (outline, (CrSpan){ begin, targets.end }, CR_TOKEN_COMMA);
      CrSpan target = { begin, end };
      if (end > begin && skip_brackets (outline, begin, end) != begin)
        bind_targets (outline, scope, CR_BINDING_VALUE, target, (CrSpan){ end, end }, depth + 1);
      else
        bind_target (outline, scope, kind, target, value, index);
      begin = end + 1;
    }
}

/* "a.b.c" from token @*i on; owned. */
static char *
take_dotted (const CrOutline *outline, guint *i, guint end)
{
  GString *name = g_string_new (NULL);
  while (*i < end && (cr_outline_kind (outline, *i) == CR_TOKEN_NAME || cr_outline_kind (outline, *i) == CR_TOKEN_DOT))
    {
      g_autofree char *part = cr_outline_dup_token (outline, (*i)++);
      g_string_append (name, part);
    }
  return g_string_free (name, FALSE);
}

static char *
take_alias (const CrOutline *outline, guint *i, guint end)
{
  if (*i + 1 >= end || cr_outline_kind (outline, *i) != CR_TOKEN_AS
      || cr_outline_kind (outline, *i + 1) != CR_TOKEN_NAME)
    return NULL;
  *i += 2;
  return cr_outline_dup_token (outline, *i - 1);
}

static void
bind_import (CrOutline *outline, CrOutlineScope *scope, CrSpan span)
{
  for (guint i = span.begin + 1; i < span.end; i++)
    {
      guint token = i;
      g_autofree char *module = take_dotted (outline, &i, span.end);
      char *alias = take_alias (outline, &i, span.end);
      if (*module == '\0' || *module == '.')
        {
          g_free (alias);
          continue;
        }
      /* `import a.b` binds a. */
      char *root = g_strndup (module, strcspn (module, "."));
      CrOutlineBinding *binding
          = cr_outline_bind (scope, CR_BINDING_IMPORT, alias ? alias : g_strdup (root), alias ? i - 1 : token);
      binding->module = alias ? g_steal_pointer (&module) : g_steal_pointer (&root);
      g_free (root);
    }
}

static void
bind_from (CrOutline *outline, CrOutlineScope *scope, CrSpan span)
{
  guint i = span.begin + 1;
  g_autofree char *module = take_dotted (outline, &i, span.end);
  if (i >= span.end || cr_outline_kind (outline, i) != CR_TOKEN_IMPORT)
    return;
  for (i++; i < span.end; i++)
    {
      if (cr_outline_kind (outline, i) != CR_TOKEN_NAME)
        continue;
      guint token = i++;
      char *attribute = cr_outline_dup_token (outline, token);
      char *alias = take_alias (outline, &i, span.end);
      CrOutlineBinding *binding
          = cr_outline_bind (scope, CR_BINDING_FROM, alias ? alias : g_strdup (attribute), alias ? i - 1 : token);
      binding->module = g_strdup (module);
      binding->attribute = attribute;
    }
}

/* "for a, b in c" from token @begin on, a statement's or a comprehension's. */
static void
bind_for (CrOutline *outline, CrOutlineScope *scope, guint begin, guint end)
{
  guint in = find_kind (outline, (CrSpan){ begin + 1, end }, CR_TOKEN_IN);
  if (in >= end)
    return;
  guint stop = in + 1;
  for (; stop < end; stop++)
    {
      CrTokenKind kind = cr_outline_kind (outline, stop);
      if (kind == CR_TOKEN_COLON || kind == CR_TOKEN_FOR || kind == CR_TOKEN_IF || kind == CR_TOKEN_RPAREN
          || kind == CR_TOKEN_RBRACKET || kind == CR_TOKEN_RBRACE)
        break;
      stop = skip_brackets (outline, stop, end);
    }
  bind_targets (outline, scope, CR_BINDING_ITEM, (CrSpan){ begin + 1, in }, (CrSpan){ in + 1, MIN (stop, end) }, 0);
}

static void
bind_with (CrOutline *outline, CrOutlineScope *scope, CrSpan span)
{
  guint begin = span.begin + 1;
  for (guint i = begin; i + 1 < span.end; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (kind == CR_TOKEN_COMMA)
        begin = i + 1;
      else if (kind == CR_TOKEN_AS && cr_outline_kind (outline, i + 1) == CR_TOKEN_NAME)
        bind_target (outline, scope, CR_BINDING_VALUE, (CrSpan){ i + 1, i + 2 }, (CrSpan){ begin, i }, -1);
      i = skip_brackets (outline, i, span.end);
    }
}

/* "x: T = a, b", "x = y = a". */
static void
bind_assignments (CrOutline *outline, CrOutlineScope *scope, CrSpan span)
{
  guint begin = span.begin, last = span.end;
  if (span.begin < span.end && cr_outline_kind (outline, span.end - 1) == CR_TOKEN_SEMICOLON)
    span.end--;
  for (guint at = find_kind (outline, span, CR_TOKEN_ASSIGN); at < span.end;
       at = find_kind (outline, (CrSpan){ at + 1, span.end }, CR_TOKEN_ASSIGN))
    last = at;
  if (last >= span.end)
    return;
  while (begin <= last && begin < span.end)
    {
      guint end = find_kind (outline, (CrSpan){ begin, span.end }, CR_TOKEN_ASSIGN);
      if (end > last)
        return;
      guint colon = find_kind (outline, (CrSpan){ begin, end }, CR_TOKEN_COLON);
      bind_targets (outline, scope, CR_BINDING_VALUE, (CrSpan){ begin, colon }, (CrSpan){ last + 1, span.end }, 0);
      begin = end + 1;
    }
}

/* What stands within expressions: comprehensions, walruses, lambdas. */
static void
bind_inner (CrOutline *outline, CrOutlineScope *scope, CrSpan span)
{
  for (guint i = span.begin + 1; i < span.end; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (kind == CR_TOKEN_FOR)
        bind_for (outline, scope, i, span.end);
      else if (kind == CR_TOKEN_WALRUS && cr_outline_kind (outline, i - 1) == CR_TOKEN_NAME)
        {
          guint end = i + 1;
          while (end < span.end && cr_outline_kind (outline, end) != CR_TOKEN_RPAREN
                 && cr_outline_kind (outline, end) != CR_TOKEN_COLON)
            end = skip_brackets (outline, end, span.end) + 1;
          bind_target (outline, scope, CR_BINDING_VALUE, (CrSpan){ i - 1, i }, (CrSpan){ i + 1, MIN (end, span.end) },
                       -1);
        }
      else if (kind == CR_TOKEN_LAMBDA)
        for (guint k = i + 1; k < span.end && cr_outline_kind (outline, k) != CR_TOKEN_COLON; k++)
          if (cr_outline_kind (outline, k) == CR_TOKEN_NAME && cr_outline_kind (outline, k - 1) != CR_TOKEN_ASSIGN)
            cr_outline_bind (scope, CR_BINDING_PARAMETER, cr_outline_dup_token (outline, k), k);
    }
}

void
cr_outline_bind_statement (CrOutline *outline, CrOutlineScope *scope, CrSpan span)
{
  CrTokenKind kind = cr_outline_kind (outline, span.begin);
  if (kind == CR_TOKEN_IMPORT)
    bind_import (outline, scope, span);
  else if (kind == CR_TOKEN_FROM)
    bind_from (outline, scope, span);
  else
    {
      bind_inner (outline, scope, span);
      if (kind == CR_TOKEN_FOR)
        bind_for (outline, scope, span.begin, span.end);
      else if (kind == CR_TOKEN_WITH || kind == CR_TOKEN_EXCEPT)
        bind_with (outline, scope, span);
      else if (kind == CR_TOKEN_RETURN && scope->parent && !scope->is_class)
        g_ptr_array_add (scope->returns, g_memdup2 (&(CrSpan){ span.begin + 1, span.end }, sizeof (CrSpan)));
      else
        bind_assignments (outline, scope, span);
    }
}

/* One parameter: "x", "*args", "x: T = 1". */
static void
bind_parameter (CrOutline *outline, CrOutlineScope *scope, CrSpan span, gboolean is_first)
{
  while (span.begin < span.end
         && (cr_outline_kind (outline, span.begin) == CR_TOKEN_STAR
             || cr_outline_kind (outline, span.begin) == CR_TOKEN_POW))
    span.begin++;
  if (span.begin >= span.end || cr_outline_kind (outline, span.begin) != CR_TOKEN_NAME)
    return;
  gboolean is_self = is_first && scope->parent->is_class;
  CrOutlineBinding *binding = cr_outline_bind (scope, is_self ? CR_BINDING_SELF : CR_BINDING_PARAMETER,
                                               cr_outline_dup_token (outline, span.begin), span.begin);
  guint colon = find_kind (outline, span, CR_TOKEN_COLON), equals = find_kind (outline, span, CR_TOKEN_ASSIGN);
  binding->scope = scope->parent; /* of self the class, else where the default is to be read */
  binding->is_annotated = colon < equals;
  binding->span = colon < equals ? (CrSpan){ colon + 1, equals } : (CrSpan){ MIN (equals + 1, span.end), span.end };
}

void
cr_outline_bind_parameters (CrOutline *outline, CrOutlineScope *scope)
{
  CrSpan header = scope->header;
  for (guint begin = header.begin; begin < header.end;)
    {
      guint end = find_kind (outline, (CrSpan){ begin, header.end }, CR_TOKEN_COMMA);
      bind_parameter (outline, scope, (CrSpan){ begin, end }, begin == header.begin);
      begin = end + 1;
    }
}

/* The last binding of @name in @scope before token @at. */
static CrOutlineBinding *
find_before (const CrOutlineScope *scope, const char *name, guint at)
{
  CrOutlineBinding *binding = g_hash_table_lookup (scope->last, name);
  while (binding && binding->token >= at)
    binding = binding->previous;
  return binding;
}

CrOutlineBinding *
cr_outline_lookup (const CrOutlineScope *scope, const char *name, guint at)
{
  CrOutlineBinding *found = find_before (scope, name, at);
  for (const CrOutlineScope *around = scope; found == NULL && around; around = around->parent)
    if (!around->is_class || around == scope)
      found = find_before (around, name, G_MAXUINT);
  return found;
}
