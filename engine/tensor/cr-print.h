#pragma once
/* Text of a tensor exactly as PyTorch prints it (torch/_tensor_str.py): precision 4,
 * scientific mode, summarising past 1,000 elements, lines of 80 columns, or what cr_context_set_print_options() says.
 */

#include "cr-tensor.h"

G_BEGIN_DECLS

/* "tensor([1., 2.], requires_grad=True)". @suffix (nullable) is what autograd adds, for
 * example "requires_grad=True" or "grad_fn=<MulBackward0>"; dtype is added here. Free with g_free(). */
char *cr_tensor_to_string (CrTensor *tensor, const char *suffix);
/* The same for elements that the caller holds contiguous in row-major order (the trace's values), with the standard
 * options. */
char *cr_elements_to_string (CrDtype dtype, int ndim, const gint64 *sizes, gconstpointer data, const char *suffix);
/* What numpy writes of an array of these elements: repr() with `array(`, or str(). Free with g_free(). */
char *cr_tensor_to_numpy_string (CrTensor *tensor, gboolean is_repr);
/* Python's repr of a float ("0.1", "1e-05", "inf", "1.0"). */
char *cr_double_to_string (double value);
/* "[2, 3]": what torch.Size prints between the parentheses. */
char *cr_sizes_to_string (int ndim, const gint64 *sizes);
/* A number in at most @digits significant digits for a label ("2.03", "-1.5e-06"). In any locale with a dot. */
char *cr_double_to_label (double value, int digits);

G_END_DECLS
