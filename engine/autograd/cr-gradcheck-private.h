#pragma once
/* What the files of gradcheck share. */

#include "cr-gradcheck.h"

G_BEGIN_DECLS

/* One check under way. */
typedef struct
{
  CrContext *context;
  CrGraphFunction *function;
  CrTensor *const *inputs;
  guint n_inputs;
  const CrGradcheckOptions *options;
  GPtrArray *wanted; /* the inputs that require gradients, borrowed */
} CrCheck;

/* outputs[] of the function, appended. */
gboolean cr_check_call (CrCheck *check, GPtrArray *outputs, GError **error);
/* By finite differences: for each wanted input the derivatives of every output as a list of (input element, output
 * element) in row order: result[input * outputs->len + output], g_free(). */
double **cr_check_numerical (CrCheck *check, GPtrArray *outputs, GError **error);
void cr_check_free_jacobians (double **jacobians, guint n);
/* A matrix of the given sizes in @dtype. */
CrTensor *cr_check_matrix (CrCheck *check, const double *values, gint64 rows, gint64 columns, CrDtype dtype,
                           GError **error);
/* Backward works on gradients that are zero, and on none. */
gboolean cr_check_zero_gradients (CrCheck *check, GPtrArray *outputs, char **failure, GError **error);
gboolean cr_check_undefined (CrCheck *check, GPtrArray *warnings, char **failure, GError **error);

G_END_DECLS
