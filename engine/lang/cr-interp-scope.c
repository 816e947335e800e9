/* The parts of a run that are under way, innermost first: iterations, calls, modules. They live on the stack of whoever
 * runs them and cost a few stores, because most of a long loop is of no interest to anybody; whoever records asks for
 * them when something happens inside, and hears of the end of those that it has told. */

#include "cr-interp-private.h"

#include "cr-builtins-nn-private.h"
#include "cr-print.h"

#include <string.h>

/* A longer text says less in a label than no text. */
#define MAX_TEXT 24

const CrRange cr_interp_no_range = { 0 };

void
cr_interp_tell_left (CrInterp *interp, CrLangScope *scope)
{
  if (scope->told != 0 && interp->observer && interp->observer->scope_left)
    interp->observer->scope_left (interp->observer_data, scope);
  scope->told = 0;
}

void
cr_interp_suspend_scopes (CrInterp *interp, const CrLangScope *outermost)
{
  CrLangScope *innermost = interp->scopes;
  for (CrLangScope *scope = innermost; scope != NULL; scope = scope->outer)
    {
      interp->scopes = scope; /* what is told is told in it */
      cr_interp_tell_left (interp, scope);
      if (scope == outermost)
        break;
    }
  interp->scopes = innermost;
}

void
cr_interp_begin_loop (CrInterp *interp, CrScopeFrame *frame, CrStmt *stmt)
{
  const CrExpr *target = stmt->kind == CR_STMT_FOR ? stmt->for_.target : NULL;
  *frame = (CrScopeFrame){ .public = { .outer = interp->scopes,
                                       .kind = CR_LANG_SCOPE_ITERATION,
                                       .range = &stmt->range,
                                       .loop = interp->statement_key != 0 ? interp->statement_key : 1 },
                           .name = target && target->kind == CR_EXPR_NAME ? target->name : NULL };
}

CrLangScope *
cr_interp_get_scope (CrInterp *interp)
{
  return interp->scopes;
}

CrInterpPlace
cr_interp_get_place (CrInterp *interp)
{
  return (CrInterpPlace){ interp->here != NULL ? interp->here : &cr_interp_no_range, interp->statement_key,
                          interp->scopes };
}

/* As printf() would, which is a good part of what a short iteration takes. */
static char *
describe_integer (const char *name, gint64 number)
{
  char digits[24], *at = digits + sizeof digits;
  guint64 rest = number < 0 ? -(guint64)number : (guint64)number;
  *--at = '\0';
  do
    *--at = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (number < 0)
    *--at = '-';
  return g_strconcat (name, " = ", at, NULL);
}

/* "i = 2"; NULL for what is no number or short text. */
static char *
describe_iteration (const CrScopeFrame *frame)
{
  CrObject value = frame->value;
  if (frame->name == NULL)
    return NULL;
  if (value.kind == CR_OBJECT_BOOL)
    return g_strdup_printf ("%s = %s", frame->name, value.u.integer ? "True" : "False");
  if (value.kind == CR_OBJECT_INT)
    return describe_integer (frame->name, value.u.integer);
  if (value.kind == CR_OBJECT_FLOAT)
    {
      g_autofree char *number = cr_double_to_string (value.u.number);
      return g_strconcat (frame->name, " = ", number, NULL);
    }
  const char *text = value.kind == CR_OBJECT_STR ? cr_object_text (value) : NULL;
  gboolean plain = text && g_utf8_strlen (text, -1) <= MAX_TEXT && strpbrk (text, "'\\\n\r\t") == NULL;
  return plain ? g_strconcat (frame->name, " = '", text, "'", NULL) : NULL;
}

char *
cr_interp_dup_scope_name (CrInterp *interp, const CrLangScope *scope)
{
  const CrScopeFrame *frame = (const CrScopeFrame *)scope;
  switch (scope->kind)
    {
    case CR_LANG_SCOPE_ITERATION:
      return describe_iteration (frame);
    case CR_LANG_SCOPE_MODULE:
      return cr_nn_dup_path (interp, frame->value);
    case CR_LANG_SCOPE_CALL:
    default:
      return g_strdup (frame->name);
    }
}

const char *
cr_interp_get_scope_class (CrInterp *interp, const CrLangScope *scope)
{
  const CrScopeFrame *frame = (const CrScopeFrame *)scope;
  return scope->kind == CR_LANG_SCOPE_MODULE ? cr_interp_type_name (interp, frame->value) : NULL;
}
