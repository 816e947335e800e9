/* The modules copy, typing, abc and string. */

#include "cr-interp-private.h"

#include "cr-backward.h"

#include <string.h>

/* --- copy --- */

static CrObject deep_copy (CrInterp *interp, CrObject object, CrDict *memo);

/* What was copied is found again by its address. */
static CrObject
memo_key (CrObject object)
{
  return cr_object_int ((gint64)(gintptr)object.u.pointer);
}

static gboolean
copy_items (CrInterp *interp, CrSequence *from, CrSequence *to, CrDict *memo)
{
  for (guint i = 0; i < from->n; i++)
    {
      CrObject item = deep_copy (interp, from->items[i], memo);
      if (!cr_object_is_set (item))
        return FALSE;
      cr_sequence_append (to, item);
    }
  return TRUE;
}

static gboolean
copy_entries (CrInterp *interp, const CrDict *from, CrDict *to, CrDict *memo)
{
  for (guint i = 0; from && i < from->n_entries; i++)
    {
      CrObject key = cr_object_ref (from->entries[i].key);
      if (!cr_object_is_set (key))
        continue;
      CrObject value = deep_copy (interp, from->entries[i].value, memo);
      if (cr_object_is_set (value))
        cr_dict_set (to, key, value);
      cr_object_unref (key);
      if (!cr_object_is_set (value))
        return FALSE;
    }
  return TRUE;
}

/* A leaf's own copy: its data, and whether it requires a gradient. */
static CrObject
copy_tensor (CrInterp *interp, CrObject object)
{
  static const char *const names[] = { "detach", "clone" };
  if (object.kind == CR_OBJECT_TENSOR && cr_tensor_get_grad_fn (object.u.tensor))
    return cr_interp_raise (
        interp, CR_ERROR_RUNTIME,
        "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at "
        "the moment");
  CrObject copy = cr_object_ref (object);
  for (guint i = 0; i < G_N_ELEMENTS (names) && cr_object_is_set (copy); i++)
    {
      CrObject method = cr_interp_get_attribute (interp, copy, object.kind == CR_OBJECT_ARRAY ? "copy" : names[i]);
      CrObject next = cr_object_is_set (method) ? cr_interp_call_simple (interp, method, NULL, 0) : CR_UNSET;
      cr_object_unref (method);
      cr_object_set (&copy, next);
    }
  if (copy.kind == CR_OBJECT_TENSOR && cr_tensor_requires_grad (object.u.tensor)
      && !cr_interp_set_attribute (interp, copy, "requires_grad", cr_object_bool (TRUE)))
    cr_object_clear (&copy);
  if (copy.kind == CR_OBJECT_TENSOR && cr_tensor_is_parameter (object.u.tensor))
    cr_tensor_set_parameter (copy.u.tensor, TRUE);
  return copy;
}

static CrObject
copy_instance (CrInterp *interp, CrObject object, CrDict *memo)
{
  const CrInstance *from = (CrInstance *)object.u.cell;
  CrObject own = CR_UNSET, memo_object = cr_object_from_cell (memo);
  if (memo)
    own = cr_interp_call_special (interp, object, "__deepcopy__", &memo_object, 1);
  else
    own = cr_interp_call_special (interp, object, "__copy__", NULL, 0);
  if (cr_object_is_set (own) || cr_interp_is_raised (interp))
    return own;
  CrObject made = cr_interp_new_instance (interp, from->type);
  CrInstance *to = (CrInstance *)made.u.cell;
  to->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_object_set (&to->args, cr_object_ref (from->args));
  if (memo)
    cr_dict_set (memo, memo_key (object), cr_object_ref (made));
  for (guint i = 0; !memo && from->attributes && i < from->attributes->n_entries; i++)
    if (cr_object_is_set (from->attributes->entries[i].key))
      cr_dict_set (to->attributes, from->attributes->entries[i].key,
                   cr_object_ref (from->attributes->entries[i].value));
  if (memo == NULL || copy_entries (interp, from->attributes, to->attributes, memo))
    return made;
  cr_object_unref (made);
  return CR_UNSET;
}

static CrObject
copy_dict (CrInterp *interp, CrObject object, CrDict *memo)
{
  CrDict *from = cr_object_dict (object), *to = cr_dict_new (interp->heap, object.kind);
  CrObject made = cr_object_from_cell (to);
  to->type = cr_cell_ref (from->type);
  to->factory = cr_object_ref (from->factory);
  cr_dict_set (memo, memo_key (object), cr_object_ref (made));
  if (copy_entries (interp, from, to, memo))
    return made;
  cr_object_unref (made);
  return CR_UNSET;
}

