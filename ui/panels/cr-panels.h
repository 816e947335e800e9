#pragma once
/* The side panels that answer questions: why, Jacobian, debugger. */

#include <glib.h>

G_BEGIN_DECLS

void cr_panels_init (void); /* once, before a template names one; after cr_widgets_init() */

G_END_DECLS
