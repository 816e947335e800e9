/* state_dict() and load_state_dict(): a module's parameters and buffers by name. */

#include "cr-builtins-nn-private.h"

#include "cr-tensor.h"

#include <string.h>

static gboolean
save (CrInterp *interp, CrObject self, CrDict *into, const char *prefix, gboolean keep)
{
  static const char *const dicts[] = { "_parameters", "_buffers" };
  for (guint d = 0; d < G_N_ELEMENTS (dicts); d++)
    {
      CrDict *dict = cr_nn_dict (self, dicts[d]);
      for (guint i = 0; dict && i < dict->n_entries; i++)
        {
          CrDictEntry *entry = &dict->entries[i];
          if (!cr_object_is_set (entry->key) || entry->value.kind != CR_OBJECT_TENSOR
              || (d == 1 && !cr_nn_is_persistent (interp, self, entry->key)))
            continue;
          g_autofree char *name = g_strconcat (prefix, cr_object_text (entry->key), NULL);
          CrTensor *tensor = entry->value.u.tensor;
          cr_dict_set_text (into, name,
                            cr_object_take_tensor (keep ? cr_tensor_ref (tensor) : cr_tensor_detach (tensor)));
        }
    }
  CrDict *modules = cr_nn_dict (self, "_modules");
  for (guint i = 0; modules && i < modules->n_entries; i++)
    {
      CrDictEntry *entry = &modules->entries[i];
      if (!cr_object_is_set (entry->key) || !cr_nn_is_module (interp, entry->value))
        continue;
      g_autofree char *name = g_strconcat (prefix, cr_object_text (entry->key), ".", NULL);
      if (!cr_interp_step (interp) || !save (interp, entry->value, into, name, keep))
        return FALSE;
    }
  return TRUE;
}

static CrObject
module_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", "state_dict", "destination=None, prefix='', keep_vars=False", args, values))
    return CR_UNSET;
  CrObject into = values[0].kind == CR_OBJECT_DICT ? cr_object_ref (values[0]) : cr_nn_ordered_dict (interp);
  const char *prefix = values[1].kind == CR_OBJECT_STR ? cr_object_text (values[1]) : "";
  int keep = cr_object_is_set (into) ? cr_interp_truth (interp, values[2]) : -1;
  if (keep < 0 || !save (interp, self, cr_object_dict (into), prefix, keep))
    cr_object_clear (&into);
  cr_nn_unbind (values, 3);
  return into;
}

/* A state being loaded: what was found wrong. */
typedef struct
{
  CrInterp *interp;
  CrDict *state;
  CrSequence *missing, *unexpected; /* of names */
  GString *messages;                /* "\n\tsize mismatch for ..." */
} Loading;

static gboolean
same_sizes (CrTensor *a, CrTensor *b)
{
  int n = cr_tensor_get_ndim (a);
  return n == cr_tensor_get_ndim (b)
         && (n == 0 || memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), n * sizeof (gint64)) == 0);
}

static char *
dup_size (CrInterp *interp, CrTensor *tensor)
{
  CrObject size = cr_size_new (interp->heap, cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor));
  CrObject text = cr_interp_repr (interp, size);
  char *copy = g_strdup (cr_object_is_set (text) ? cr_object_text (text) : "");
  cr_object_unref (size);
  cr_object_unref (text);
  return copy;
}

