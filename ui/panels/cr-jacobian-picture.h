#pragma once
/* A Jacobian on a cairo_t: a small one with its numbers, heads with the elements' indices, v at the left and v^T J
 * below; a larger one as a heat map. Knows no widget. */

#include "cr-jacobian-answer.h"
#include "cr-text.h"

G_BEGIN_DECLS

/* Where things stand. Lengths in pixels. */
typedef struct
{
  gboolean numbered;
  double width, height;
  double heads; /* width of the rows' heads */
  double v_width;
  double left, top;   /* of the matrix */
  double cell, line;  /* width and height of a cell, of what is numbered */
  double v_top;       /* of v, where it is a heat map */
  double product_top; /* of v^T J */
  double key_top;
} CrJacobianLayout;

/* For a picture of at least @width. */
void cr_jacobian_layout (const CrJacobianAnswer *answer, double width, CrJacobianLayout *layout);
void cr_jacobian_paint (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr,
                        const CrTheme *theme, gint64 row, gint64 column);
/* The element at a point. FALSE if there is none. */
gboolean cr_jacobian_find (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, double x, double y,
                           gint64 *row, gint64 *column);

G_END_DECLS
