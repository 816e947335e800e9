#pragma once
/* The functions' table: one row a name that people call. It is the binding: the language reads
 * spellings, parameters and defaults here; completion, documentation and tests do too. */

#include "cr-autograd.h"

G_BEGIN_DECLS

/* An argument once bound to its parameter. */
typedef enum
{
  CR_ARG_NONE,
  CR_ARG_TENSOR,
  CR_ARG_INT,
  CR_ARG_FLOAT,
  CR_ARG_BOOL,
  CR_ARG_INTS, /* a list of integers: dims, sizes */
  CR_ARG_DTYPE,
  CR_ARG_STRING,
  CR_ARG_TENSORS, /* a list or tuple of tensors: torch.cat, torch.stack */
  CR_ARG_GENERATOR
} CrArgKind;

typedef struct
{
  CrArgKind kind;
  union
  {
    CrTensor *tensor;
    gint64 integer; /* CR_ARG_INT, CR_ARG_BOOL */
    double number;
    CrDtype dtype;
    const char *string;
    CrTensor *const *tensors; /* CR_ARG_TENSORS: n_tensors of them */
    CrGenerator *generator;
  } u;
  const gint64 *ints; /* CR_ARG_INTS */
  guint n_ints;
  guint n_tensors;
} CrArg;

typedef enum
{
  CR_SPELL_TORCH = 1 << 0,         /* torch.NAME (...) */
  CR_SPELL_METHOD = 1 << 1,        /* tensor.NAME (...): the first parameter is the tensor */
  CR_SPELL_NN = 1 << 2,            /* torch.nn.functional.NAME (...) */
  CR_SPELL_INPLACE = 1 << 3,       /* tensor.NAME_ (...): `inplace` writes the result into the first */
  CR_SPELL_TORCH_INPLACE = 1 << 4, /* torch.NAME_ (...), which only some have: the same */
  CR_SPELL_LINALG = 1 << 5         /* torch.linalg.NAME (...) */
} CrSpelling;
#define CR_N_SPELLINGS 6

#define CR_RESULT_PYTHON "python"

/* Parameters as in PyTorch's native_functions.yaml, one string a row:
 *   "Tensor input, Scalar|Tensor other, *, Scalar alpha=1"
 *   "Tensor input, int[]? dim=None, bool keepdim=False, *, dtype? dtype=None"
 * types: Tensor, Tensor[] (a list or tuple of tensors; Tensor[...] also as separate arguments), Scalar (int,
 * float or bool), int, int[] (an int alone is accepted; a varargs list of ints too, written int[...]), float, bool,
 * dtype, str, Generator; T? also takes None; A|B takes either; after "*" keyword only. A default is None, True,
 * False, a number, or a string in single quotes.
 * Rows with one name and spelling are overloads: the first whose parameters the arguments fit is called. */
typedef struct
{
  const char *name; /* "sub" */
  CrSpelling spellings;
  const char *op; /* the operator it stands behind: "-", "@", "unary-", "[]", or NULL */
  const char *parameters;
  /* A new tensor; @args has one entry a parameter, in order, defaults filled in. */
  CrTensor *(*call) (CrContext *context, const CrArg *args, GError **error);
  const char *summary; /* one line of help, in plain English */
  /* Instead of @call for a function that gives several tensors: appends them, owned, to @results. */
  gboolean (*call_many) (CrContext *context, const CrArg *args, GPtrArray *results, GError **error);
  /* Of call_many: "values indices", the fields of a named tuple; NULL for a plain tuple; "" for a plain tuple whose
   * tensor stands alone where it is one: unique(), atleast_1d(); "NAME?" for a plain tuple if that bool is set, else
   * the one tensor: nonzero(). */
  const char *results;
} CrFunction;

const CrFunction *cr_functions_get (guint *n_functions);
/* By bare name and one spelling ("sub", CR_SPELL_METHOD; "sub_" finds CR_SPELL_INPLACE, "sin_" CR_SPELL_TORCH_INPLACE);
 * NULL if there is none. */
const CrFunction *cr_functions_find (const char *name, CrSpelling spelling);
/* By operator: "+", "-", "*", "/", "**", "@", "unary-", "==", "<", ... */
const CrFunction *cr_functions_find_operator (const char *op);

/* args[0] is written: PyTorch's in-place semantics (leaf and view checks, version, CopySlices are that layer's).
 * TRUE, or FALSE with @error set and nothing changed. */
gboolean cr_function_call_inplace (const CrFunction *function, CrContext *context, const CrArg *args, GError **error);

/* Indexing. Each entry of an index: an integer, a slice, None, Ellipsis, a bool, or a tensor of integers (int64) or
 * of bools: a mask. */
typedef struct
{
  enum
  {
    CR_INDEX_INT,
    CR_INDEX_SLICE,
    CR_INDEX_NONE,
    CR_INDEX_ELLIPSIS,
    CR_INDEX_BOOL,
    CR_INDEX_TENSOR
  } kind;
  gint64 start, stop, step; /* INT, BOOL: start. SLICE: G_MININT64 is "not given" */
  CrTensor *tensor;         /* TENSOR: borrowed */
} CrIndex;

CrTensor *cr_index (CrTensor *tensor, const CrIndex *indices, guint n, GError **error);
/* tensor[indices] = value */
gboolean cr_index_put (CrTensor *tensor, const CrIndex *indices, guint n, CrTensor *value, GError **error);

G_END_DECLS
