#pragma once
/* What is known of a place in the editor's text: the variable that it means or makes, with what it holds at the
 * session's moment, and what the language says of the name there. */

#include "cr-typing.h"

G_BEGIN_DECLS

/* The variable that a name at @place means, or that the expression around it made; CR_NONE for numbers, comments,
 * strings, and while the text is another than that of the run. */
guint cr_place_find_variable (CrSession *session, const GtkTextIter *place);

/* All owned, NULL where there is nothing to say. */
typedef struct
{
  char *problem;
  char *title;    /* "b", "2 * b" */
  char *shape;    /* "float32 [25]" */
  char *value;    /* short */
  char *gradient; /* short, "not yet reached" or NULL */
  char *signature;
  char *summary;
} CrPlaceHelp;

/* What the session knows of @variable now; CR_NONE: nothing. */
CrPlaceHelp *cr_place_help_new (CrSession *session, guint variable);
/* Adds what the language says of the name; @name is nullable. */
void cr_place_help_add_name (CrPlaceHelp *help, const CrNameHelp *name);
gboolean cr_place_help_is_empty (const CrPlaceHelp *help);
void cr_place_help_free (CrPlaceHelp *help);
/* In lines, owned. */
char *cr_place_help_to_text (const CrPlaceHelp *help);
/* As a widget, floating. */
GtkWidget *cr_place_help_make_widget (const CrPlaceHelp *help);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPlaceHelp, cr_place_help_free)

G_END_DECLS
