/* Which names stand behind an object's dot: for dir() and for completion. They come from the same dicts and tables in
 * which cr-interp-attribute.c looks a name up. */

#include "cr-interp-private.h"

#include <string.h>

/* What some kinds have besides methods: cr-interp-attribute.c has their values. */
static const char *const plain_attributes[CR_N_OBJECT_KINDS] = {
  [CR_OBJECT_SLICE] = "start stop step",
  [CR_OBJECT_RANGE] = "start stop step",
  [CR_OBJECT_GRAD_FN] = "next_functions metadata",
  [CR_OBJECT_DTYPE] = "is_floating_point",
  [CR_OBJECT_DEVICE] = "type",
  [CR_OBJECT_GENERATOR] = "device",
  [CR_OBJECT_COMPLEX] = "real imag",
};

static void
add_keys (GPtrArray *names, const CrDict *from)
{
  for (guint i = 0; from && i < from->n_entries; i++)
    if (from->entries[i].key.kind == CR_OBJECT_STR)
      g_ptr_array_add (names, g_strdup (cr_object_text (from->entries[i].key)));
}

static void
add_methods (CrInterp *interp, GPtrArray *names, CrObjectKind kind)
{
  GHashTableIter iter;
  gpointer name;
  if (interp->methods[kind] == NULL)
    return;
  g_hash_table_iter_init (&iter, interp->methods[kind]);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

/* An instance's own names, and what a module (of torch.nn) keeps in dicts of its own. */
static void
add_instance (GPtrArray *names, const CrInstance *instance)
{
  static const char *const kept[] = { "_parameters", "_buffers", "_modules" };
  add_keys (names, instance->attributes);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      CrObject dict = cr_dict_get_text (instance->attributes, kept[i]);
      if (dict.kind == CR_OBJECT_DICT)
        add_keys (names, cr_object_dict (dict));
    }
}

static void
add_words (GPtrArray *names, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words ? words : "", " ", -1);
  for (char **word = list; *word; word++)
    if (**word)
      g_ptr_array_add (names, g_strdup (*word));
}

static void
add_own (GPtrArray *names, CrObject object)
{
  if (object.kind == CR_OBJECT_INSTANCE)
    add_instance (names, (CrInstance *)object.u.cell);
  else if (object.kind == CR_OBJECT_MODULE)
    {
      CrModuleObject *module = (CrModuleObject *)object.u.cell;
      add_keys (names, module->attributes);
      if (module->list)
        module->list (names);
    }
  else if (object.kind == CR_OBJECT_TUPLE && cr_object_sequence (object)->function)
    add_words (names, cr_object_sequence (object)->function->results);
  else
    add_words (names, plain_attributes[object.kind]);
}

void
cr_interp_list_attributes (CrInterp *interp, CrObject object, GPtrArray *names)
{
  gboolean is_class = object.kind == CR_OBJECT_CLASS;
  CrClass *type = is_class ? (CrClass *)object.u.cell : cr_interp_type_of (interp, object);
  CrObjectKind kind = is_class ? type->instance_kind : object.kind;
  add_own (names, object);
  for (guint i = 0; i < type->n_mro; i++)
    add_keys (names, type->mro[i]->attributes);
  add_methods (interp, names, kind);
  if (kind == CR_OBJECT_TENSOR || kind == CR_OBJECT_ARRAY)
    cr_tensor_list_attributes (names);
}

CrObject
cr_interp_dir (CrInterp *interp, CrObject object)
{
  static const char *const usual[]
      = { "__class__", "__delattr__", "__dict__",   "__dir__", "__doc__", "__eq__",   "__format__",  "__getattribute__",
          "__hash__",  "__init__",    "__module__", "__ne__",  "__new__", "__repr__", "__setattr__", "__str__" };
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  CrDict *names = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_interp_list_attributes (interp, object, found);
  for (guint i = 0; i < found->len; i++)
    cr_dict_set_text (names, found->pdata[i], CR_NONE);
  for (guint i = 0; object.kind != CR_OBJECT_MODULE && i < G_N_ELEMENTS (usual); i++)
    cr_dict_set_text (names, usual[i], CR_NONE);
  CrObject keys = cr_object_from_cell (names);
  CrSequence *list = cr_interp_to_sequence (interp, keys, CR_OBJECT_LIST);
  cr_object_unref (keys);
  if (list && cr_interp_sort (interp, list, CR_UNSET, FALSE))
    return cr_object_from_cell (list);
  cr_cell_unref (list);
  return CR_UNSET;
}
