#pragma once
/* What is done to the text when somebody builds on the canvas, addressed by the graph's variables and functions. What
 * is refused is told to the person, and nothing changes. */

#include "cr-session-edit.h"

G_BEGIN_DECLS

/* "$1", "$2", ... of @call are the variables. */
gboolean cr_build_apply (CrSession *session, const guint *variables, guint n_variables, const char *call);
/* @call comes between the variable ("$1") and the function that takes it. */
gboolean cr_build_insert (CrSession *session, guint variable, guint function, const char *call);
/* The function takes @other instead of @variable. */
gboolean cr_build_reconnect (CrSession *session, guint variable, guint function, guint other);
/* Statements at the end of the script that show values: "$1" is the variable's name, "%1" its value for plotting,
 * without its history. What they need is imported. */
gboolean cr_build_show (CrSession *session, const guint *variables, guint n_variables, const char *const *statements);

/* What the menu of a node offers. */
typedef enum
{
  CR_BUILD_NAME, /* with some free name: whether it can get one */
  CR_BUILD_DUPLICATE,
  CR_BUILD_DELETE,
  CR_BUILD_REQUIRE_GRAD,
  CR_BUILD_REQUIRE_NO_GRAD,
  CR_BUILD_RETAIN_GRAD,
  CR_BUILD_RETAIN_NO_GRAD,
  CR_BUILD_DETACH,
  CR_BUILD_ATTACH,
  CR_BUILD_BACKWARD,
  CR_N_BUILD_STEPS
} CrBuildStep;

/* The plan of it; NULL with @error set for people where it cannot be done. Owned. */
CrEditPlan *cr_build_plan (CrSession *session, guint variable, CrBuildStep step, GError **error);
gboolean cr_build_do (CrSession *session, guint variable, CrBuildStep step);
/* The variable is called @name from now on, everywhere. */
gboolean cr_build_rename (CrSession *session, guint variable, const char *name);

G_END_DECLS
