#pragma once
/* Small scripts of random statements: operations, writes, views, backward passes, optimizers, loops. */

#include <glib.h>

G_BEGIN_DECLS

/* The same for the same @seed. g_free(). */
char *random_program_new (guint32 seed);

G_END_DECLS
