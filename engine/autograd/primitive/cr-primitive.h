#pragma once
/* The primitives' table: one row a grad_fn: what it computes, what it saves, its backward rule
 * (written with differentiable functions) and how it is shown. */

#include "cr-autograd.h"

G_BEGIN_DECLS

struct _CrPrimitive
{
  const char *name;    /* "mul" */
  const char *grad_fn; /* "MulBackward0" */
  const char *symbol;  /* what the picture writes in the operator's square: "×" */
  const char *rule;    /* for the inspector: "∂L/∂a = ∂L/∂y · b,  ∂L/∂b = ∂L/∂y · a" */
  guint n_inputs;      /* most tensor inputs it takes */
  gboolean saves;      /* saves tensors, so refuses a second backward */
  /* Fills sent[i] (owned, NULL where not needed) from received[0]. */
  gboolean (*backward) (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error);
  /* Instead of it where there are several outputs: received[i] is the gradient of output i, NULL for none arrived. */
  gboolean (*backward_many) (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error);
  gboolean views; /* its outputs are views of its first input: they share its elements */
};

const CrPrimitive *const *cr_primitives_get (guint *n_primitives);
const CrPrimitive *cr_primitives_find (const char *name); /* NULL if there is none */

G_END_DECLS
