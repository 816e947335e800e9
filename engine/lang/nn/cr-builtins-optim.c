/* torch.optim: the optimizers' table as classes. Groups and states are dicts that scripts read and write,
 * as in torch/optim/optimizer.py; a step hands them to the row. */

#include "cr-builtins-optim-private.h"

#include "cr-backward.h"

#include <string.h>

const CrOptimizer *
cr_optim_find_row (CrInterp *interp, CrObject self)
{
  const CrClass *type = self.kind == CR_OBJECT_INSTANCE ? ((CrInstance *)self.u.cell)->type : NULL;
  for (guint i = 0; type && i < type->n_mro; i++)
    {
      const CrOptimizer *row = g_hash_table_lookup (interp->nn->optimizers, type->mro[i]);
      if (row)
        return row;
    }
  return NULL;
}

CrSequence *
cr_optim_groups (CrInterp *interp, CrObject self)
{
  CrDict *own = ((CrInstance *)self.u.cell)->attributes;
  CrObject groups = own ? cr_dict_get_text (own, "param_groups") : CR_UNSET;
  CrSequence *list = groups.kind == CR_OBJECT_LIST ? cr_object_sequence (groups) : NULL;
  if (list == NULL)
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'param_groups'",
                     cr_interp_type_name (interp, self));
  for (guint i = 0; list && i < list->n; i++)
    if (list->items[i].kind != CR_OBJECT_DICT)
      {
        cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object is not subscriptable",
                         cr_interp_type_name (interp, list->items[i]));
        return NULL;
      }
  return list;
}

/* The position of @name in a signature's text, -1 if it is not there. */
static int
find_parameter (const char *signature, const char *name)
{
  gsize n = strlen (name);
  int i = 0;
  for (const char *at = signature; *at;)
    {
      at += strspn (at, " ,");
      if (strncmp (at, name, n) == 0 && (at[n] == '\0' || at[n] == ',' || at[n] == '='))
        return i;
      i += *at != '*';
      for (int depth = 0; *at && (depth > 0 || *at != ','); at++)
        depth += (*at == '(') - (*at == ')');
    }
  return -1;
}

static guint
count_parameters (const char *signature)
{
  guint n = 0;
  for (const char *at = signature; *at;)
    {
      at += strspn (at, " ,");
      n += *at && *at != '*';
      for (int depth = 0; *at && (depth > 0 || *at != ','); at++)
        depth += (*at == '(') - (*at == ')');
    }
  return n;
}

static gboolean
is_required (CrInterp *interp, CrObject value)
{
  return value.kind == CR_OBJECT_INSTANCE && ((CrInstance *)value.u.cell)->type == interp->nn->required;
}

/* Element @i of a number or tuple. */
static CrObject
element (CrObject value, guint i)
{
  if (!cr_object_is_sequence (value))
    return i == 0 ? value : CR_NONE;
  return i < cr_object_sequence (value)->n ? cr_object_sequence (value)->items[i] : CR_NONE;
}

static gboolean
check_values (CrInterp *interp, const CrOptimizer *row, const CrObject *values)
{
  for (const CrOptimizerCheck *check = row->checks; check->option; check++)
    {
      CrObject value = element (values[find_parameter (row->parameters, check->option)], check->element);
      double number;
      if (is_required (interp, value))
        continue;
      if (!cr_interp_to_double (interp, value, &number))
        return FALSE;
      if (number >= 0 && number < check->below)
        continue;
      CrObject text = cr_interp_str (interp, value);
      if (number >= 0 && check->below > 1) /* infinity is fine where only a sign is asked for */
        {
          cr_object_unref (text);
          continue;
        }
      cr_interp_raise (interp, CR_ERROR_VALUE, "%s: %s", check->message,
                       cr_object_is_set (text) ? cr_object_text (text) : "");
      cr_object_unref (text);
      return FALSE;
    }
  return TRUE;
}

gboolean
cr_optim_read_options (CrInterp *interp, const CrOptimizer *row, CrDict *group, double *options)
{
  g_auto (GStrv) names = g_strsplit (row->options, " ", -1);
  guint n = 0;
  for (char **name = names; *name; name++)
    {
      char *star = strchr (*name, '*');
      guint width = star ? (guint)g_ascii_strtoull (star + 1, NULL, 10) : 1;
      if (star)
        *star = '\0';
      CrObject value = cr_dict_get_text (group, *name);
      if (!cr_object_is_set (value))
        {
          CrObject key = cr_str_new (interp->heap, *name, -1);
          cr_interp_raise_key (interp, key);
          cr_object_unref (key);
          return FALSE;
        }
      for (guint i = 0; i < width; i++, n++)
        {
          CrObject one = element (value, i);
          options[n] = 0;
          if (one.kind != CR_OBJECT_NONE && !cr_interp_to_double (interp, one, &options[n]))
            return FALSE;
        }
    }
  return TRUE;
}

