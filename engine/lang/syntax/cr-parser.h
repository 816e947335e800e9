#pragma once
/* Text in, syntax tree and diagnostics out. The parser goes on after an error: it skips to the
 * end of the statement, so that one call reports everything that is wrong. */

#include "cr-ast.h"
#include "cr-diagnostic.h"
#include "cr-source.h"

G_BEGIN_DECLS

/* Parses @source and appends what is wrong (CrDiagnostic, in the order of the text) to
 * @diagnostics, whose free function should be cr_diagnostic_free(). Always returns a module, with
 * the statements that could be understood; it keeps a reference on @source. Run it only if
 * cr_module_has_errors() says FALSE. Owned: cr_module_unref(). */
CrModule *cr_parse (CrSource *source, GPtrArray *diagnostics);

G_END_DECLS
