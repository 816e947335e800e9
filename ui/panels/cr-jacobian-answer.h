#pragma once
/* One question of the Jacobian lens and its answer, and what there is to say of it. */

#include "cr-heat.h"
#include "cr-replay.h"

G_BEGIN_DECLS

/* Matrices of at most so many rows and columns are shown with their numbers. */
#define CR_JACOBIAN_MAX_NUMBERED 8

/* Rows beside those of J. */
enum
{
  CR_JACOBIAN_NOWHERE = -3,
  CR_JACOBIAN_V = -2, /* columns are then the elements of v */
  CR_JACOBIAN_PRODUCT = -1
};

typedef struct
{
  CrGraph *graph;
  guint of, by;     /* variables */
  CrValue *v;       /* that weighs the rows */
  guint64 backward; /* the pass that @v was received in; 0: none, it is ones */
  CrJacobian result;
  CrHeat *matrix_heat;  /* NULL where there is no matrix, or an empty one */
  CrHeat *v_heat;       /* of v; NULL for a single number */
  CrHeat *product_heat; /* of v^T J */
} CrJacobianAnswer;

CrJacobianAnswer *cr_jacobian_answer_new (CrGraph *graph, guint of, guint by);
void cr_jacobian_answer_free (gpointer answer);
/* A CrReplayWork. */
gboolean cr_jacobian_answer_find (CrReplay *replay, gpointer answer, GError **error);

gint64 cr_jacobian_answer_get_n_rows (const CrJacobianAnswer *answer);
gint64 cr_jacobian_answer_get_n_columns (const CrJacobianAnswer *answer);
/* "[1, 0]": the indices of an element of the variable that rows (else columns) stand for; "" for a single number. */
char *cr_jacobian_answer_dup_place (const CrJacobianAnswer *answer, gboolean is_row, gint64 element);
/* What stands before a row (else above a column): the same, but the variable's name for a single number. */
char *cr_jacobian_answer_dup_head (const CrJacobianAnswer *answer, gboolean is_row, gint64 element);
/* "∂z[1, 0] / ∂x[0, 1] = 18"; of CR_JACOBIAN_PRODUCT what stands below: "vᵀJ[0, 1] = 18";
 * of CR_JACOBIAN_V "v[1, 0] = 1". Owned. */
char *cr_jacobian_answer_dup_element (const CrJacobianAnswer *answer, gint64 row, gint64 column);
/* "∂z / ∂x: 4 by 4". Owned. */
char *cr_jacobian_answer_dup_title (const CrJacobianAnswer *answer);
/* Where v comes from and what it does to the rows. Owned. */
char *cr_jacobian_answer_dup_weights (const CrJacobianAnswer *answer);
/* What one backward pass took, and what building J. Owned. */
char *cr_jacobian_answer_dup_cost (const CrJacobianAnswer *answer);

G_END_DECLS
