/* Where the built-in names come from: types, exceptions, tables of methods, modules. */

#include "cr-interp-private.h"

#include <string.h>

static const struct
{
  CrObjectKind kind;
  const char *name;
} kinds[] = {
  { CR_OBJECT_UNSET, "unset" },
  { CR_OBJECT_NONE, "NoneType" },
  { CR_OBJECT_NOT_IMPLEMENTED, "NotImplementedType" },
  { CR_OBJECT_ELLIPSIS, "ellipsis" },
  { CR_OBJECT_BOOL, "bool" },
  { CR_OBJECT_INT, "int" },
  { CR_OBJECT_FLOAT, "float" },
  { CR_OBJECT_DTYPE, "torch.dtype" },
  { CR_OBJECT_DEVICE, "torch.device" },
  { CR_OBJECT_TENSOR, "torch.Tensor" },
  { CR_OBJECT_ARRAY, "numpy.ndarray" },
  { CR_OBJECT_GRAD_FN, "Node" },
  { CR_OBJECT_STR, "str" },
  { CR_OBJECT_TUPLE, "tuple" },
  { CR_OBJECT_LIST, "list" },
  { CR_OBJECT_SIZE, "torch.Size" },
  { CR_OBJECT_DICT, "dict" },
  { CR_OBJECT_SET, "set" },
  { CR_OBJECT_RANGE, "range" },
  { CR_OBJECT_SLICE, "slice" },
  { CR_OBJECT_FUNCTION, "function" },
  { CR_OBJECT_METHOD, "method" },
  { CR_OBJECT_BUILTIN, "builtin_function_or_method" },
  { CR_OBJECT_TORCH_FUNCTION, "builtin_function_or_method" },
  { CR_OBJECT_MODULE, "module" },
  { CR_OBJECT_CLASS, "type" },
  { CR_OBJECT_INSTANCE, "object" },
  { CR_OBJECT_SUPER, "super" },
  { CR_OBJECT_ITERATOR, "iterator" },
  { CR_OBJECT_GENERATOR, "torch._C.Generator" },
  { CR_OBJECT_PROPERTY, "property" },
  { CR_OBJECT_STATIC_METHOD, "staticmethod" },
  { CR_OBJECT_CLASS_METHOD, "classmethod" },
  { CR_OBJECT_DICT_VIEW, "dict_view" },
  { CR_OBJECT_COMPLEX, "complex" },
  { CR_OBJECT_BIG, "int" },
  { CR_OBJECT_SCOPE, "scope" },
};

/* Exceptions whose base is not Exception. */
static const struct
{
  CrErrorCode code, base;
} exception_bases[] = {
  { CR_ERROR_UNBOUND_LOCAL, CR_ERROR_NAME },
  { CR_ERROR_NOT_IMPLEMENTED, CR_ERROR_RUNTIME },
  { CR_ERROR_RECURSION, CR_ERROR_RUNTIME },
  { CR_ERROR_INDENTATION, CR_ERROR_SYNTAX },
};

/* Exceptions that no error of the engine has, in an order in which each base comes first. */
static const struct
{
  const char *name, *base;
} other_exceptions[] = {
  { "KeyboardInterrupt", "BaseException" },
  { "SystemExit", "BaseException" },
  { "GeneratorExit", "BaseException" },
  { "OSError", "Exception" },
  { "FileNotFoundError", "OSError" },
  { "FileExistsError", "OSError" },
  { "PermissionError", "OSError" },
  { "TimeoutError", "OSError" },
  { "ConnectionError", "OSError" },
  { "EOFError", "Exception" },
  { "BufferError", "Exception" },
  { "ReferenceError", "Exception" },
  { "SystemError", "Exception" },
  { "StopAsyncIteration", "Exception" },
  { "FloatingPointError", "ArithmeticError" },
  { "UnicodeError", "ValueError" },
  { "UnicodeDecodeError", "UnicodeError" },
  { "UnicodeEncodeError", "UnicodeError" },
  { "TabError", "IndentationError" },
  { "Warning", "Exception" },
  { "UserWarning", "Warning" },
  { "DeprecationWarning", "Warning" },
  { "FutureWarning", "Warning" },
  { "RuntimeWarning", "Warning" },
  { "SyntaxWarning", "Warning" },
  { "ImportWarning", "Warning" },
  { "PendingDeprecationWarning", "Warning" },
  { "ResourceWarning", "Warning" },
};

