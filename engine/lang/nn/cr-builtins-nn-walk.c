/* A module's parameters, buffers and modules, by name and in PyTorch's order; and what is done to
 * all of them: train, zero_grad, to, apply. */

#include "cr-builtins-nn-private.h"

#include "cr-backward.h"
#include "cr-kernels.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  CrInterp *interp;
  CrNnKind kind;
  GHashTable *seen_modules, *seen;
  GPtrArray *found;
} Walk;

static void
free_found (gpointer data)
{
  CrNnFound *found = data;
  g_free (found->name);
  cr_object_unref (found->object);
  g_free (found);
}

static void
add (Walk *walk, char *name, CrObject object)
{
  CrNnFound *found = g_new (CrNnFound, 1);
  found->name = name;
  found->object = cr_object_ref (object);
  g_ptr_array_add (walk->found, found);
}

static char *
join (const char *prefix, CrObject key)
{
  const char *name = key.kind == CR_OBJECT_STR ? cr_object_text (key) : "";
  return *prefix ? g_strconcat (prefix, ".", name, NULL) : g_strdup (name);
}

/* The tensors among the members of one module. */
static void
add_members (Walk *walk, CrObject self, const char *prefix)
{
  CrDict *dict = cr_nn_dict (self, walk->kind == CR_NN_PARAMETERS ? "_parameters" : "_buffers");
  for (guint i = 0; dict && i < dict->n_entries; i++)
    {
      CrDictEntry *entry = &dict->entries[i];
      if (cr_object_is_set (entry->key) && entry->value.kind == CR_OBJECT_TENSOR
          && g_hash_table_add (walk->seen, entry->value.u.pointer))
        add (walk, join (prefix, entry->key), entry->value);
    }
}

static gboolean
visit (Walk *walk, CrObject self, const char *prefix, gboolean recurse)
{
  if (!g_hash_table_add (walk->seen_modules, self.u.pointer))
    return TRUE;
  if (!cr_interp_step (walk->interp))
    return FALSE;
  if (walk->kind == CR_NN_MODULES)
    add (walk, g_strdup (prefix), self);
  else
    add_members (walk, self, prefix);
  CrDict *modules = recurse ? cr_nn_dict (self, "_modules") : NULL;
  for (guint i = 0; modules && i < modules->n_entries; i++)
    {
      CrDictEntry *entry = &modules->entries[i];
      if (!cr_object_is_set (entry->key) || !cr_nn_is_module (walk->interp, entry->value))
        continue;
      g_autofree char *name = join (prefix, entry->key);
      if (!visit (walk, entry->value, name, TRUE))
        return FALSE;
    }
  return TRUE;
}

static void
add_children (Walk *walk, CrObject self)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  for (guint i = 0; modules && i < modules->n_entries; i++)
    {
      CrDictEntry *entry = &modules->entries[i];
      if (cr_object_is_set (entry->key) && entry->value.kind == CR_OBJECT_INSTANCE
          && g_hash_table_add (walk->seen, entry->value.u.pointer))
        add (walk, join ("", entry->key), entry->value);
    }
}

GPtrArray *
cr_nn_walk (CrInterp *interp, CrObject self, CrNnKind kind, const char *prefix, gboolean recurse)
{
  g_autoptr (GHashTable) seen_modules = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (free_found);
  Walk walk = { interp, kind, seen_modules, seen, found };
  if (kind == CR_NN_CHILDREN)
    add_children (&walk, self);
  else if (!visit (&walk, self, prefix, recurse))
    return NULL;
  return g_steal_pointer (&found);
}

static CrObject
next_of_list (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *list = cr_object_sequence (iterator->source);
  if (iterator->position >= (gint64)list->n)
    return CR_UNSET;
  return cr_object_ref (list->items[iterator->position++]);
}

CrObject
cr_nn_generator (CrInterp *interp, CrSequence *list)
{
  return cr_object_from_cell (cr_iterator_new (interp->heap, "generator", next_of_list, cr_object_from_cell (list)));
}

/* The objects found, with their names where @named, as a generator. */
static CrObject
generate (CrInterp *interp, CrObject self, CrNnKind kind, const char *prefix, gboolean recurse, gboolean named)
{
  g_autoptr (GPtrArray) found = cr_nn_walk (interp, self, kind, prefix, recurse);
  if (found == NULL)
    return CR_UNSET;
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < found->len; i++)
    {
      const CrNnFound *one = g_ptr_array_index (found, i);
      CrObject item = cr_object_ref (one->object);
      if (named)
        {
          CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
          pair->items[0] = cr_str_new (interp->heap, one->name, -1);
          pair->items[1] = item;
          item = cr_object_from_cell (pair);
        }
      cr_sequence_append (list, item);
    }
  return cr_nn_generator (interp, list);
}

