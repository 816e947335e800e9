/* The modules sys (what of it reaches nothing) and warnings. What is written to sys.stderr is told as
 * a warning: it is not part of what a script prints. */

#include "cr-builtins-autograd-private.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* --- sys --- */

static CrClass *
new_class (CrInterp *interp, CrModuleObject *module, const char *name, const CrBuiltinRow *rows)
{
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (type, rows);
  cr_module_object_set (module, strchr (name, '.') + 1, cr_object_from_cell (type));
  return type;
}

static CrObject
stream_write (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject text = args->values[0];
  if (text.kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "write() argument must be str, not %s",
                            cr_interp_type_name (interp, text));
  const CrStr *str = cr_object_str (text);
  CrObject name = cr_instance_get (self, "name");
  gboolean is_error = name.kind == CR_OBJECT_STR && strcmp (cr_object_text (name), "<stderr>") == 0;
  g_autofree char *line = g_strchomp (g_strdup (str->text));
  if (is_error && *line)
    cr_interp_warn (interp, "stderr", line);
  else if (!is_error && str->length && interp->observer && interp->observer->printed)
    interp->observer->printed (interp->observer_data, str->text, str->length);
  return cr_object_int (str->n_chars);
}

static CrObject
stream_flush (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static CrObject
stream_isatty (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (FALSE);
}

static const CrBuiltinRow stream_rows[] = {
  { "write", 1, 1, NULL, stream_write },
  { "flush", 0, 0, NULL, stream_flush },
  { "isatty", 0, 0, NULL, stream_isatty },
  { NULL },
};

/* Ends the run, as an exception that nobody need catch. */
static CrObject
sys_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject type = cr_dict_get_text (interp->builtins, "SystemExit");
  CrObject exception = cr_interp_call (interp, type, args);
  if (cr_object_is_set (exception))
    cr_interp_raise_instance (interp, exception);
  cr_object_unref (exception);
  return CR_UNSET;
}

static CrObject
sys_getrecursionlimit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (cr_context_get_limits (interp->context)->max_depth);
}

static CrObject
sys_setrecursionlimit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("the depth of calls is bounded by --max-depth, not by the script"));
}

static const CrBuiltinRow sys_rows[] = {
  { "exit", 0, 1, NULL, sys_exit },
  { "getrecursionlimit", 0, 0, NULL, sys_getrecursionlimit },
  { "setrecursionlimit", 1, 1, NULL, sys_setrecursionlimit },
  { NULL },
};

static CrObject
sys_refused (CrInterp *interp, const char *name)
{
  static const char *const names[]
      = { "stdin", "path", "modules", "executable", "settrace", "setprofile", "_getframe" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i]) == 0)
      return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED,
                              _ ("sys.%s is not available: scripts here cannot reach the machine"), name);
  return CR_UNSET;
}

static void
add_float_info (CrInterp *interp, CrModuleObject *module)
{
  CrClass *type = new_class (interp, module, "sys.float_info", (const CrBuiltinRow[]){ { NULL } });
  CrObject info = cr_interp_new_instance (interp, type);
  cr_instance_set (interp, info, "max", cr_object_float (DBL_MAX));
  cr_instance_set (interp, info, "min", cr_object_float (DBL_MIN));
  cr_instance_set (interp, info, "epsilon", cr_object_float (DBL_EPSILON));
  cr_instance_set (interp, info, "dig", cr_object_int (DBL_DIG));
  cr_instance_set (interp, info, "mant_dig", cr_object_int (DBL_MANT_DIG));
  cr_instance_set (interp, info, "radix", cr_object_int (FLT_RADIX));
  cr_module_object_set (module, "float_info", info);
}

static void
add_streams (CrInterp *interp, CrModuleObject *module)
{
  CrClass *type = new_class (interp, module, "sys.TextIOWrapper", stream_rows);
  static const char *const names[][2] = { { "stdout", "<stdout>" }, { "stderr", "<stderr>" } };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrObject stream = cr_interp_new_instance (interp, type);
      cr_instance_set (interp, stream, "name", cr_str_new (interp->heap, names[i][1], -1));
      cr_module_object_set (module, names[i][0], stream);
    }
}

CrModuleObject *
cr_builtins_make_sys (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, sys_rows);
  CrSequence *version = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  for (guint i = 0; i < 3; i++)
    cr_sequence_append (version, cr_object_int ((gint64[]){ 3, 11, 2 }[i]));
  cr_sequence_append (version, cr_str_new (interp->heap, "final", -1));
  cr_sequence_append (version, cr_object_int (0));
  CrSequence *argv = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  cr_sequence_append (argv, cr_str_new (interp->heap, "", 0));
  cr_module_object_set (module, "version_info", cr_object_from_cell (version));
  cr_module_object_set (module, "argv", cr_object_from_cell (argv));
  cr_module_object_set (module, "version", cr_str_new (interp->heap, "3.11.2", -1));
  cr_module_object_set (module, "platform", cr_str_new (interp->heap, "linux", -1));
  cr_module_object_set (module, "byteorder", cr_str_new (interp->heap, "little", -1));
  cr_module_object_set (module, "maxsize", cr_object_int (G_MAXINT64));
  add_float_info (interp, module);
  add_streams (interp, module);
  module->lookup = sys_refused;
  return module;
}

/* --- warnings --- */

static CrObject
warnings_warn (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject category = cr_call_args_at (args, 1, "category"), message = args->values[0];
  const char *name = "UserWarning";
  if (category.kind == CR_OBJECT_CLASS)
    name = ((CrClass *)category.u.cell)->name;
  else if (message.kind == CR_OBJECT_INSTANCE)
    name = ((CrInstance *)message.u.cell)->type->name;
  CrObject text = cr_interp_str (interp, message);
  if (!cr_object_is_set (text))
    return CR_UNSET;
  cr_interp_warn (interp, name, cr_object_text (text));
  cr_object_unref (text);
  return CR_NONE;
}

/* Of all the actions, one silences and the others speak: there is no filter by category or module. */
static CrObject
warnings_filter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject action = args->values[0];
  if (action.kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "action must be a string");
  interp->silent = strcmp (cr_object_text (action), "ignore") == 0;
  return CR_NONE;
}

static CrObject
warnings_reset (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  interp->silent = FALSE;
  return CR_NONE;
}

static const CrBuiltinRow warnings_rows[] = {
  { "warn", 1, 4, "category stacklevel source", warnings_warn },
  { "filterwarnings", 1, -1, "*", warnings_filter },
  { "simplefilter", 1, -1, "*", warnings_filter },
  { "resetwarnings", 0, 0, NULL, warnings_reset },
  { NULL },
};

static CrObject
catch_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_instance_set (interp, self, "silent", cr_object_bool (interp->silent));
  return CR_NONE;
}

static CrObject
catch_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  interp->silent = cr_instance_get (self, "silent").u.integer != 0;
  return CR_NONE;
}

static CrObject
catch_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject record = cr_call_args_get (args, "record");
  if (cr_object_is_set (record) && cr_interp_truth (interp, record))
    return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", _ ("warnings are shown here, not recorded"));
  return CR_NONE;
}

static const CrBuiltinRow catch_rows[] = {
  { "__init__", 0, 0, "record", catch_init },
  { "__enter__", 0, 0, NULL, catch_enter },
  { "__exit__", 3, 3, NULL, catch_exit },
  { NULL },
};

CrModuleObject *
cr_builtins_make_warnings (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, warnings_rows);
  new_class (interp, module, "warnings.catch_warnings", catch_rows);
  return module;
}
