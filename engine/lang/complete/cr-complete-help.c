/* Help on the call around a place, and on the name at it. */

#include "cr-complete-gather.h"

#include <string.h>

void
cr_call_help_free (CrCallHelp *help)
{
  if (help == NULL)
    return;
  g_free (help->signature);
  g_free (help->argument);
  g_free (help->summary);
  g_free (help);
}

void
cr_name_help_free (CrNameHelp *help)
{
  if (help == NULL)
    return;
  g_free (help->signature);
  g_free (help->summary);
  g_free (help);
}

/* The parameter in @parameters that argument @position is, or that of @keyword: where it begins and ends. */
static gboolean
find_parameter (const char *parameters, guint position, const char *keyword, guint *begin, guint *bytes)
{
  guint count = 0;
  for (const char *at = parameters; *at;)
    {
      const char *end = strstr (at, ", ");
      gsize length = end ? (gsize)(end - at) : strlen (at), name = MIN (strcspn (at, "=:"), length);
      gboolean takes_rest = at[0] == '*' && name > 1 && at[1] != '*';
      gboolean is_it = keyword ? strlen (keyword) == name && strncmp (at, keyword, name) == 0
                               : (count == position || takes_rest) && !(at[0] == '*' && name == 1);
      if (!keyword && at[0] == '*' && name == 1)
        return FALSE; /* what follows is given by keyword only */
      if (is_it)
        {
          *begin = (guint)(at - parameters);
          *bytes = (guint)length;
          return TRUE;
        }
      count++;
      at += length + (end ? 2 : 0);
    }
  return FALSE;
}

/* The argument at token @i of the call that opens at @open: its place, and its keyword if it has one. */
static guint
find_argument (const CrOutline *outline, guint open, guint i, char **keyword)
{
  guint position = 0, begin = open + 1;
  for (guint k = open + 1; k < i; k++)
    {
      CrTokenKind kind = cr_outline_kind (outline, k);
      if (kind == CR_TOKEN_LPAREN || kind == CR_TOKEN_LBRACKET || kind == CR_TOKEN_LBRACE)
        k = cr_outline_find_close (outline, k, i);
      else if (kind == CR_TOKEN_COMMA)
        {
          position++;
          begin = k + 1;
        }
    }
  if (cr_outline_kind (outline, begin) == CR_TOKEN_NAME && cr_outline_kind (outline, begin + 1) == CR_TOKEN_ASSIGN
      && begin <= i)
    *keyword = cr_outline_dup_token (outline, begin);
  return position;
}

static CrCallHelp *
describe_call (const CrOutline *outline, const CrCallee *callee, guint open, guint i)
{
  CrCallHelp *help = g_new0 (CrCallHelp, 1);
  g_autofree char *keyword = NULL;
  guint position = find_argument (outline, open, i, &keyword);
  const char *parameters = callee->parameters ? callee->parameters : "";
  help->signature = callee->parameters ? g_strdup_printf ("%s(%s)", callee->name, parameters) : g_strdup (callee->name);
  help->summary = g_strdup (callee->summary);
  if (find_parameter (parameters, position, keyword, &help->begin, &help->bytes))
    {
      gsize name = MIN (strcspn (parameters + help->begin, "=:"), help->bytes);
      help->argument = g_strndup (parameters + help->begin, name);
      help->begin += (guint)strlen (callee->name) + 1;
    }
  return help;
}

CrCallHelp *
cr_complete_find_call (const char *text, guint offset, const CrCompleteName *tensors, guint n_tensors)
{
  g_return_val_if_fail (text != NULL && (tensors != NULL || n_tensors == 0), NULL);
  CrOutline *outline = cr_outline_new (text, tensors, n_tensors);
  CrCallHelp *help = NULL;
  if (outline && offset >= outline->skipped && offset <= strlen (text))
    {
      offset -= outline->skipped;
      guint i = cr_outline_find_token (outline, offset);
      /* Behind a token, the place is the next one's, unless a name or a number may still grow. */
      if (i < outline->tokens->len && cr_outline_token (outline, i)->range.offset < offset
          && (cr_outline_kind (outline, i) >= CR_TOKEN_POW_ASSIGN && cr_outline_kind (outline, i) <= CR_TOKEN_DOT))
        i++;
      for (guint open = cr_find_call_open (outline, i, TRUE), tries = 0;
           open != G_MAXUINT && help == NULL && tries < 20; open = cr_find_call_open (outline, open, TRUE), tries++)
        {
          CrCallee callee;
          if (!cr_callee_find (outline, open, &callee))
            continue;
          help = describe_call (outline, &callee, open, i);
          cr_callee_clear (&callee);
        }
    }
  cr_outline_free (outline);
  return help;
}

