/* Classes: those of the script and those that are built in; instances and exceptions. */

#include "cr-interp-private.h"

#include "cr-backward.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* By whether it is an OrderedDict's. */
static const char *const view_names[2][3]
    = { { "dict_keys", "dict_values", "dict_items" }, { "odict_keys", "odict_values", "odict_items" } };

static const char *
view_name (const CrDictView *view)
{
  gboolean ordered = view->dict->type && strcmp (view->dict->type->name, "collections.OrderedDict") == 0;
  return view_names[ordered][view->view];
}

/* Each sort of iterator has a type of its own, made when it is asked for. */
static CrClass *
type_of_iterator (CrInterp *interp, const char *name)
{
  CrObject known = cr_dict_get_text (interp->iterator_types, name);
  if (cr_object_is_set (known))
    return (CrClass *)known.u.cell;
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_ITERATOR]);
  cr_dict_set_text (interp->iterator_types, name, cr_object_from_cell (type));
  return type;
}

CrClass *
cr_interp_type_of (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_GRAD_FN)
    return cr_grad_fn_class (interp, object.u.grad_fn);
  if (object.kind == CR_OBJECT_INSTANCE)
    return ((CrInstance *)object.u.cell)->type;
  if (object.kind == CR_OBJECT_BIG)
    return interp->types[CR_OBJECT_INT];
  if (object.kind == CR_OBJECT_TENSOR && cr_tensor_is_parameter (object.u.tensor))
    return cr_nn_get_parameter_class (interp);
  if ((object.kind == CR_OBJECT_DICT || object.kind == CR_OBJECT_SET) && cr_object_dict (object)->type)
    return cr_object_dict (object)->type;
  if (object.kind == CR_OBJECT_ITERATOR)
    return type_of_iterator (interp, ((CrIterator *)object.u.cell)->type_name);
  if (object.kind == CR_OBJECT_DICT_VIEW)
    return type_of_iterator (interp, view_name ((CrDictView *)object.u.cell));
  return interp->types[object.kind];
}

const char *
cr_interp_type_name (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_GRAD_FN)
    return cr_grad_fn_get_name (object.u.grad_fn);
  if (object.kind == CR_OBJECT_ITERATOR)
    return ((CrIterator *)object.u.cell)->type_name;
  const char *name = cr_interp_type_of (interp, object)->name;
  /* Messages name a class without its module; but a type that is written in C keeps it: 'torch.Size', not 'Size'. */
  if (object.kind == CR_OBJECT_ARRAY || object.kind == CR_OBJECT_SIZE || object.kind == CR_OBJECT_DTYPE
      || object.kind == CR_OBJECT_DEVICE)
    return name;
  const char *dot = strrchr (name, '.');
  return dot ? dot + 1 : name;
}

gboolean
cr_interp_has_special (CrObject object, const char *name)
{
  return object.kind == CR_OBJECT_INSTANCE
         && cr_object_is_set (cr_class_lookup (((CrInstance *)object.u.cell)->type, name));
}

CrObject
cr_interp_call_special (CrInterp *interp, CrObject self, const char *name, const CrObject *values, guint n)
{
  if (self.kind != CR_OBJECT_INSTANCE)
    return CR_UNSET;
  CrObject method = cr_class_lookup (((CrInstance *)self.u.cell)->type, name);
  if (!cr_object_is_set (method))
    return CR_UNSET;
  CrObject all[5] = { self };
  g_return_val_if_fail (n < G_N_ELEMENTS (all), CR_UNSET);
  if (n)
    memcpy (all + 1, values, n * sizeof (CrObject));
  if (method.kind == CR_OBJECT_FUNCTION)
    return cr_interp_call_simple (interp, method, all, n + 1);
  CrObject bound = cr_interp_bind_found (interp, method, self, ((CrInstance *)self.u.cell)->type);
  CrObject result = cr_object_is_set (bound) ? cr_interp_call_simple (interp, bound, values, n) : CR_UNSET;
  cr_object_unref (bound);
  return result;
}

CrObject
cr_interp_new_exception (CrInterp *interp, CrClass *type, const char *message)
{
  CrInstance *instance = cr_cell_new (interp->heap, CR_OBJECT_INSTANCE, sizeof (CrInstance));
  CrSequence *args = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  if (*message)
    cr_sequence_append (args, cr_str_new (interp->heap, message, -1));
  instance->type = cr_cell_ref (type);
  instance->args = cr_object_from_cell (args);
  return cr_object_from_cell (instance);
}

