#pragma once
/* torch.autograd.functional: products with Jacobians and Hessians, over a function given as callback and data. */

#include "cr-autograd.h"

G_BEGIN_DECLS

/* Computes outputs (appended, owned) of @inputs. */
typedef gboolean (*CrGraphCall) (gpointer data, CrTensor *const *inputs, guint n_inputs, GPtrArray *outputs,
                                 GError **error);

typedef struct
{
  CrGraphCall call;
  gpointer data;
  gboolean takes_tuple; /* its inputs were given as a tuple, not as one tensor: for messages */
  gboolean gives_tuple; /* put by @call: so are its outputs */
} CrGraphFunction;

typedef struct
{
  gboolean create_graph;
  gboolean strict;       /* an output or gradient that does not depend on an input is an error, not zeros */
  gboolean vectorize;    /* only its refusals differ: the values are the same */
  gboolean forward_mode; /* likewise */
} CrFunctionalOptions;

/* Each appends to @outputs what @function gives and to @products (both of owned CrTensor) v with the matrix that it
 * is named after: vjp v·J (one tensor an input), jvp J·v (one an output), vhp v·H and hvp H·v (one an input).
 * @v is NULL for None. Without create_graph all are detached. FALSE with PyTorch's messages. */
typedef gboolean (*CrProduct) (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                               CrTensor *const *v, guint n_v, const CrFunctionalOptions *options, GPtrArray *outputs,
                               GPtrArray *products, GError **error);
gboolean cr_functional_vjp (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                            CrTensor *const *v, guint n_v, const CrFunctionalOptions *options, GPtrArray *outputs,
                            GPtrArray *products, GError **error);
gboolean cr_functional_jvp (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                            CrTensor *const *v, guint n_v, const CrFunctionalOptions *options, GPtrArray *outputs,
                            GPtrArray *products, GError **error);
gboolean cr_functional_vhp (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                            CrTensor *const *v, guint n_v, const CrFunctionalOptions *options, GPtrArray *outputs,
                            GPtrArray *products, GError **error);
gboolean cr_functional_hvp (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                            CrTensor *const *v, guint n_v, const CrFunctionalOptions *options, GPtrArray *outputs,
                            GPtrArray *products, GError **error);

/* Appends to @matrix the derivative of each output by each input (output 0 by every input, then output 1, ...), of
 * shape output.shape + input.shape. @function->gives_tuple is that of the call. */
gboolean cr_functional_jacobian (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                                 const CrFunctionalOptions *options, GPtrArray *matrix, GError **error);
/* The same of second derivatives of a function that gives one element: n_inputs times n_inputs tensors. */
gboolean cr_functional_hessian (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                                const CrFunctionalOptions *options, GPtrArray *matrix, GError **error);

G_END_DECLS
