#pragma once
/* The one error domain of the engine. A code is a Python exception type, so that the
 * language turns an error into an exception without a table; what has no exception in
 * Python (a bound was reached, a run was cancelled) has a code of its own. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_ERROR (cr_error_quark ())

typedef enum
{
  CR_ERROR_RUNTIME, /* RuntimeError: what PyTorch raises most */
  CR_ERROR_TYPE,
  CR_ERROR_VALUE,
  CR_ERROR_INDEX,
  CR_ERROR_KEY,
  CR_ERROR_NAME,
  CR_ERROR_ATTRIBUTE,
  CR_ERROR_ZERO_DIVISION,
  CR_ERROR_OVERFLOW,
  CR_ERROR_ASSERTION,
  CR_ERROR_IMPORT, /* ModuleNotFoundError and ImportError */
  CR_ERROR_NOT_IMPLEMENTED,
  CR_ERROR_RECURSION,
  CR_ERROR_SYNTAX,
  CR_ERROR_INDENTATION,
  CR_ERROR_UNBOUND_LOCAL,
  CR_ERROR_STOP_ITERATION,
  CR_ERROR_MEMORY,    /* tensor data could not be allocated, or --max-bytes was reached */
  CR_ERROR_LIMIT,     /* --max-steps or --max-seconds was reached */
  CR_ERROR_CANCELLED, /* the run was cancelled */
  CR_ERROR_FILE,      /* a file cannot be read or written */
  CR_ERROR_FORMAT     /* a file is damaged, hostile or of a newer version */
} CrErrorCode;

GQuark cr_error_quark (void);

/* The name of the Python exception type for @code ("RuntimeError"), borrowed. */
const char *cr_error_get_type_name (CrErrorCode code);

G_END_DECLS
