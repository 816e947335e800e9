#pragma once
/* The whole account as indented lines, up to what the backward began with: for the command line. */

#include "cr-why.h"

G_BEGIN_DECLS

/* @why and what is below its terms; of many terms the first few are opened. FALSE with @error where an answer cannot be
 * had. */
gboolean cr_why_write (CrWhy *why, CrReplay *replay, GString *out, GError **error);

G_END_DECLS
