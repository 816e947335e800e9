/* Calls: arguments from the text, then by kind of callee. */

#include "cr-interp-private.h"
#include "cr-interp-key.h"

#include <string.h>

/* The arguments of a call while they are gathered. */
typedef struct
{
  GArray *values;      /* of CrObject, positional ones first */
  GPtrArray *keywords; /* names of the last ones */
  GPtrArray *held;     /* cells whose text the keywords borrow */
} Gathered;

CrObject
cr_call_args_get (const CrCallArgs *args, const char *name)
{
  for (guint i = 0; i < args->n_keywords; i++)
    if (strcmp (args->keywords[i], name) == 0)
      return args->values[args->n_positional + i];
  return CR_UNSET;
}

CrObject
cr_call_args_at (const CrCallArgs *args, guint i, const char *name)
{
  return i < args->n_positional ? args->values[i] : cr_call_args_get (args, name);
}

static gboolean
gather_star (CrInterp *interp, Gathered *gathered, CrObject value)
{
  CrSequence *items = cr_interp_to_sequence (interp, value, CR_OBJECT_LIST);
  if (items == NULL)
    {
      if (interp->pending.code == CR_ERROR_TYPE)
        cr_interp_raise (interp, CR_ERROR_TYPE, "Value after * must be an iterable, not %s",
                         cr_interp_type_name (interp, value));
      return FALSE;
    }
  for (guint i = 0; i < items->n; i++)
    {
      CrObject item = cr_object_ref (items->items[i]);
      g_array_append_val (gathered->values, item);
    }
  cr_cell_unref (items);
  return TRUE;
}

static gboolean
gather_mapping (CrInterp *interp, Gathered *gathered, CrObject value)
{
  if (value.kind != CR_OBJECT_DICT)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "Value after ** must be a mapping, not %s",
                       cr_interp_type_name (interp, value));
      return FALSE;
    }
  CrDict *dict = cr_object_dict (value);
  for (guint i = 0; i < dict->n_entries; i++)
    {
      CrDictEntry *entry = &dict->entries[i];
      if (!cr_object_is_set (entry->key))
        continue;
      if (entry->key.kind != CR_OBJECT_STR)
        {
          cr_interp_raise (interp, CR_ERROR_TYPE, "keywords must be strings");
          return FALSE;
        }
      CrObject item = cr_object_ref (entry->value);
      g_array_append_val (gathered->values, item);
      g_ptr_array_add (gathered->keywords, (gpointer)cr_object_text (entry->key));
    }
  g_ptr_array_add (gathered->held, cr_cell_ref (value.u.cell));
  return TRUE;
}

/* Positional arguments on the first pass, keywords on the second: so do their values lie. */
static gboolean
gather_one (CrInterp *interp, const CrArgument *argument, Gathered *gathered, gboolean keywords)
{
  gboolean is_keyword = argument->kind == CR_ARGUMENT_KEYWORD || argument->kind == CR_ARGUMENT_STAR_STAR;
  if (is_keyword != keywords)
    return TRUE;
  CrObject value = cr_interp_eval (interp, argument->value);
  if (!cr_object_is_set (value))
    return FALSE;
  if (argument->kind == CR_ARGUMENT_STAR || argument->kind == CR_ARGUMENT_STAR_STAR)
    {
      gboolean fine = is_keyword ? gather_mapping (interp, gathered, value) : gather_star (interp, gathered, value);
      cr_object_unref (value);
      return fine;
    }
  g_array_append_val (gathered->values, value);
  if (is_keyword)
    g_ptr_array_add (gathered->keywords, (gpointer)argument->name);
  return TRUE;
}

static void
gathered_clear (Gathered *gathered)
{
  for (guint i = 0; i < gathered->values->len; i++)
    cr_object_unref (g_array_index (gathered->values, CrObject, i));
  g_array_unref (gathered->values);
  g_ptr_array_unref (gathered->keywords);
  g_ptr_array_unref (gathered->held);
}

