#pragma once
/* What is chosen in the palette: what it does, the rule of its gradient, its operands and its other arguments, each
 * with a field. */

#include <gtk/gtk.h>

#include "cr-palette-item.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_PALETTE_FORM (cr_palette_form_get_type ())
G_DECLARE_FINAL_TYPE (CrPaletteForm, cr_palette_form, CR, PALETTE_FORM, GtkWidget)

/* Signals: "apply"; "pick-requested" (uint: an operand, from 0, that is to be clicked on in the graph). */
void cr_palette_form_set_session (CrPaletteForm *form, CrSession *session);
/* The nodes that were selected (of guint: variables, in order); they fill the operands of what is shown. */
void cr_palette_form_set_operands (CrPaletteForm *form, const GArray *variables);
void cr_palette_form_set_item (CrPaletteForm *form, CrPaletteItem *item); /* NULL: nothing is chosen */
CrPaletteItem *cr_palette_form_get_item (CrPaletteForm *form);            /* borrowed; NULL */
/* One operand becomes a variable. */
void cr_palette_form_set_operand (CrPaletteForm *form, guint operand, guint variable);
/* Puts the focus on the first operand that is missing; FALSE if all are there. */
gboolean cr_palette_form_focus_missing (CrPaletteForm *form);
/* The call as it is filled in, and the variables for its "$1", "$2", ... (of guint, owned): NULL with @error set for
 * people where something is missing. Owned. */
char *cr_palette_form_make_call (CrPaletteForm *form, GArray **variables, GError **error);
/* Something went wrong: told below the fields. NULL: nothing. */
void cr_palette_form_say (CrPaletteForm *form, const char *sentence);

G_END_DECLS
