#pragma once
/* The program as a desktop application. */

#include <adwaita.h>

G_BEGIN_DECLS

#define CR_TYPE_APPLICATION (cr_application_get_type ())
G_DECLARE_FINAL_TYPE (CrApplication, cr_application, CR, APPLICATION, AdwApplication)

#define CR_APPLICATION_ID "io.github.chainrule.Chainrule"

CrApplication *cr_application_new (void);
/* Shows a window for each file of @argv, or one with a new script, and returns the exit status when the last window
 * is closed. Call it before anything of GTK. */
int cr_application_main (int argc, char **argv);

G_END_DECLS
