#pragma once
/* What the files that give advice share. */

#include "cr-diagnostic.h"

G_BEGIN_DECLS

/* cr-diagnostic-names.c: for a name, keyword, module or member that does not exist. */
void cr_diagnostic_advise_name (CrDiagnostic *diagnostic, const char *name);
void cr_diagnostic_advise_keyword (CrDiagnostic *diagnostic, CrSource *source);
void cr_diagnostic_advise_module (CrDiagnostic *diagnostic, CrSource *source, const char *name);
void cr_diagnostic_advise_member (CrDiagnostic *diagnostic, CrSource *source, const char *module, const char *name);

G_END_DECLS