char *
cr_complete_dup_signature (const char *dotted, char **summary)
{
  g_return_val_if_fail (dotted != NULL, NULL);
  const char *dot = strrchr (dotted, '.');
  g_autofree char *type = g_strndup (dotted, dot ? (gsize)(dot - dotted) : 0);
  const CrKnown *known = cr_known_find (cr_known_find_type (type), dot ? dot + 1 : dotted);
  if (known == NULL)
    known = cr_known_find_module (dotted);
  if (summary)
    *summary = g_strdup (known ? known->summary : NULL);
  return known ? cr_known_dup_signature (known) : NULL;
}

/* The whole of a dotted name that ends with token @i. */
static guint
find_dotted (const CrOutline *outline, guint i, guint begin)
{
  while (i >= begin + 2 && cr_outline_kind (outline, i - 1) == CR_TOKEN_DOT
         && cr_outline_kind (outline, i - 2) == CR_TOKEN_NAME)
    i -= 2;
  return i;
}

static CrNameHelp *
describe_name (CrOutline *outline, const CrOutlineStatement *statement, guint i)
{
  guint from = cr_infer_find_begin (outline, i + 1, statement->span.begin);
  guint dotted = find_dotted (outline, i, statement->span.begin);
  CrInferred value = cr_infer (outline, statement->scope, (CrSpan){ from, i + 1 });
  CrCallee callee = { NULL, NULL, NULL };
  g_autofree char *name = cr_outline_dup_token (outline, i);
  const char *argument
      = cr_outline_kind (outline, i + 1) == CR_TOKEN_ASSIGN && cr_find_call_open (outline, i, FALSE) != G_MAXUINT
            ? cr_known_find_argument (name)
            : NULL;
  gboolean described = argument == NULL && cr_callee_describe (outline, &value, &callee);
  gboolean is_module = value.type && value.known == NULL && cr_known_find_module (value.type->name) != NULL;
  CrNameHelp *help = NULL;
  if (described || argument || is_module)
    {
      const CrRange *first = &cr_outline_token (outline, dotted)->range;
      const CrRange *last = &cr_outline_token (outline, i)->range;
      help = g_new0 (CrNameHelp, 1);
      help->range = cr_range_join (*first, *last);
      if (described)
        help->signature
            = callee.parameters ? g_strdup_printf ("%s(%s)", callee.name, callee.parameters) : g_strdup (callee.name);
      else
        help->signature = g_strdup (argument ? name : value.type->name);
      help->summary = described  ? g_strdup (callee.summary)
                      : argument ? g_strdup (argument)
                                 : g_strdup (cr_known_find_module (value.type->name)->summary);
    }
  cr_callee_clear (&callee);
  return help;
}

CrNameHelp *
cr_complete_find_name (const char *text, guint offset, const CrCompleteName *tensors, guint n_tensors)
{
  g_return_val_if_fail (text != NULL && (tensors != NULL || n_tensors == 0), NULL);
  CrOutline *outline = cr_outline_new (text, tensors, n_tensors);
  CrNameHelp *help = NULL;
  if (outline && offset >= outline->skipped && offset <= strlen (text))
    {
      offset -= outline->skipped;
      guint i = cr_outline_find_token (outline, offset);
      /* Between two tokens, the name that begins here goes before what ends here. */
      if (cr_outline_kind (outline, i + 1) == CR_TOKEN_NAME
          && cr_outline_token (outline, i + 1)->range.offset == offset)
        i++;
      const CrOutlineStatement *statement = cr_outline_find_statement (outline, i);
      if (statement && cr_outline_kind (outline, i) == CR_TOKEN_NAME
          && cr_outline_token (outline, i)->range.offset <= offset)
        help = describe_name (outline, statement, i);
      if (help && outline->skipped)
        help->range.offset += outline->skipped;
    }
  cr_outline_free (outline);
  return help;
}