CrObject
cr_interp_new_super (CrInterp *interp, const CrCallArgs *args)
{
  if (args->n_positional != 2 || args->values[0].kind != CR_OBJECT_CLASS)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "super() argument 1 must be a type, not %s",
                            args->n_positional ? cr_interp_type_name (interp, args->values[0]) : "nothing");
  CrClass *after = (CrClass *)args->values[0].u.cell;
  CrObject self = args->values[1];
  CrClass *type = self.kind == CR_OBJECT_CLASS ? (CrClass *)self.u.cell : cr_interp_type_of (interp, self);
  if (!cr_class_is_subclass (type, after))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "super(type, obj): obj must be an instance or subtype of type");
  CrSuper *object = cr_cell_new (interp->heap, CR_OBJECT_SUPER, sizeof (CrSuper));
  object->after = cr_cell_ref (after);
  object->self = cr_object_ref (self);
  return cr_object_from_cell (object);
}

/* super() without arguments: the class and the self of the method that runs. */
static CrObject
eval_super (CrInterp *interp)
{
  CrScope *scope = interp->scope;
  while (scope && scope->owner == NULL)
    scope = scope->parent;
  CrObject self = scope && scope->n > 0 ? scope->slots[0] : CR_UNSET;
  const CrParameterList *parameters = scope ? scope->code->parameters : NULL;
  if (parameters && parameters->n && parameters->items[0].kind == CR_PARAMETER_STAR && self.kind == CR_OBJECT_TUPLE)
    self = cr_object_sequence (self)->n ? cr_object_sequence (self)->items[0] : CR_UNSET;
  if (!cr_object_is_set (self) || parameters == NULL || parameters->n == 0)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "super(): no arguments");
  CrCallArgs args = { (CrObject[]){ cr_object_from_cell (scope->owner), self }, 2, 0, NULL };
  return cr_interp_new_super (interp, &args);
}

static gboolean
is_bare_super (CrInterp *interp, CrExpr *expr, CrObject callee)
{
  return callee.kind == CR_OBJECT_CLASS && (CrClass *)callee.u.cell == interp->types[CR_OBJECT_SUPER]
         && expr->call.n_arguments == 0;
}

static CrObject
call_gathered (CrInterp *interp, CrExpr *expr, CrObject callee)
{
  Gathered gathered = { g_array_new (FALSE, TRUE, sizeof (CrObject)), g_ptr_array_new (),
                        g_ptr_array_new_with_free_func (cr_cell_unref) };
  CrObject result = CR_UNSET;
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < expr->call.n_arguments; i++)
    fine = gather_one (interp, &expr->call.arguments[i], &gathered, FALSE);
  guint n_positional = gathered.values->len;
  for (guint i = 0; fine && i < expr->call.n_arguments; i++)
    fine = gather_one (interp, &expr->call.arguments[i], &gathered, TRUE);
  if (fine)
    {
      CrCallArgs args = { (CrObject *)(gpointer)gathered.values->data, n_positional, gathered.keywords->len,
                          (const char *const *)gathered.keywords->pdata };
      result = cr_interp_call (interp, callee, &args);
    }
  gathered_clear (&gathered);
  return result;
}

CrObject
cr_interp_eval_call (CrInterp *interp, CrExpr *expr)
{
  CrObject callee = cr_interp_eval (interp, expr->call.callee);
  if (!cr_object_is_set (callee))
    return CR_UNSET;
  CrObject result = is_bare_super (interp, expr, callee) ? eval_super (interp) : call_gathered (interp, expr, callee);
  cr_object_unref (callee);
  return result;
}

/* A module's forward is the call of the module; what calls it is a scope already. */
static gboolean
is_scope (CrInterp *interp, const CrCode *code)
{
  return interp->scopes == NULL || interp->scopes->kind != CR_LANG_SCOPE_MODULE || strcmp (code->name, "forward") != 0;
}

static CrObject
run_code (CrInterp *interp, const CrCode *code)
{
  if (code->expression)
    return cr_interp_eval (interp, code->expression);
  CrFlow flow = cr_interp_exec (interp, code->body);
  if (flow == CR_FLOW_RAISED)
    return CR_UNSET;
  if (flow != CR_FLOW_RETURN)
    return CR_NONE;
  CrObject result = interp->result;
  interp->result = CR_UNSET;
  return result;
}

