#pragma once
/* Short ways to make tensors and call functions in the tests of this layer; all assert success. */

#include "cr-function.h"

#include <math.h>
#include <string.h>

CrTensor *make_vector (CrContext *context, guint n, const double *values, gboolean requires_grad); /* float32 */
CrTensor *make_scalar (CrContext *context, double value, gboolean requires_grad);                  /* float32 */
/* A row of the functions' table on one tensor, on two, or on a tensor and a number; defaults filled in. */
CrTensor *call1 (const char *name, CrTensor *a);
CrTensor *call2 (const char *name, CrTensor *a, CrTensor *b);
CrTensor *call_number (const char *name, CrTensor *a, double number);
/* The same in place ("add_"), which may fail. */
gboolean inplace2 (const char *name, CrTensor *a, CrTensor *b, GError **error);
gboolean inplace_number (const char *name, CrTensor *a, double number, GError **error);
void backward (CrTensor *root); /* frees the graph */
void assert_values (CrTensor *tensor, guint n, const double *values);
#define ASSERT_VALUES(tensor, ...)                                                                                     \
  assert_values (tensor, sizeof ((double[]){ __VA_ARGS__ }) / sizeof (double), (double[]){ __VA_ARGS__ })
/* @error is of @code with exactly @message; frees it. */
void assert_message (GError **error, CrErrorCode code, const char *message);
