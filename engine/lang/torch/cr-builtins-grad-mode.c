/* torch.no_grad, enable_grad, set_grad_enabled, inference_mode; set_detect_anomaly and detect_anomaly: classes whose
 * instances are context managers and decorators. What was before stands in the instance, as in PyTorch, so one that is
 * entered twice forgets the first. */

#include "cr-builtins-autograd-private.h"

#include <string.h>

static CrObject
raise_not_bool (CrInterp *interp, CrObject value)
{
  return cr_interp_raise (interp, CR_ERROR_TYPE, "enabled must be a bool (got %s)",
                          cr_interp_type_name (interp, value));
}

static void
remember (CrInterp *interp, CrObject self)
{
  cr_instance_set (interp, self, "prev", cr_object_bool (cr_context_get_grad_enabled (interp->context)));
}

static CrObject
mode_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject prev = cr_instance_get (self, "prev"), inference = cr_instance_get (self, "_prev_inference");
  if (inference.kind == CR_OBJECT_BOOL)
    cr_autograd_set_inference_mode (interp->context, inference.u.integer != 0);
  if (prev.kind == CR_OBJECT_BOOL)
    cr_context_set_grad_enabled (interp->context, prev.u.integer != 0);
  return CR_NONE;
}

/* A function runs with a fresh instance around it: one with the same mode. */
static CrObject
decorate_context (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject mode = cr_instance_get (self, "mode");
  CrObject type = cr_object_from_cell (((CrInstance *)self.u.cell)->type);
  CrObject clone = cr_interp_call_simple (interp, type, &mode, cr_object_is_set (mode) ? 1 : 0);
  if (!cr_object_is_set (clone))
    return CR_UNSET;
  CrObject entered = cr_interp_call_special (interp, clone, "__enter__", NULL, 0);
  CrObject result = CR_UNSET;
  if (cr_object_is_set (entered))
    {
      CrCallArgs rest = { args->values + 1, args->n_positional - 1, args->n_keywords, args->keywords };
      result = cr_interp_call (interp, args->values[0], &rest);
      mode_exit (interp, clone, NULL);
    }
  cr_object_unref (entered);
  cr_object_unref (clone);
  return result;
}

static const CrBuiltinRow decorate_row = { "decorate_context", 1, -1, "*", decorate_context };

static CrObject
mode_call (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject function;
  if (!cr_args_bind (interp, args, "_DecoratorContextManager.__call__", "func", TRUE, &function))
    return CR_UNSET;
  CrObject wrapper = cr_interp_new_builtin (interp, &decorate_row, self);
  CrObject wrapped = cr_interp_wrap_function (interp, wrapper, function);
  cr_object_unref (wrapper);
  return wrapped;
}

static CrObject
no_grad_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject none;
  if (!cr_args_bind (interp, args, "no_grad.__init__", "*", TRUE, &none))
    return CR_UNSET;
  cr_instance_set (interp, self, "prev", cr_object_bool (FALSE));
  return CR_NONE;
}

static CrObject
no_grad_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  remember (interp, self);
  cr_context_set_grad_enabled (interp->context, FALSE);
  return CR_NONE;
}

static CrObject
enable_grad_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional + args->n_keywords)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "enable_grad() takes no arguments");
  return CR_NONE;
}

static CrObject
enable_grad_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  remember (interp, self);
  cr_context_set_grad_enabled (interp->context, TRUE);
  return CR_NONE;
}

/* Acts at once, so that it works as a function too. */
static CrObject
set_grad_enabled_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject mode;
  if (!cr_args_bind (interp, args, "set_grad_enabled.__init__", "mode", TRUE, &mode))
    return CR_UNSET;
  if (mode.kind != CR_OBJECT_BOOL)
    return raise_not_bool (interp, mode);
  remember (interp, self);
  cr_context_set_grad_enabled (interp->context, mode.u.integer != 0);
  cr_instance_set (interp, self, "mode", mode);
  return CR_NONE;
}

static CrObject
enter_nothing (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static CrObject
inference_mode_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject mode;
  if (!cr_args_bind (interp, args, "inference_mode.__init__", "mode?", TRUE, &mode))
    return CR_UNSET;
  cr_instance_set (interp, self, "mode", cr_object_is_set (mode) ? cr_object_ref (mode) : cr_object_bool (TRUE));
  return CR_NONE;
}

/* As a C++ argument of type bool: a number, None or what has __bool__; -1 for others. */
static int
mode_truth (CrInterp *interp, CrObject mode)
{
  switch (mode.kind)
    {
    case CR_OBJECT_NONE:
      return 0;
    case CR_OBJECT_BOOL:
    case CR_OBJECT_INT:
    case CR_OBJECT_FLOAT:
    case CR_OBJECT_TENSOR:
      return cr_interp_truth (interp, mode);
    default:
      return -1;
    }
}