/* The values as the dict of defaults, in PyTorch's order. */
static CrDict *
make_defaults (CrInterp *interp, const CrOptimizer *row, const CrObject *values)
{
  CrDict *defaults = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  g_auto (GStrv) names = g_strsplit (row->defaults, " ", -1);
  for (char **name = names; *name; name++)
    cr_dict_set_text (defaults, *name, cr_object_ref (values[find_parameter (row->parameters, *name)]));
  return defaults;
}

static gboolean
is_leaf (CrObject param)
{
  return cr_tensor_is_leaf (param.u.tensor) || cr_tensor_retains_grad (param.u.tensor);
}

static gboolean
check_params (CrInterp *interp, CrSequence *params)
{
  for (guint i = 0; i < params->n; i++)
    if (params->items[i].kind != CR_OBJECT_TENSOR)
      {
        g_autofree char *type = cr_nn_typename (interp, params->items[i]);
        cr_interp_raise (interp, CR_ERROR_TYPE, "optimizer can only optimize Tensors, but one of the params is %s",
                         type);
        return FALSE;
      }
    else if (!is_leaf (params->items[i]))
      {
        cr_interp_raise (interp, CR_ERROR_VALUE, "can't optimize a non-leaf Tensor");
        return FALSE;
      }
  return TRUE;
}

/* No parameter twice: within the group it is a warning, in two groups an error. */
static gboolean
check_unique (CrInterp *interp, CrObject self, CrSequence *params)
{
  g_autoptr (GHashTable) own = g_hash_table_new (NULL, NULL);
  CrSequence *groups = cr_optim_groups (interp, self);
  gboolean twice = FALSE;
  for (guint i = 0; i < params->n; i++)
    twice = !g_hash_table_add (own, params->items[i].u.pointer) || twice;
  if (twice)
    cr_interp_warn (interp, "UserWarning",
                    "optimizer contains a parameter group with duplicate parameters; in future, this will cause an "
                    "error; see github.com/pytorch/pytorch/issues/40967 for more information");
  for (guint g = 0; groups && g < groups->n; g++)
    {
      CrObject others = cr_dict_get_text (cr_object_dict (groups->items[g]), "params");
      for (guint i = 0; others.kind == CR_OBJECT_LIST && i < cr_object_sequence (others)->n; i++)
        if (g_hash_table_contains (own, cr_object_sequence (others)->items[i].u.pointer))
          {
            cr_interp_raise (interp, CR_ERROR_VALUE, "some parameters appear in more than one parameter group");
            return FALSE;
          }
    }
  return groups != NULL;
}

static gboolean
fill_group (CrInterp *interp, CrObject self, CrDict *group)
{
  CrDict *defaults = cr_nn_dict (self, "defaults");
  for (guint i = 0; defaults && i < defaults->n_entries; i++)
    {
      CrDictEntry *entry = &defaults->entries[i];
      if (!cr_object_is_set (entry->key) || cr_object_is_set (cr_dict_get (group, entry->key)))
        continue;
      if (is_required (interp, entry->value))
        {
          cr_interp_raise (interp, CR_ERROR_VALUE,
                           "parameter group didn't specify a value of required optimization parameter %s",
                           cr_object_text (entry->key));
          return FALSE;
        }
      cr_dict_set (group, entry->key, cr_object_ref (entry->value));
    }
  return TRUE;
}

