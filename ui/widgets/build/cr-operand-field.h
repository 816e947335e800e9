#pragma once
/* One operand of an operation: a number or a name that is typed, a tensor chosen from a list, or clicked on in the
 * graph. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_OPERAND_FIELD (cr_operand_field_get_type ())
G_DECLARE_FINAL_TYPE (CrOperandField, cr_operand_field, CR, OPERAND_FIELD, GtkBox)

/* @number: from 1. Signals: "pick-requested"; "changed"; "activate" (Enter). */
GtkWidget *cr_operand_field_new (CrSession *session, guint number);
void cr_operand_field_set_variable (CrOperandField *field, guint variable);
gboolean cr_operand_field_is_empty (CrOperandField *field);
/* The variable that it names, else CR_NONE and in @text (owned) what stands for it in the script: "2 * torch.pi". FALSE
 * with @error set for people if it is neither. */
gboolean cr_operand_field_read (CrOperandField *field, guint *variable, char **text, GError **error);

G_END_DECLS