static void
add_builtin (CrInterp *interp, const char *name, CrClass *type)
{
  cr_dict_set_text (interp->builtins, name, cr_object_from_cell (cr_cell_ref (type)));
}

static CrClass *
new_exception (CrInterp *interp, const char *name, CrClass *base)
{
  CrClass *type = cr_class_new (interp->heap, name, base);
  add_builtin (interp, name, type);
  return type;
}

static void
install_exceptions (CrInterp *interp)
{
  CrClass *base = interp->exception_base = new_exception (interp, "BaseException", interp->types[CR_OBJECT_INSTANCE]);
  CrClass *exception = new_exception (interp, "Exception", base);
  CrClass *arithmetic = new_exception (interp, "ArithmeticError", exception);
  CrClass *lookup = new_exception (interp, "LookupError", exception);
  CrClass *import = new_exception (interp, "ImportError", exception);
  for (guint code = 0; code <= CR_ERROR_FORMAT; code++)
    {
      CrClass *parent = exception;
      if (code == CR_ERROR_INDEX || code == CR_ERROR_KEY)
        parent = lookup;
      else if (code == CR_ERROR_ZERO_DIVISION || code == CR_ERROR_OVERFLOW)
        parent = arithmetic;
      else if (code == CR_ERROR_IMPORT)
        parent = import;
      interp->exceptions[code] = cr_class_new (interp->heap, cr_error_get_type_name (code), parent);
      interp->exceptions[code]->code = code;
    }
  for (guint i = 0; i < G_N_ELEMENTS (exception_bases); i++)
    {
      cr_class_set_base (interp->exceptions[exception_bases[i].code], interp->exceptions[exception_bases[i].base]);
    }
  for (guint code = 0; code <= CR_ERROR_FORMAT; code++)
    if (code != CR_ERROR_LIMIT && code != CR_ERROR_CANCELLED && code != CR_ERROR_FORMAT)
      add_builtin (interp, interp->exceptions[code]->name, interp->exceptions[code]);
  for (guint i = 0; i < G_N_ELEMENTS (other_exceptions); i++)
    {
      CrObject above = cr_dict_get_text (interp->builtins, other_exceptions[i].base);
      cr_cell_unref (new_exception (interp, other_exceptions[i].name, (CrClass *)above.u.cell));
    }
  cr_dict_set_text (interp->builtins, "IOError", cr_object_ref (cr_dict_get_text (interp->builtins, "OSError")));
  CrClass *others[] = { exception, arithmetic, lookup, import };
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    cr_cell_unref (others[i]);
}

static void
install_methods (CrInterp *interp, CrObjectKind kind, const CrBuiltinRow *rows)
{
  if (interp->methods[kind] == NULL)
    interp->methods[kind] = g_hash_table_new (g_str_hash, g_str_equal);
  for (; rows->name; rows++)
    g_hash_table_insert (interp->methods[kind], (gpointer)rows->name, (gpointer)rows);
}

static void
install_functions (CrInterp *interp, const CrBuiltinRow *rows)
{
  for (; rows->name; rows++)
    cr_dict_set_text (interp->builtins, rows->name, cr_interp_new_builtin (interp, rows, CR_UNSET));
}

