#pragma once
/* A trace made by hand for the drawing tests: one step of a regression, as PyTorch would run it.
 *
 *    1 | y_pred = w * x2 + b
 *    2 | loss = ((y - y_pred) ** 2).sum()
 *    3 | loss.backward()
 *    4 | shown = y_pred.detach() * 2
 *
 * The detached product stands before the backward, so that it is part of the picture. */

#include "cr-graph.h"
#include "cr-plot-record.h"
#include "cr-source.h"

G_BEGIN_DECLS

typedef struct
{
  CrTrace *trace;
  CrGraph *graph;
  CrSource *source;
  guint begun;     /* event index: the backward begins */
  guint first_add; /* event index: AddBackward0's step */
} Fixture;

Fixture *fixture_new (void);
void fixture_free (Fixture *fixture);
/* A float32 value of @n elements; n = 0 is a scalar, of @data[0]. Owned. */
CrValue *fixture_vector (guint n, const float *data);
CrValue *fixture_matrix (guint rows, guint columns, const float *data);
/* Appends w -= 0.1 * w.grad without gradient, as in a training step, and reads the graph anew. */
void fixture_append_update (Fixture *fixture);
/* A 2 by 2 matrix `a` that is used three times: out = (a * a + a).sum(), with its backward; first_add as above. */
Fixture *fixture_new_shared (void);
/* `b` times the number 2, which stands in the text "2 * b". */
Fixture *fixture_new_constant (void);
/* y = w * c with c = x * 3, which is made of constants alone; ids: x 1, 3 is 2, c 3, w 4, y 5 by function 20. Its
 * backward has begun. */
Fixture *fixture_new_folded (void);
/* out = a * a with a = x * x: ids x 1, a 2 by function 20, out 3 by function 21, which saves a twice; then a is written
 * in place, which is the last event. */
Fixture *fixture_new_stale (void);
/* Appends a failure of which that is known, and reads the graph anew. */
void fixture_append_failure (Fixture *fixture, const CrFailure *failure);
/* A trace of one chain x -> sin -> sin ... of @n operations, for large pictures. */
Fixture *fixture_new_chain (guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS
