/* What the engine keeps for the script, and what passes through the engine: see the header. The engine's tensors and
 * nodes may outlive the heap of objects when they make a cycle; so every object that is handed to the engine stands in
 * a list, and is taken back before the heap goes. */

#include "cr-builtins-autograd-private.h"

CrAutogradState *
cr_autograd_state (CrInterp *interp)
{
  if (interp->autograd == NULL)
    {
      CrAutogradState *state = interp->autograd = g_new0 (CrAutogradState, 1);
      state->held = g_hash_table_new (NULL, NULL);
      state->contexts = g_hash_table_new (NULL, NULL);
      state->removed = g_ptr_array_new_with_free_func (cr_held_unref);
    }
  return interp->autograd;
}

CrHeld *
cr_held_new (CrInterp *interp, CrObject object)
{
  CrHeld *held = g_new0 (CrHeld, 1);
  held->ref_count = 1;
  held->interp = interp;
  held->object = cr_object_ref (object);
  g_hash_table_add (cr_autograd_state (interp)->held, held);
  return held;
}

CrHeld *
cr_held_ref (CrHeld *held)
{
  held->ref_count++;
  return held;
}

void
cr_held_empty (CrHeld *held)
{
  CrObject object = held->object;
  held->object = CR_UNSET;
  cr_object_unref (object);
}

void
cr_held_unref (gpointer data)
{
  CrHeld *held = data;
  if (--held->ref_count)
    return;
  if (held->interp)
    g_hash_table_remove (held->interp->autograd->held, held);
  cr_held_empty (held);
  g_free (held);
}

void
cr_autograd_state_free (CrInterp *interp)
{
  CrAutogradState *state = interp->autograd;
  if (state == NULL)
    return;
  cr_autograd_set_describe_place (interp->context, NULL, NULL);
  g_ptr_array_set_size (state->removed, 0);
  while (g_hash_table_size (state->held))
    {
      GHashTableIter iter;
      gpointer next;
      g_hash_table_iter_init (&iter, state->held);
      g_hash_table_iter_next (&iter, &next, NULL);
      CrHeld *held = cr_held_ref (next);
      g_hash_table_remove (state->held, held);
      held->interp = NULL;
      cr_held_empty (held);
      cr_held_unref (held);
    }
  cr_cell_unref (state->classes);
  g_hash_table_unref (state->held);
  g_hash_table_unref (state->contexts);
  g_ptr_array_unref (state->removed);
  g_clear_pointer (&interp->autograd, g_free);
}

gboolean
cr_interp_pass_exception (CrInterp *interp, GError **error)
{
  g_set_error_literal (error, CR_ERROR, (gint)interp->pending.code, interp->pending.message);
  return FALSE;
}

CrObject
cr_interp_raise_from_engine (CrInterp *interp, GError *error)
{
  if (!cr_interp_is_raised (interp))
    return cr_interp_raise_error (interp, error);
  g_clear_error (&error);
  return CR_UNSET;
}