/* The body, in @scope, one frame deeper. */
static CrObject
run_body (CrInterp *interp, const CrCode *code, CrScope *scope)
{
  CrScope *outer = interp->scope;
  const char *outer_function = interp->function;
  guint64 outer_parent = interp->parent_key;
  guint64 outer_key = interp->statement_key;
  CrCallSite site = { outer_function, interp->here ? *interp->here : (CrRange){ 0 } };
  g_array_append_val (interp->frames, site);
  interp->scope = scope;
  interp->function = code->name;
  interp->parent_key = cr_key_fold (cr_key_fold (outer_key, ++interp->call_ordinal), code->identity);
  CrObject result = run_code (interp, code);
  interp->scope = outer;
  interp->function = outer_function;
  interp->parent_key = outer_parent;
  interp->statement_key = outer_key;
  g_array_set_size (interp->frames, interp->frames->len - 1);
  return result;
}

/* What a decorator written in C made: its wrapper, with what it wraps as first argument. */
static CrObject
call_wrapped (CrInterp *interp, CrFunctionObject *function, const CrCallArgs *args)
{
  guint n = args->n_positional + args->n_keywords;
  g_autofree CrObject *values = g_new (CrObject, n + 1);
  values[0] = function->wrapped;
  if (n)
    memcpy (values + 1, args->values, n * sizeof (CrObject));
  /* The class of a method is known when the class statement is over: for super() inside. */
  CrFunctionObject *inner = (CrFunctionObject *)function->wrapped.u.cell;
  if (function->wrapped.kind == CR_OBJECT_FUNCTION && inner->owner == NULL)
    inner->owner = cr_cell_ref (function->owner);
  CrCallArgs all = { values, args->n_positional + 1, args->n_keywords, args->keywords };
  return cr_interp_call (interp, function->wrapper, &all);
}

/* Binds and runs, in a scope of which the parameters are part. */
static CrObject
enter_function (CrInterp *interp, CrFunctionObject *function, CrScope *scope, const CrCallArgs *args)
{
  const CrCode *code = function->code;
  guint64 call = cr_key_fold (interp->statement_key, interp->call_ordinal + 1);
  CrScopeFrame frame = { .public = { .kind = CR_LANG_SCOPE_CALL,
                                     .range = interp->here ? interp->here : &cr_interp_no_range,
                                     .key = cr_key_fold (call, code->identity) },
                         .name = code->name };
  gboolean scoped = is_scope (interp, code);
  if (scoped)
    cr_interp_enter (interp, &frame);
  CrObject result = CR_UNSET;
  if (cr_interp_bind_parameters (interp, function, scope, args))
    result = run_body (interp, code, scope);
  if (scoped)
    cr_interp_leave (interp, &frame);
  return result;
}

static CrObject
call_function (CrInterp *interp, CrFunctionObject *function, const CrCallArgs *args)
{
  guint limit = cr_context_get_limits (interp->context)->max_depth;
  if (limit && interp->frames->len + 1 >= limit)
    return cr_interp_raise (interp, CR_ERROR_RECURSION, "maximum recursion depth exceeded");
  CrScope *scope = cr_scope_new (interp, function->code, function->scope);
  scope->owner = cr_cell_ref (function->owner);
  CrObject result = CR_UNSET;
  if (!function->code->is_generator)
    result = enter_function (interp, function, scope, args);
  else if (cr_interp_bind_parameters (interp, function, scope, args))
    return cr_coroutine_new (interp, function, scope);
  cr_scope_finish (scope);
  return result;
}

/* @self before the positional arguments. */
static CrObject
call_with_self (CrInterp *interp, CrObject callee, CrObject self, const CrCallArgs *args)
{
  guint n = args->n_positional + args->n_keywords;
  CrObject small[8];
  g_autofree CrObject *large = n + 1 > G_N_ELEMENTS (small) ? g_new (CrObject, n + 1) : NULL;
  CrObject *values = large ? large : small;
  values[0] = self;
  if (n)
    memcpy (values + 1, args->values, n * sizeof (CrObject));
  CrCallArgs all = { values, args->n_positional + 1, args->n_keywords, args->keywords };
  return cr_interp_call (interp, callee, &all);
}

static gboolean
accepts_keyword (const char *keywords, const char *name)
{
  if (keywords == NULL)
    return FALSE;
  if (strcmp (keywords, "*") == 0)
    return TRUE;
  g_auto (GStrv) names = g_strsplit (keywords, " ", -1);
  return g_strv_contains ((const char *const *)names, name);
}

