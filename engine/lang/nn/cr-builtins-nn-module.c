/* torch.nn.Module: an instance with ordered dicts of parameters, buffers and modules, into which
 * assignment sorts what it is given (torch/nn/modules/module.py). */

#include "cr-builtins-nn-private.h"

#include "cr-backward.h"

#include <string.h>

gboolean
cr_nn_is_module (CrInterp *interp, CrObject object)
{
  return object.kind == CR_OBJECT_INSTANCE && interp->nn
         && cr_class_is_subclass (((CrInstance *)object.u.cell)->type, interp->nn->module);
}

gboolean
cr_nn_is_parameter (CrObject object)
{
  return object.kind == CR_OBJECT_TENSOR && cr_tensor_is_parameter (object.u.tensor);
}

CrDict *
cr_nn_dict (CrObject self, const char *name)
{
  CrDict *own = self.kind == CR_OBJECT_INSTANCE ? ((CrInstance *)self.u.cell)->attributes : NULL;
  CrObject found = own ? cr_dict_get_text (own, name) : CR_UNSET;
  return found.kind == CR_OBJECT_DICT || found.kind == CR_OBJECT_SET ? cr_object_dict (found) : NULL;
}

void
cr_nn_set (CrInterp *interp, CrObject self, const char *name, CrObject value)
{
  CrInstance *instance = (CrInstance *)self.u.cell;
  if (instance->attributes == NULL)
    instance->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (instance->attributes, name, value);
}

gboolean
cr_nn_init_module (CrInterp *interp, CrObject self)
{
  static const char *const dicts[]
      = { "_parameters", "_buffers", "_backward_hooks", "_forward_hooks", "_forward_pre_hooks", "_modules" };
  cr_nn_set (interp, self, "training", cr_object_bool (TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (dicts); i++)
    {
      CrObject dict = cr_nn_ordered_dict (interp);
      if (!cr_object_is_set (dict))
        return FALSE;
      cr_nn_set (interp, self, dicts[i], dict);
    }
  cr_nn_set (interp, self, "_non_persistent_buffers_set",
             cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_SET)));
  return TRUE;
}

CrObject
cr_nn_new_module (CrInterp *interp, CrClass *type)
{
  CrObject self = cr_interp_new_instance (interp, type);
  if (cr_object_is_set (self) && !cr_nn_init_module (interp, self))
    cr_object_clear (&self);
  return self;
}

static CrObject
module_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", "__init__", "", args, values))
    return CR_UNSET;
  return cr_nn_init_module (interp, self) ? CR_NONE : CR_UNSET;
}

char *
cr_nn_typename (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_TENSOR)
    return cr_nn_is_parameter (object)
               ? g_strdup ("torch.nn.parameter.Parameter")
               : g_strdup_printf ("torch.%sTensor", cr_dtype_get_scalar_name (cr_tensor_get_dtype (object.u.tensor)));
  const CrClass *type = cr_interp_type_of (interp, object);
  return g_strconcat (type->from_script ? "__main__." : "", type->name, NULL);
}

static const char *const member_dicts[] = { "_parameters", "_buffers", "_modules" };

static CrObject
module_getattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject name = args->values[0];
  for (guint i = 0; i < G_N_ELEMENTS (member_dicts); i++)
    {
      CrDict *dict = cr_nn_dict (self, member_dicts[i]);
      CrObject found = dict ? cr_dict_get (dict, name) : CR_UNSET;
      if (cr_object_is_set (found))
        return cr_object_ref (found);
    }
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'",
                          cr_interp_type_name (interp, self), name.kind == CR_OBJECT_STR ? cr_object_text (name) : "");
}

static gboolean
contains (CrDict *dict, CrObject key)
{
  return dict && cr_object_is_set (cr_dict_get (dict, key));
}

/* @name leaves every place but @keep. */
static void
remove_elsewhere (CrObject self, CrObject name, const char *keep)
{
  CrDict *own = ((CrInstance *)self.u.cell)->attributes;
  CrDict *transient = cr_nn_dict (self, "_non_persistent_buffers_set");
  if (own)
    cr_dict_remove (own, name);
  for (guint i = 0; i < G_N_ELEMENTS (member_dicts); i++)
    {
      CrDict *dict = cr_nn_dict (self, member_dicts[i]);
      if (dict && strcmp (member_dicts[i], keep) != 0)
        cr_dict_remove (dict, name);
    }
  if (transient)
    cr_dict_remove (transient, name);
}

