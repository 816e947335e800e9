#pragma once
/* One thing that is wrong (or suspicious) in a script: what, where, how one got there and,
 * where it is known, how to mend it. The parser makes them, and the interpreter makes one of
 * an exception that nobody caught. */

#include "cr-error.h"
#include "cr-source.h"

G_BEGIN_DECLS

typedef enum
{
  CR_SEVERITY_ERROR,
  CR_SEVERITY_WARNING
} CrSeverity;

/* An edit that mends the error: @range becomes @replacement. Where no single edit does, the sentence alone is of use:
 * an empty range becomes nothing. */
typedef struct
{
  CrRange range;
  char *replacement;
  char *sentence; /* for people, translated: "Write “(” instead." */
} CrFixit;

/* One line of a traceback: what was called at @range ran inside @function ("<module>" at top). */
typedef struct
{
  char *function;
  CrRange range;
} CrFrame;

typedef struct
{
  CrSeverity severity;
  CrErrorCode code;
  char *type_name; /* NULL: that of @code. Set for warnings ("UserWarning") and a script's own exception classes */
  char *message;   /* Python's or PyTorch's words, without the type; may be "" */
  CrRange range;
  CrFixit *fixit;    /* NULL where none is known */
  GArray *traceback; /* of CrFrame, outermost first as Python prints it; NULL if none */
} CrDiagnostic;

/* A diagnostic without fix-it and traceback; @message is copied. */
CrDiagnostic *cr_diagnostic_new (CrSeverity severity, CrErrorCode code, CrRange range, const char *message);
CrDiagnostic *cr_diagnostic_new_printf (CrSeverity severity, CrErrorCode code, CrRange range, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
CrDiagnostic *cr_diagnostic_copy (const CrDiagnostic *diagnostic);
void cr_diagnostic_free (CrDiagnostic *diagnostic);

/* Sets the fix-it, in place of an earlier one. The strings are copied. */
void cr_diagnostic_set_fixit (CrDiagnostic *diagnostic, CrRange range, const char *replacement, const char *sentence);
/* Sets a sentence of advice without an edit, in place of an earlier one or of a fix-it. Copied. */
void cr_diagnostic_set_hint (CrDiagnostic *diagnostic, const char *sentence);
/* Whether the fix-it is a sentence alone. */
gboolean cr_fixit_is_hint (const CrFixit *fixit);
/* Adds a fix-it or a hint where the message and the text around tell one and there is none yet. @source is that which
 * the ranges refer to. */
void cr_diagnostic_advise (CrDiagnostic *diagnostic, CrSource *source);
/* Sets @type_name (copied). */
void cr_diagnostic_set_type_name (CrDiagnostic *diagnostic, const char *type_name);
/* Appends a frame to the traceback; @function is copied. Call from the outermost frame inwards. */
void cr_diagnostic_add_frame (CrDiagnostic *diagnostic, const char *function, CrRange range);

/* The Python type that the last line names: type_name or that of the code. Borrowed. */
const char *cr_diagnostic_get_type_name (const CrDiagnostic *diagnostic);
/* Python's last line without line end, owned: "Type: message", or "Type" if there is no message. */
char *cr_diagnostic_dup_summary (const CrDiagnostic *diagnostic);

/* The diagnostic as a terminal shows it, owned, with a line end: the traceback, "FILE:LINE:COLUMN:
 * error: ..." with the source line, a caret under the range, the fix-it, and last the summary. A warning as Python
 * writes it: "FILE:LINE: UserWarning: ..." and the source line. */
char *cr_diagnostic_to_text (const CrDiagnostic *diagnostic, const CrSource *source);
/* The same for several (of CrDiagnostic): each but its summary, and last the summary of the first
 * error, if there is one. "" for none. Owned. */
char *cr_diagnostics_to_text (GPtrArray *diagnostics, const CrSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrDiagnostic, cr_diagnostic_free)

G_END_DECLS
