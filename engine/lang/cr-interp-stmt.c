/* Running statements, and the key of where the run is: the identities of the statements around,
 * their iteration counts and the calls on the way, folded into one number. */

#include "cr-interp-private.h"
#include "cr-interp-key.h"

typedef CrFlow (*ExecFunction) (CrInterp *interp, CrStmt *stmt);

/* The first '%%' of a comment line "# %%" begins a notebook's cell: the last expression before one is echoed. */
static gboolean
ends_cell (CrInterp *interp, const CrBlock *block, guint i)
{
  if (i + 1 == block->n)
    return TRUE;
  const char *text = cr_source_get_text (interp->source, NULL);
  guint from = block->items[i]->range.offset + block->items[i]->range.length;
  guint to = block->items[i + 1]->range.offset;
  g_autofree char *between = g_strndup (text + from, to > from ? to - from : 0);
  g_auto (GStrv) lines = g_strsplit (between, "\n", -1);
  for (char **line = lines; *line; line++)
    if (g_str_has_prefix (g_strstrip (*line), "# %%") || g_str_has_prefix (*line, "#%%"))
      return TRUE;
  return FALSE;
}

static gboolean
echo (CrInterp *interp, CrObject value)
{
  if (value.kind == CR_OBJECT_NONE)
    return TRUE;
  CrObject text = cr_interp_repr (interp, value);
  if (!cr_object_is_set (text))
    return FALSE;
  g_autofree char *line = g_strconcat (cr_object_text (text), "\n", NULL);
  if (interp->observer && interp->observer->printed)
    interp->observer->printed (interp->observer_data, line, cr_object_str (text)->length + 1);
  cr_object_unref (text);
  return TRUE;
}

static CrFlow
exec_expr (CrInterp *interp, CrStmt *stmt)
{
  CrObject value = cr_interp_eval (interp, stmt->expr.value);
  gboolean fine = cr_object_is_set (value);
  const CrBlock *top = &interp->module->body;
  if (fine && interp->options.notebook && interp->scope == NULL && !stmt->expr.silenced)
    for (guint i = 0; i < top->n; i++)
      if (top->items[i] == stmt && ends_cell (interp, top, i))
        fine = echo (interp, value);
  cr_object_unref (value);
  return fine ? CR_FLOW_NEXT : CR_FLOW_RAISED;
}

static CrFlow
exec_assign (CrInterp *interp, CrStmt *stmt)
{
  CrObject value = cr_interp_eval (interp, stmt->assign.value);
  if (!cr_object_is_set (value))
    return CR_FLOW_RAISED;
  const CrExprList *targets = &stmt->assign.targets;
  for (guint i = 0; i + 1 < targets->n; i++)
    if (!cr_interp_assign (interp, targets->items[i], cr_object_ref (value)))
      {
        cr_object_unref (value);
        return CR_FLOW_RAISED;
      }
  return cr_interp_assign (interp, targets->items[targets->n - 1], value) ? CR_FLOW_NEXT : CR_FLOW_RAISED;
}

static CrFlow
exec_aug_assign (CrInterp *interp, CrStmt *stmt)
{
  return cr_interp_aug_assign (interp, stmt) ? CR_FLOW_NEXT : CR_FLOW_RAISED;
}

/* A class's annotations are kept, as text: a dataclass is made of them. */
static void
note_annotation (CrInterp *interp, CrStmt *stmt)
{
  CrScope *scope = interp->scope;
  const CrRange *range = &stmt->ann_assign.annotation->range;
  if (scope->annotations == NULL)
    scope->annotations = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (
      scope->annotations, stmt->ann_assign.target->name,
      cr_str_new (interp->heap, cr_source_get_text (interp->source, NULL) + range->offset, range->length));
}

static CrFlow
exec_ann_assign (CrInterp *interp, CrStmt *stmt)
{
  if (interp->scope && interp->scope->code->is_class && stmt->ann_assign.target->kind == CR_EXPR_NAME)
    note_annotation (interp, stmt);
  if (stmt->ann_assign.value == NULL)
    return CR_FLOW_NEXT;
  CrObject value = cr_interp_eval (interp, stmt->ann_assign.value);
  if (!cr_object_is_set (value))
    return CR_FLOW_RAISED;
  return cr_interp_assign (interp, stmt->ann_assign.target, value) ? CR_FLOW_NEXT : CR_FLOW_RAISED;
}

/* Decorators from the bottom up; takes @object over. */
static CrObject
decorate (CrInterp *interp, const CrExprList *decorators, CrObject object)
{
  for (guint i = decorators->n; i-- > 0 && cr_object_is_set (object);)
    {
      CrObject decorator = cr_interp_eval (interp, decorators->items[i]);
      CrObject result = cr_object_is_set (decorator) ? cr_interp_call_simple (interp, decorator, &object, 1) : CR_UNSET;
      cr_object_unref (decorator);
      cr_object_unref (object);
      object = result;
    }
  return object;
}

static CrFlow
exec_def (CrInterp *interp, CrStmt *stmt)
{
  const CrCode *code = cr_interp_get_code (interp, stmt, (CrCode * (*)(gpointer)) cr_code_new_def);
  CrObject function = cr_interp_make_function (interp, code);
  if (cr_object_is_set (function))
    function = decorate (interp, &stmt->def.decorators, function);
  if (!cr_object_is_set (function))
    return CR_FLOW_RAISED;
  cr_interp_store_name (interp, stmt->def.name, function);
  return CR_FLOW_NEXT;
}

