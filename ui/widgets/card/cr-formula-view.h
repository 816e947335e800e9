#pragma once
/* A formula in a window: as wide as there is room, as high as its lines need. Heard as a sentence. */

#include <gtk/gtk.h>

#include "cr-formula.h"

G_BEGIN_DECLS

#define CR_TYPE_FORMULA_VIEW (cr_formula_view_get_type ())
G_DECLARE_FINAL_TYPE (CrFormulaView, cr_formula_view, CR, FORMULA_VIEW, GtkWidget)

GtkWidget *cr_formula_view_new (void);
/* Shows @formula (taken over); NULL: nothing. */
void cr_formula_view_set_formula (CrFormulaView *view, CrFormula *formula);
/* Shows a rule as text, of the primitives' table or its translation; NULL: nothing. */
void cr_formula_view_set_rule (CrFormulaView *view, const char *rule);
const CrFormula *cr_formula_view_get_formula (CrFormulaView *view); /* borrowed; nullable */

G_END_DECLS