static gboolean
load_one (Loading *loading, CrTensor *tensor, const char *name)
{
  CrInterp *interp = loading->interp;
  CrObject given = cr_dict_get_text (loading->state, name);
  if (!cr_object_is_set (given))
    {
      cr_sequence_append (loading->missing, cr_str_new (interp->heap, name, -1));
      return TRUE;
    }
  if (given.kind != CR_OBJECT_TENSOR)
    {
      CrObject type = cr_interp_repr (interp, cr_object_from_cell (cr_interp_type_of (interp, given)));
      g_string_append_printf (loading->messages,
                              "\n\tWhile copying the parameter named \"%s\", expected torch.Tensor or Tensor-like "
                              "object from checkpoint but received %s",
                              name, cr_object_is_set (type) ? cr_object_text (type) : "");
      cr_object_unref (type);
      return TRUE;
    }
  if (same_sizes (tensor, given.u.tensor)
      || (cr_tensor_get_ndim (tensor) == 0 && cr_tensor_get_ndim (given.u.tensor) == 1
          && cr_tensor_get_numel (given.u.tensor) == 1))
    return cr_nn_write (interp, tensor, "copy_", &given, 1);
  g_autofree char *theirs = dup_size (interp, given.u.tensor);
  g_autofree char *ours = dup_size (interp, tensor);
  g_string_append_printf (loading->messages,
                          "\n\tsize mismatch for %s: copying a param with shape %s from checkpoint, the shape in "
                          "current model is %s.",
                          name, theirs, ours);
  return TRUE;
}

static gboolean
load_tensors (Loading *loading, CrObject self, const char *prefix)
{
  static const char *const dicts[] = { "_parameters", "_buffers" };
  for (guint d = 0; d < G_N_ELEMENTS (dicts); d++)
    {
      CrDict *dict = cr_nn_dict (self, dicts[d]);
      for (guint i = 0; dict && i < dict->n_entries; i++)
        {
          CrDictEntry *entry = &dict->entries[i];
          if (!cr_object_is_set (entry->key) || entry->value.kind != CR_OBJECT_TENSOR
              || (d == 1 && !cr_nn_is_persistent (loading->interp, self, entry->key)))
            continue;
          g_autofree char *name = g_strconcat (prefix, cr_object_text (entry->key), NULL);
          if (!load_one (loading, entry->value.u.tensor, name))
            return FALSE;
        }
    }
  return TRUE;
}

/* Names of the state below @prefix that are neither a tensor of @self nor below one of its children. */
static void
find_unexpected (Loading *loading, CrObject self, const char *prefix)
{
  gsize n = strlen (prefix);
  for (guint i = 0; i < loading->state->n_entries; i++)
    {
      CrObject key = loading->state->entries[i].key;
      if (key.kind != CR_OBJECT_STR || strncmp (cr_object_text (key), prefix, n) != 0)
        continue;
      const char *rest = cr_object_text (key) + n;
      g_autofree char *head = g_strndup (rest, strcspn (rest, "."));
      CrDict *parameters = cr_nn_dict (self, "_parameters"), *buffers = cr_nn_dict (self, "_buffers");
      CrDict *modules = cr_nn_dict (self, "_modules");
      gboolean known = (modules && cr_object_is_set (cr_dict_get_text (modules, head)))
                       || (parameters && cr_dict_get_text (parameters, head).kind == CR_OBJECT_TENSOR)
                       || (buffers && cr_dict_get_text (buffers, head).kind == CR_OBJECT_TENSOR);
      if (!known)
        cr_sequence_append (loading->unexpected, cr_object_ref (key));
    }
}

static gboolean
load (Loading *loading, CrObject self, const char *prefix)
{
  if (!cr_interp_step (loading->interp) || !load_tensors (loading, self, prefix))
    return FALSE;
  find_unexpected (loading, self, prefix);
  CrDict *modules = cr_nn_dict (self, "_modules");
  for (guint i = 0; modules && i < modules->n_entries; i++)
    {
      CrDictEntry *entry = &modules->entries[i];
      if (!cr_object_is_set (entry->key) || !cr_nn_is_module (loading->interp, entry->value))
        continue;
      g_autofree char *name = g_strconcat (prefix, cr_object_text (entry->key), ".", NULL);
      if (!load (loading, entry->value, name))
        return FALSE;
    }
  return TRUE;
}

/* "\n\tMissing key(s) in state_dict: "a", "b". " */
static void
append_keys (GString *into, const char *what, CrSequence *names)
{
  if (names->n == 0)
    return;
  g_string_append_printf (into, "\n\t%s key(s) in state_dict: ", what);
  for (guint i = 0; i < names->n; i++)
    g_string_append_printf (into, "%s\"%s\"", i ? ", " : "", cr_object_text (names->items[i]));
  g_string_append (into, ". ");
}