static CrFlow
exec_class (CrInterp *interp, CrStmt *stmt)
{
  if (!cr_interp_exec_class (interp, stmt))
    return CR_FLOW_RAISED;
  if (stmt->class_.decorators.n == 0)
    return CR_FLOW_NEXT;
  CrObject made = decorate (interp, &stmt->class_.decorators, cr_interp_load_name (interp, stmt->class_.name));
  if (!cr_object_is_set (made))
    return CR_FLOW_RAISED;
  cr_interp_store_name (interp, stmt->class_.name, made);
  return CR_FLOW_NEXT;
}

static CrFlow
exec_return (CrInterp *interp, CrStmt *stmt)
{
  CrObject value = stmt->value ? cr_interp_eval (interp, stmt->value) : CR_NONE;
  if (!cr_object_is_set (value))
    return CR_FLOW_RAISED;
  cr_object_set (&interp->result, value);
  return CR_FLOW_RETURN;
}

static void
fail_assertion (CrInterp *interp, CrStmt *stmt)
{
  if (stmt->assert_.message == NULL)
    {
      cr_interp_raise (interp, CR_ERROR_ASSERTION, "%s", "");
      return;
    }
  CrObject message = cr_interp_eval (interp, stmt->assert_.message);
  CrObject text = cr_object_is_set (message) ? cr_interp_str (interp, message) : CR_UNSET;
  if (cr_object_is_set (text))
    cr_interp_raise (interp, CR_ERROR_ASSERTION, "%s", cr_object_text (text));
  cr_object_unref (text);
  cr_object_unref (message);
}

static CrFlow
exec_assert (CrInterp *interp, CrStmt *stmt)
{
  CrObject test = cr_interp_eval (interp, stmt->assert_.test);
  int truth = cr_object_is_set (test) ? cr_interp_truth (interp, test) : -1;
  cr_object_unref (test);
  if (truth == 0)
    fail_assertion (interp, stmt);
  return truth > 0 ? CR_FLOW_NEXT : CR_FLOW_RAISED;
}

static CrFlow
exec_del (CrInterp *interp, CrStmt *stmt)
{
  for (guint i = 0; i < stmt->targets.n; i++)
    if (!cr_interp_delete (interp, stmt->targets.items[i]))
      return CR_FLOW_RAISED;
  return CR_FLOW_NEXT;
}

static CrFlow
exec_nothing (CrInterp *interp, CrStmt *stmt)
{
  return CR_FLOW_NEXT;
}

static CrFlow
exec_break (CrInterp *interp, CrStmt *stmt)
{
  return CR_FLOW_BREAK;
}

static CrFlow
exec_continue (CrInterp *interp, CrStmt *stmt)
{
  return CR_FLOW_CONTINUE;
}

static CrFlow
exec_error (CrInterp *interp, CrStmt *stmt)
{
  cr_interp_raise (interp, CR_ERROR_SYNTAX, "invalid syntax");
  return CR_FLOW_RAISED;
}

static const ExecFunction exec_functions[CR_STMT_N_KINDS] = {
  [CR_STMT_ERROR] = exec_error,
  [CR_STMT_EXPR] = exec_expr,
  [CR_STMT_ASSIGN] = exec_assign,
  [CR_STMT_AUG_ASSIGN] = exec_aug_assign,
  [CR_STMT_ANN_ASSIGN] = exec_ann_assign,
  [CR_STMT_IF] = cr_interp_exec_if,
  [CR_STMT_WHILE] = cr_interp_exec_while,
  [CR_STMT_FOR] = cr_interp_exec_for,
  [CR_STMT_DEF] = exec_def,
  [CR_STMT_CLASS] = exec_class,
  [CR_STMT_RETURN] = exec_return,
  [CR_STMT_WITH] = cr_interp_exec_with,
  [CR_STMT_TRY] = cr_interp_exec_try,
  [CR_STMT_RAISE] = cr_interp_exec_raise,
  [CR_STMT_ASSERT] = exec_assert,
  [CR_STMT_DEL] = exec_del,
  [CR_STMT_PASS] = exec_nothing,
  [CR_STMT_BREAK] = exec_break,
  [CR_STMT_CONTINUE] = exec_continue,
  [CR_STMT_GLOBAL] = exec_nothing,
  [CR_STMT_NONLOCAL] = exec_nothing,
  [CR_STMT_IMPORT] = cr_interp_exec_import,
  [CR_STMT_IMPORT_FROM] = cr_interp_exec_import_from,
};

static CrFlow
exec_stmt (CrInterp *interp, CrStmt *stmt)
{
  const CrRange *outer = interp->here;
  guint64 outer_parent = interp->parent_key, outer_key = interp->statement_key;
  guint outer_ordinal = interp->call_ordinal;
  interp->here = &stmt->header_range;
  interp->statement_key = cr_key_fold (outer_parent, stmt->identity);
  interp->parent_key = interp->statement_key;
  interp->call_ordinal = 0;
  CrFlow flow = cr_interp_step (interp) ? exec_functions[stmt->kind](interp, stmt) : CR_FLOW_RAISED;
  interp->here = outer;
  interp->parent_key = outer_parent;
  interp->statement_key = outer_key;
  interp->call_ordinal = outer_ordinal;
  return flow;
}

CrFlow
cr_interp_exec (CrInterp *interp, const CrBlock *block)
{
  for (guint i = 0; i < block->n; i++)
    {
      CrFlow flow = exec_stmt (interp, block->items[i]);
      if (flow != CR_FLOW_NEXT)
        return flow;
    }
  return CR_FLOW_NEXT;
}
