/* What an optimizer keeps a parameter: read before a step, written after it, saved and loaded. */

#include "cr-builtins-optim-private.h"

#include "cr-backward.h"
#include "cr-kernels.h"

#include <string.h>

/* The dict of @param's state, made if it is missing; borrowed. */
static CrDict *
get_state (CrInterp *interp, CrObject self, CrObject param)
{
  CrDict *state = cr_nn_dict (self, "state");
  if (state == NULL)
    {
      cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'state'",
                       cr_interp_type_name (interp, self));
      return NULL;
    }
  CrObject found = cr_dict_get (state, param);
  if (found.kind != CR_OBJECT_DICT)
    {
      found = cr_object_from_cell (cr_dict_new (interp->heap, CR_OBJECT_DICT));
      cr_dict_set (state, param, found);
    }
  return cr_object_dict (found);
}

/* The row's states as tensors, owned. */
static gboolean
take_states (CrInterp *interp, char **names, CrDict *state, CrTensor **states)
{
  for (guint i = 0; names[i]; i++)
    {
      CrObject value = cr_dict_get_text (state, names[i]);
      if (value.kind == CR_OBJECT_TENSOR)
        states[i] = cr_tensor_ref (value.u.tensor);
      else if (cr_object_is_number (value))
        states[i] = cr_tensor_new_scalar (interp->context, CR_DTYPE_FLOAT32, cr_object_to_double (value), NULL);
    }
  return TRUE;
}

static void
put_states (const CrOptimizer *row, char **names, CrDict *state, CrTensor **states)
{
  for (guint i = 0; names[i]; i++)
    {
      CrObject value = cr_dict_get_text (state, names[i]);
      if (states[i] && row->counts_in_ints && strcmp (names[i], "step") == 0)
        cr_dict_set_text (state, names[i], cr_object_int ((gint64)cr_tensor_get_double (states[i], 0)));
      else if (states[i] && (value.kind != CR_OBJECT_TENSOR || value.u.tensor != states[i]))
        cr_dict_set_text (state, names[i], cr_object_take_tensor (cr_tensor_ref (states[i])));
      else if (!states[i] && row->shows_none && !cr_object_is_set (value))
        cr_dict_set_text (state, names[i], CR_NONE);
      g_clear_pointer (&states[i], cr_tensor_unref);
    }
}

static gboolean
update_one (CrInterp *interp, CrObject self, const CrOptimizer *row, CrObject param, const double *options,
            gboolean (*function) (CrOptimizerStep *step, GError **error))
{
  CrTensor *states[CR_OPTIMIZER_MAX_STATES] = { NULL };
  CrTensor *grad = cr_tensor_get_grad (param.u.tensor);
  CrDict *state = get_state (interp, self, param);
  if (state == NULL)
    return FALSE;
  g_auto (GStrv) names = g_strsplit (row->states, " ", -1);
  GError *error = NULL;
  take_states (interp, names, state, states);
  CrOptimizerStep step = { param.u.tensor, grad, options, states };
  gboolean fine = function == row->step ? cr_optimizer_step (row, &step, &error) : function (&step, &error);
  put_states (row, names, state, states);
  if (!fine)
    cr_interp_raise_error (interp, error);
  return fine;
}

gboolean
cr_optim_update_group (CrInterp *interp, CrObject self, const CrOptimizer *row, CrDict *group,
                       gboolean (*step) (CrOptimizerStep *step, GError **error))
{
  double options[CR_OPTIMIZER_MAX_OPTIONS];
  CrObject params = cr_dict_get_text (group, "params");
  if (!cr_optim_read_options (interp, row, group, options))
    return FALSE;
  for (guint i = 0; params.kind == CR_OBJECT_LIST && i < cr_object_sequence (params)->n; i++)
    {
      CrObject param = cr_object_sequence (params)->items[i];
      if (param.kind != CR_OBJECT_TENSOR || (step == row->step && cr_tensor_get_grad (param.u.tensor) == NULL))
        continue;
      if (!cr_interp_check_clock (interp) || !update_one (interp, self, row, param, options, step))
        return FALSE;
    }
  return TRUE;
}

