/* torch.Generator, and the functions of the module torch that seed, save and restore one. */

#include "cr-interp-private.h"

#include "cr-random.h"

#include <string.h>

/* What PyTorch seeds a new generator with. */
#define STANDARD_SEED G_GUINT64_CONSTANT (67280421310721)

/* Takes @generator over. */
static CrObject
new_object (CrInterp *interp, CrGenerator *generator)
{
  CrGeneratorObject *object = cr_cell_new (interp->heap, CR_OBJECT_GENERATOR, sizeof (CrGeneratorObject));
  object->generator = generator;
  return cr_object_from_cell (object);
}

/* torch.default_generator: one object, the run's generator. */
static CrObject
get_default (CrInterp *interp)
{
  CrObject torch = cr_builtins_module (interp, "torch");
  CrObject found = cr_object_ref (cr_dict_get_text (((CrModuleObject *)torch.u.cell)->attributes, "default_generator"));
  cr_object_unref (torch);
  return found;
}

static CrGenerator *
get_generator (CrInterp *interp, CrObject self)
{
  return self.kind == CR_OBJECT_GENERATOR ? cr_object_generator (self) : cr_context_get_generator (interp->context);
}

CrObject
cr_builtins_construct_generator (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject device = cr_call_args_at (args, 0, "device");
  gboolean is_cpu = device.kind == CR_OBJECT_DEVICE || !cr_object_is_set (device)
                    || (device.kind == CR_OBJECT_STR && strcmp (cr_object_text (device), "cpu") == 0);
  if (!is_cpu)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "Device type CUDA is not supported for torch.Generator() api.");
  return new_object (interp, cr_generator_new (STANDARD_SEED));
}

/* generator.manual_seed (seed): gives the generator itself. */
static CrObject
generator_manual_seed (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject seed = args->values[0];
  if (!cr_object_is_integer (seed))
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "manual_seed expected a long, but got %s",
                            cr_interp_type_name (interp, seed));
  cr_generator_seed (get_generator (interp, self), (guint64)seed.u.integer);
  return cr_object_ref (self);
}

static CrObject
torch_manual_seed (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 seed;
  double number;
  CrObject value = cr_call_args_at (args, 0, "seed");
  if (!cr_object_is_set (value))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "manual_seed() missing 1 required positional argument: 'seed'");
  if (value.kind == CR_OBJECT_FLOAT && ABS (value.u.number) < 0x1p63)
    seed = (gint64)value.u.number; /* int (seed) */
  else if (value.kind == CR_OBJECT_TENSOR && cr_interp_to_double (interp, value, &number) && ABS (number) < 0x1p63)
    seed = (gint64)number;
  else if (cr_interp_is_raised (interp) || !cr_interp_to_int (interp, value, &seed))
    return CR_UNSET;
  cr_generator_seed (cr_context_get_generator (interp->context), (guint64)seed);
  return get_default (interp);
}

/* A run repeats itself, so the number comes from the generator that is there. */
static CrObject
random_seed (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrGenerator *generator = get_generator (interp, self);
  guint64 seed = cr_generator_next64 (generator) >> 1;
  cr_generator_seed (generator, seed);
  return cr_object_int ((gint64)seed);
}

static CrObject
random_initial_seed (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int ((gint64)cr_generator_get_seed (get_generator (interp, self)));
}

static CrObject
random_get_state (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const gint64 size = CR_GENERATOR_STATE_SIZE;
  GError *error = NULL;
  CrTensor *state = cr_tensor_new_unannounced (interp->context, CR_DTYPE_UINT8, 1, &size, &error);
  if (state == NULL)
    return cr_interp_raise_error (interp, error);
  cr_generator_get_state (get_generator (interp, self), cr_tensor_get_mutable (state, NULL));
  return cr_object_take_tensor (cr_tensor_announce (state));
}

static CrObject
random_set_state (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = cr_call_args_at (args, 0, "new_state");
  GError *error = NULL;
  if (!cr_object_is_set (value))
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "set_rng_state() missing 1 required positional argument: 'new_state'");
  if (value.kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "expected a torch.ByteTensor, but got %s",
                            cr_interp_type_name (interp, value));
  if (cr_tensor_get_dtype (value.u.tensor) != CR_DTYPE_UINT8)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "RNG state must be a torch.ByteTensor");
  gint64 n = cr_tensor_get_numel (value.u.tensor);
  g_autofree guint8 *bytes = g_malloc (CR_GENERATOR_STATE_SIZE);
  for (gint64 i = 0; i < MIN (n, CR_GENERATOR_STATE_SIZE); i++)
    bytes[i] = (guint8)cr_tensor_get_int (value.u.tensor, i);
  if (!cr_generator_set_state (get_generator (interp, self), bytes, (gsize)n, &error))
    return cr_interp_raise_error (interp, error);
  return self.kind == CR_OBJECT_GENERATOR ? cr_object_ref (self) : CR_NONE;
}

const CrBuiltinRow cr_builtins_generator[] = {
  { "manual_seed", 1, 1, NULL, generator_manual_seed }, { "seed", 0, 0, NULL, random_seed },
  { "initial_seed", 0, 0, NULL, random_initial_seed },  { "get_state", 0, 0, NULL, random_get_state },
  { "set_state", 1, 1, "new_state", random_set_state }, { NULL },
};

static const CrBuiltinRow torch_rows[] = {
  { "manual_seed", 0, 1, "seed", torch_manual_seed },       { "seed", 0, 0, NULL, random_seed },
  { "initial_seed", 0, 0, NULL, random_initial_seed },      { "get_rng_state", 0, 0, NULL, random_get_state },
  { "set_rng_state", 0, 1, "new_state", random_set_state }, { NULL },
};

CrObject
cr_generator_attribute (CrInterp *interp, CrObject object, const char *name)
{
  return strcmp (name, "device") == 0 ? (CrObject){ CR_OBJECT_DEVICE } : CR_UNSET;
}

void
cr_builtins_add_random (CrInterp *interp, CrModuleObject *module)
{
  for (const CrBuiltinRow *row = torch_rows; row->name; row++)
    cr_module_object_set (module, row->name, cr_interp_new_builtin (interp, row, CR_UNSET));
}

CrModuleObject *
cr_builtins_make_torch_random (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  cr_builtins_add_random (interp, module);
  cr_module_object_set (module, "default_generator", get_default (interp));
  return module;
}

/* For the module torch itself. */
void
cr_builtins_add_default_generator (CrInterp *interp, CrModuleObject *module)
{
  cr_module_object_set (module, "default_generator",
                        new_object (interp, cr_generator_ref (cr_context_get_generator (interp->context))));
}
