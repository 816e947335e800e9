#pragma once
/* A case of reference.txt: a call with all its arguments, and what PyTorch makes of it. */

#include "cr-function.h"

#define MAX_CASE_ARGS 8

typedef struct
{
  char *name;
  char *spelling; /* torch, method, inplace, index; corner: torch, where no derivative exists */
  char *function;
  gboolean smooth;
  guint n_args;
  char **args[MAX_CASE_ARGS]; /* the words of each */
  char **out;
  char *graph;
  guint n_grads;
  char **grads[MAX_CASE_ARGS];
} ReferenceCase;

/* All cases of a file; free with g_ptr_array_unref(). */
GPtrArray *reference_cases_load (const char *path);

/* The tensor that an argument "tensor DTYPE GRAD LAYOUT NDIM SIZES... VALUES..." stands for: a leaf; in float64
 * whatever it says if @widen and it is floating. NULL if the argument is none. */
CrTensor *reference_make_tensor (CrContext *context, char **words, gboolean widen);

/* Calls the case's function on @tensors (one a tensor argument, in order); asserts that it works. */
CrTensor *reference_call (const ReferenceCase *reference, CrContext *context, CrTensor *const *tensors);

/* "MulBackward0(AccumulateGrad, None)"; g_free() it. */
char *reference_graph_to_string (CrGradFn *function);

/* The weights that the file's gradients were made with, in @like's shape and dtype. */
CrTensor *reference_make_weights (CrTensor *like);
