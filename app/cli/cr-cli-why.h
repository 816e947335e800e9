#pragma once
/* chainrule steps --why NAME[i, j]: the account of one gradient element at the end of the run. */

#include "cr-cli-options.h"
#include "cr-graph.h"

G_BEGIN_DECLS

/* The exit status; what is wrong with @what has been said. */
int cr_cli_why (const CrCliOptions *options, CrGraph *graph, const char *what);

G_END_DECLS
