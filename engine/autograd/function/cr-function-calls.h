#pragma once
/* What the rows of the functions' table call; one declaration a row, made from the rows. */

#include "cr-function.h"
#include "cr-inplace.h"

G_BEGIN_DECLS

#define CR_FUNCTION(name, spellings, op, parameters, call, summary)                                                    \
  CrTensor *call (CrContext *context, const CrArg *args, GError **error);
#define CR_FUNCTION_MANY(name, spellings, op, parameters, call, results, summary)                                      \
  gboolean call (CrContext *context, const CrArg *args, GPtrArray *results_of_call, GError **error);
#define CR_FUNCTION_PYTHON(name, spellings, op, parameters, call, summary)                                             \
  CrTensor *call (CrContext *context, const CrArg *args, GError **error);
#include "cr-functions.def"
#undef CR_FUNCTION_PYTHON
#undef CR_FUNCTION_MANY
#undef CR_FUNCTION

/* Helpers of the files that define them. */

/* Takes @tensor (NULL passes through) and makes it require a gradient if @arg, a requires_grad, says so. */
CrTensor *cr_create_finish (CrTensor *tensor, const CrArg *arg, GError **error);
/* An optional dtype argument, @otherwise if it is None. */
CrDtype cr_arg_get_dtype (const CrArg *arg, CrDtype otherwise);
/* An int, float or bool as a double. */
double cr_arg_get_number (const CrArg *arg);
/* An int, or a list of them; FALSE with @error for more than a tensor may have dimensions. */
gboolean cr_arg_get_ints (const CrArg *arg, const gint64 **ints, guint *n, GError **error);
/* Both arguments as tensors, a number as a wrapped one of @context. */
gboolean cr_args_get_pair (CrContext *context, const CrArg *args, CrTensor **a, CrTensor **b, GError **error);

G_END_DECLS