static CrObject
tensors (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *name, CrNnKind kind)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", name, "recurse=True", args, values))
    return CR_UNSET;
  int recurse = cr_interp_truth (interp, values[0]);
  cr_nn_unbind (values, 1);
  return recurse < 0 ? CR_UNSET : generate (interp, self, kind, "", recurse, FALSE);
}

static CrObject
named_tensors (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *name, CrNnKind kind)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", name, "prefix='', recurse=True", args, values))
    return CR_UNSET;
  int recurse = cr_interp_truth (interp, values[1]);
  const char *prefix = values[0].kind == CR_OBJECT_STR ? cr_object_text (values[0]) : "";
  CrObject result = recurse < 0 ? CR_UNSET : generate (interp, self, kind, prefix, recurse, TRUE);
  cr_nn_unbind (values, 2);
  return result;
}

static CrObject
module_parameters (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return tensors (interp, self, args, "parameters", CR_NN_PARAMETERS);
}

static CrObject
module_buffers (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return tensors (interp, self, args, "buffers", CR_NN_BUFFERS);
}

static CrObject
module_named_parameters (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return named_tensors (interp, self, args, "named_parameters", CR_NN_PARAMETERS);
}

static CrObject
module_named_buffers (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return named_tensors (interp, self, args, "named_buffers", CR_NN_BUFFERS);
}

static CrObject
module_modules (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return generate (interp, self, CR_NN_MODULES, "", TRUE, FALSE);
}

static CrObject
module_named_modules (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", "named_modules", "memo=None, prefix='', remove_duplicate=True", args, values))
    return CR_UNSET;
  const char *prefix = values[1].kind == CR_OBJECT_STR ? cr_object_text (values[1]) : "";
  CrObject result = generate (interp, self, CR_NN_MODULES, prefix, TRUE, TRUE);
  cr_nn_unbind (values, 3);
  return result;
}

static CrObject
module_children (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return generate (interp, self, CR_NN_CHILDREN, "", FALSE, FALSE);
}

static CrObject
module_named_children (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return generate (interp, self, CR_NN_CHILDREN, "", FALSE, TRUE);
}

/* Calls method @name of every child; UNSET with an exception, else None. */
static CrObject
call_children (CrInterp *interp, CrObject self, const char *name, const CrObject *values, guint n)
{
  g_autoptr (GPtrArray) found = cr_nn_walk (interp, self, CR_NN_CHILDREN, "", FALSE);
  for (guint i = 0; found && i < found->len; i++)
    {
      CrObject result
          = cr_nn_call_method (interp, ((CrNnFound *)g_ptr_array_index (found, i))->object, name, values, n);
      if (!cr_object_is_set (result))
        return CR_UNSET;
      cr_object_unref (result);
    }
  return found ? CR_NONE : CR_UNSET;
}

static CrObject
module_train (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject mode;
  if (!cr_nn_bind (interp, "Module", "train", "mode=True", args, &mode))
    return CR_UNSET;
  CrObject result = CR_UNSET;
  if (mode.kind != CR_OBJECT_BOOL)
    cr_interp_raise (interp, CR_ERROR_VALUE, "training mode is expected to be boolean");
  else if (cr_interp_step (interp) && cr_interp_set_attribute (interp, self, "training", mode))
    result = call_children (interp, self, "train", &mode, 1);
  cr_object_unref (mode);
  return cr_object_is_set (result) ? cr_object_ref (self) : CR_UNSET;
}

static CrObject
module_eval (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject mode = cr_object_bool (FALSE);
  return cr_nn_call_method (interp, self, "train", &mode, 1);
}

static CrObject
module_apply (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject function;
  if (!cr_nn_bind (interp, "Module", "apply", "fn", args, &function))
    return CR_UNSET;
  CrObject result = cr_interp_step (interp) ? call_children (interp, self, "apply", &function, 1) : CR_UNSET;
  if (cr_object_is_set (result))
    cr_object_set (&result, cr_interp_call_simple (interp, function, &self, 1));
  gboolean fine = cr_object_is_set (result);
  cr_object_unref (result);
  cr_object_unref (function);
  return fine ? cr_object_ref (self) : CR_UNSET;
}

