#pragma once
/* What the editor says of a run's diagnostics. */

#include <glib.h>

#include "cr-diagnostic.h"

G_BEGIN_DECLS

/* Of CrDiagnostic: the first error, else the first of all; NULL if there is none. Borrowed. */
const CrDiagnostic *cr_editor_find_problem (GPtrArray *diagnostics);
/* "Line 3: ..." and below it what can be done. Owned. */
char *cr_editor_describe_problem (const CrDiagnostic *diagnostic);

G_END_DECLS