CrObject
cr_interp_new_instance (CrInterp *interp, CrClass *type)
{
  CrInstance *instance = cr_cell_new (interp->heap, CR_OBJECT_INSTANCE, sizeof (CrInstance));
  instance->type = cr_cell_ref (type);
  if (cr_class_is_subclass (type, interp->exception_base))
    instance->args = cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0));
  return cr_object_from_cell (instance);
}

/* Calls @callee with @self before @args. */
static CrObject
call_before (CrInterp *interp, CrObject callee, CrObject self, const CrCallArgs *args)
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
run_init (CrInterp *interp, CrObject instance, CrObject init, const CrCallArgs *args)
{
  CrObject result = CR_UNSET;
  if (init.kind == CR_OBJECT_FUNCTION || init.kind == CR_OBJECT_BUILTIN)
    result = call_before (interp, init, instance, args);
  else
    {
      CrObject bound = cr_interp_bind_found (interp, init, instance, ((CrInstance *)instance.u.cell)->type);
      result = cr_object_is_set (bound) ? cr_interp_call (interp, bound, args) : CR_UNSET;
      cr_object_unref (bound);
    }
  gboolean fine = cr_object_is_set (result);
  if (fine && result.kind != CR_OBJECT_NONE)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "__init__() should return None, not '%s'",
                       cr_interp_type_name (interp, result));
      fine = FALSE;
    }
  cr_object_unref (result);
  return fine;
}

static CrObject
raise_abstract (CrInterp *interp, CrClass *type)
{
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < type->abstract->len; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", (const char *)g_ptr_array_index (type->abstract, i));
  cr_interp_raise (interp, CR_ERROR_TYPE, "Can't instantiate abstract class %s with abstract method%s %s", type->name,
                   type->abstract->len > 1 ? "s" : "", names->str);
  g_string_free (names, TRUE);
  return CR_UNSET;
}

/* What an exception keeps of its arguments before its __init__ runs. */
static void
keep_arguments (CrObject instance, const CrCallArgs *args)
{
  CrObject kept = ((CrInstance *)instance.u.cell)->args;
  for (guint i = 0; cr_object_is_set (kept) && i < args->n_positional; i++)
    cr_sequence_append (cr_object_sequence (kept), cr_object_ref (args->values[i]));
}

/* The fresh object: by the script's own __new__ where there is one. */
static CrObject
make_instance (CrInterp *interp, CrClass *type, CrObject maker, const CrCallArgs *args)
{
  if (!cr_object_is_set (maker))
    {
      CrObject instance = cr_interp_new_instance (interp, type);
      keep_arguments (instance, args);
      return instance;
    }
  if (maker.kind == CR_OBJECT_STATIC_METHOD)
    maker = ((CrDescriptor *)maker.u.cell)->get;
  return call_before (interp, maker, cr_object_from_cell (type), args);
}

CrObject
cr_interp_instantiate (CrInterp *interp, CrClass *type, const CrCallArgs *args)
{
  if (type->construct)
    return type->construct (interp, cr_object_from_cell (type), args);
  if (type->instance_kind != CR_OBJECT_INSTANCE)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "cannot create '%s' instances", type->name);
  if (type->abstract)
    return raise_abstract (interp, type);
  CrObject maker = cr_class_lookup (type, "__new__");
  CrObject init = cr_class_lookup (type, "__init__");
  CrObject instance = make_instance (interp, type, maker, args);
  if (instance.kind != CR_OBJECT_INSTANCE || !cr_class_is_subclass (((CrInstance *)instance.u.cell)->type, type))
    return instance;
  gboolean fine = TRUE;
  if (cr_object_is_set (init))
    fine = run_init (interp, instance, init, args);
  else if (!cr_object_is_set (maker) && args->n_positional + args->n_keywords > 0
           && !cr_class_is_subclass (type, interp->exception_base))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes no arguments", type->name);
      fine = FALSE;
    }
  if (fine)
    return instance;
  cr_object_unref (instance);
  return CR_UNSET;
}

/* 1, 0 or -1: isinstance with one class. */
static int
is_instance_of (CrInterp *interp, CrObject object, CrClass *type)
{
  if (cr_class_is_subclass (cr_interp_type_of (interp, object), type))
    return 1;
  return type->instance_check && type->instance_check (interp, type, object);
}

