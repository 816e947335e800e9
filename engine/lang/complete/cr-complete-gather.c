/* Gathering candidates: each is compared with what is typed at once, and only what answers is kept. */

#include "cr-complete-gather.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How a name answers, the best first. */
typedef enum
{
  LEVEL_PREFIX,
  LEVEL_PREFIX_FOLDED,
  LEVEL_INITIALS,
  LEVEL_CONTAINS,
  LEVEL_NONE
} Level;

/* Within a level. */
typedef enum
{
  ORDER_ARGUMENT,
  ORDER_SCRIPT,
  ORDER_KNOWN,
  ORDER_KEYWORD
} Order;

typedef struct
{
  gboolean is_hidden;
  Level level;
  Order order;
  guint number; /* in order of gathering: that of arguments is their own */
  CrCompletion *completion;
} Hit;

/* "bce" for binary_cross_entropy, "CEL" or "cel" for CrossEntropyLoss. */
static gboolean
matches_initials (const char *name, const char *typed)
{
  for (const char *at = name; *at && *typed; at++)
    {
      gboolean begins = at == name || at[-1] == '_' || (g_ascii_isupper (*at) && !g_ascii_isupper (at[-1]));
      if (begins && *at != '_' && g_ascii_tolower (*at) == g_ascii_tolower (*typed))
        typed++;
    }
  return *typed == '\0';
}

static gboolean
contains_folded (const char *name, const char *typed, gsize length)
{
  for (; *name; name++)
    if (g_ascii_strncasecmp (name, typed, length) == 0)
      return TRUE;
  return FALSE;
}

static Level
judge (const char *name, const char *typed)
{
  gsize length = strlen (typed);
  if (strncmp (name, typed, length) == 0)
    return LEVEL_PREFIX;
  if (g_ascii_strncasecmp (name, typed, length) == 0)
    return LEVEL_PREFIX_FOLDED;
  if (length >= 2 && matches_initials (name, typed))
    return LEVEL_INITIALS;
  return contains_folded (name, typed, length) ? LEVEL_CONTAINS : LEVEL_NONE;
}

CrGather *
cr_gather_new (CrOutline *outline, const char *typed, guint at)
{
  CrGather *gather = g_new0 (CrGather, 1);
  gather->outline = outline;
  gather->typed = typed;
  gather->at = at;
  gather->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gather->hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  return gather;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *first = a, *second = b;
  if (first->is_hidden != second->is_hidden)
    return first->is_hidden - second->is_hidden;
  if (first->level != second->level)
    return first->level < second->level ? -1 : 1;
  if (first->order != second->order)
    return first->order < second->order ? -1 : 1;
  if (first->order == ORDER_ARGUMENT)
    return first->number < second->number ? -1 : first->number > second->number;
  int folded = g_ascii_strcasecmp (first->completion->text, second->completion->text);
  return folded ? folded : strcmp (first->completion->text, second->completion->text);
}

void
cr_gather_finish (CrGather *gather, GPtrArray *proposals)
{
  g_array_sort (gather->hits, compare_hits);
  for (guint i = 0; i < gather->hits->len; i++)
    g_ptr_array_add (proposals, g_array_index (gather->hits, Hit, i).completion);
  g_array_unref (gather->hits);
  g_hash_table_unref (gather->seen);
  g_free (gather);
}

/* The completion that is to be filled, or NULL: @name does not answer, or is there already. */
static CrCompletion *
add (CrGather *gather, Order order, CrCompletionKind kind, const char *name)
{
  Level level = *name ? judge (name, gather->typed) : LEVEL_NONE;
  if (level == LEVEL_NONE || !g_hash_table_add (gather->seen, g_strdup (name)))
    return NULL;
  Hit hit = { name[0] == '_', level, order, gather->hits->len, g_new0 (CrCompletion, 1) };
  hit.completion->kind = kind;
  hit.completion->text = g_strdup (name);
  g_array_append_val (gather->hits, hit);
  return hit.completion;
}

static void
add_known (CrGather *gather, const CrKnown *known, Order order)
{
  CrCompletion *completion = known->is_private ? NULL : add (gather, order, known->kind, known->name);
  if (completion == NULL)
    return;
  completion->signature = cr_known_dup_signature (known);
  completion->summary = g_strdup (known->summary);
}