static gboolean
add_group (CrInterp *interp, CrObject self, CrObject value)
{
  if (value.kind != CR_OBJECT_DICT)
    {
      cr_interp_raise (interp, CR_ERROR_ASSERTION, "param group must be a dict");
      return FALSE;
    }
  CrDict *group = cr_object_dict (value);
  CrObject params = cr_dict_get_text (group, "params");
  if (!cr_object_is_set (params))
    {
      CrObject key = cr_str_new (interp->heap, "params", -1);
      cr_interp_raise_key (interp, key);
      cr_object_unref (key);
      return FALSE;
    }
  if (params.kind == CR_OBJECT_SET)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE,
                       "optimizer parameters need to be organized in ordered collections, but the ordering of tensors "
                       "in sets will change between runs. Please use a list instead.");
      return FALSE;
    }
  CrSequence *list = NULL;
  if (params.kind == CR_OBJECT_TENSOR)
    {
      list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 1);
      list->items[0] = cr_object_ref (params);
    }
  else
    list = cr_interp_to_sequence (interp, params, CR_OBJECT_LIST);
  if (list == NULL)
    return FALSE;
  cr_dict_set_text (group, "params", cr_object_from_cell (list));
  CrSequence *groups = cr_optim_groups (interp, self);
  if (!groups || !check_params (interp, list) || !fill_group (interp, self, group)
      || !check_unique (interp, self, list))
    return FALSE;
  cr_sequence_append (groups, cr_object_ref (value));
  return TRUE;
}

static CrObject
optimizer_add_param_group (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject group;
  if (!cr_nn_bind (interp, "Optimizer", "add_param_group", "param_group", args, &group))
    return CR_UNSET;
  gboolean fine = add_group (interp, self, group);
  cr_object_unref (group);
  return fine ? CR_NONE : CR_UNSET;
}

/* A dict whose missing entries are empty dicts, where the language has such. */
static CrObject
make_state (CrInterp *interp)
{
  CrObject module = cr_builtins_module (interp, "collections"), type = CR_UNSET, result = CR_UNSET;
  if (module.kind == CR_OBJECT_MODULE)
    type = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, "defaultdict");
  CrObject factory = cr_object_from_cell (interp->types[CR_OBJECT_DICT]);
  if (type.kind == CR_OBJECT_CLASS)
    result = cr_interp_call_simple (interp, type, &factory, 1);
  else
    result = cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT));
  cr_object_unref (module);
  return result;
}

/* What Optimizer.__init__() does. @defaults is taken over. */
static gboolean
init_optimizer (CrInterp *interp, CrObject self, CrObject params, CrObject defaults)
{
  CrObject state = make_state (interp);
  cr_nn_set (interp, self, "defaults", defaults);
  if (params.kind == CR_OBJECT_TENSOR)
    {
      g_autofree char *type = cr_nn_typename (interp, params);
      cr_object_unref (state);
      cr_interp_raise (interp, CR_ERROR_TYPE,
                       "params argument given to the optimizer should be an iterable of Tensors or dicts, but got %s",
                       type);
      return FALSE;
    }
  if (!cr_object_is_set (state))
    return FALSE;
  cr_nn_set (interp, self, "state", state);
  cr_nn_set (interp, self, "param_groups", cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0)));
  CrSequence *list = cr_interp_to_sequence (interp, params, CR_OBJECT_LIST);
  gboolean fine = list != NULL;
  if (fine && list->n == 0)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "optimizer got an empty parameter list");
      fine = FALSE;
    }
  if (fine && list->items[0].kind == CR_OBJECT_DICT)
    for (guint i = 0; fine && i < list->n; i++)
      fine = add_group (interp, self, list->items[i]);
  else if (fine)
    {
      CrDict *group = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      cr_dict_set_text (group, "params", cr_object_from_cell (cr_cell_ref (list)));
      fine = add_group (interp, self, cr_object_from_cell (group));
      cr_cell_unref (group);
    }
  cr_cell_unref (list);
  return fine;
}

static CrObject
optimizer_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Optimizer", "__init__", "params, defaults", args, values))
    return CR_UNSET;
  gboolean fine = init_optimizer (interp, self, values[0], cr_object_ref (values[1]));
  cr_nn_unbind (values, 2);
  return fine ? CR_NONE : CR_UNSET;
}

/* States that the constructor makes: Adagrad's sums. */
static gboolean
start_states (CrInterp *interp, CrObject self, const CrOptimizer *row)
{
  CrSequence *groups = row->start ? cr_optim_groups (interp, self) : NULL;
  for (guint g = 0; groups && g < groups->n; g++)
    if (!cr_optim_update_group (interp, self, row, cr_object_dict (groups->items[g]), row->start))
      return FALSE;
  return TRUE;
}