int
cr_interp_is_instance (CrInterp *interp, CrObject object, CrObject type)
{
  if (cr_object_is_tuple (type))
    {
      int result = 0;
      for (guint i = 0; result == 0 && i < cr_object_sequence (type)->n; i++)
        result = cr_interp_is_instance (interp, object, cr_object_sequence (type)->items[i]);
      return result;
    }
  if (type.kind == CR_OBJECT_CLASS)
    return is_instance_of (interp, object, (CrClass *)type.u.cell);
  cr_interp_raise (interp, CR_ERROR_TYPE, "isinstance() arg 2 must be a type, a tuple of types, or a union");
  return -1;
}

static int
compare_names (const char *const *a, const char *const *b)
{
  return strcmp (*a, *b);
}

/* Names of methods that are still abstract; NULL if there are none. */
static GPtrArray *
find_abstract (CrInterp *interp, CrClass *type)
{
  GPtrArray *names = NULL;
  for (guint i = type->n_mro; i-- > 0;)
    {
      const CrDict *attributes = type->mro[i]->attributes;
      for (guint k = 0; k < attributes->n_entries; k++)
        {
          CrObject key = attributes->entries[k].key;
          if (key.kind != CR_OBJECT_STR)
            continue;
          CrObject found = cr_class_lookup (type, cr_object_text (key));
          if (found.kind >= CR_OBJECT_PROPERTY && found.kind <= CR_OBJECT_CLASS_METHOD)
            found = ((CrDescriptor *)found.u.cell)->get;
          if (found.kind != CR_OBJECT_FUNCTION
              || !cr_object_is_set (
                  cr_dict_get_text (((CrFunctionObject *)found.u.cell)->attributes, "__isabstractmethod__")))
            continue;
          if (names == NULL)
            names = g_ptr_array_new_with_free_func (g_free);
          if (!g_ptr_array_find_with_equal_func (names, cr_object_text (key), g_str_equal, NULL))
            g_ptr_array_add (names, g_strdup (cr_object_text (key)));
        }
    }
  if (names)
    g_ptr_array_sort (names, (GCompareFunc)compare_names);
  return names;
}

CrClass *
cr_interp_make_class (CrInterp *interp, const char *name, CrClass *const *bases, guint n_bases)
{
  CrClass *object = interp->types[CR_OBJECT_INSTANCE];
  for (guint i = 0; i < n_bases; i++)
    {
      if (bases[i]->instance_kind != CR_OBJECT_INSTANCE || (bases[i]->construct && bases[i] != object))
        {
          cr_interp_raise (interp, CR_ERROR_TYPE, "type '%s' is not an acceptable base type", bases[i]->name);
          return NULL;
        }
      for (guint k = 0; k < i; k++)
        if (bases[k] == bases[i])
          {
            cr_interp_raise (interp, CR_ERROR_TYPE, "duplicate base class %s", bases[i]->name);
            return NULL;
          }
    }
  CrClass *type
      = n_bases ? cr_class_new_many (interp->heap, name, bases, n_bases) : cr_class_new (interp->heap, name, object);
  if (type)
    {
      type->from_script = TRUE;
      return type;
    }
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < n_bases; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", bases[i]->name);
  cr_interp_raise (interp, CR_ERROR_TYPE, "Cannot create a consistent method resolution\norder (MRO) for bases %s",
                   names->str);
  g_string_free (names, TRUE);
  return NULL;
}

/* The bases of the statement (owned) into @bases; keywords that a base class takes stay for __init_subclass__. */
static gboolean
eval_bases (CrInterp *interp, CrStmt *stmt, GPtrArray *bases)
{
  for (guint i = 0; i < stmt->class_.n_arguments; i++)
    {
      const CrArgument *argument = &stmt->class_.arguments[i];
      if (argument->kind == CR_ARGUMENT_KEYWORD && strcmp (argument->name, "metaclass") != 0)
        continue;
      CrObject base = cr_interp_eval (interp, argument->value);
      if (!cr_object_is_set (base))
        return FALSE;
      gboolean abc = base.kind == CR_OBJECT_CLASS && strcmp (((CrClass *)base.u.cell)->name, "abc.ABCMeta") == 0;
      if (argument->kind == CR_ARGUMENT_POSITIONAL && base.kind == CR_OBJECT_CLASS)
        {
          g_ptr_array_add (bases, base.u.cell);
          continue;
        }
      if (argument->kind != CR_ARGUMENT_KEYWORD)
        cr_interp_raise (interp, CR_ERROR_TYPE, "type '%s' is not an acceptable base type",
                         cr_interp_type_name (interp, base));
      else if (!abc)
        cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", _ ("metaclasses are not available here"));
      cr_object_unref (base);
      if (argument->kind != CR_ARGUMENT_KEYWORD || !abc)
        return FALSE;
    }
  return TRUE;
}

