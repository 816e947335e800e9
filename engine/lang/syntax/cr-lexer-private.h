#pragma once
/* The lexer's state, shared by its files: lines and indentation (cr-lexer.c), numbers and
 * strings (cr-lexer-literal.c), characters that only look right (cr-lexer-confusable.c). */

#include "cr-lexer.h"

G_BEGIN_DECLS

typedef struct
{
  CrTokenKind kind;
  CrRange range;
  guint column;     /* of the indentation of the line it stands in */
  guint n_reported; /* diagnostics before it */
} CrLexerBracket;

typedef struct
{
  guint tabs8; /* width with tabs to multiples of 8 */
  guint tabs1; /* width with tabs as 1: both must agree, else tabs and spaces are mixed */
} CrLexerIndent;

typedef struct
{
  CrSource *source;
  const char *start; /* of the whole text */
  const char *end;   /* of the part to scan */
  const char *p;
  guint line;
  const char *line_start;
  guint n_trailing; /* continuation bytes between line_start and p */
  gboolean in_expression;
  gboolean at_line_start; /* of a logical line */
  GArray *tokens;
  GArray *brackets; /* of CrLexerBracket */
  GArray *indents;  /* of CrLexerIndent */
  GPtrArray *diagnostics;
} CrLexer;

/* Moves to @to, which is at most `end`, counting lines and characters; returns what was passed. */
CrRange cr_lexer_advance (CrLexer *lexer, const char *to);
/* Appends a token of what was passed. */
void cr_lexer_emit (CrLexer *lexer, CrTokenKind kind, CrRange range);
/* Appends an error; borrowed until the lexer is done. */
CrDiagnostic *cr_lexer_report (CrLexer *lexer, CrErrorCode code, CrRange range, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static inline char
cr_lexer_peek (const CrLexer *lexer, gsize n)
{
  return lexer->p + n < lexer->end ? lexer->p[n] : '\0';
}

/* A name's first or later character (XID_Start, XID_Continue, nearly). */
gboolean cr_lexer_is_name_start (gunichar c);
gboolean cr_lexer_is_name_part (gunichar c);
/* The longest operator that @text (of @n bytes) begins with, CR_TOKEN_ERROR if none. */
CrTokenKind cr_lexer_match_operator (const char *text, gsize n);

/* Each scans at p, appends its token and moves on. */
void cr_lexer_scan_number (CrLexer *lexer);
void cr_lexer_scan_string (CrLexer *lexer, gsize prefix_length);
void cr_lexer_scan_operator (CrLexer *lexer, CrRange range, CrTokenKind kind);
void cr_lexer_scan_strange (CrLexer *lexer);

/* Whether the character at @p is a space that Python does not take for one; to indent, count it as one. */
gboolean cr_lexer_is_strange_space (const char *p, const char *end);
/* Reports a run of such spaces at p, with the fix, and passes it. Returns its length in characters. */
guint cr_lexer_skip_strange_spaces (CrLexer *lexer);

G_END_DECLS
