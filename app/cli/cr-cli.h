#pragma once
/* The command line (DESIGN.md section 6). Every verb works without a display. */

#include <gio/gio.h>

#include "cr-run.h"

G_BEGIN_DECLS

#define CR_EXIT_FINE 0
#define CR_EXIT_SCRIPT 1 /* the script failed */
#define CR_EXIT_USAGE 2  /* unusable arguments, or a file that cannot be read or written */

/* One verb. @argv[0] is the verb itself; returns an exit status. */
typedef struct
{
  const char *name;
  const char *usage;   /* "run FILE" */
  const char *summary; /* translatable */
  int (*main) (int argc, char **argv);
} CrCliVerb;

/* TRUE when @argv names a verb, --version or --help: then @status is the exit status, and the window is not wanted. */
gboolean cr_cli_main (int argc, char **argv, int *status);

int cr_cli_run (int argc, char **argv);
int cr_cli_check (int argc, char **argv);
int cr_cli_steps (int argc, char **argv);
int cr_cli_render (int argc, char **argv);

G_END_DECLS
