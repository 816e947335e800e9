#pragma once
/* What explains and what mends share. */

#include "cr-failure.h"

G_BEGIN_DECLS

typedef struct
{
  CrGraph *graph; /* NULL: none */
  CrSource *source;
  const CrDiagnostic *diagnostic;
  const CrFailure *failure; /* NULL: nothing is known but the words */
  CrFailureAccount *account;
  const char *text;
  gsize length;
} CrFailureReader;

/* Finds edits for what account->kind says. */
void cr_failure_find_fixes (CrFailureReader *reader);

/* The event before the failure that wrote the tensor in place after it was saved; NULL if it is not in the trace. */
const CrEvent *cr_failure_find_write (const CrFailureReader *reader);
/* The begin of the backward that freed what is needed; NULL if it is not in the trace. */
const CrEvent *cr_failure_find_freeing (const CrFailureReader *reader);

G_END_DECLS