/* The parameters of all groups with their numbers. */
static GHashTable *
number_params (CrSequence *groups)
{
  GHashTable *numbers = g_hash_table_new (NULL, NULL);
  guint n = 0;
  for (guint g = 0; g < groups->n; g++)
    {
      CrObject params = cr_dict_get_text (cr_object_dict (groups->items[g]), "params");
      for (guint i = 0; params.kind == CR_OBJECT_LIST && i < cr_object_sequence (params)->n; i++, n++)
        {
          gpointer param = cr_object_sequence (params)->items[i].u.pointer;
          if (!g_hash_table_contains (numbers, param))
            g_hash_table_insert (numbers, param, GUINT_TO_POINTER (n));
        }
    }
  return numbers;
}

/* A group with numbers where its parameters stand. */
static CrObject
pack_group (CrInterp *interp, CrDict *group, GHashTable *numbers)
{
  CrDict *packed = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrObject params = cr_dict_get_text (group, "params");
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < group->n_entries; i++)
    if (group->entries[i].key.kind == CR_OBJECT_STR && strcmp (cr_object_text (group->entries[i].key), "params") != 0)
      cr_dict_set (packed, group->entries[i].key, cr_object_ref (group->entries[i].value));
  for (guint i = 0; params.kind == CR_OBJECT_LIST && i < cr_object_sequence (params)->n; i++)
    {
      gpointer number = g_hash_table_lookup (numbers, cr_object_sequence (params)->items[i].u.pointer);
      cr_sequence_append (list, cr_object_int (GPOINTER_TO_UINT (number)));
    }
  cr_dict_set_text (packed, "params", cr_object_from_cell (list));
  return cr_object_from_cell (packed);
}

static CrObject
optimizer_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *groups = cr_optim_groups (interp, self);
  CrDict *state = cr_nn_dict (self, "state");
  if (groups == NULL)
    return CR_UNSET;
  g_autoptr (GHashTable) numbers = number_params (groups);
  CrDict *packed = cr_dict_new (interp->heap, CR_OBJECT_DICT), *result = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; state && i < state->n_entries; i++)
    {
      CrDictEntry *entry = &state->entries[i];
      if (!cr_object_is_set (entry->key))
        continue;
      CrObject key = entry->key.kind == CR_OBJECT_TENSOR
                         ? cr_object_int (GPOINTER_TO_UINT (g_hash_table_lookup (numbers, entry->key.u.pointer)))
                         : entry->key;
      cr_dict_set (packed, key, cr_object_ref (entry->value));
    }
  for (guint g = 0; g < groups->n; g++)
    cr_sequence_append (list, pack_group (interp, cr_object_dict (groups->items[g]), numbers));
  cr_dict_set_text (result, "state", cr_object_from_cell (packed));
  cr_dict_set_text (result, "param_groups", cr_object_from_cell (list));
  return cr_object_from_cell (result);
}

static guint
count_params (CrDict *group)
{
  CrObject params = cr_dict_get_text (group, "params");
  return cr_object_is_sequence (params) ? cr_object_sequence (params)->n : 0;
}

static gboolean
check_groups (CrInterp *interp, CrSequence *own, CrSequence *saved)
{
  if (own->n != saved->n)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "loaded state dict has a different number of parameter groups");
      return FALSE;
    }
  for (guint g = 0; g < own->n; g++)
    if (saved->items[g].kind != CR_OBJECT_DICT
        || count_params (cr_object_dict (own->items[g])) != count_params (cr_object_dict (saved->items[g])))
      {
        cr_interp_raise (interp, CR_ERROR_VALUE,
                         "loaded state dict contains a parameter group that doesn't match the size of optimizer's "
                         "group");
        return FALSE;
      }
  return TRUE;
}

/* A copy of a state's value, in the parameter's dtype; `step` keeps its own. */
static CrObject
copy_value (CrInterp *interp, CrObject value, CrTensor *param, const char *name)
{
  GError *error = NULL;
  if (value.kind != CR_OBJECT_TENSOR)
    return cr_object_ref (value);
  CrDtype dtype = cr_tensor_get_dtype (value.u.tensor), wanted = cr_tensor_get_dtype (param);
  gboolean casts = cr_dtype_is_floating (wanted) && strcmp (name, "step") != 0;
  CrTensor *copy = cr_kernel_cast (value.u.tensor, casts ? wanted : dtype, &error);
  return copy ? cr_object_take_tensor (copy) : cr_interp_raise_error (interp, error);
}

