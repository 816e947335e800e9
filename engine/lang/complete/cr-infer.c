/* What can be told of an expression without running it: its tokens are read as far as they make sense, and names are
 * followed to where they were bound. Bounded: every look costs one of the outline's budget. */

#include "cr-complete-private.h"

#include <string.h>

#define MAX_DEPTH 200 /* of expressions that follow from each other */

static const CrInferred nothing;

static CrInferred
of_type (const char *name)
{
  CrInferred value = { 0 };
  const char *bracket = name ? strchr (name, '[') : NULL;
  value.type = cr_known_find_type (name);
  if (bracket && value.type)
    {
      g_autofree char *item = g_strndup (bracket + 1, strlen (bracket) - 2);
      value.item = g_intern_string (item);
    }
  return value;
}

static CrInferred
of_known (const CrKnown *known)
{
  CrInferred value = of_type (known->value);
  value.known = known;
  return value;
}

static gboolean
is_type (const CrInferred *value, const char *name)
{
  return value->type && strcmp (value->type->name, name) == 0;
}

/* What iterating over @value, or a number in brackets behind it, gives. Of a tuple whose items differ, "tuple[A, B]",
 * it is item @index; nothing where that is not known (-1). */
static CrInferred
item_of (const CrInferred *value, int index)
{
  g_auto (GStrv) parts = value->item && strchr (value->item, ',') ? g_strsplit (value->item, ", ", -1) : NULL;
  if (parts)
    return index >= 0 && index < (int)g_strv_length (parts) ? of_type (parts[index]) : nothing;
  if (value->item)
    return of_type (value->item);
  return value->type && value->type->item ? of_type (value->type->item) : nothing;
}

const CrKnownType *
cr_infer_find_base (CrOutline *outline, const CrOutlineScope *scope)
{
  for (guint depth = 0; scope && depth < 20; depth++)
    {
      CrSpan first = scope->header;
      for (guint i = first.begin; i < first.end; i++)
        if (cr_outline_kind (outline, i) == CR_TOKEN_COMMA)
          first.end = i;
      CrInferred base = cr_infer (outline, scope->parent, first);
      if (base.known)
        return cr_known_find_type (base.known->result);
      scope = base.scope && base.scope->is_class ? base.scope : NULL;
    }
  return NULL;
}

static const CrOutlineScope *
find_base_scope (CrOutline *outline, const CrOutlineScope *scope)
{
  CrInferred base = cr_infer (outline, scope->parent, scope->header);
  return base.scope && base.scope->is_class && base.scope != scope ? base.scope : NULL;
}

static CrInferred
instance_of (CrOutline *outline, const CrOutlineScope *scope)
{
  CrInferred value = { 0 };
  value.scope = scope;
  value.is_instance = TRUE;
  value.type = cr_infer_find_base (outline, scope);
  return value;
}

/* What a function of the script gives: its last return's. */
static CrInferred
returned_by (CrOutline *outline, const CrOutlineScope *scope)
{
  if (scope->returns->len == 0)
    return nothing;
  return cr_infer (outline, scope, *(const CrSpan *)g_ptr_array_index (scope->returns, scope->returns->len - 1));
}

static CrOutlineBinding *
find_member (CrOutline *outline, const CrOutlineScope *scope, const char *name)
{
  for (guint depth = 0; scope && depth < 20; depth++, scope = find_base_scope (outline, scope))
    {
      for (guint i = scope->members->len; i > 0; i--)
        if (strcmp (((CrOutlineBinding *)scope->members->pdata[i - 1])->name, name) == 0)
          return scope->members->pdata[i - 1];
      for (guint i = scope->bindings->len; i > 0; i--)
        if (strcmp (((CrOutlineBinding *)scope->bindings->pdata[i - 1])->name, name) == 0)
          return scope->bindings->pdata[i - 1];
    }
  return NULL;
}

CrInferred
cr_infer_attribute (CrOutline *outline, const CrInferred *value, const char *name)
{
  CrOutlineBinding *member = value->scope && value->scope->is_class ? find_member (outline, value->scope, name) : NULL;
  if (member)
    return cr_infer_binding (outline, member, member->scope ? member->scope : value->scope);
  const CrKnown *known = cr_known_find (value->is_guess ? cr_known_find_type ("Tensor") : value->type, name);
  if (known == NULL)
    return nothing;
  CrInferred found = of_known (known);
  /* net.to (...), net.train (): the same again. */
  if (known->result && strcmp (known->result, "self") == 0)
    {
      found = *value;
      found.known = known;
    }
  return found;
}

