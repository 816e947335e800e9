#pragma once
/* What the binding's files share: signatures parsed from their texts, arguments checked against their
 * parameters, and errors told in PyTorch's words (torch/csrc/utils/python_arg_parser.cpp). */

#include "cr-interp-private.h"

G_BEGIN_DECLS

#define CR_MAX_PARAMETERS 16

typedef enum
{
  CR_ACCEPTS_TENSOR = 1 << 0,
  CR_ACCEPTS_SCALAR = 1 << 1,
  CR_ACCEPTS_INT = 1 << 2,
  CR_ACCEPTS_INTS = 1 << 3,
  CR_ACCEPTS_FLOAT = 1 << 4,
  CR_ACCEPTS_BOOL = 1 << 5,
  CR_ACCEPTS_DTYPE = 1 << 6,
  CR_ACCEPTS_STRING = 1 << 7,
  CR_ACCEPTS_NONE = 1 << 8,
  CR_ACCEPTS_VARARGS = 1 << 9,
  CR_ACCEPTS_TENSORS = 1 << 10,
  CR_ACCEPTS_GENERATOR = 1 << 11,
  CR_ACCEPTS_ONE_INT = 1 << 12, /* an int alone stands for the list */
  CR_ACCEPTS_DEVICE = 1 << 13,
  CR_ACCEPTS_NAME = 1 << 14,      /* dimensions' names: PyTorch's signatures have them, no tensor here does */
  CR_ACCEPTS_INT_LISTS = 1 << 16, /* two lists of integers of one length, which become one list */
  CR_ACCEPTS_OTHER = 1 << 15      /* what only PyTorch's signatures have: layouts, memory formats */
} CrAccepts;

typedef struct
{
  char *name;
  guint accepts;
  const char *type_name; /* as messages say it: "tuple of ints" */
  gboolean keyword_only;
  gboolean has_default;
  CrArg standard; /* the default; a string belongs to the signature's text */
} CrBindParameter;

typedef struct
{
  const CrFunction *function; /* NULL for one of PyTorch's that is here for its messages */
  CrBindParameter parameters[CR_MAX_PARAMETERS];
  guint n;
  guint n_positional; /* those that may be given by position */
  guint n_required;
  char *text; /* what names and defaults point into */
} CrSignature;

/* The rows that one name and spelling stand for, in order. */
typedef struct
{
  char *name; /* as the script writes it: "sub_" */
  guint n;
  CrSignature **signatures; /* borrowed */
  gboolean is_method;       /* the first parameter is the object */
} CrOverloads;

/* @skip parameters at the front are left out: a method's own tensor. */
CrSignature *cr_signature_parse (const char *text, guint skip);
void cr_signature_free (gpointer signature);
int cr_signature_find (const CrSignature *signature, const char *name);

/* One call being bound. */
typedef struct
{
  CrInterp *interp;
  const char *name; /* of what is called */
  CrArg args[CR_MAX_PARAMETERS];
  GPtrArray *held; /* arrays made for @args; NULL while there are none */
  gint64 ints[CR_MAX_PARAMETERS][4];
} CrBinder;

/* @value as parameter @i; FALSE when it does not fit. An exception may be pending then: a list with a wrong item behind
 * the first, or of tensors with something else in it, raises at once, as in PyTorch. */
gboolean cr_binder_set (CrBinder *binder, const CrBindParameter *parameter, guint i, CrObject value);
gboolean cr_binder_set_ints (CrBinder *binder, const CrBindParameter *parameter, guint i, const CrObject *items,
                             guint n);
gboolean cr_binder_set_tensors (CrBinder *binder, guint i, const CrObject *items, guint n);
/* Whether the keyword is one that means nothing here: device="cpu", pin_memory=False, out=None. */
gboolean cr_binding_ignores_keyword (const CrSignature *signature, const char *name, CrObject value);

/* The TypeError for arguments that none of the overloads takes. */
void cr_binding_raise (CrInterp *interp, const CrOverloads *overloads, CrObject self, const CrCallArgs *args);

/* The results of a row's call_many as one object: a tuple, a named tuple, or the tensor itself. Takes the tensors. */
CrObject cr_binding_results (CrBinder *binder, const CrFunction *function, GPtrArray *results);

G_END_DECLS