static gboolean
raise_cannot_assign (CrInterp *interp, CrObject name, CrObject value, const char *as, const char *expected)
{
  g_autofree char *type = cr_nn_typename (interp, value);
  cr_interp_raise (interp, CR_ERROR_TYPE, "cannot assign '%s' as %s '%s' (%s or None expected)", type, as,
                   cr_object_text (name), expected);
  return FALSE;
}

static gboolean
raise_before_init (CrInterp *interp, const char *what)
{
  cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "cannot assign %s before Module.__init__() call", what);
  return FALSE;
}

/* A name that already means a parameter, module or buffer takes only such a one. 1: done, 0: it is none of them. */
static int
assign_member (CrInterp *interp, CrObject self, CrObject name, CrObject value)
{
  CrDict *parameters = cr_nn_dict (self, "_parameters"), *modules = cr_nn_dict (self, "_modules");
  CrDict *buffers = cr_nn_dict (self, "_buffers");
  gboolean none = value.kind == CR_OBJECT_NONE;
  if (contains (parameters, name))
    {
      if (!none)
        return raise_cannot_assign (interp, name, value, "parameter", "torch.nn.Parameter") - 1;
      return cr_nn_register_parameter (interp, self, name, value) ? 1 : -1;
    }
  if (contains (modules, name))
    {
      if (!none)
        return raise_cannot_assign (interp, name, value, "child module", "torch.nn.Module") - 1;
      cr_dict_set (modules, name, value);
      return 1;
    }
  if (!contains (buffers, name))
    return 0;
  if (!none && value.kind != CR_OBJECT_TENSOR)
    return raise_cannot_assign (interp, name, value, "buffer", "torch.Tensor") - 1;
  cr_dict_set (buffers, name, cr_object_ref (value));
  return 1;
}

static gboolean
assign (CrInterp *interp, CrObject self, CrObject name, CrObject value)
{
  if (cr_nn_is_parameter (value))
    {
      if (cr_nn_dict (self, "_parameters") == NULL)
        return raise_before_init (interp, "parameters");
      remove_elsewhere (self, name, "_parameters");
      return cr_nn_register_parameter (interp, self, name, value);
    }
  CrDict *parameters = cr_nn_dict (self, "_parameters");
  if (cr_nn_is_module (interp, value) && !contains (parameters, name))
    {
      CrDict *modules = cr_nn_dict (self, "_modules");
      if (modules == NULL)
        return raise_before_init (interp, "module");
      remove_elsewhere (self, name, "_modules");
      cr_dict_set (modules, name, cr_object_ref (value));
      return TRUE;
    }
  int done = assign_member (interp, self, name, value);
  if (done != 0)
    return done > 0;
  return cr_interp_set_instance_attribute (interp, self, cr_object_text (name), value);
}

static CrObject
module_setattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "attribute name must be string, not '%s'",
                            cr_interp_type_name (interp, args->values[0]));
  return assign (interp, self, args->values[0], args->values[1]) ? CR_NONE : CR_UNSET;
}

static CrObject
module_delattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject name = args->values[0];
  CrDict *transient = cr_nn_dict (self, "_non_persistent_buffers_set");
  for (guint i = 0; i < G_N_ELEMENTS (member_dicts); i++)
    {
      CrDict *dict = cr_nn_dict (self, member_dicts[i]);
      if (!contains (dict, name))
        continue;
      cr_dict_remove (dict, name);
      if (transient)
        cr_dict_remove (transient, name);
      return CR_NONE;
    }
  return cr_interp_set_instance_attribute (interp, self, cr_object_text (name), CR_UNSET) ? CR_NONE : CR_UNSET;
}