/* Whether one of the arguments is a number alone, or a dimension by keyword. */
static gboolean
has_dim (const CrOutline *outline, CrSpan arguments)
{
  for (guint i = arguments.begin; i < arguments.end; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      CrTokenKind before = i > arguments.begin ? cr_outline_kind (outline, i - 1) : CR_TOKEN_COMMA;
      if (kind == CR_TOKEN_LPAREN || kind == CR_TOKEN_LBRACKET || kind == CR_TOKEN_LBRACE)
        i = cr_outline_find_close (outline, i, arguments.end);
      else if (before == CR_TOKEN_COMMA && cr_outline_is (outline, i, "dim"))
        return TRUE;
      else if (kind == CR_TOKEN_INT && (before == CR_TOKEN_COMMA || before == CR_TOKEN_MINUS))
        return TRUE;
    }
  return FALSE;
}

static CrInferred
called (CrOutline *outline, const CrInferred *value, CrSpan arguments)
{
  if (value->known && value->known->dim_result && has_dim (outline, arguments))
    return of_type (value->known->dim_result);
  if (value->known && value->known->result && strcmp (value->known->result, "self") == 0)
    {
      CrInferred same = *value;
      same.known = NULL;
      return same;
    }
  if (value->known && value->known->result)
    return of_type (value->known->result);
  if (value->known)
    return nothing;
  if (value->scope && value->scope->is_class && !value->is_instance)
    return instance_of (outline, value->scope);
  if (value->scope && !value->scope->is_class)
    return returned_by (outline, value->scope);
  if (value->scope)
    {
      CrOutlineBinding *forward = find_member (outline, value->scope, "forward");
      CrInferred given = forward && forward->scope && forward->kind == CR_BINDING_FUNCTION
                             ? returned_by (outline, forward->scope)
                             : nothing;
      if (given.type || given.scope)
        return given;
    }
  return value->type && value->type->result ? of_type (value->type->result) : nothing;
}

/* value[...], between the brackets at @open and @close. */
static CrInferred
picked (const CrOutline *outline, const CrInferred *value, guint open, guint close)
{
  gboolean slice = FALSE;
  for (guint i = open + 1; i < close; i++)
    slice = slice || cr_outline_kind (outline, i) == CR_TOKEN_COLON;
  if (is_type (value, "Tensor") || is_type (value, "ndarray") || is_type (value, "str") || slice)
    {
      CrInferred same = *value;
      same.known = NULL;
      return same;
    }
  int index = -1;
  if (close == open + 2 && cr_outline_kind (outline, open + 1) == CR_TOKEN_INT)
    {
      g_autofree char *digits = cr_outline_dup_token (outline, open + 1);
      index = (int)MIN (g_ascii_strtoull (digits, NULL, 10), 1000);
    }
  return item_of (value, index);
}

/* Item @index of a tuple that is written out: "1, x". FALSE if it is none, or has no such item. */
static gboolean
find_part (const CrOutline *outline, CrSpan span, guint index, CrSpan *part)
{
  guint begin = span.begin, n = 0;
  for (guint i = span.begin; i < span.end; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (kind == CR_TOKEN_LPAREN || kind == CR_TOKEN_LBRACKET || kind == CR_TOKEN_LBRACE)
        i = cr_outline_find_close (outline, i, span.end);
      else if (kind == CR_TOKEN_COMMA && n++ == index)
        {
          *part = (CrSpan){ begin, i };
          return TRUE;
        }
      else if (kind == CR_TOKEN_COMMA)
        begin = i + 1;
    }
  *part = (CrSpan){ begin, span.end };
  return n == index && n > 0;
}

/* What is assigned, or the items of what is looped over. */
static CrInferred
infer_assigned (CrOutline *outline, CrOutlineBinding *binding, const CrOutlineScope *scope)
{
  CrSpan part;
  if (binding->kind == CR_BINDING_VALUE && binding->index >= 0
      && find_part (outline, binding->span, (guint)binding->index, &part))
    return cr_infer (outline, scope, part);
  CrInferred value = cr_infer (outline, scope, binding->span);
  if (binding->kind == CR_BINDING_ITEM)
    value = item_of (&value, -1);
  if (binding->index >= 0)
    value = item_of (&value, binding->index);
  value.is_guess = binding->kind == CR_BINDING_ITEM && value.type == NULL;
  return value;
}

static CrInferred
infer_binding (CrOutline *outline, CrOutlineBinding *binding, const CrOutlineScope *scope)
{
  CrInferred value = { 0 };
  CrSpan span = binding->span;
  switch (binding->kind)
    {
    case CR_BINDING_IMPORT:
      return of_type (binding->module);
    case CR_BINDING_FROM:
      {
        const CrKnown *known = cr_known_find (cr_known_find_type (binding->module), binding->attribute);
        g_autofree char *full = g_strconcat (binding->module, ".", binding->attribute, NULL);
        return known ? of_known (known) : of_type (full);
      }
    case CR_BINDING_FUNCTION:
    case CR_BINDING_CLASS:
      value.scope = binding->scope;
      return value;
    case CR_BINDING_SELF:
      return instance_of (outline, binding->scope);
    case CR_BINDING_PARAMETER:
      value = cr_infer (outline, binding->scope ? binding->scope : scope, span);
      if (binding->is_annotated)
        return called (outline, &value, (CrSpan){ span.end, span.end });
      value.is_guess = value.type == NULL && value.scope == NULL;
      return value;
    default:
      break;
    }
  return infer_assigned (outline, binding, binding->scope ? binding->scope : scope);
}