void
cr_builtins_install (CrInterp *interp)
{
  interp->builtins = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  interp->iterator_types = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  interp->modules = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      CrClass *type = cr_class_new (interp->heap, kinds[i].name, NULL);
      type->instance_kind = kinds[i].kind;
      interp->types[kinds[i].kind] = type;
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind != CR_OBJECT_INSTANCE)
      cr_class_set_base (interp->types[kinds[i].kind], interp->types[CR_OBJECT_INSTANCE]);
  cr_class_set_base (interp->types[CR_OBJECT_BOOL], interp->types[CR_OBJECT_INT]);
  cr_class_set_base (interp->types[CR_OBJECT_SIZE], interp->types[CR_OBJECT_TUPLE]);
  install_exceptions (interp);
  cr_builtins_install_types (interp);
  cr_builtins_install_descriptors (interp);
  cr_builtins_install_sets (interp);
  cr_class_set (interp->types[CR_OBJECT_DICT], "fromkeys",
                cr_interp_new_builtin (interp, &cr_dict_fromkeys_row, CR_UNSET));
  install_functions (interp, cr_builtins_python);
  install_functions (interp, cr_builtins_more);
  cr_dict_set_text (interp->builtins, "__name__", cr_str_new (interp->heap, "__main__", -1));
  cr_dict_set_text (interp->builtins, "NotImplemented", (CrObject){ CR_OBJECT_NOT_IMPLEMENTED });
  cr_dict_set_text (interp->builtins, "Ellipsis", (CrObject){ CR_OBJECT_ELLIPSIS });
  cr_dict_set_text (interp->builtins, "__debug__", cr_object_bool (TRUE));

  install_methods (interp, CR_OBJECT_STR, cr_builtins_str);
  install_methods (interp, CR_OBJECT_STR, cr_builtins_str_find);
  install_methods (interp, CR_OBJECT_LIST, cr_builtins_list);
  install_methods (interp, CR_OBJECT_TUPLE, cr_builtins_tuple);
  install_methods (interp, CR_OBJECT_SIZE, cr_builtins_tuple);
  install_methods (interp, CR_OBJECT_SIZE, cr_builtins_size);
  install_methods (interp, CR_OBJECT_DICT, cr_builtins_dict);
  install_methods (interp, CR_OBJECT_SET, cr_builtins_set);
  install_methods (interp, CR_OBJECT_DICT_VIEW, cr_builtins_view);
  install_methods (interp, CR_OBJECT_PROPERTY, cr_builtins_property);
  install_methods (interp, CR_OBJECT_ITERATOR, cr_builtins_iterator);
  install_methods (interp, CR_OBJECT_FLOAT, cr_builtins_float);
  install_methods (interp, CR_OBJECT_BOOL, cr_builtins_int);
  install_methods (interp, CR_OBJECT_INT, cr_builtins_int);
  install_methods (interp, CR_OBJECT_BIG, cr_builtins_int);
  install_methods (interp, CR_OBJECT_TENSOR, cr_builtins_tensor);
  install_methods (interp, CR_OBJECT_ARRAY, cr_builtins_tensor);
  install_methods (interp, CR_OBJECT_GENERATOR, cr_builtins_generator);
  install_methods (interp, CR_OBJECT_COMPLEX, cr_builtins_complex);
  install_methods (interp, CR_OBJECT_GRAD_FN, cr_builtins_grad_fn);
  install_methods (interp, CR_OBJECT_TENSOR, cr_builtins_tensor_autograd);
}

