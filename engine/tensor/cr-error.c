/* The error domain, and the name of the Python exception type behind each code. */

#include "cr-error.h"

static const char *const type_names[] = {
  [CR_ERROR_RUNTIME] = "RuntimeError",
  [CR_ERROR_TYPE] = "TypeError",
  [CR_ERROR_VALUE] = "ValueError",
  [CR_ERROR_INDEX] = "IndexError",
  [CR_ERROR_KEY] = "KeyError",
  [CR_ERROR_NAME] = "NameError",
  [CR_ERROR_ATTRIBUTE] = "AttributeError",
  [CR_ERROR_ZERO_DIVISION] = "ZeroDivisionError",
  [CR_ERROR_OVERFLOW] = "OverflowError",
  [CR_ERROR_ASSERTION] = "AssertionError",
  [CR_ERROR_IMPORT] = "ModuleNotFoundError",
  [CR_ERROR_NOT_IMPLEMENTED] = "NotImplementedError",
  [CR_ERROR_RECURSION] = "RecursionError",
  [CR_ERROR_SYNTAX] = "SyntaxError",
  [CR_ERROR_INDENTATION] = "IndentationError",
  [CR_ERROR_UNBOUND_LOCAL] = "UnboundLocalError",
  [CR_ERROR_STOP_ITERATION] = "StopIteration",
  [CR_ERROR_MEMORY] = "MemoryError",
  [CR_ERROR_LIMIT] = "LimitError",
  [CR_ERROR_CANCELLED] = "KeyboardInterrupt",
  [CR_ERROR_FILE] = "OSError",
  [CR_ERROR_FORMAT] = "FormatError",
};

G_DEFINE_QUARK (cr - error - quark, cr_error)

const char *
cr_error_get_type_name (CrErrorCode code)
{
  g_return_val_if_fail ((guint)code < G_N_ELEMENTS (type_names), "RuntimeError");
  return type_names[code];
}