void
cr_gather_type (CrGather *gather, const CrKnownType *type)
{
  for (; type; type = type->base)
    for (guint i = 0; i < type->members->len; i++)
      add_known (gather, type->members->pdata[i], ORDER_KNOWN);
}

static const char *
find_detail (const CrOutline *outline, const char *name)
{
  for (guint i = 0; i < outline->n_tensors; i++)
    if (strcmp (outline->tensors[i].name, name) == 0)
      return outline->tensors[i].detail ? outline->tensors[i].detail : "";
  return NULL;
}

/* A name of the script that is a value. */
static void
describe_value (CrGather *gather, const CrInferred *value, const char *name, gboolean is_member,
                CrCompletion *completion)
{
  const char *detail = is_member ? NULL : find_detail (gather->outline, name);
  if (detail)
    completion->kind = CR_COMPLETION_TENSOR;
  if (detail && *detail)
    completion->summary = g_strdup (detail);
  else if (value->type && strcmp (value->type->name, "Tensor") == 0)
    {
      completion->kind = CR_COMPLETION_TENSOR;
      completion->summary = g_strdup (_ ("A tensor of the script."));
    }
  else if (value->scope && value->is_instance)
    completion->summary = g_strdup_printf (_ ("One of the script's %s."), value->scope->name);
  else if (value->type && !g_str_has_prefix (value->type->name, "class "))
    completion->summary = g_strdup_printf (_ ("A value of type %s."), value->type->name);
}

static void
add_binding (CrGather *gather, CrOutlineBinding *binding, const CrOutlineScope *scope, gboolean is_member)
{
  CrOutline *outline = gather->outline;
  CrCompletion *completion = add (gather, ORDER_SCRIPT, CR_COMPLETION_NAME, binding->name);
  if (completion == NULL)
    return;
  CrInferred value = cr_infer_binding (outline, binding, scope);
  CrCallee callee = { NULL, NULL, NULL };
  if (value.known)
    {
      completion->kind = value.known->kind;
      completion->signature = cr_known_dup_signature (value.known);
      completion->summary = g_strdup (value.known->summary);
    }
  else if (value.scope && !value.is_instance && cr_callee_describe (outline, &value, &callee))
    {
      gboolean is_class = value.scope->is_class;
      completion->kind = is_class ? CR_COMPLETION_CLASS : is_member ? CR_COMPLETION_METHOD : CR_COMPLETION_FUNCTION;
      completion->signature = g_strdup_printf ("%s(%s)", binding->name, callee.parameters ? callee.parameters : "");
      completion->summary = g_steal_pointer (&callee.summary);
    }
  else if (binding->kind == CR_BINDING_IMPORT && value.type)
    {
      const CrKnown *module = cr_known_find_module (value.type->name);
      completion->kind = CR_COMPLETION_MODULE;
      completion->signature = g_strdup (value.type->name);
      completion->summary = g_strdup (module ? module->summary : NULL);
    }
  else
    describe_value (gather, &value, binding->name, is_member, completion);
  cr_callee_clear (&callee);
}

void
cr_gather_scope (CrGather *gather, const CrOutlineScope *scope, guint at)
{
  CrOutline *outline = gather->outline;
  for (const CrOutlineScope *around = scope; around; around = around->parent)
    for (guint i = around->is_class && around != scope ? 0 : around->bindings->len; i > 0; i--)
      {
        CrOutlineBinding *binding = around->bindings->pdata[i - 1];
        /* In the scope itself only what was bound before; in those around all that there is when it runs. */
        if (binding->token < at || (around != scope && binding->token != gather->at))
          add_binding (gather, binding, around, FALSE);
      }
  for (guint i = 0; i < outline->n_tensors; i++)
    if (strchr (outline->tensors[i].name, '.') == NULL)
      {
        CrCompletion *completion = add (gather, ORDER_SCRIPT, CR_COMPLETION_TENSOR, outline->tensors[i].name);
        if (completion)
          completion->summary = g_strdup (outline->tensors[i].detail);
      }
}

