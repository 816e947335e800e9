#pragma once
/* The picture of a Jacobian as a widget: the pointer or the arrow keys choose an element, which is told in words. */

#include <gtk/gtk.h>

#include "cr-jacobian-answer.h"

G_BEGIN_DECLS

#define CR_TYPE_JACOBIAN_VIEW (cr_jacobian_view_get_type ())
G_DECLARE_FINAL_TYPE (CrJacobianView, cr_jacobian_view, CR, JACOBIAN_VIEW, GtkWidget)

/* Signal "told": void (CrJacobianView *, const char *text): the element under the pointer or chosen by a key; NULL when
 * there is none. */

/* Borrowed until the next call; NULL shows nothing. */
void cr_jacobian_view_show (CrJacobianView *view, const CrJacobianAnswer *answer);

G_END_DECLS
