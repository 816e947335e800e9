/* The table of primitives: the rows that the families define, in the order of cr-primitives.def. */

#include "cr-primitive.h"

#include "cr-autograd-private.h"

#define CR_PRIMITIVE(name) &cr_primitive_##name,
static const CrPrimitive *const primitives[] = {
#include "cr-primitives.def"
};
#undef CR_PRIMITIVE

const CrPrimitive *const *
cr_primitives_get (guint *n_primitives)
{
  g_return_val_if_fail (n_primitives != NULL, NULL);
  *n_primitives = G_N_ELEMENTS (primitives);
  return primitives;
}

const CrPrimitive *
cr_primitives_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (primitives); i++)
    if (strcmp (primitives[i]->name, name) == 0)
      return primitives[i];
  return NULL;
}