static void
gather_class (CrGather *gather, const CrOutlineScope *scope)
{
  GPtrArray *lists[] = { scope->members, scope->bindings };
  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    for (guint i = lists[k]->len; i > 0; i--)
      {
        CrOutlineBinding *binding = lists[k]->pdata[i - 1];
        add_binding (gather, binding, scope, TRUE);
      }
}

void
cr_gather_members (CrGather *gather, const CrInferred *value)
{
  const CrOutlineScope *scope = value->scope && value->scope->is_class ? value->scope : NULL;
  for (guint depth = 0; scope && depth < 20; depth++)
    {
      gather_class (gather, scope);
      CrInferred base = cr_infer (gather->outline, scope->parent, scope->header);
      scope = base.scope && base.scope->is_class && base.scope != scope ? base.scope : NULL;
    }
  if (value->scope && value->scope->is_class && !value->is_instance)
    cr_gather_type (gather, cr_infer_find_base (gather->outline, value->scope));
  cr_gather_type (gather, value->type ? value->type : value->is_guess ? cr_known_find_type ("Tensor") : NULL);
}

void
cr_gather_modules (CrGather *gather, const char *begin)
{
  gsize length = strlen (begin);
  for (guint i = 0; cr_known_get_module (i); i++)
    {
      const char *name = cr_known_get_module (i);
      if (strncmp (name, begin, length) != 0)
        continue;
      g_autofree char *part = g_strndup (name + length, strcspn (name + length, "."));
      CrCompletion *completion = add (gather, ORDER_KNOWN, CR_COMPLETION_MODULE, part);
      if (completion == NULL)
        continue;
      completion->signature = g_strconcat (begin, part, NULL);
      const CrKnown *module = cr_known_find_module (completion->signature);
      completion->summary = g_strdup (module ? module->summary : NULL);
    }
}

void
cr_gather_keyword (CrGather *gather, const char *keyword)
{
  add (gather, ORDER_KEYWORD, CR_COMPLETION_KEYWORD, keyword);
}

static const struct
{
  const char *word;
  gboolean begins, within, infix;
  const char *summary;
} keywords[] = {
  { "False", TRUE, TRUE, FALSE, N_ ("The truth value no.") },
  { "None", TRUE, TRUE, FALSE, N_ ("No value.") },
  { "True", TRUE, TRUE, FALSE, N_ ("The truth value yes.") },
  { "and", FALSE, FALSE, TRUE, N_ ("True if both sides are.") },
  { "as", FALSE, FALSE, TRUE, N_ ("Gives what stands before it a name.") },
  { "assert", TRUE, FALSE, FALSE, N_ ("Fails unless the condition holds.") },
  { "break", TRUE, FALSE, FALSE, N_ ("Leaves the loop.") },
  { "class", TRUE, FALSE, FALSE, N_ ("Defines a class.") },
  { "continue", TRUE, FALSE, FALSE, N_ ("Goes on with the loop's next round.") },
  { "def", TRUE, FALSE, FALSE, N_ ("Defines a function.") },
  { "del", TRUE, FALSE, FALSE, N_ ("Forgets a name or an item.") },
  { "elif", TRUE, FALSE, FALSE, N_ ("Another condition, if those before did not hold.") },
  { "else", TRUE, FALSE, TRUE, N_ ("What to do or take otherwise.") },
  { "except", TRUE, FALSE, FALSE, N_ ("What to do when that kind of error happens.") },
  { "finally", TRUE, FALSE, FALSE, N_ ("What to do in any case at the end.") },
  { "for", TRUE, FALSE, TRUE, N_ ("Once for each of several items.") },
  { "from", TRUE, FALSE, FALSE, N_ ("Imports some names of a module.") },
  { "global", TRUE, FALSE, FALSE, N_ ("The name means that of the whole script.") },
  { "if", TRUE, FALSE, TRUE, N_ ("Only if the condition holds.") },
  { "import", TRUE, FALSE, FALSE, N_ ("Makes a module's names available.") },
  { "in", FALSE, FALSE, TRUE, N_ ("Whether something is among others; where a loop's items come from.") },
  { "is", FALSE, FALSE, TRUE, N_ ("Whether both are the very same object.") },
  { "lambda", TRUE, TRUE, FALSE, N_ ("A small function written in place.") },
  { "nonlocal", TRUE, FALSE, FALSE, N_ ("The name means that of the function around.") },
  { "not", TRUE, TRUE, TRUE, N_ ("The opposite of a truth value.") },
  { "or", FALSE, FALSE, TRUE, N_ ("True if one side is.") },
  { "pass", TRUE, FALSE, FALSE, N_ ("Does nothing.") },
  { "raise", TRUE, FALSE, FALSE, N_ ("Reports an error.") },
  { "return", TRUE, FALSE, FALSE, N_ ("Leaves the function with a value.") },
  { "try", TRUE, FALSE, FALSE, N_ ("Tries statements that may fail.") },
  { "while", TRUE, FALSE, FALSE, N_ ("Again and again as long as the condition holds.") },
  { "with", TRUE, FALSE, FALSE, N_ ("Statements within a context such as torch.no_grad().") },
  { "yield", TRUE, TRUE, FALSE, N_ ("Gives one item of a generator.") },
};

