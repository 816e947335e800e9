#pragma once
/* A folder for a test, and a graph file that has one of everything. */

#include "cr-graph-file.h"

G_BEGIN_DECLS

char *io_fixture_dir (void);        /* new and empty; io_fixture_remove() it */
void io_fixture_remove (char *dir); /* with what is in it; frees @dir */
GFile *io_fixture_file (const char *dir, const char *name);
/* Creates it with these bytes. */
GFile *io_fixture_write (const char *dir, const char *name, const char *bytes, gsize length);
CrGraphFile *io_fixture_graph_file (void);

G_END_DECLS