static CrObject
inference_mode_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject mode = cr_instance_get (self, "mode");
  int truth = mode_truth (interp, mode);
  if (cr_interp_is_raised (interp))
    return CR_UNSET;
  if (truth < 0)
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "__init__(): incompatible constructor arguments. The following argument types are "
                            "supported:\n    1. torch._C._InferenceMode(arg0: bool)");
  remember (interp, self);
  cr_instance_set (interp, self, "_prev_inference", cr_object_bool (cr_autograd_get_inference_mode (interp->context)));
  cr_autograd_set_inference_mode (interp->context, truth > 0);
  cr_context_set_grad_enabled (interp->context, truth == 0);
  return CR_NONE;
}

/* Anomaly mode. */

/* Where the interpreter is, as Python's traceback.format_stack() tells it. */
static char *
describe_place (gpointer data)
{
  CrInterp *interp = data;
  GString *text = g_string_new (NULL);
  const char *name = cr_source_get_name (interp->source);
  for (guint i = 0; i <= interp->frames->len; i++)
    {
      gboolean last = i == interp->frames->len;
      const CrCallSite *site = last ? NULL : &g_array_index (interp->frames, CrCallSite, i);
      const CrRange *range = last ? interp->here : &site->range;
      if (range == NULL || range->line == 0)
        continue;
      g_autofree char *line = cr_source_dup_line (interp->source, range->line);
      g_string_append_printf (text, "  File \"%s\", line %u, in %s\n    %s\n", name, range->line,
                              last ? interp->function : site->function, g_strstrip (line));
    }
  return g_string_free (text, FALSE);
}

static CrObject
set_anomaly (CrInterp *interp, gboolean enabled, gboolean check_nan)
{
  cr_autograd_state (interp);
  cr_autograd_set_describe_place (interp->context, describe_place, interp);
  cr_autograd_set_anomaly (interp->context, enabled, check_nan);
  return CR_NONE;
}

static gboolean
check_anomaly_flag (CrInterp *interp, CrObject value, const char *name, int position)
{
  if (value.kind == CR_OBJECT_BOOL)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_TYPE, "set_anomaly_enabled(): argument '%s' (position %d) must be bool, not %s",
                   name, position, cr_interp_type_name (interp, value));
  return FALSE;
}

static void
remember_anomaly (CrInterp *interp, CrObject self)
{
  gboolean check_nan;
  gboolean enabled = cr_autograd_get_anomaly (interp->context, &check_nan);
  cr_instance_set (interp, self, "prev", cr_object_bool (enabled));
  cr_instance_set (interp, self, "prev_check_nan", cr_object_bool (check_nan));
}

static CrObject
anomaly_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject prev = cr_instance_get (self, "prev"), check_nan = cr_instance_get (self, "prev_check_nan");
  if (prev.kind != CR_OBJECT_BOOL || check_nan.kind != CR_OBJECT_BOOL)
    return CR_NONE;
  return set_anomaly (interp, prev.u.integer != 0, check_nan.u.integer != 0);
}

static CrObject
detect_anomaly_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject check_nan;
  if (!cr_args_bind (interp, args, "detect_anomaly.__init__", "check_nan?", TRUE, &check_nan))
    return CR_UNSET;
  remember_anomaly (interp, self);
  cr_instance_set (interp, self, "check_nan",
                   cr_object_is_set (check_nan) ? cr_object_ref (check_nan) : cr_object_bool (TRUE));
  cr_interp_warn (interp, "UserWarning",
                  "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled "
                  "for debugging.");
  return CR_NONE;
}

static CrObject
detect_anomaly_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject check_nan = cr_instance_get (self, "check_nan");
  return check_anomaly_flag (interp, check_nan, "check_nan", 2) ? set_anomaly (interp, TRUE, check_nan.u.integer != 0)
                                                                : CR_UNSET;
}

static CrObject
set_detect_anomaly_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[2];
  if (!cr_args_bind (interp, args, "set_detect_anomaly.__init__", "mode check_nan?", TRUE, values))
    return CR_UNSET;
  gboolean check_nan = !cr_object_is_set (values[1]) || values[1].u.integer != 0;
  if (!check_anomaly_flag (interp, values[0], "enabled", 1)
      || (cr_object_is_set (values[1]) && !check_anomaly_flag (interp, values[1], "check_nan", 2)))
    return CR_UNSET;
  remember_anomaly (interp, self);
  return set_anomaly (interp, values[0].u.integer != 0, check_nan);
}

