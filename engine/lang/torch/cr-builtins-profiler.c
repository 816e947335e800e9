/* torch.autograd.profiler: profile, key_averages() and record_function, over what the engine reports. */

#include "cr-builtins-autograd-private.h"
#include "cr-profile.h"

#include <string.h>

/* PyTorch's own name of a function: "div" for "__truediv__". */
static char *
dup_aten_name (const char *name)
{
  static const char *const others[][2] = { { "truediv", "div" },   { "floordiv", "floor_divide" },
                                           { "mod", "remainder" }, { "invert", "bitwise_not" },
                                           { "radd", "add" },      { "rmul", "mul" },
                                           { "rpow", "pow" },      { "rtruediv", "mul" } };
  if (!g_str_has_prefix (name, "__") || !g_str_has_suffix (name, "__"))
    return g_strdup (name);
  g_autofree char *bare = g_strndup (name + 2, strlen (name) - 4);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (bare, others[i][0]) == 0)
      return g_strdup (others[i][1]);
  return g_steal_pointer (&bare);
}

void
cr_interp_profile_begin (CrInterp *interp, const char *name, gboolean inplace)
{
  if (interp->autograd == NULL || !interp->autograd->profiling)
    return;
  g_autofree char *bare = dup_aten_name (name);
  g_autofree char *aten = g_strconcat ("aten::", bare, inplace ? "_" : NULL, NULL);
  cr_profile_begin (interp->context, aten);
}

void
cr_interp_profile_end (CrInterp *interp)
{
  if (interp->autograd && interp->autograd->profiling)
    cr_profile_end (interp->context, NULL);
}

static CrProfile *
profile_of (CrObject self)
{
  return ((CrInstance *)self.u.cell)->native;
}

static gboolean
check_finished (CrInterp *interp, CrObject self)
{
  CrProfile *profile = profile_of (self);
  if (profile && profile->finished)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_RUNTIME, "Profiler didn't finish running");
  return FALSE;
}

static CrObject
profile_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[11];
  CrInstance *instance = (CrInstance *)self.u.cell;
  if (!cr_args_bind (interp, args, "profile.__init__",
                     "enabled? * use_cuda? record_shapes? with_flops? profile_memory? with_stack? with_modules? "
                     "use_kineto? use_cpu? experimental_config?",
                     TRUE, values))
    return CR_UNSET;
  int enabled = cr_args_flag (interp, values[0], TRUE), cuda = cr_args_flag (interp, values[1], FALSE);
  if (enabled < 0 || cuda < 0)
    return CR_UNSET;
  if (cuda)
    cr_interp_warn (interp, "UserWarning", "CUDA is not available, disabling CUDA profiling");
  cr_instance_set (interp, self, "enabled", cr_object_bool (enabled));
  if (instance->native == NULL)
    instance->native = cr_profile_new ();
  instance->free_native = cr_profile_free;
  return CR_NONE;
}

static gboolean
is_enabled (CrObject self)
{
  CrObject enabled = cr_instance_get (self, "enabled");
  return enabled.kind == CR_OBJECT_BOOL && enabled.u.integer && profile_of (self);
}

static CrObject
profile_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrProfile *profile = profile_of (self);
  if (!is_enabled (self))
    return CR_NONE;
  if (profile->entered)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "Profiler context manager is not reentrant");
  cr_profile_start (profile, interp->context);
  cr_autograd_state (interp)->profiling = TRUE;
  return cr_object_ref (self);
}

static CrObject
profile_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!is_enabled (self))
    return CR_NONE;
  cr_profile_stop (profile_of (self));
  cr_autograd_state (interp)->profiling = FALSE;
  return CR_NONE;
}

static CrObject
profile_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrProfile *profile = profile_of (self);
  if (profile == NULL || !profile->finished)
    return cr_str_new (interp->heap, is_enabled (self) ? "<unfinished torch.autograd.profile>" : "None", -1);
  g_autofree char *table = cr_profile_dup_table (profile, NULL, 100, NULL);
  return cr_str_new (interp->heap, table, -1);
}

static CrObject
new_event (CrInterp *interp, const CrProfileAverage *average)
{
  static const char *const numbers[]
      = { "cpu_time_total", "self_cpu_time_total", "cpu_time", "cuda_time", "cuda_time_total", "self_cuda_time_total" };
  CrObject event
      = cr_interp_new_instance (interp, cr_module_class (interp, "torch.autograd.profiler_util", "FunctionEventAvg"));
  cr_instance_set (interp, event, "key", cr_str_new (interp->heap, average->name, -1));
  cr_instance_set (interp, event, "count", cr_object_int (average->count));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      double value = cr_profile_average_get (average, numbers[i]);
      g_autofree char *name = g_strconcat (numbers[i], "_str", NULL);
      g_autofree char *time = cr_profile_dup_time (value);
      cr_instance_set (interp, event, numbers[i], cr_object_float (value));
      cr_instance_set (interp, event, name, cr_str_new (interp->heap, time, -1));
    }
  return event;
}

/* An EventList: the averages as objects, and the profile that it makes its table of. */
static CrObject
profile_key_averages (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrProfile *profile = profile_of (self);
  if (!check_finished (interp, self))
    return CR_UNSET;
  CrObject list
      = cr_interp_new_instance (interp, cr_module_class (interp, "torch.autograd.profiler_util", "EventList"));
  CrSequence *events = cr_sequence_new (interp->heap, CR_OBJECT_LIST, profile->averages->len);
  for (guint i = 0; i < events->n; i++)
    events->items[i] = new_event (interp, &g_array_index (profile->averages, CrProfileAverage, i));
  cr_instance_set (interp, list, "_events", cr_object_from_cell (events));
  cr_instance_set (interp, list, "_profile", cr_object_ref (self));
  return list;
}

