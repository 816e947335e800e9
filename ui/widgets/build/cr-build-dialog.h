#pragma once
/* The questions that building asks: what a tensor is to be called, and whether what depends on it may go too. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

/* Asks for the variable's new name, and gives it. */
void cr_build_ask_name (GtkWidget *parent, CrSession *session, guint variable);
/* Deletes the variable's statement; where other lines go with it, they are listed first. */
void cr_build_ask_delete (GtkWidget *parent, CrSession *session, guint variable);

G_END_DECLS
