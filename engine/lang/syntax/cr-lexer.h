#pragma once
/* Text into tokens, with Python's indentation rules. */

#include "cr-diagnostic.h"
#include "cr-token.h"

G_BEGIN_DECLS

#define CR_LEXER_MAX_BRACKETS 200 /* nested brackets, as in Python */

/* After so many errors nobody reads on: the scan ends. */
#define CR_LEXER_MAX_DIAGNOSTICS 500

/* All tokens of @source, the last one CR_TOKEN_EOF: a GArray of CrToken, owned. What is wrong is
 * appended to @diagnostics (CrDiagnostic), and what was probably meant becomes a token, so that
 * a parser can go on. Lines that begin with "%" or "!" are a notebook's and are skipped. */
GArray *cr_lexer_scan (CrSource *source, GPtrArray *diagnostics);

/* The same for the part @range of @source, as an expression in brackets: line ends mean nothing. */
GArray *cr_lexer_scan_expression (CrSource *source, CrRange range, GPtrArray *diagnostics);

G_END_DECLS
