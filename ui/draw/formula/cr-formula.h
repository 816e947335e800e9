#pragma once
/* Formulas set as in a textbook: the text of a primitive's rule ("∂L/∂a = ∂L/∂y · b") becomes a tree of terms, which
 * can be drawn, read aloud, and have the numbers of one step put in. Immutable once made. */

#include <cairo.h>

#include "cr-cursor.h"
#include "cr-theme.h"

G_BEGIN_DECLS

typedef struct _CrFormula CrFormula;

/* Reads @rule, as it stands in the primitives' table or translated. Never NULL: what is not understood stays words. */
CrFormula *cr_formula_new (const char *rule);
void cr_formula_free (CrFormula *formula);
/* FALSE if an operand, a bracket or the like was missing in the text. */
gboolean cr_formula_is_understood (const CrFormula *formula);

/* The formula in one line of text, as a rule is written; owned. */
char *cr_formula_to_text (const CrFormula *formula);
/* As it is said: "the gradient of a is the gradient of y times b"; owned. */
char *cr_formula_read (const CrFormula *formula);

/* The size of the formula with letters of @size points, broken into lines at most @width wide where it can be; 0: not
 * broken. */
void cr_formula_measure (const CrFormula *formula, double size, double width, double *used_width, double *height);
/* Draws it with its top left corner at (0, 0). */
void cr_formula_draw (const CrFormula *formula, cairo_t *cr, const CrTheme *theme, double size, double width);

/* The rule of one step with its numbers: "∂L/∂a = 2.25 · 3 = 6.75", for what it sent along its next function @slot, of
 * that tensor's element @element. @event is the index of the step. NULL where the rule is not told element by element,
 * a number that it needs was not recorded, or the numbers, evaluated, are not what was sent. Which letter is which: the
 * left sides of a rule name the inputs in their order, y is the result, ∂L/∂y what was received. @cursor is moved and
 * put back. */
CrFormula *cr_formula_new_numbers (CrCursor *cursor, guint event, guint slot, gint64 element);

/* What happened to one element of a .grad: "w.grad[0] = 4.5 + 4.5 = 9.0". @event is the index of the accumulation. NULL
 * where the numbers were not kept. */
CrFormula *cr_formula_new_accumulation (CrGraph *graph, guint event, gint64 element);
/* The numbers that the rule adds up for that element (as above); how many, of which the first @max are stored. 0 where
 * the numbers form is NULL, too. */
guint cr_formula_list_terms (CrCursor *cursor, guint event, guint slot, gint64 element, double *terms, guint max);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrFormula, cr_formula_free)

G_END_DECLS
