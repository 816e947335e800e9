/* Products added to a tensor (addmm with its factors, addmv, addr, baddbmm), vdot and cross. */

#include "cr-calc.h"

#include <glib/gi18n-lib.h>

#define ROW(name, grad_fn, symbol, text, n)                                                                            \
  const CrPrimitive cr_primitive_##name = { #name, grad_fn, symbol, text, n, TRUE, name##_backward, NULL };

/* beta · a + alpha · product, not recorded; @product is taken. With beta 0, a does not count, not even its nan. */
static CrTensor *
add_product (CrTensor *a, CrTensor *product, const double *factors, GError **error)
{
  CrCalc calc, *c = &calc;
  if (!product)
    return NULL;
  cr_calc_begin (c, cr_tensor_get_context (a), error);
  gboolean enabled = cr_context_get_grad_enabled (c->context);
  cr_context_set_grad_enabled (c->context, FALSE);
  product = cr_calc_hold (c, product);
  CrTensor *scaled = factors[1] == 1 ? product : TIMES (product, factors[1]);
  CrTensor *kept = factors[0] == 0 ? cr_calc_full_like (c, a, 0) : factors[0] == 1 ? a : TIMES (a, factors[0]);
  CrTensor *result = ADD (kept, scaled);
  cr_context_set_grad_enabled (c->context, enabled);
  return cr_calc_finish (c, result);
}

/* @factors: beta, alpha. */
static CrTensor *
record_product (const CrPrimitive *primitive, CrTensor *output, CrTensor *const *inputs, const double *factors,
                GError **error)
{
  CrRecord record
      = { .primitive = primitive, .inputs = { inputs[0], inputs[1], inputs[2] }, .n_inputs = 3, .output = output };
  if (cr_record_begin (&record, error))
    {
      cr_record_doubles (&record, 2, factors);
      cr_record_save (&record, 0, inputs[1], cr_record_needs (&record, 2));
      cr_record_save (&record, 1, inputs[2], cr_record_needs (&record, 1));
    }
  return cr_record_end (&record);
}

#define LEFT SAVED (0)
#define RIGHT SAVED (1)

static CrTensor *
times (CrCalc *c, CrTensor *a, double factor)
{
  return factor == 1 ? a : TIMES (a, factor);
}

#define BETA(a) times (c, a, c->function->extra->doubles[0])
#define ALPHA(a) times (c, a, c->function->extra->doubles[1])

static CrTensor *
swap_last (CrCalc *c, CrTensor *a)
{
  return a ? cr_calc_hold (c, cr_op_transpose (a, 1, 2, c->error)) : NULL;
}

static CrTensor *
outer (CrCalc *c, CrTensor *a, CrTensor *b)
{
  const gint64 column[] = { a ? cr_tensor_get_numel (a) : 0, 1 };
  return a ? MUL (cr_calc_hold (c, cr_op_reshape (a, 2, column, c->error)), b) : NULL;
}

/* The product without history; what it checks and says is the product's own. */
static CrTensor *
plain_product (CrTensor *(*op) (CrTensor *, CrTensor *, GError **), CrTensor *a, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) left = cr_tensor_detach (a);
  g_autoptr (CrTensor) right = cr_tensor_detach (b);
  return op (left, right, error);
}

/* The sum of the products of a batch. */
static CrTensor *
sum_of_products (CrTensor *a, CrTensor *b, GError **error)
{
  static const gint64 batch[] = { 0 };
  g_autoptr (CrTensor) products = cr_op_bmm (a, b, error);
  return products ? cr_op_sum_dim (products, batch, 1, FALSE, CR_N_DTYPES, error) : NULL;
}

#define OPERATION(name, product)                                                                                       \
  CrTensor *cr_op_##name (CrTensor *const *inputs, const double *factors, GError **error)                              \
  {                                                                                                                    \
    CrTensor *output = add_product (inputs[0], plain_product (product, inputs[1], inputs[2], error), factors, error);  \
    return record_product (&cr_primitive_##name, output, inputs, factors, error);                                      \
  }
OPERATION (addmm_scaled, cr_op_mm)
OPERATION (addmv, cr_op_mv)
OPERATION (addr, cr_op_outer)
OPERATION (baddbmm, cr_op_bmm)
OPERATION (addbmm, sum_of_products)

RULE (addmm_scaled)
{
  return SEND (0, BETA (G)) && SEND (1, ALPHA (TWO (mm, G, U (t, RIGHT))))
         && SEND (2, ALPHA (TWO (mm, U (t, LEFT), G)));
}

RULE (addmv)
{
  return SEND (0, BETA (G)) && SEND (1, ALPHA (outer (c, G, RIGHT))) && SEND (2, ALPHA (TWO (mv, U (t, LEFT), G)));
}

RULE (addr)
{
  return SEND (0, BETA (G)) && SEND (1, ALPHA (TWO (mv, G, RIGHT))) && SEND (2, ALPHA (TWO (mv, U (t, G), LEFT)));
}

RULE (baddbmm)
{
  return SEND (0, BETA (G)) && SEND (1, ALPHA (TWO (bmm, G, swap_last (c, RIGHT))))
         && SEND (2, ALPHA (TWO (bmm, swap_last (c, LEFT), G)));
}

/* One for each product of the batch. */
static CrTensor *
repeat_for (CrCalc *c, CrTensor *a, CrTensor *batch)
{
  if (!a || !batch)
    return NULL;
  const gint64 sizes[] = { cr_tensor_get_sizes (batch)[0], cr_tensor_get_sizes (a)[0], cr_tensor_get_sizes (a)[1] };
  return cr_calc_hold (c, cr_op_expand (a, 3, sizes, c->error));
}

RULE (addbmm)
{
  return SEND (0, BETA (G)) && SEND (1, ALPHA (TWO (bmm, repeat_for (c, G, RIGHT), swap_last (c, RIGHT))))
         && SEND (2, ALPHA (TWO (bmm, swap_last (c, LEFT), repeat_for (c, G, LEFT))));
}

CrTensor *
cr_op_vdot (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (vdot, a, b);
  record.output = plain_product (cr_op_dot, a, b, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, b, cr_record_needs (&record, 0));
    }
  return cr_record_end (&record);
}