CrInferred
cr_infer_binding (CrOutline *outline, CrOutlineBinding *binding, const CrOutlineScope *scope)
{
  if (binding->is_inferred)
    return binding->inferred;
  gboolean cut_before = outline->is_cut;
  outline->is_cut = FALSE;
  CrInferred value = infer_binding (outline, binding, scope);
  binding->is_inferred = !outline->is_cut;
  binding->inferred = value;
  outline->is_cut = outline->is_cut || cut_before;
  return value;
}

CrInferred
cr_infer_name (CrOutline *outline, const CrOutlineScope *scope, const char *name, guint at)
{
  CrInferred value = { 0 };
  CrOutlineBinding *binding = scope ? cr_outline_lookup (scope, name, at) : NULL;
  if (binding)
    value = cr_infer_binding (outline, binding, scope);
  else
    {
      const CrKnown *known = cr_known_find (cr_known_get_builtins (), name);
      value = known ? of_known (known) : nothing;
    }
  if (value.type || value.scope || value.known)
    return value;
  for (guint i = 0; i < outline->n_tensors; i++)
    if (strcmp (outline->tensors[i].name, name) == 0)
      return of_type ("Tensor");
  return value;
}

/* Literals, brackets and names. @*i moves behind it. */
static CrInferred
read_atom (CrOutline *outline, const CrOutlineScope *scope, guint *i, guint end)
{
  guint at = (*i)++;
  guint close;
  CrInferred value;
  switch (cr_outline_kind (outline, at))
    {
    case CR_TOKEN_NAME:
      {
        g_autofree char *name = cr_outline_dup_token (outline, at);
        return cr_infer_name (outline, scope, name, at);
      }
    case CR_TOKEN_INT:
      return of_type ("int");
    case CR_TOKEN_FLOAT:
      return of_type ("float");
    case CR_TOKEN_TRUE:
    case CR_TOKEN_FALSE:
      return of_type ("bool");
    case CR_TOKEN_STRING:
      while (*i < end && cr_outline_kind (outline, *i) == CR_TOKEN_STRING)
        (*i)++;
      return of_type ("str");
    case CR_TOKEN_LPAREN:
      close = cr_outline_find_close (outline, at, end);
      *i = close + 1;
      return cr_infer (outline, scope, (CrSpan){ at + 1, close });
    case CR_TOKEN_LBRACKET:
      close = cr_outline_find_close (outline, at, end);
      *i = close + 1;
      value = cr_infer (outline, scope, (CrSpan){ at + 1, close });
      value.item = value.type && value.item == NULL ? value.type->name : value.item;
      value = (CrInferred){ cr_known_find_type ("list"), value.item, NULL, NULL, FALSE, FALSE };
      return value;
    case CR_TOKEN_LBRACE:
      close = cr_outline_find_close (outline, at, end);
      *i = close + 1;
      for (guint k = at + 1; k < close; k++)
        if (cr_outline_kind (outline, k) == CR_TOKEN_COLON)
          return of_type ("dict");
      return of_type (close == at + 1 ? "dict" : "set");
    default:
      return nothing;
    }
}

/* An atom and what follows it: attributes, calls, indices. */
static CrInferred
read_primary (CrOutline *outline, const CrOutlineScope *scope, guint *i, guint end)
{
  CrInferred value = read_atom (outline, scope, i, end);
  while (*i < end)
    {
      CrTokenKind kind = cr_outline_kind (outline, *i);
      guint close = cr_outline_find_close (outline, *i, end);
      if (kind == CR_TOKEN_DOT && *i + 1 < end)
        {
          g_autofree char *name = cr_outline_dup_token (outline, *i + 1);
          value = cr_infer_attribute (outline, &value, name);
          *i += 2;
        }
      else if (kind == CR_TOKEN_LPAREN)
        {
          value = called (outline, &value, (CrSpan){ *i + 1, close });
          *i = close + 1;
        }
      else if (kind == CR_TOKEN_LBRACKET)
        {
          value = picked (outline, &value, *i, close);
          *i = close + 1;
        }
      else
        break;
    }
  *i = MIN (*i, end);
  return value;
}