static const CrBuiltinRow base_rows[] = {
  { "__call__", 0, -1, "*", mode_call },
  { "__exit__", 0, -1, NULL, mode_exit },
  { NULL },
};
static const CrBuiltinRow no_grad_rows[] = {
  { "__init__", 0, -1, "*", no_grad_init },
  { "__enter__", 0, 0, NULL, no_grad_enter },
  { NULL },
};
static const CrBuiltinRow enable_grad_rows[] = {
  { "__init__", 0, -1, "*", enable_grad_init },
  { "__enter__", 0, 0, NULL, enable_grad_enter },
  { NULL },
};
static const CrBuiltinRow set_grad_enabled_rows[] = {
  { "__init__", 0, -1, "*", set_grad_enabled_init },
  { "__enter__", 0, 0, NULL, enter_nothing },
  { NULL },
};
static const CrBuiltinRow inference_mode_rows[] = {
  { "__init__", 0, -1, "*", inference_mode_init },
  { "__enter__", 0, 0, NULL, inference_mode_enter },
  { NULL },
};
static const CrBuiltinRow detect_anomaly_rows[] = {
  { "__init__", 0, -1, "*", detect_anomaly_init },
  { "__enter__", 0, 0, NULL, detect_anomaly_enter },
  { "__exit__", 0, -1, NULL, anomaly_exit },
  { NULL },
};
static const CrBuiltinRow set_detect_anomaly_rows[] = {
  { "__init__", 0, -1, "*", set_detect_anomaly_init },
  { "__enter__", 0, 0, NULL, enter_nothing },
  { "__exit__", 0, -1, NULL, anomaly_exit },
  { NULL },
};

static void
add_class (CrInterp *interp, CrModuleObject *module, const char *name, CrClass *base, const CrBuiltinRow *rows)
{
  CrClass *type = cr_class_new (interp->heap, name, base);
  cr_class_add_methods (type, rows);
  cr_module_object_set (module, strrchr (name, '.') + 1, cr_object_from_cell (type));
}

CrModuleObject *
cr_builtins_make_grad_mode (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  CrClass *object = interp->types[CR_OBJECT_INSTANCE];
  CrClass *base = cr_class_new (interp->heap, "torch.autograd.grad_mode._DecoratorContextManager", object);
  cr_class_add_methods (base, base_rows);
  add_class (interp, module, "torch.autograd.grad_mode.no_grad", base, no_grad_rows);
  add_class (interp, module, "torch.autograd.grad_mode.enable_grad", base, enable_grad_rows);
  add_class (interp, module, "torch.autograd.grad_mode.set_grad_enabled", base, set_grad_enabled_rows);
  add_class (interp, module, "torch.autograd.grad_mode.inference_mode", base, inference_mode_rows);
  cr_cell_unref (base);
  return module;
}

CrModuleObject *
cr_builtins_make_anomaly_mode (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  CrClass *object = interp->types[CR_OBJECT_INSTANCE];
  add_class (interp, module, "torch.autograd.anomaly_mode.detect_anomaly", object, detect_anomaly_rows);
  add_class (interp, module, "torch.autograd.anomaly_mode.set_detect_anomaly", object, set_detect_anomaly_rows);
  return module;
}

/* Functions of torch. */

static CrObject
is_grad_enabled (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_context_get_grad_enabled (interp->context));
}

static CrObject
is_inference_mode_enabled (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_autograd_get_inference_mode (interp->context));
}

static CrObject
is_anomaly_enabled (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_bool (cr_autograd_get_anomaly (interp->context, NULL));
}

static CrObject
is_anomaly_check_nan_enabled (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gboolean check_nan;
  cr_autograd_get_anomaly (interp->context, &check_nan);
  return cr_object_bool (check_nan);
}

static const CrBuiltinRow torch_rows[] = {
  { "is_grad_enabled", 0, 0, NULL, is_grad_enabled },
  { "is_inference_mode_enabled", 0, 0, NULL, is_inference_mode_enabled },
  { "is_anomaly_enabled", 0, 0, NULL, is_anomaly_enabled },
  { "is_anomaly_check_nan_enabled", 0, 0, NULL, is_anomaly_check_nan_enabled },
  { NULL },
};

void
cr_builtins_add_grad_modes (CrInterp *interp, CrModuleObject *module)
{
  static const char *const names[] = { "no_grad", "enable_grad", "set_grad_enabled", "inference_mode", NULL };
  for (const CrBuiltinRow *row = torch_rows; row->name; row++)
    cr_module_object_set (module, row->name, cr_interp_new_builtin (interp, row, CR_UNSET));
  cr_module_take_names (interp, module, "torch.autograd.grad_mode", names);
}