RULE (vdot) { return SEND (0, MUL (G, RIGHT)) && SEND (1, MUL (G, LEFT)); }

/* a₁b₂ - a₂b₁ and so on, along @dim. */
static CrTensor *
cross_kernel (CrTensor *a, CrTensor *b, int dim, GError **error)
{
  CrCalc calc, *c = &calc;
  cr_calc_begin (c, cr_tensor_get_context (a), error);
  gboolean enabled = cr_context_get_grad_enabled (c->context);
  cr_context_set_grad_enabled (c->context, FALSE);
  CrTensor *parts[3], *x[3], *y[3];
  for (int i = 0; i < 3; i++)
    {
      x[i] = cr_calc_hold (c, cr_op_select (a, dim, i, error));
      y[i] = x[i] ? cr_calc_hold (c, cr_op_select (b, dim, i, error)) : NULL;
    }
  gboolean done = y[0] && y[1] && y[2];
  for (int i = 0; i < 3 && done; i++)
    {
      parts[i] = SUB (MUL (x[(i + 1) % 3], y[(i + 2) % 3]), MUL (x[(i + 2) % 3], y[(i + 1) % 3]));
      done = parts[i] != NULL;
    }
  CrTensor *result = done ? cr_calc_hold (c, cr_op_stack (parts, 3, dim, error)) : NULL;
  cr_context_set_grad_enabled (c->context, enabled);
  return cr_calc_finish (c, result);
}

CrTensor *
cr_op_cross (CrTensor *a, CrTensor *b, gint64 dim, GError **error)
{
  CrRecord record = CR_RECORD_2 (cross, a, b);
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (a, b, sizes, error);
  int at = ndim < 0 ? -1 : cr_wrap_dim (dim, ndim, error);
  g_autoptr (CrTensor) left = cr_tensor_detach (a);
  g_autoptr (CrTensor) right = cr_tensor_detach (b);
  g_autoptr (CrTensor) x = at >= 0 ? cr_op_expand (left, ndim, sizes, error) : NULL;
  g_autoptr (CrTensor) y = x ? cr_op_expand (right, ndim, sizes, error) : NULL;
  record.output = y ? cross_kernel (x, y, at, error) : NULL;
  if (cr_record_begin (&record, error))
    {
      const gint64 ints[] = { at - ndim }; /* from the end, as both are aligned there */
      cr_record_ints (&record, 1, ints);
      cr_record_save (&record, 0, a, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, b, cr_record_needs (&record, 0));
    }
  return cr_record_end (&record);
}

static CrTensor *
cross (CrCalc *c, CrTensor *a, CrTensor *b)
{
  return a && b ? cr_calc_hold (c, cr_op_cross (a, b, c->function->ints[0], c->error)) : NULL;
}

RULE (cross) { return SEND (0, cross (c, RIGHT, G)) && SEND (1, cross (c, G, LEFT)); }

/* clang-format off */
ROW (addmm_scaled, "AddmmBackward0", "β+α@",
     N_ ("∂L/∂c = β · ∂L/∂Y,  ∂L/∂A = α · ∂L/∂Y @ Bᵀ,  ∂L/∂B = α · Aᵀ @ ∂L/∂Y"), 3)
ROW (addmv, "AddmvBackward0", "+@", N_ ("∂L/∂c = β · ∂L/∂y,  ∂L/∂A = α · ∂L/∂y ⊗ b,  ∂L/∂b = α · Aᵀ @ ∂L/∂y"), 3)
ROW (addr, "AddrBackward0", "+⊗", N_ ("∂L/∂c = β · ∂L/∂Y,  ∂L/∂a = α · ∂L/∂Y @ b,  ∂L/∂b = α · ∂L/∂Yᵀ @ a"), 3)
ROW (baddbmm, "BaddbmmBackward0", "+@",
     N_ ("∂L/∂c = β · ∂L/∂Y,  ∂L/∂A = α · ∂L/∂Y @ Bᵀ,  ∂L/∂B = α · Aᵀ @ ∂L/∂Y, batch by batch"), 3)
ROW (addbmm, "AddbmmBackward0", "+Σ@",
     N_ ("∂L/∂C = β · ∂L/∂Y,  ∂L/∂A = α · ∂L/∂Y @ Bᵀ,  ∂L/∂B = α · Aᵀ @ ∂L/∂Y, batch by batch"), 3)
ROW (vdot, "VdotBackward0", "·", N_ ("∂L/∂a = ∂L/∂y · b,  ∂L/∂b = ∂L/∂y · a"), 2)
ROW (cross, "LinalgCrossBackward0", "×", N_ ("∂L/∂a = b × ∂L/∂y,  ∂L/∂b = ∂L/∂y × a"), 2)
/* clang-format on */