static CrObject
row_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const CrOptimizer *row = cr_optim_find_row (interp, self);
  CrObject values[CR_NN_MAX_PARAMETERS];
  double options[CR_OPTIMIZER_MAX_OPTIONS];
  GError *error = NULL;
  if (row == NULL || !cr_nn_bind (interp, row->name, "__init__", row->parameters, args, values))
    return CR_UNSET;
  gboolean fine = check_values (interp, row, values);
  CrDict *defaults = fine ? make_defaults (interp, row, values) : NULL;
  if (fine && row->check)
    {
      gboolean required = is_required (interp, cr_dict_get_text (defaults, "lr"));
      CrObject lr = required ? cr_object_ref (cr_dict_get_text (defaults, "lr")) : CR_UNSET;
      if (required)
        cr_dict_set_text (defaults, "lr", cr_object_float (0));
      fine = cr_optim_read_options (interp, row, defaults, options);
      if (required)
        cr_dict_set_text (defaults, "lr", lr);
      if (fine && !row->check (options, &error))
        {
          cr_interp_raise_error (interp, error);
          fine = FALSE;
        }
    }
  if (fine)
    fine = init_optimizer (interp, self, values[0], cr_object_from_cell (cr_cell_ref (defaults)))
           && start_states (interp, self, row);
  cr_cell_unref (defaults);
  cr_nn_unbind (values, count_parameters (row->parameters));
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
optimizer_zero_grad (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value;
  if (!cr_nn_bind (interp, "Optimizer", "zero_grad", "set_to_none=False", args, &value))
    return CR_UNSET;
  int set_to_none = cr_interp_truth (interp, value);
  cr_object_unref (value);
  CrSequence *groups = set_to_none < 0 ? NULL : cr_optim_groups (interp, self);
  for (guint g = 0; groups && g < groups->n; g++)
    {
      CrObject params = cr_dict_get_text (cr_object_dict (groups->items[g]), "params");
      for (guint i = 0; params.kind == CR_OBJECT_LIST && i < cr_object_sequence (params)->n; i++)
        if (cr_object_sequence (params)->items[i].kind == CR_OBJECT_TENSOR
            && !cr_nn_zero_grad (interp, cr_object_sequence (params)->items[i].u.tensor, set_to_none))
          return CR_UNSET;
    }
  return groups ? CR_NONE : CR_UNSET;
}

static CrObject
optimizer_step (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", "");
}

/* loss = closure (), with gradients on. */
static CrObject
call_closure (CrInterp *interp, CrObject closure)
{
  if (closure.kind == CR_OBJECT_NONE)
    return CR_NONE;
  gboolean grad = cr_context_get_grad_enabled (interp->context);
  cr_context_set_grad_enabled (interp->context, TRUE);
  CrObject loss = cr_interp_call_simple (interp, closure, NULL, 0);
  cr_context_set_grad_enabled (interp->context, grad);
  return loss;
}

/* How often this was called, for a schedule that wants to come after. */
static void
count_step (CrInterp *interp, CrObject self)
{
  CrDict *own = ((CrInstance *)self.u.cell)->attributes;
  CrObject count = cr_dict_get_text (own, "_step_count");
  if (count.kind == CR_OBJECT_INT)
    cr_nn_set (interp, self, "_step_count", cr_object_int (count.u.integer + 1));
}

/* "lr=0.1, momentum=0.9" of each group, for whoever watches. */
static char *
describe_options (CrInterp *interp, const CrOptimizer *row, CrSequence *groups)
{
  GString *into = g_string_new (NULL);
  g_auto (GStrv) names = g_strsplit (row->options, " ", -1);
  for (guint g = 0; g < groups->n; g++)
    for (char **name = names; *name; name++)
      {
        g_autofree char *key = g_strndup (*name, strcspn (*name, "*"));
        CrObject value = cr_dict_get_text (cr_object_dict (groups->items[g]), key);
        CrObject text = cr_object_is_set (value) ? cr_interp_str (interp, value) : CR_UNSET;
        if (cr_object_is_set (text))
          g_string_append_printf (into, "%s%s=%s", name != names ? ", " : g ? "; " : "", key, cr_object_text (text));
        cr_object_unref (text);
      }
  return g_string_free (into, FALSE);
}

static void
tell_step (CrInterp *interp, const CrOptimizer *row, CrSequence *groups)
{
  if (interp->observer == NULL || interp->observer->optimizer_stepped == NULL)
    return;
  g_autofree char *options = describe_options (interp, row, groups);
  interp->observer->optimizer_stepped (interp->observer_data, row->name, options);
}

