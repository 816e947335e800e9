#pragma once
/* The name that was probably meant. */

#include <glib.h>

G_BEGIN_DECLS

/* The candidate (of char *) nearest to @name, borrowed from the candidates; NULL if none is near. */
const char *cr_suggest_nearest (const char *name, GPtrArray *candidates);

G_END_DECLS