static CrObject
copy_state (CrInterp *interp, CrObject from, CrTensor *param)
{
  if (from.kind != CR_OBJECT_DICT)
    return cr_object_ref (from);
  CrDict *source = cr_object_dict (from), *copy = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < source->n_entries; i++)
    {
      CrDictEntry *entry = &source->entries[i];
      if (entry->key.kind != CR_OBJECT_STR)
        continue;
      CrObject value = copy_value (interp, entry->value, param, cr_object_text (entry->key));
      if (!cr_object_is_set (value))
        {
          cr_cell_unref (copy);
          return CR_UNSET;
        }
      cr_dict_set (copy, entry->key, value);
    }
  return cr_object_from_cell (copy);
}

/* States of the saved numbers to the parameters that stand at the same places. */
static gboolean
load_states (CrInterp *interp, CrObject self, CrSequence *own, CrSequence *saved, CrDict *from)
{
  CrDict *state = cr_nn_dict (self, "state");
  if (state == NULL)
    return FALSE;
  cr_dict_clear (state);
  for (guint g = 0; g < own->n; g++)
    {
      CrObject params = cr_dict_get_text (cr_object_dict (own->items[g]), "params");
      CrObject numbers = cr_dict_get_text (cr_object_dict (saved->items[g]), "params");
      for (guint i = 0; i < count_params (cr_object_dict (own->items[g])); i++)
        {
          CrObject param = cr_object_sequence (params)->items[i];
          CrObject found = cr_dict_get (from, cr_object_sequence (numbers)->items[i]);
          if (!cr_object_is_set (found) || param.kind != CR_OBJECT_TENSOR)
            continue;
          CrObject copy = copy_state (interp, found, param.u.tensor);
          if (!cr_object_is_set (copy))
            return FALSE;
          cr_dict_set (state, param, copy);
        }
    }
  return TRUE;
}

static void
load_groups (CrSequence *own, CrSequence *saved)
{
  for (guint g = 0; g < own->n; g++)
    {
      CrDict *to = cr_object_dict (own->items[g]), *from = cr_object_dict (saved->items[g]);
      for (guint i = 0; i < from->n_entries; i++)
        if (from->entries[i].key.kind == CR_OBJECT_STR && strcmp (cr_object_text (from->entries[i].key), "params") != 0)
          cr_dict_set (to, from->entries[i].key, cr_object_ref (from->entries[i].value));
    }
}

static CrObject
optimizer_load_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject given;
  CrSequence *own = cr_optim_groups (interp, self);
  if (!own || !cr_nn_bind (interp, "Optimizer", "load_state_dict", "state_dict", args, &given))
    return CR_UNSET;
  CrDict *dict = given.kind == CR_OBJECT_DICT ? cr_object_dict (given) : NULL;
  CrObject groups = dict ? cr_dict_get_text (dict, "param_groups") : CR_UNSET;
  CrObject states = dict ? cr_dict_get_text (dict, "state") : CR_UNSET;
  gboolean fine = FALSE;
  if (groups.kind != CR_OBJECT_LIST || states.kind != CR_OBJECT_DICT)
    {
      CrObject key = cr_str_new (interp->heap, groups.kind != CR_OBJECT_LIST ? "param_groups" : "state", -1);
      cr_interp_raise_key (interp, key);
      cr_object_unref (key);
    }
  else if (check_groups (interp, own, cr_object_sequence (groups)))
    {
      fine = load_states (interp, self, own, cr_object_sequence (groups), cr_object_dict (states));
      if (fine)
        load_groups (own, cr_object_sequence (groups));
    }
  cr_object_unref (given);
  return fine ? CR_NONE : CR_UNSET;
}

const CrBuiltinRow cr_builtins_optim_state[] = {
  { "state_dict", 0, 0, NULL, optimizer_state_dict },
  { "load_state_dict", 0, -1, "*", optimizer_load_state_dict },
  { NULL },
};