/* What register_parameter(), register_buffer() and add_module() ask of a name. */
static gboolean
check_name (CrInterp *interp, CrObject self, CrObject name, const char *what, CrDict *dict)
{
  const char *text = name.kind == CR_OBJECT_STR ? cr_object_text (name) : NULL;
  if (text == NULL)
    {
      g_autofree char *type = cr_nn_typename (interp, name);
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s name should be a string. Got %s", what, type);
      return FALSE;
    }
  g_autofree char *message = NULL;
  if (strchr (text, '.'))
    message = strcmp (what, "module") == 0 ? g_strdup_printf ("module name can't contain \".\", got: %s", text)
                                           : g_strdup_printf ("%s name can't contain \".\"", what);
  else if (*text == '\0')
    message = g_strdup_printf ("%s name can't be empty string \"\"", what);
  else if (!contains (dict, name))
    {
      CrObject found = cr_interp_find_attribute (interp, self, text);
      if (cr_object_is_set (found))
        message = g_strdup_printf ("attribute '%s' already exists", text);
      cr_object_unref (found);
      if (cr_interp_is_raised (interp))
        cr_interp_forget (interp);
    }
  if (message == NULL)
    return TRUE;
  CrObject key = cr_str_new (interp->heap, message, -1);
  cr_interp_raise_key (interp, key);
  cr_object_unref (key);
  return FALSE;
}

gboolean
cr_nn_register_parameter (CrInterp *interp, CrObject self, CrObject name, CrObject value)
{
  CrDict *parameters = cr_nn_dict (self, "_parameters");
  if (parameters == NULL)
    return raise_before_init (interp, "parameter");
  if (!check_name (interp, self, name, "parameter", parameters))
    return FALSE;
  if (value.kind != CR_OBJECT_NONE && !cr_nn_is_parameter (value))
    {
      g_autofree char *type = cr_nn_typename (interp, value);
      cr_interp_raise (interp, CR_ERROR_TYPE,
                       "cannot assign '%s' object to parameter '%s' (torch.nn.Parameter or None required)", type,
                       cr_object_text (name));
      return FALSE;
    }
  cr_dict_set (parameters, name, cr_object_ref (value));
  return TRUE;
}

gboolean
cr_nn_register_buffer (CrInterp *interp, CrObject self, CrObject name, CrObject value, gboolean persistent)
{
  CrDict *buffers = cr_nn_dict (self, "_buffers"), *transient = cr_nn_dict (self, "_non_persistent_buffers_set");
  if (buffers == NULL || transient == NULL)
    return raise_before_init (interp, "buffer");
  if (!check_name (interp, self, name, "buffer", buffers))
    return FALSE;
  if (value.kind != CR_OBJECT_NONE && value.kind != CR_OBJECT_TENSOR)
    {
      g_autofree char *type = cr_nn_typename (interp, value);
      cr_interp_raise (interp, CR_ERROR_TYPE,
                       "cannot assign '%s' object to buffer '%s' (torch Tensor or None required)", type,
                       cr_object_text (name));
      return FALSE;
    }
  cr_dict_set (buffers, name, cr_object_ref (value));
  if (persistent)
    cr_dict_remove (transient, name);
  else
    cr_dict_set (transient, name, cr_object_bool (TRUE));
  return TRUE;
}

gboolean
cr_nn_is_persistent (CrInterp *interp, CrObject self, CrObject name)
{
  return !contains (cr_nn_dict (self, "_non_persistent_buffers_set"), name);
}

gboolean
cr_nn_add_module (CrInterp *interp, CrObject self, CrObject name, CrObject module)
{
  CrDict *modules = cr_nn_dict (self, "_modules");
  if (module.kind != CR_OBJECT_NONE && !cr_nn_is_module (interp, module))
    {
      g_autofree char *type = cr_nn_typename (interp, module);
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s is not a Module subclass", type);
      return FALSE;
    }
  if (modules == NULL)
    return raise_before_init (interp, "module");
  if (!check_name (interp, self, name, "module", modules))
    return FALSE;
  cr_dict_set (modules, name, cr_object_ref (module));
  return TRUE;
}

static CrObject
module_register_parameter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", "register_parameter", "name, param", args, values))
    return CR_UNSET;
  gboolean fine = cr_nn_register_parameter (interp, self, values[0], values[1]);
  cr_nn_unbind (values, 2);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
module_register_buffer (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", "register_buffer", "name, tensor, persistent=True", args, values))
    return CR_UNSET;
  int persistent = cr_interp_truth (interp, values[2]);
  gboolean fine = persistent >= 0 && cr_nn_register_buffer (interp, self, values[0], values[1], persistent);
  cr_nn_unbind (values, 3);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
module_add_module (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Module", "add_module", "name, module", args, values))
    return CR_UNSET;
  gboolean fine = cr_nn_add_module (interp, self, values[0], values[1]);
  cr_nn_unbind (values, 2);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
module_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "Module [%s] is missing the required \"forward\" function",
                          cr_interp_type_name (interp, self));
}

