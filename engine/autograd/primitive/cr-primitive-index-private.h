#pragma once
/* What the files of the family "index" share. */

#include "cr-kernels-index.h"
#include "cr-ops.h"
#include "cr-rule.h"

G_BEGIN_DECLS

/* FALSE with the message given as by printf. */
gboolean cr_index_refuse (GError **error, CrErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Zeros of input @i's shape in @grad's dtype. */
CrTensor *cr_index_zeros_for (CrGradFn *function, guint i, CrTensor *grad, GError **error);
/* A fresh contiguous copy of @a, to be written to. */
CrTensor *cr_index_copy (CrTensor *a, GError **error);
CrTensor *cr_index_number (CrTensor *like, double value, GError **error);
/* sent[i] = grad, taken; FALSE if it is NULL. */
gboolean cr_index_send (guint i, CrTensor *grad, CrTensor **sent);

G_END_DECLS