/* What the body bound becomes the class's. */
static gboolean
adopt_names (CrInterp *interp, CrClass *type, CrScope *scope)
{
  for (guint i = 0; i < scope->n; i++)
    if (cr_object_is_set (scope->slots[i]))
      cr_class_set (type, g_ptr_array_index (scope->code->names, i), cr_object_ref (scope->slots[i]));
  if (scope->annotations)
    cr_class_set (type, "__annotations__", cr_object_from_cell (cr_cell_ref (scope->annotations)));
  for (guint i = 0; i < scope->n; i++)
    {
      CrObject value = scope->slots[i];
      if (value.kind != CR_OBJECT_INSTANCE
          || !cr_object_is_set (cr_class_lookup (((CrInstance *)value.u.cell)->type, "__set_name__")))
        continue;
      CrObject values[]
          = { cr_object_from_cell (type), cr_str_new (interp->heap, g_ptr_array_index (scope->code->names, i), -1) };
      CrObject result = cr_interp_call_special (interp, value, "__set_name__", values, 2);
      cr_object_unref (values[1]);
      if (!cr_object_is_set (result))
        return FALSE;
      cr_object_unref (result);
    }
  return TRUE;
}

/* A base's __init_subclass__, with the keywords of the class statement. */
static gboolean
tell_base (CrInterp *interp, CrStmt *stmt, CrClass *type)
{
  CrObject method = cr_class_lookup_after (type, type, "__init_subclass__");
  if (!cr_object_is_set (method))
    return TRUE;
  CrObject values[16];
  const char *keywords[G_N_ELEMENTS (values)];
  CrCallArgs args = { values, 0, 0, keywords };
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < stmt->class_.n_arguments && args.n_keywords < G_N_ELEMENTS (values); i++)
    {
      const CrArgument *argument = &stmt->class_.arguments[i];
      if (argument->kind != CR_ARGUMENT_KEYWORD || strcmp (argument->name, "metaclass") == 0)
        continue;
      values[args.n_keywords] = cr_interp_eval (interp, argument->value);
      fine = cr_object_is_set (values[args.n_keywords]);
      keywords[args.n_keywords] = argument->name;
      args.n_keywords += fine;
    }
  if (method.kind == CR_OBJECT_CLASS_METHOD)
    method = ((CrDescriptor *)method.u.cell)->get;
  CrObject result = fine ? call_before (interp, method, cr_object_from_cell (type), &args) : CR_UNSET;
  for (guint i = 0; i < args.n_keywords; i++)
    cr_object_unref (values[i]);
  fine = cr_object_is_set (result);
  cr_object_unref (result);
  return fine;
}

/* Runs the body in a scope of its own and fills the class. */
static gboolean
run_class_body (CrInterp *interp, CrStmt *stmt, CrClass *type)
{
  const CrCode *code = cr_interp_get_code (interp, stmt, (CrCode * (*)(gpointer)) cr_code_new_class);
  const CrStmt *first = stmt->class_.body.n ? stmt->class_.body.items[0] : NULL;
  type->qualname = g_strdup (code->qualname);
  if (first && first->kind == CR_STMT_EXPR && first->expr.value->kind == CR_EXPR_STR)
    type->doc = g_strdup (first->expr.value->str.text);
  CrScope *outer = interp->scope;
  CrScope *scope = cr_scope_new (interp, code, outer);
  scope->owner = cr_cell_ref (type);
  interp->scope = scope;
  gboolean fine = cr_interp_exec (interp, &stmt->class_.body) == CR_FLOW_NEXT;
  interp->scope = outer;
  fine = fine && adopt_names (interp, type, scope);
  cr_scope_finish (scope);
  return fine && tell_base (interp, stmt, type);
}

gboolean
cr_interp_exec_class (CrInterp *interp, CrStmt *stmt)
{
  g_autoptr (GPtrArray) bases = g_ptr_array_new_with_free_func (cr_cell_unref);
  if (!eval_bases (interp, stmt, bases))
    return FALSE;
  CrClass *type = cr_interp_make_class (interp, stmt->class_.name, (CrClass *const *)bases->pdata, bases->len);
  if (type == NULL)
    return FALSE;
  if (!run_class_body (interp, stmt, type))
    {
      cr_cell_unref (type);
      return FALSE;
    }
  type->abstract = find_abstract (interp, type);
  cr_interp_store_name (interp, stmt->class_.name, cr_object_from_cell (type));
  return TRUE;
}