static gboolean
has_hooks (CrObject self)
{
  static const char *const names[] = { "_forward_hooks", "_forward_pre_hooks", "_backward_hooks" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CrDict *dict = cr_nn_dict (self, names[i]);
      if (dict && dict->n_live)
        return TRUE;
    }
  return FALSE;
}

static CrObject
call_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject forward = cr_interp_get_attribute (interp, self, "forward");
  CrObject result = cr_object_is_set (forward) ? cr_interp_call (interp, forward, args) : CR_UNSET;
  cr_object_unref (forward);
  return result;
}

CrObject
cr_nn_call (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrScopeFrame frame = { .public = { .kind = CR_LANG_SCOPE_MODULE,
                                     .range = interp->here ? interp->here : &cr_interp_no_range,
                                     .key = interp->statement_key },
                         .value = self };
  cr_interp_enter (interp, &frame);
  CrObject result = has_hooks (self) ? cr_nn_call_with_hooks (interp, self, args) : call_forward (interp, self, args);
  cr_interp_leave (interp, &frame);
  return result;
}

/* "  " before every line but the first. */
static void
append_indented (GString *into, const char *text)
{
  for (; *text; text++)
    {
      g_string_append_c (into, *text);
      if (*text == '\n')
        g_string_append (into, "  ");
    }
}

/* One line a child: "(name): its repr". */
static gboolean
append_children (CrInterp *interp, CrDict *modules, GString *into)
{
  for (guint i = 0; modules && i < modules->n_entries; i++)
    {
      if (!cr_object_is_set (modules->entries[i].key))
        continue;
      CrObject key = cr_interp_str (interp, modules->entries[i].key);
      CrObject text = cr_object_is_set (key) ? cr_interp_repr (interp, modules->entries[i].value) : CR_UNSET;
      if (cr_object_is_set (text))
        {
          g_string_append_printf (into, "\n  (%s): ", cr_object_text (key));
          append_indented (into, cr_object_text (text));
        }
      gboolean fine = cr_object_is_set (text) && cr_interp_reserve (interp, into->len);
      cr_object_unref (key);
      cr_object_unref (text);
      if (!fine)
        return FALSE;
    }
  return TRUE;
}

static CrObject
module_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (!cr_interp_step (interp))
    return CR_UNSET;
  CrObject extra = cr_nn_call_method (interp, self, "extra_repr", NULL, 0);
  CrDict *modules = cr_nn_dict (self, "_modules");
  if (!cr_object_is_set (extra))
    return CR_UNSET;
  const char *text = extra.kind == CR_OBJECT_STR ? cr_object_text (extra) : "";
  gboolean bare = (modules == NULL || modules->n_live == 0) && strchr (text, '\n') == NULL;
  GString *into = g_string_new (cr_interp_type_name (interp, self));
  g_string_append_c (into, '(');
  if (*text && !bare)
    g_string_append (into, "\n  ");
  if (bare)
    g_string_append (into, text);
  else
    append_indented (into, text);
  gboolean fine = append_children (interp, modules, into);
  g_string_append (into, bare ? ")" : "\n)");
  cr_object_unref (extra);
  if (fine)
    return cr_str_new_take (interp->heap, into);
  g_string_free (into, TRUE);
  return CR_UNSET;
}

static CrObject
module_extra_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new (interp->heap, "", 0);
}

static CrObject
module_get_name (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_str_new (interp->heap, cr_interp_type_name (interp, self), -1);
}

const CrBuiltinRow cr_builtins_nn_module[] = {
  { "__init__", 0, -1, "*", module_init },
  { "__getattr__", 1, 1, NULL, module_getattr },
  { "__setattr__", 2, 2, NULL, module_setattr },
  { "__delattr__", 1, 1, NULL, module_delattr },
  { "__call__", 0, -1, "*", cr_nn_call },
  { "__repr__", 0, 0, NULL, module_repr },
  { "extra_repr", 0, 0, NULL, module_extra_repr },
  { "_get_name", 0, 0, NULL, module_get_name },
  { "forward", 0, -1, "*", module_forward },
  { "register_parameter", 0, -1, "*", module_register_parameter },
  { "register_buffer", 0, -1, "*", module_register_buffer },
  { "add_module", 0, -1, "*", module_add_module },
  { "register_module", 0, -1, "*", module_add_module },
  { NULL },
};