static gboolean
raise_arity (CrInterp *interp, const CrBuiltinRow *row, guint n)
{
  const char *plural = row->min == 1 ? "" : "s";
  if (row->max == row->min && row->min == 0)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes no arguments (%u given)", row->name, n);
  else if (row->max == row->min && row->min == 1)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes exactly one argument (%u given)", row->name, n);
  else if (row->max == row->min)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s expected %d arguments, got %u", row->name, row->min, n);
  else if ((int)n < row->min)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s expected at least %d argument%s, got %u", row->name, row->min, plural,
                     n);
  else
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s expected at most %d argument%s, got %u", row->name, row->max,
                     row->max == 1 ? "" : "s", n);
  return FALSE;
}

static gboolean
check_builtin_args (CrInterp *interp, const CrBuiltinRow *row, const CrCallArgs *args)
{
  guint n = args->n_positional;
  for (guint i = 0; i < args->n_keywords; i++)
    {
      const char *name = args->keywords[i];
      if (accepts_keyword (row->keywords, name))
        continue;
      if (row->keywords == NULL)
        cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes no keyword arguments", row->name);
      else
        cr_interp_raise (interp, CR_ERROR_TYPE, "%s() got an unexpected keyword argument '%s'", row->name, name);
      return FALSE;
    }
  if ((int)n + (row->keywords ? (int)args->n_keywords : 0) < row->min || (row->max >= 0 && (int)n > row->max))
    return raise_arity (interp, row, n);
  return TRUE;
}

/* torch.Tensor.NAME (tensor, ...). */
static CrObject
call_unbound_torch (CrInterp *interp, CrTorchFunction *function, const CrCallArgs *args)
{
  const char *suffix = function->inplace ? "_" : "";
  if (args->n_positional == 0)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "unbound method _TensorBase.%s%s() needs an argument",
                            function->function->name, suffix);
  if (args->values[0].kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "descriptor '%s%s' for 'torch._C._TensorBase' objects doesn't apply to a '%s' object",
                            function->function->name, suffix, cr_interp_type_name (interp, args->values[0]));
  CrCallArgs rest = *args;
  rest.values++;
  rest.n_positional--;
  return cr_interp_call_torch (interp, function->function, function->inplace, args->values[0], &rest);
}

/* A method taken from a class: the first argument is its self. */
static CrObject
call_unbound (CrInterp *interp, CrBuiltin *builtin, const CrCallArgs *args)
{
  if (args->n_positional == 0)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "unbound method %s.%s() needs an argument", builtin->of->name,
                            builtin->row->name);
  CrObject self = args->values[0];
  if (!cr_class_is_subclass (cr_interp_type_of (interp, self), builtin->of))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "descriptor '%s' for '%s' objects doesn't apply to a '%s' object",
                            builtin->row->name, builtin->of->name, cr_interp_type_name (interp, self));
  CrCallArgs rest = { args->values + 1, args->n_positional - 1, args->n_keywords, args->keywords };
  return check_builtin_args (interp, builtin->row, &rest) ? builtin->row->call (interp, self, &rest) : CR_UNSET;
}

static CrObject
call_builtin (CrInterp *interp, CrBuiltin *builtin, const CrCallArgs *args)
{
  if (builtin->of && !cr_object_is_set (builtin->self))
    return call_unbound (interp, builtin, args);
  if (!check_builtin_args (interp, builtin->row, args))
    return CR_UNSET;
  return builtin->row->call (interp, builtin->self, args);
}

static CrObject
call_instance (CrInterp *interp, CrObject callee, const CrCallArgs *args)
{
  CrObject method = cr_class_lookup (((CrInstance *)callee.u.cell)->type, "__call__");
  if (method.kind == CR_OBJECT_FUNCTION || method.kind == CR_OBJECT_BUILTIN)
    return call_with_self (interp, method, callee, args);
  if (cr_object_is_set (method))
    {
      CrObject bound = cr_interp_bind_found (interp, method, callee, ((CrInstance *)callee.u.cell)->type);
      CrObject result = cr_object_is_set (bound) ? cr_interp_call (interp, bound, args) : CR_UNSET;
      cr_object_unref (bound);
      return result;
    }
  return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not callable", cr_interp_type_name (interp, callee));
}

