#pragma once
/* A case of reference/FAMILY.txt: a call with all its arguments, and what PyTorch makes of it. */

#include "cr-function.h"

typedef struct
{
  char **words;
  GPtrArray *items; /* of char **: the words of each tensor of a list; else NULL */
} ReferenceArg;

typedef struct
{
  char *name;
  char *spelling; /* torch, method, nn, inplace, index, put; corner: torch, where no derivative exists */
  char *function;
  gboolean smooth;
  GPtrArray *args;   /* of ReferenceArg */
  GPtrArray *outs;   /* of char **: "float64 2 2 3 VALUES..." */
  GPtrArray *graphs; /* of char *, one an out */
  GPtrArray *grads;  /* of char **, one a tensor */
} ReferenceCase;

/* All cases of a file; free with g_ptr_array_unref(). */
GPtrArray *reference_cases_load (const char *path);

/* The case's tensors in order, those of lists too: leaves; in float64 whatever the case says if @widen and floating. */
GPtrArray *reference_make_tensors (const ReferenceCase *reference, CrContext *context, gboolean widen);

/* The row that the case calls: of its name and spelling, with parameters that take its arguments; NULL for an index. */
const CrFunction *reference_find_function (const ReferenceCase *reference);

/* Calls the case's function on @tensors; asserts that it works. The results, owned. */
GPtrArray *reference_call (const ReferenceCase *reference, CrContext *context, GPtrArray *tensors);

/* "MulBackward0(AccumulateGrad, None)"; g_free() it. */
char *reference_graph_to_string (CrGradFn *function);

/* The weights that the file's gradients were made with, in @like's shape and dtype. */
CrTensor *reference_make_weights (CrTensor *like);
