#pragma once
/* torch.autograd.functional and gradcheck, over a function given as callback and data. */

#include "cr-autograd.h"

G_BEGIN_DECLS

/* Computes outputs (appended, owned) of @inputs. */
typedef gboolean (*CrGraphCall) (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs,
                                 GError **error);

G_END_DECLS
