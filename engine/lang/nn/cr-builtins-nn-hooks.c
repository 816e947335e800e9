/* A module's hooks: before and after forward, and around its backward pass. */

#include "cr-builtins-nn-private.h"

CrObject
cr_nn_add_hook (CrInterp *interp, CrObject self, const char *name, CrObject hook)
{
  CrDict *dict = cr_nn_dict (self, name);
  CrObject handle = dict ? cr_interp_new_instance (interp, interp->nn->handle)
                         : cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'",
                                            cr_interp_type_name (interp, self), name);
  if (!cr_object_is_set (handle))
    return CR_UNSET;
  CrObject id = cr_object_int (interp->nn->next_hook++);
  cr_dict_set (dict, id, cr_object_ref (hook));
  cr_nn_set (interp, handle, "id", id);
  cr_nn_set (interp, handle, "hooks_dict", cr_object_from_cell (cr_cell_ref (dict)));
  return handle;
}

static CrObject
register_hook (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *name, const char *dict_name)
{
  CrObject hook;
  if (!cr_nn_bind (interp, "Module", name, "hook", args, &hook))
    return CR_UNSET;
  CrObject handle = cr_nn_add_hook (interp, self, dict_name, hook);
  cr_object_unref (hook);
  return handle;
}

static CrObject
register_backward (CrInterp *interp, CrObject self, const CrCallArgs *args, const char *name, gboolean full)
{
  CrObject hook;
  if (!cr_nn_bind (interp, "Module", name, "hook", args, &hook))
    return CR_UNSET;
  CrObject handle = cr_nn_register_backward_hook (interp, self, hook, full);
  cr_object_unref (hook);
  return handle;
}

static CrObject
module_register_full_backward_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return register_backward (interp, self, args, "register_full_backward_hook", TRUE);
}

static CrObject
module_register_backward_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return register_backward (interp, self, args, "register_backward_hook", FALSE);
}

static CrObject
module_register_forward_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return register_hook (interp, self, args, "register_forward_hook", "_forward_hooks");
}

static CrObject
module_register_forward_pre_hook (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return register_hook (interp, self, args, "register_forward_pre_hook", "_forward_pre_hooks");
}

static CrObject
handle_remove (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *own = ((CrInstance *)self.u.cell)->attributes, *dict = cr_nn_dict (self, "hooks_dict");
  if (own && dict)
    cr_dict_remove (dict, cr_dict_get_text (own, "id"));
  return CR_NONE;
}

static CrObject
handle_enter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_ref (self);
}

const CrBuiltinRow cr_builtins_nn_handle[] = {
  { "remove", 0, 0, NULL, handle_remove },
  { "__enter__", 0, 0, NULL, handle_enter },
  { "__exit__", 3, 3, NULL, handle_remove },
  { NULL },
};

/* The hooks of one kind as they are now: a hook may remove itself. */
static CrSequence *
list_hooks (CrInterp *interp, CrObject self, const char *name)
{
  CrDict *dict = cr_nn_dict (self, name);
  CrSequence *hooks = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; dict && i < dict->n_entries; i++)
    if (cr_object_is_set (dict->entries[i].key))
      cr_sequence_append (hooks, cr_object_ref (dict->entries[i].value));
  return hooks;
}

/* hook (module, input) for each; what one gives replaces @input, a tuple. */
static gboolean
run_pre_hooks (CrInterp *interp, CrObject self, CrObject *input)
{
  CrSequence *hooks = list_hooks (interp, self, "_forward_pre_hooks");
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < hooks->n; i++)
    {
      CrObject values[] = { self, *input };
      CrObject result = cr_interp_call_simple (interp, hooks->items[i], values, 2);
      fine = cr_object_is_set (result);
      if (!fine || result.kind == CR_OBJECT_NONE)
        continue;
      if (result.kind != CR_OBJECT_TUPLE)
        {
          CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 1);
          tuple->items[0] = result;
          result = cr_object_from_cell (tuple);
        }
      cr_object_set (input, result);
    }
  cr_cell_unref (hooks);
  return fine;
}

static gboolean
run_forward_hooks (CrInterp *interp, CrObject self, CrObject input, CrObject *output)
{
  CrSequence *hooks = list_hooks (interp, self, "_forward_hooks");
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < hooks->n; i++)
    {
      CrObject values[] = { self, input, *output };
      CrObject result = cr_interp_call_simple (interp, hooks->items[i], values, 3);
      fine = cr_object_is_set (result);
      if (fine && result.kind != CR_OBJECT_NONE)
        cr_object_set (output, result);
    }
  cr_cell_unref (hooks);
  return fine;
}

/* self.forward (*input, **keywords) */
static CrObject
call_forward (CrInterp *interp, CrObject self, CrObject input, const CrCallArgs *args)
{
  CrSequence *tuple = cr_object_sequence (input);
  g_autofree CrObject *values = g_new (CrObject, tuple->n + args->n_keywords + 1);
  for (guint i = 0; i < tuple->n; i++)
    values[i] = tuple->items[i];
  for (guint i = 0; i < args->n_keywords; i++)
    values[tuple->n + i] = args->values[args->n_positional + i];
  CrCallArgs all = { values, tuple->n, args->n_keywords, args->keywords };
  CrObject forward = cr_interp_get_attribute (interp, self, "forward");
  CrObject result = cr_object_is_set (forward) ? cr_interp_call (interp, forward, &all) : CR_UNSET;
  cr_object_unref (forward);
  return result;
}

/* forward, between what its backward hooks need. */
static CrObject
call_with_backward_hooks (CrInterp *interp, CrObject self, CrObject *input, const CrCallArgs *args)
{
  CrSequence *hooks = list_hooks (interp, self, "_backward_hooks");
  CrDict *own = ((CrInstance *)self.u.cell)->attributes;
  CrObject is_full = cr_dict_get_text (own, "_is_full_backward_hook"), around = CR_UNSET;
  gboolean full = hooks->n && is_full.kind == CR_OBJECT_BOOL && is_full.u.integer;
  if (full)
    around = cr_nn_begin_backward_hooks (interp, self, hooks, input);
  CrObject output = !full || cr_object_is_set (around) ? call_forward (interp, self, *input, args) : CR_UNSET;
  if (cr_object_is_set (output) && !run_forward_hooks (interp, self, *input, &output))
    cr_object_clear (&output);
  gboolean fine = cr_object_is_set (output)
                  && (full ? cr_nn_end_backward_hooks (interp, around, &output)
                           : cr_nn_hook_result (interp, self, hooks, output));
  if (!fine)
    cr_object_clear (&output);
  cr_object_unref (around);
  cr_cell_unref (hooks);
  return output;
}

CrObject
cr_nn_call_with_hooks (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  for (guint i = 0; i < args->n_positional; i++)
    cr_sequence_append (tuple, cr_object_ref (args->values[i]));
  CrObject input = cr_object_from_cell (tuple), output = CR_UNSET;
  if (run_pre_hooks (interp, self, &input))
    output = call_with_backward_hooks (interp, self, &input, args);
  cr_object_unref (input);
  return output;
}

const CrBuiltinRow cr_builtins_nn_hooks[] = {
  { "register_forward_hook", 0, -1, "*", module_register_forward_hook },
  { "register_forward_pre_hook", 0, -1, "*", module_register_forward_pre_hook },
  { "register_full_backward_hook", 0, -1, "*", module_register_full_backward_hook },
  { "register_backward_hook", 0, -1, "*", module_register_backward_hook },
  { NULL },
};