static CrObject
row_step (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const CrOptimizer *row = cr_optim_find_row (interp, self);
  CrObject closure;
  if (!row || !cr_optim_groups (interp, self)
      || !cr_nn_bind (interp, row->name, "step", "closure=None", args, &closure))
    return CR_UNSET;
  CrObject loss = call_closure (interp, closure);
  cr_object_unref (closure);
  /* The closure may have changed the groups, and so may a __float__ of an option's: a copy of the list is walked. */
  CrSequence *now = cr_object_is_set (loss) ? cr_optim_groups (interp, self) : NULL;
  CrSequence *groups = now ? cr_interp_to_sequence (interp, cr_object_from_cell (now), CR_OBJECT_LIST) : NULL;
  gboolean fine = groups != NULL;
  for (guint g = 0; fine && g < groups->n; g++)
    fine = cr_optim_update_group (interp, self, row, cr_object_dict (groups->items[g]), row->step);
  if (fine)
    {
      count_step (interp, self);
      tell_step (interp, row, groups);
    }
  cr_cell_unref (groups);
  if (!fine)
    cr_object_unref (loss);
  return fine ? loss : CR_UNSET;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
append_group (CrInterp *interp, CrDict *group, guint number, GString *into)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  for (guint i = 0; i < group->n_entries; i++)
    if (group->entries[i].key.kind == CR_OBJECT_STR && strcmp (cr_object_text (group->entries[i].key), "params") != 0)
      g_ptr_array_add (keys, (gpointer)cr_object_text (group->entries[i].key));
  g_ptr_array_sort (keys, compare_keys);
  g_string_append_printf (into, "\nParameter Group %u\n", number);
  for (guint i = 0; i < keys->len; i++)
    {
      CrObject text = cr_interp_str (interp, cr_dict_get_text (group, g_ptr_array_index (keys, i)));
      if (!cr_object_is_set (text))
        return FALSE;
      g_string_append_printf (into, "    %s: %s\n", (const char *)g_ptr_array_index (keys, i), cr_object_text (text));
      cr_object_unref (text);
    }
  return TRUE;
}

static CrObject
optimizer_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *groups = cr_optim_groups (interp, self);
  if (groups == NULL)
    return CR_UNSET;
  GString *into = g_string_new (cr_interp_type_name (interp, self));
  g_string_append (into, " (");
  for (guint g = 0; g < groups->n; g++)
    if (groups->items[g].kind != CR_OBJECT_DICT || !append_group (interp, cr_object_dict (groups->items[g]), g, into))
      {
        g_string_free (into, TRUE);
        return CR_UNSET;
      }
  g_string_append_c (into, ')');
  return cr_str_new_take (interp->heap, into);
}

static const CrBuiltinRow optimizer_rows[] = {
  { "__init__", 0, -1, "*", optimizer_init },
  { "__repr__", 0, 0, NULL, optimizer_repr },
  { "zero_grad", 0, -1, "*", optimizer_zero_grad },
  { "step", 0, -1, "*", optimizer_step },
  { "add_param_group", 0, -1, "*", optimizer_add_param_group },
  { NULL },
};

static const CrBuiltinRow row_rows[] = {
  { "__init__", 0, -1, "*", row_init },
  { "step", 0, -1, "*", row_step },
  { NULL },
};

CrClass *
cr_optim_base (CrInterp *interp)
{
  CrNn *nn = cr_nn_get (interp);
  if (nn->optimizer == NULL)
    {
      nn->optimizer = cr_nn_new_class (interp, "torch.optim.optimizer.Optimizer", interp->types[CR_OBJECT_INSTANCE],
                                       optimizer_rows);
      cr_class_add_methods (nn->optimizer, cr_builtins_optim_state);
    }
  return nn->optimizer;
}

CrModuleObject *
cr_builtins_make_torch_optim (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  CrClass *base = cr_optim_base (interp);
  guint n;
  const CrOptimizer *rows = cr_optimizers_get (&n);
  cr_module_object_set (module, "Optimizer", cr_object_from_cell (cr_cell_ref (base)));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *full = g_strdup_printf ("torch.optim.%s.%s", rows[i].module, rows[i].name);
      CrClass *type = cr_nn_new_class (interp, full, base, row_rows);
      g_hash_table_insert (interp->nn->optimizers, type, (gpointer)&rows[i]);
      cr_module_object_set (module, rows[i].name, cr_object_from_cell (type));
    }
  return module;
}