gboolean
cr_nn_write (CrInterp *interp, CrTensor *tensor, const char *function, const CrObject *values, guint n)
{
  gboolean grad = cr_context_get_grad_enabled (interp->context);
  CrObject object = cr_object_take_tensor (cr_tensor_ref (tensor));
  cr_context_set_grad_enabled (interp->context, FALSE);
  CrObject result = cr_nn_call_method (interp, object, function, values, n);
  cr_context_set_grad_enabled (interp->context, grad);
  gboolean fine = cr_object_is_set (result);
  cr_object_unref (object);
  cr_object_unref (result);
  return fine;
}

gboolean
cr_nn_zero_grad (CrInterp *interp, CrTensor *tensor, gboolean set_to_none)
{
  GError *error = NULL;
  CrTensor *grad = cr_tensor_get_grad (tensor);
  if (grad == NULL)
    return TRUE;
  gboolean fine;
  if (set_to_none)
    fine = cr_tensor_set_grad (tensor, NULL, &error);
  else if (cr_tensor_get_grad_fn (grad))
    fine = cr_tensor_detach_in_place (grad, &error);
  else
    fine = !cr_tensor_requires_grad (grad) || cr_tensor_set_requires_grad (grad, FALSE, &error);
  if (!fine)
    cr_interp_raise_error (interp, error);
  return fine && (set_to_none || cr_nn_write (interp, grad, "zero_", NULL, 0));
}

static CrObject
module_zero_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value;
  if (!cr_nn_bind (interp, "Module", "zero_grad", "set_to_none=False", args, &value))
    return CR_UNSET;
  int set_to_none = cr_interp_truth (interp, value);
  cr_object_unref (value);
  g_autoptr (GPtrArray) found = set_to_none < 0 ? NULL : cr_nn_walk (interp, self, CR_NN_PARAMETERS, "", TRUE);
  for (guint i = 0; found && i < found->len; i++)
    if (!cr_nn_zero_grad (interp, ((CrNnFound *)g_ptr_array_index (found, i))->object.u.tensor, set_to_none))
      return CR_UNSET;
  return found ? CR_NONE : CR_UNSET;
}

static CrObject
module_requires_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value;
  if (!cr_nn_bind (interp, "Module", "requires_grad_", "requires_grad=True", args, &value))
    return CR_UNSET;
  int wanted = cr_interp_truth (interp, value);
  cr_object_unref (value);
  g_autoptr (GPtrArray) found = wanted < 0 ? NULL : cr_nn_walk (interp, self, CR_NN_PARAMETERS, "", TRUE);
  for (guint i = 0; found && i < found->len; i++)
    {
      GError *error = NULL;
      CrTensor *tensor = ((CrNnFound *)g_ptr_array_index (found, i))->object.u.tensor;
      if (!cr_tensor_set_requires_grad (tensor, wanted, &error))
        return cr_interp_raise_error (interp, error);
    }
  return found ? cr_object_ref (self) : CR_UNSET;
}

/* tensor.data = tensor.data.to (dtype), for floating tensors. */
static gboolean
cast (CrTensor *tensor, CrDtype dtype, GError **error)
{
  CrDtype from = cr_tensor_get_dtype (tensor);
  if (from == dtype || !cr_dtype_is_floating (from))
    return TRUE;
  g_autoptr (CrTensor) data = cr_kernel_cast (tensor, dtype, error);
  return data && cr_tensor_set_data (tensor, data, error);
}

static CrObject
cast_all (CrInterp *interp, CrObject self, CrDtype dtype)
{
  static const CrNnKind kinds[] = { CR_NN_PARAMETERS, CR_NN_BUFFERS };
  GError *error = NULL;
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autoptr (GPtrArray) found = cr_nn_walk (interp, self, kinds[k], "", TRUE);
      if (found == NULL)
        return CR_UNSET;
      for (guint i = 0; i < found->len; i++)
        {
          CrTensor *tensor = ((CrNnFound *)g_ptr_array_index (found, i))->object.u.tensor;
          CrTensor *grad = cr_tensor_get_grad (tensor);
          g_autoptr (CrTensor) moved = grad ? cr_tensor_ref (grad) : NULL;
          if (moved && cr_tensor_get_dtype (tensor) != dtype && !cr_tensor_set_grad (tensor, NULL, &error))
            return cr_interp_raise_error (interp, error);
          if (!cast (tensor, dtype, &error) || (moved && !cast (moved, dtype, &error))
              || (moved && cr_tensor_get_grad (tensor) != moved && !cr_tensor_set_grad (tensor, moved, &error)))
            return cr_interp_raise_error (interp, error);
        }
    }
  return cr_object_ref (self);
}