static void
add_keyword (CrGather *gather, guint i)
{
  CrCompletion *completion = add (gather, ORDER_KEYWORD, CR_COMPLETION_KEYWORD, keywords[i].word);
  if (completion)
    completion->summary = g_strdup (_ (keywords[i].summary));
}

void
cr_gather_keywords (CrGather *gather, gboolean fresh)
{
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (fresh ? keywords[i].begins : keywords[i].within)
      add_keyword (gather, i);
}

void
cr_gather_infix (CrGather *gather)
{
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (keywords[i].infix)
      add_keyword (gather, i);
}

/* Whether the call that opened with token @open has got the keyword argument @name, elsewhere than at token @but. */
static gboolean
is_given (const CrOutline *outline, guint open, guint but, const char *name)
{
  guint end = cr_outline_find_close (outline, open, outline->tokens->len);
  for (guint i = open + 1; i + 1 < end; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (kind == CR_TOKEN_LPAREN || kind == CR_TOKEN_LBRACKET || kind == CR_TOKEN_LBRACE)
        i = cr_outline_find_close (outline, i, end);
      else if (i != but && kind == CR_TOKEN_NAME && cr_outline_kind (outline, i + 1) == CR_TOKEN_ASSIGN
               && cr_outline_is (outline, i, name))
        return TRUE;
    }
  return FALSE;
}

/* How many arguments stand before token @at. */
static guint
count_arguments (const CrOutline *outline, guint open, guint at)
{
  guint n = 0;
  for (guint i = open + 1; i < at; i++)
    {
      CrTokenKind kind = cr_outline_kind (outline, i);
      if (kind == CR_TOKEN_LPAREN || kind == CR_TOKEN_LBRACKET || kind == CR_TOKEN_LBRACE)
        i = cr_outline_find_close (outline, i, at);
      else if (kind == CR_TOKEN_COMMA)
        n++;
    }
  return n;
}

void
cr_gather_arguments (CrGather *gather, guint i)
{
  CrOutline *outline = gather->outline;
  guint open = cr_find_call_open (outline, i, FALSE);
  CrCallee callee;
  CrTokenKind before = i > 0 ? cr_outline_kind (outline, i - 1) : CR_TOKEN_EOF;
  if (open == G_MAXUINT || (before != CR_TOKEN_COMMA && i - 1 != open) || !cr_callee_find (outline, open, &callee))
    return;
  g_auto (GStrv) parameters = g_strsplit (callee.parameters ? callee.parameters : "", ", ", -1);
  guint position = 0, given = count_arguments (outline, open, i);
  for (char **at = parameters; *at; at++, position++)
    {
      gsize length = strcspn (*at, "=:");
      g_autofree char *name = g_strndup (*at, length);
      g_autofree char *text = g_strconcat (name, "=", NULL);
      if (name[0] == '*' || name[0] == '\0' || position < given || is_given (outline, open, i, name))
        continue;
      CrCompletion *completion = add (gather, ORDER_ARGUMENT, CR_COMPLETION_ARGUMENT, text);
      if (completion == NULL)
        continue;
      completion->signature = g_strdup (*at);
      completion->summary = g_strdup (cr_known_find_argument (name));
    }
  cr_callee_clear (&callee);
}