static CrObject
deep_copy (CrInterp *interp, CrObject object, CrDict *memo)
{
  if (!cr_interp_step (interp))
    return CR_UNSET;
  CrObject known = object.kind >= CR_OBJECT_TENSOR ? cr_dict_get (memo, memo_key (object)) : CR_UNSET;
  if (cr_object_is_set (known))
    return cr_object_ref (known);
  CrObject made = CR_UNSET;
  switch (object.kind)
    {
    case CR_OBJECT_TENSOR:
    case CR_OBJECT_ARRAY:
      made = copy_tensor (interp, object);
      break;
    case CR_OBJECT_LIST:
    case CR_OBJECT_TUPLE:
      made = cr_object_from_cell (cr_sequence_new (interp->heap, object.kind, 0));
      if (object.kind == CR_OBJECT_LIST)
        cr_dict_set (memo, memo_key (object), cr_object_ref (made));
      if (!copy_items (interp, cr_object_sequence (object), cr_object_sequence (made), memo))
        cr_object_clear (&made);
      break;
    case CR_OBJECT_DICT:
    case CR_OBJECT_SET:
      return copy_dict (interp, object, memo);
    case CR_OBJECT_INSTANCE:
      return copy_instance (interp, object, memo);
    default:
      return cr_object_ref (object);
    }
  if (cr_object_is_set (made))
    cr_dict_set (memo, memo_key (object), cr_object_ref (made));
  return made;
}

static CrObject
copy_deepcopy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *memo = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrObject made = deep_copy (interp, args->values[0], memo);
  cr_cell_unref (memo);
  return made;
}

static CrObject
copy_copy (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject object = args->values[0];
  if (object.kind == CR_OBJECT_INSTANCE)
    return copy_instance (interp, object, NULL);
  if (object.kind != CR_OBJECT_LIST && object.kind != CR_OBJECT_DICT && object.kind != CR_OBJECT_SET)
    return cr_object_ref (object);
  CrObject method = cr_interp_get_attribute (interp, object, "copy");
  CrObject made = cr_object_is_set (method) ? cr_interp_call_simple (interp, method, NULL, 0) : CR_UNSET;
  cr_object_unref (method);
  return made;
}

static const CrBuiltinRow copy_rows[] = {
  { "copy", 1, 1, NULL, copy_copy },
  { "deepcopy", 1, 2, NULL, copy_deepcopy },
  { NULL },
};

CrModuleObject *
cr_builtins_make_copy (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, copy_rows);
}

/* --- typing: names that stand in annotations, which nobody evaluates --- */

static CrObject
typing_same (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (args->values[args->n_positional - 1]);
}

static const CrBuiltinRow typing_rows[] = {
  { "cast", 2, 2, NULL, typing_same },    { "TypeVar", 1, -1, "*", typing_same },
  { "NewType", 2, 2, NULL, typing_same }, { "overload", 1, 1, NULL, typing_same },
  { "final", 1, 1, NULL, typing_same },   { NULL },
};

CrModuleObject *
cr_builtins_make_typing (CrInterp *interp, const char *name)
{
  static const char *const names[]
      = { "typing.Any",      "typing.Callable",  "typing.ClassVar",  "typing.Deque",    "typing.Dict",
          "typing.Final",    "typing.FrozenSet", "typing.Generator", "typing.Generic",  "typing.Hashable",
          "typing.Iterable", "typing.Iterator",  "typing.List",      "typing.Literal",  "typing.Mapping",
          "typing.NoReturn", "typing.Optional",  "typing.Protocol",  "typing.Sequence", "typing.Set",
          "typing.Sized",    "typing.Tuple",     "typing.Type",      "typing.Union" };
  CrModuleObject *module = cr_module_object_new (interp, name, typing_rows);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrClass *type = cr_class_new (interp->heap, names[i], interp->types[CR_OBJECT_INSTANCE]);
      cr_module_object_set (module, strchr (names[i], '.') + 1, cr_object_from_cell (type));
    }
  cr_module_object_set (module, "TYPE_CHECKING", cr_object_bool (FALSE));
  return module;
}

/* --- abc --- */

static CrObject
abc_abstractmethod (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject function = args->values[0];
  if (function.kind >= CR_OBJECT_PROPERTY && function.kind <= CR_OBJECT_CLASS_METHOD)
    function = ((CrDescriptor *)function.u.cell)->get;
  if (function.kind == CR_OBJECT_FUNCTION)
    cr_interp_set_attribute (interp, function, "__isabstractmethod__", cr_object_bool (TRUE));
  return cr_object_ref (args->values[0]);
}

static const CrBuiltinRow abc_rows[] = {
  { "abstractmethod", 1, 1, NULL, abc_abstractmethod },
  { NULL },
};

CrModuleObject *
cr_builtins_make_abc (CrInterp *interp, const char *name)
{
  static const char *const names[] = { "abc.ABC", "abc.ABCMeta" };
  CrModuleObject *module = cr_module_object_new (interp, name, abc_rows);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrClass *type = cr_class_new (interp->heap, names[i], interp->types[CR_OBJECT_INSTANCE]);
      cr_module_object_set (module, strchr (names[i], '.') + 1, cr_object_from_cell (type));
    }
  return module;
}

/* --- string --- */

CrModuleObject *
cr_builtins_make_string (CrInterp *interp, const char *name)
{
  static const char *const texts[][2] = {
    { "ascii_lowercase", "abcdefghijklmnopqrstuvwxyz" },
    { "ascii_uppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { "ascii_letters", "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { "digits", "0123456789" },
    { "hexdigits", "0123456789abcdefABCDEF" },
    { "octdigits", "01234567" },
    { "punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" },
    { "whitespace", " \t\n\r\v\f" },
  };
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    cr_module_object_set (module, texts[i][0], cr_str_new (interp->heap, texts[i][1], -1));
  return module;
}