static CrObject
module_double (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cast_all (interp, self, CR_DTYPE_FLOAT64);
}

static CrObject
module_float (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cast_all (interp, self, CR_DTYPE_FLOAT32);
}

static CrObject
module_cpu (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (self);
}

static CrObject
module_cuda (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_ASSERTION, "Torch not compiled with CUDA enabled");
}

/* to (device), to (dtype), to (device, dtype), to (tensor): there is one device. */
static CrObject
module_to (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  for (guint i = 0; i < args->n_positional + args->n_keywords; i++)
    {
      CrObject value = args->values[i];
      if (value.kind == CR_OBJECT_TENSOR)
        value = (CrObject){ CR_OBJECT_DTYPE, { .dtype = cr_tensor_get_dtype (value.u.tensor) } };
      if (value.kind == CR_OBJECT_STR && g_str_has_prefix (cr_object_text (value), "cuda"))
        return module_cuda (interp, self, args);
      if (value.kind != CR_OBJECT_DTYPE)
        continue;
      if (!cr_dtype_is_floating (value.u.dtype))
        return cr_interp_raise (interp, CR_ERROR_TYPE,
                                "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                                "dtype=torch.%s",
                                cr_dtype_get_name (value.u.dtype));
      return cast_all (interp, self, value.u.dtype);
    }
  return cr_object_ref (self);
}

/* get_submodule ("a.b"), get_parameter ("a.weight"): the object that the dots lead to. */
static CrObject
follow (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *name)
{
  CrObject target;
  if (!cr_nn_bind (interp, "Module", name, "target", args, &target))
    return CR_UNSET;
  CrObject at = cr_object_ref (self);
  g_auto (GStrv) parts = g_strsplit (target.kind == CR_OBJECT_STR ? cr_object_text (target) : "", ".", -1);
  for (char **part = parts; *part && cr_object_is_set (at); part++)
    {
      CrObject next = cr_interp_find_attribute (interp, at, *part);
      if (!cr_object_is_set (next) && !cr_interp_is_raised (interp))
        {
          CrCallArgs one = { (CrObject[]){ cr_str_new (interp->heap, *part, -1) }, 1, 0, NULL };
          CrDict *modules = cr_nn_dict (at, "_modules"), *parameters = cr_nn_dict (at, "_parameters");
          next = modules ? cr_dict_get_text (modules, *part) : CR_UNSET;
          if (!cr_object_is_set (next))
            next = parameters ? cr_dict_get_text (parameters, *part) : CR_UNSET;
          cr_object_ref (next);
          cr_object_unref (one.values[0]);
        }
      if (!cr_object_is_set (next) && !cr_interp_is_raised (interp))
        cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "%s has no attribute `%s`", cr_interp_type_name (interp, at),
                         *part);
      cr_object_set (&at, next);
    }
  cr_object_unref (target);
  return at;
}

static CrObject
module_get_submodule (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return follow (interp, self, args, "get_submodule");
}

static CrObject
module_get_parameter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return follow (interp, self, args, "get_parameter");
}

static CrObject
module_get_buffer (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return follow (interp, self, args, "get_buffer");
}

const CrBuiltinRow cr_builtins_nn_walk[] = {
  { "parameters", 0, -1, "*", module_parameters },
  { "named_parameters", 0, -1, "*", module_named_parameters },
  { "buffers", 0, -1, "*", module_buffers },
  { "named_buffers", 0, -1, "*", module_named_buffers },
  { "modules", 0, 0, NULL, module_modules },
  { "named_modules", 0, -1, "*", module_named_modules },
  { "children", 0, 0, NULL, module_children },
  { "named_children", 0, 0, NULL, module_named_children },
  { "train", 0, -1, "*", module_train },
  { "eval", 0, 0, NULL, module_eval },
  { "apply", 0, -1, "*", module_apply },
  { "zero_grad", 0, -1, "*", module_zero_grad },
  { "requires_grad_", 0, -1, "*", module_requires_grad },
  { "double", 0, 0, NULL, module_double },
  { "float", 0, 0, NULL, module_float },
  { "cpu", 0, 0, NULL, module_cpu },
  { "cuda", 0, 1, "device", module_cuda },
  { "to", 0, -1, "*", module_to },
  { "get_submodule", 0, -1, "*", module_get_submodule },
  { "get_parameter", 0, -1, "*", module_get_parameter },
  { "get_buffer", 0, -1, "*", module_get_buffer },
  { NULL },
};
