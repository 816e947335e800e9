#pragma once
/* torch.nn.init: how parameters get their first values, with PyTorch's formulas in PyTorch's order of rounding, so
 * that the same seed gives the same weights. These write plain data: bracket them with cr_tensor_begin_write() and
 * cr_tensor_end_write() where somebody has seen the tensor already. */

#include "cr-tensor.h"

G_BEGIN_DECLS

typedef enum
{
  CR_FAN_IN,
  CR_FAN_OUT
} CrFan;

gboolean cr_init_uniform (CrTensor *tensor, double low, double high, GError **error);
gboolean cr_init_normal (CrTensor *tensor, double mean, double std, GError **error);
gboolean cr_init_fill (CrTensor *tensor, double value, GError **error);
/* The identity in a matrix of any form; ValueError unless it has 2 dimensions. */
gboolean cr_init_eye (CrTensor *tensor, GError **error);

/* What a unit receives from (@in) and sends to (@out); ValueError below 2 dimensions. */
gboolean cr_init_get_fans (CrTensor *tensor, gint64 *in, gint64 *out, GError **error);
/* "fan_in" or "fan_out"; ValueError otherwise. */
gboolean cr_init_parse_fan (const char *mode, CrFan *fan, GError **error);
/* The recommended gain of @nonlinearity ("relu", "tanh", ...); @param is leaky_relu's slope. ValueError if unknown. */
gboolean cr_init_get_gain (const char *nonlinearity, double param, double *gain, GError **error);

gboolean cr_init_xavier_uniform (CrTensor *tensor, double gain, GError **error);
gboolean cr_init_xavier_normal (CrTensor *tensor, double gain, GError **error);
gboolean cr_init_kaiming_uniform (CrTensor *tensor, double gain, CrFan fan, GError **error);
gboolean cr_init_kaiming_normal (CrTensor *tensor, double gain, CrFan fan, GError **error);

G_END_DECLS