static const struct
{
  const char *name;
  CrModuleObject *(*make) (CrInterp *interp, const char *name);
} modules[] = {
  { "torch", cr_builtins_make_torch },
  { "torch.nn", cr_builtins_make_torch_nn },
  { "torch.nn.functional", cr_builtins_make_torch_functional },
  { "torch.linalg", cr_builtins_make_torch_linalg },
  { "torch.nn.init", cr_builtins_make_torch_nn_init },
  { "torch.nn.parameter", cr_builtins_make_torch_nn_parameter },
  { "torch.nn.utils", cr_builtins_make_torch_nn_utils },
  { "torch.optim", cr_builtins_make_torch_optim },
  { "torch.optim.lr_scheduler", cr_builtins_make_torch_lr_scheduler },
  { "torch.random", cr_builtins_make_torch_random },
  { "torch.autograd", cr_builtins_make_torch_autograd },
  { "torch.autograd.anomaly_mode", cr_builtins_make_anomaly_mode },
  { "torch.autograd.function", cr_builtins_make_function_class },
  { "torch.autograd.functional", cr_builtins_make_functional },
  { "torch.autograd.grad_mode", cr_builtins_make_grad_mode },
  { "torch.autograd.gradcheck", cr_builtins_make_gradcheck },
  { "torch.autograd.profiler", cr_builtins_make_profiler },
  { "torch.autograd.profiler_util", cr_builtins_make_profiler_util },
  { "torch.cuda", cr_builtins_make_torch_cuda },
  { "torch.utils", cr_builtins_make_empty },
  { "torch.utils.data", cr_builtins_make_torch_data },
  { "torch.utils.hooks", cr_builtins_make_hooks },
  { "collections", cr_builtins_make_collections },
  { "torchvision", cr_builtins_make_empty },
  { "torchvision.models", cr_builtins_make_torchvision_models },
  { "torchvision.models.resnet", cr_builtins_make_torchvision_resnet },
  { "random", cr_builtins_make_random },
  { "itertools", cr_builtins_make_itertools },
  { "functools", cr_builtins_make_functools },
  { "copy", cr_builtins_make_copy },
  { "dataclasses", cr_builtins_make_dataclasses },
  { "typing", cr_builtins_make_typing },
  { "abc", cr_builtins_make_abc },
  { "contextlib", cr_builtins_make_contextlib },
  { "enum", cr_builtins_make_enum },
  { "sys", cr_builtins_make_sys },
  { "warnings", cr_builtins_make_warnings },
  { "string", cr_builtins_make_string },
  { "math", cr_builtins_make_math },
  { "time", cr_builtins_make_time },
  { "numpy", cr_builtins_make_numpy },
  { "matplotlib", cr_builtins_make_empty },
  { "matplotlib.gridspec", cr_builtins_make_gridspec },
  { "matplotlib.pyplot", cr_builtins_make_pyplot },
  { "matplotlib.ticker", cr_builtins_make_empty },
};

const char *
cr_builtins_get_module_name (guint i)
{
  return i < G_N_ELEMENTS (modules) ? modules[i].name : NULL;
}

CrModuleObject *
cr_module_object_new (CrInterp *interp, const char *name, const CrBuiltinRow *rows)
{
  CrModuleObject *module = cr_cell_new (interp->heap, CR_OBJECT_MODULE, sizeof (CrModuleObject));
  module->name = name;
  module->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (; rows && rows->name; rows++)
    cr_module_object_set (module, rows->name, cr_interp_new_builtin (interp, rows, CR_UNSET));
  return module;
}

void
cr_module_object_set (CrModuleObject *module, const char *name, CrObject value)
{
  cr_dict_set_text (module->attributes, name, value);
}

CrModuleObject *
cr_builtins_make_empty (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, NULL);
}

/* The modules inside @name become its attributes: torch.nn after `import torch`. */
static void
attach_children (CrInterp *interp, CrModuleObject *module, const char *name)
{
  gsize n = strlen (name);
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    {
      const char *full = modules[i].name;
      if (strncmp (full, name, n) != 0 || full[n] != '.' || strchr (full + n + 1, '.'))
        continue;
      /* torch.autograd.gradcheck is a module, but also a function of torch.autograd, which goes before. */
      if (!cr_object_is_set (cr_dict_get_text (module->attributes, full + n + 1)))
        cr_module_object_set (module, full + n + 1, cr_builtins_module (interp, full));
    }
}

CrObject
cr_builtins_module (CrInterp *interp, const char *name)
{
  CrObject known = cr_dict_get_text (interp->modules, name);
  if (cr_object_is_set (known))
    return cr_object_ref (known);
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    if (strcmp (modules[i].name, name) == 0)
      {
        CrModuleObject *module = modules[i].make (interp, modules[i].name);
        cr_dict_set_text (interp->modules, name, cr_object_from_cell (module));
        attach_children (interp, module, name);
        return cr_object_from_cell (cr_cell_ref (module));
      }
  return CR_UNSET;
}