/* torch's _IncompatibleKeys: what load_state_dict() gives. */
static CrObject
keys_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject missing = cr_interp_get_attribute (interp, self, "missing_keys");
  CrObject unexpected = cr_interp_get_attribute (interp, self, "unexpected_keys");
  CrObject a = cr_object_is_set (missing) ? cr_interp_repr (interp, missing) : CR_UNSET;
  CrObject b = cr_object_is_set (unexpected) ? cr_interp_repr (interp, unexpected) : CR_UNSET;
  CrObject result = CR_UNSET;
  if (cr_object_is_set (a) && cr_object_is_set (b))
    result = strcmp (cr_object_text (a), "[]") == 0 && strcmp (cr_object_text (b), "[]") == 0
                 ? cr_str_new (interp->heap, "<All keys matched successfully>", -1)
                 : cr_str_new_printf (interp->heap, "_IncompatibleKeys(missing_keys=%s, unexpected_keys=%s)",
                                      cr_object_text (a), cr_object_text (b));
  cr_object_unref (missing);
  cr_object_unref (unexpected);
  cr_object_unref (a);
  cr_object_unref (b);
  return result;
}

static const CrBuiltinRow keys_rows[] = {
  { "__repr__", 0, 0, NULL, keys_repr },
  { NULL },
};

static CrObject
make_keys (Loading *loading)
{
  CrInterp *interp = loading->interp;
  CrClass *type = cr_nn_new_class (interp, "torch.nn.modules.module._IncompatibleKeys",
                                   interp->types[CR_OBJECT_INSTANCE], keys_rows);
  CrObject result = cr_interp_new_instance (interp, type);
  cr_cell_unref (type);
  if (!cr_object_is_set (result))
    return CR_UNSET;
  cr_nn_set (interp, result, "missing_keys", cr_object_from_cell (cr_cell_ref (loading->missing)));
  cr_nn_set (interp, result, "unexpected_keys", cr_object_from_cell (cr_cell_ref (loading->unexpected)));
  return result;
}

static CrObject
finish_load (Loading *loading, CrObject self, gboolean strict)
{
  g_autoptr (GString) message = g_string_new (NULL);
  if (strict)
    {
      append_keys (message, "Missing", loading->missing);
      append_keys (message, "Unexpected", loading->unexpected);
    }
  g_string_append (message, loading->messages->str);
  if (message->len == 0)
    return make_keys (loading);
  return cr_interp_raise (loading->interp, CR_ERROR_RUNTIME, "Error(s) in loading state_dict for %s:%s",
                          cr_interp_type_name (loading->interp, self), message->str);
}

static CrObject
module_load_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS], result = CR_UNSET;
  if (!cr_nn_bind (interp, "Module", "load_state_dict", "state_dict, strict=True", args, values))
    return CR_UNSET;
  int strict = cr_interp_truth (interp, values[1]);
  if (values[0].kind != CR_OBJECT_DICT)
    {
      CrObject type = cr_object_from_cell (cr_interp_type_of (interp, values[0]));
      CrObject text = cr_interp_repr (interp, type);
      cr_interp_raise (interp, CR_ERROR_TYPE, "Expected state_dict to be dict-like, got %s.",
                       cr_object_is_set (text) ? cr_object_text (text) : "");
      cr_object_unref (text);
    }
  else if (strict >= 0)
    {
      g_autoptr (GString) messages = g_string_new (NULL);
      Loading loading = { interp, cr_object_dict (values[0]), cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0),
                          cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0), messages };
      if (load (&loading, self, ""))
        result = finish_load (&loading, self, strict);
      cr_cell_unref (loading.missing);
      cr_cell_unref (loading.unexpected);
    }
  cr_nn_unbind (values, 2);
  return result;
}

const CrBuiltinRow cr_builtins_nn_state[] = {
  { "state_dict", 0, -1, "*", module_state_dict },
  { "load_state_dict", 0, -1, "*", module_load_state_dict },
  { NULL },
};
