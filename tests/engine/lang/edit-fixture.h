#pragma once
/* Texts with places marked in them, and gestures at those places. */

#include "cr-edit.h"

G_BEGIN_DECLS

/* A text in which “«” and “»” hold a node's expression and “‹” and “›” another's; both may be left out. */
typedef struct
{
  char *text; /* without the marks */
  CrEditScript *script;
  CrEditNode nodes[2];
  guint n_nodes;
} EditText;

EditText *edit_text_new (const char *marked);
void edit_text_free (EditText *text);
/* The text after the plan's edits, which must fit and parse; owned. NULL for no plan. Takes @plan. */
char *edit_text_apply (EditText *text, CrEditPlan *plan);
/* Whether @text has no syntax error. */
gboolean edit_text_parses (const char *text);

/* One row of a table of gestures. */
typedef struct
{
  const char *marked;
  const char *call, *name; /* what the gesture takes; NULL */
  const char *result;      /* NULL: refused, with a sentence in which @refusal stands */
  const char *refusal;
  const char *called, *note; /* of the plan; NULL: not looked at */
} EditRow;

typedef CrEditPlan *(*EditGesture) (EditText *text, const EditRow *row, GError **error);
void edit_check_rows (const EditRow *rows, guint n_rows, EditGesture gesture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EditText, edit_text_free)

G_END_DECLS