/* What two operands give: the one that takes the other in. */
static CrInferred
join (CrInferred a, CrInferred b)
{
  static const char *const order[] = { "Tensor", "ndarray", "complex", "float", "str", "list", "tuple", "int", "bool" };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      if (is_type (&a, order[i]) && !(i > 1 && b.is_guess))
        return a;
      if (is_type (&b, order[i]) && !(i > 1 && a.is_guess))
        return b;
    }
  return (CrInferred){ .is_guess = a.is_guess || b.is_guess };
}

static gboolean
is_comparison (CrTokenKind kind)
{
  return kind == CR_TOKEN_EQ || kind == CR_TOKEN_NE || kind == CR_TOKEN_LT || kind == CR_TOKEN_LE || kind == CR_TOKEN_GT
         || kind == CR_TOKEN_GE || kind == CR_TOKEN_IN || kind == CR_TOKEN_IS;
}

static gboolean
is_arithmetic (CrTokenKind kind)
{
  return kind == CR_TOKEN_PLUS || kind == CR_TOKEN_MINUS || kind == CR_TOKEN_STAR || kind == CR_TOKEN_SLASH
         || kind == CR_TOKEN_POW || kind == CR_TOKEN_AT || kind == CR_TOKEN_FLOORDIV || kind == CR_TOKEN_PERCENT
         || kind == CR_TOKEN_AMPERSAND || kind == CR_TOKEN_BAR || kind == CR_TOKEN_CARET || kind == CR_TOKEN_TILDE
         || kind == CR_TOKEN_LSHIFT || kind == CR_TOKEN_RSHIFT;
}

static CrInferred
as_plain (CrInferred value)
{
  if (value.known == NULL || value.type)
    value.known = NULL;
  return value;
}

/* What stands between operators, joined. */
static CrInferred
infer_operands (CrOutline *outline, const CrOutlineScope *scope, guint i, guint end)
{
  CrInferred value = { 0 };
  gboolean compared = FALSE, divided = FALSE, first = TRUE;
  while (i < end)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (kind == CR_TOKEN_COMMA)
        {
          value = (CrInferred){
            cr_known_find_type ("tuple"), value.type ? value.type->name : NULL, NULL, NULL, FALSE, FALSE
          };
          return value;
        }
      if (kind == CR_TOKEN_IF || kind == CR_TOKEN_FOR || kind == CR_TOKEN_AND || kind == CR_TOKEN_OR)
        break;
      if (is_comparison (kind) || kind == CR_TOKEN_NOT)
        compared = TRUE;
      divided = divided || kind == CR_TOKEN_SLASH;
      if (is_comparison (kind) || is_arithmetic (kind) || kind == CR_TOKEN_NOT)
        {
          i++;
          continue;
        }
      guint before = i;
      CrInferred next = read_primary (outline, scope, &i, end);
      value = first ? next : join (value, as_plain (next));
      first = FALSE;
      if (i == before)
        i++;
    }
  if (compared && !is_type (&value, "Tensor") && !is_type (&value, "ndarray"))
    return of_type ("bool");
  if (divided && (is_type (&value, "int") || is_type (&value, "bool")))
    return of_type ("float");
  return value;
}

CrInferred
cr_infer (CrOutline *outline, const CrOutlineScope *scope, CrSpan span)
{
  if (span.begin >= span.end || cr_outline_kind (outline, span.begin) == CR_TOKEN_LAMBDA)
    return nothing;
  if (outline->budget == 0 || outline->depth >= MAX_DEPTH)
    {
      outline->is_cut = TRUE;
      return nothing;
    }
  outline->budget--;
  outline->depth++;
  CrInferred value = infer_operands (outline, scope, span.begin, span.end);
  outline->depth--;
  return value;
}

guint
cr_infer_find_begin (const CrOutline *outline, guint end, guint begin)
{
  guint i = end;
  while (i > begin)
    {
      CrTokenKind kind = cr_outline_kind (outline, i - 1);
      if (kind == CR_TOKEN_RPAREN || kind == CR_TOKEN_RBRACKET || kind == CR_TOKEN_RBRACE)
        {
          guint open = cr_outline_find_open (outline, i - 1, begin);
          if (open == G_MAXUINT)
            return i;
          i = open;
          CrTokenKind before = i > begin ? cr_outline_kind (outline, i - 1) : CR_TOKEN_EOF;
          if (before == CR_TOKEN_NAME || before == CR_TOKEN_RPAREN || before == CR_TOKEN_RBRACKET
              || before == CR_TOKEN_STRING)
            continue;
          return i;
        }
      if (kind != CR_TOKEN_NAME && kind != CR_TOKEN_STRING && kind != CR_TOKEN_INT && kind != CR_TOKEN_FLOAT)
        return i;
      i--;
      if (i == begin || cr_outline_kind (outline, i - 1) != CR_TOKEN_DOT)
        return i;
      i--;
    }
  return i;
}