CrObject
cr_interp_call (CrInterp *interp, CrObject callee, const CrCallArgs *args)
{
  if (!cr_interp_step (interp))
    return CR_UNSET;
  switch (callee.kind)
    {
    case CR_OBJECT_FUNCTION:
      {
        CrFunctionObject *function = (CrFunctionObject *)callee.u.cell;
        return cr_object_is_set (function->wrapper) ? call_wrapped (interp, function, args)
                                                    : call_function (interp, function, args);
      }
    case CR_OBJECT_METHOD:
      return call_with_self (interp, ((CrMethod *)callee.u.cell)->function, ((CrMethod *)callee.u.cell)->self, args);
    case CR_OBJECT_BUILTIN:
      return call_builtin (interp, (CrBuiltin *)callee.u.cell, args);
    case CR_OBJECT_TORCH_FUNCTION:
      {
        CrTorchFunction *function = (CrTorchFunction *)callee.u.cell;
        if (function->unbound)
          return call_unbound_torch (interp, function, args);
        return cr_interp_call_torch (interp, function->function, function->inplace, function->self, args);
      }
    case CR_OBJECT_CLASS:
      return cr_interp_instantiate (interp, (CrClass *)callee.u.cell, args);
    case CR_OBJECT_INSTANCE:
      return call_instance (interp, callee, args);
    default:
      return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not callable",
                              cr_interp_type_name (interp, callee));
    }
}

CrObject
cr_interp_call_simple (CrInterp *interp, CrObject callee, const CrObject *values, guint n)
{
  CrCallArgs args = { values, n, 0, NULL };
  return cr_interp_call (interp, callee, &args);
}

CrObject
cr_interp_make_function (CrInterp *interp, const CrCode *code)
{
  CrFunctionObject *function = cr_cell_new (interp->heap, CR_OBJECT_FUNCTION, sizeof (CrFunctionObject));
  function->code = code;
  CrScope *scope = interp->scope;
  if (scope && scope->code->is_class)
    function->owner = cr_cell_ref (scope->owner);
  while (scope && scope->code->is_class)
    scope = scope->parent;
  function->scope = cr_cell_ref (scope);
  for (guint i = 0; i < code->parameters->n; i++)
    {
      CrExpr *expr = code->parameters->items[i].default_value;
      if (expr == NULL)
        continue;
      CrObject value = cr_interp_eval (interp, expr);
      if (!cr_object_is_set (value))
        {
          cr_cell_unref (function);
          return CR_UNSET;
        }
      if (function->defaults == NULL)
        function->defaults = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      cr_sequence_append (function->defaults, value);
    }
  return cr_object_from_cell (function);
}

CrObject
cr_interp_wrap_function (CrInterp *interp, CrObject wrapper, CrObject callee)
{
  if (callee.kind != CR_OBJECT_FUNCTION)
    return cr_interp_bind_method (interp, wrapper, callee);
  const CrFunctionObject *from = (CrFunctionObject *)callee.u.cell;
  CrFunctionObject *function = cr_cell_new (interp->heap, CR_OBJECT_FUNCTION, sizeof (CrFunctionObject));
  function->code = from->code;
  function->scope = cr_cell_ref (from->scope);
  function->defaults = cr_cell_ref (from->defaults);
  function->owner = cr_cell_ref (from->owner);
  function->attributes = cr_cell_ref (from->attributes);
  function->wrapper = cr_object_ref (wrapper);
  function->wrapped = cr_object_ref (callee);
  return cr_object_from_cell (function);
}

CrObject
cr_interp_bind_method (CrInterp *interp, CrObject function, CrObject self)
{
  CrMethod *method = cr_cell_new (interp->heap, CR_OBJECT_METHOD, sizeof (CrMethod));
  method->self = cr_object_ref (self);
  method->function = cr_object_ref (function);
  return cr_object_from_cell (method);
}

CrObject
cr_interp_new_builtin (CrInterp *interp, const CrBuiltinRow *row, CrObject self)
{
  CrBuiltin *builtin = cr_cell_new (interp->heap, CR_OBJECT_BUILTIN, sizeof (CrBuiltin));
  builtin->row = row;
  builtin->self = cr_object_ref (self);
  return cr_object_from_cell (builtin);
}