static CrObject
make_table (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[7];
  gint64 row_limit = 100;
  if (!cr_args_bind (interp, args, "EventList.table",
                     "sort_by? row_limit? max_src_column_width? max_name_column_width? max_shapes_column_width? "
                     "header? top_level_events_only?",
                     TRUE, values))
    return CR_UNSET;
  const char *sort_by = values[0].kind == CR_OBJECT_STR ? cr_object_text (values[0]) : NULL;
  const char *header = values[5].kind == CR_OBJECT_STR ? cr_object_text (values[5]) : NULL;
  static const CrProfileAverage none = { NULL, 0, 0, 0 };
  if (cr_object_is_set (values[1]) && !cr_interp_to_int (interp, values[1], &row_limit))
    return CR_UNSET;
  if (sort_by && cr_profile_average_get (&none, sort_by) < 0)
    return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'FunctionEventAvg' object has no attribute '%s'", sort_by);
  g_autofree char *table = cr_profile_dup_table (profile_of (self), sort_by, row_limit, header);
  return cr_str_new (interp->heap, table, -1);
}

static CrObject
profile_table (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return check_finished (interp, self) ? make_table (interp, self, args) : CR_UNSET;
}

static CrObject
list_table (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_table (interp, cr_instance_get (self, "_profile"), args);
}

static CrObject
list_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrCallArgs none = { NULL, 0, 0, NULL };
  return list_table (interp, self, &none);
}

static CrObject
list_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (cr_object_sequence (cr_instance_get (self, "_events"))->n);
}

static CrObject
list_get_item (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_get_item (interp, cr_instance_get (self, "_events"), args->values[0]);
}

static CrObject
list_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *iterator = cr_interp_iterate (interp, cr_instance_get (self, "_events"));
  return iterator ? cr_object_from_cell (iterator) : CR_UNSET;
}

static CrObject
event_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new_printf (interp->heap,
                            "<FunctionEventAvg key=%s self_cpu_time=%s cpu_time=%s  self_cuda_time=0.000us "
                            "cuda_time=0.000us input_shapes= cpu_memory_usage=0 cuda_memory_usage=0>",
                            cr_object_text (cr_instance_get (self, "key")),
                            cr_object_text (cr_instance_get (self, "self_cpu_time_total_str")),
                            cr_object_text (cr_instance_get (self, "cpu_time_str")));
}

/* with record_function (name): a row of its own. */

static CrObject
record_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[2];
  if (!cr_args_bind (interp, args, "record_function.__init__", "name args?", TRUE, values))
    return CR_UNSET;
  if (values[0].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "record_function(): name must be str, not %s",
                            cr_interp_type_name (interp, values[0]));
  cr_instance_set (interp, self, "name", cr_object_ref (values[0]));
  return CR_NONE;
}

static CrObject
record_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_profile_begin (interp->context, cr_object_text (cr_instance_get (self, "name")));
  return cr_object_ref (self);
}

static CrObject
record_exit (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  cr_profile_end (interp->context, cr_object_text (cr_instance_get (self, "name")));
  return CR_NONE;
}

static const CrBuiltinRow profile_rows[] = {
  { "__init__", 0, -1, "*", profile_init },  { "__enter__", 0, 0, NULL, profile_enter },
  { "__exit__", 0, -1, NULL, profile_exit }, { "__str__", 0, 0, NULL, profile_str },
  { "__repr__", 0, 0, NULL, profile_str },   { "key_averages", 0, -1, "*", profile_key_averages },
  { "table", 0, -1, "*", profile_table },    { NULL },
};
static const CrBuiltinRow list_rows[] = {
  { "table", 0, -1, "*", list_table },
  { "__str__", 0, 0, NULL, list_str },
  { "__repr__", 0, 0, NULL, list_str },
  { "__len__", 0, 0, NULL, list_len },
  { "__getitem__", 1, 1, NULL, list_get_item },
  { "__iter__", 0, 0, NULL, list_iter },
  { NULL },
};
static const CrBuiltinRow event_rows[] = {
  { "__repr__", 0, 0, NULL, event_repr },
  { NULL },
};
static const CrBuiltinRow record_rows[] = {
  { "__init__", 0, -1, "*", record_init },
  { "__enter__", 0, 0, NULL, record_enter },
  { "__exit__", 0, -1, NULL, record_exit },
  { NULL },
};

static void
add_class (CrInterp *interp, CrModuleObject *module, const char *name, const CrBuiltinRow *rows)
{
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (type, rows);
  cr_module_object_set (module, strrchr (name, '.') + 1, cr_object_from_cell (type));
}

CrModuleObject *
cr_builtins_make_profiler_util (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  add_class (interp, module, "torch.autograd.profiler_util.EventList", list_rows);
  add_class (interp, module, "torch.autograd.profiler_util.FunctionEventAvg", event_rows);
  return module;
}

CrModuleObject *
cr_builtins_make_profiler (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  add_class (interp, module, "torch.autograd.profiler.profile", profile_rows);
  add_class (interp, module, "torch.autograd.profiler.record_function", record_rows);
  return module;
}
