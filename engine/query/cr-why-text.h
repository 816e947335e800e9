#pragma once
/* The account in words: for the panel, the clipboard, the command line and screen readers. All strings are owned by the
 * caller, and say the numbers as cr_why_number_to_text() does. */

#include "cr-why.h"

G_BEGIN_DECLS

/* "[0, 1]": the place of @element in @variable; "" for one without dimensions. */
char *cr_why_element_to_text (const CrVariable *variable, gint64 element);
/* FALSE if @text ("[0, 1]", "0, 1", "3") is no place in @variable. */
gboolean cr_why_element_from_text (const CrVariable *variable, const char *text, gint64 *element);
/* "b[3]", or for what has no name "the result of MulBackward0". */
char *cr_why_variable_to_text (CrGraph *graph, guint variable, gint64 element);
/* "a.grad[3]", "the gradient of a[3]", "what MulBackward0 sent to a[3]". */
char *cr_why_place_to_text (CrWhy *why);
/* "Why is a.grad[3] 4.5?", "a.grad is None". */
char *cr_why_to_heading (CrWhy *why);
/* What a term is, without its number: "through MulBackward0 (line 7)". */
char *cr_why_term_to_text (CrWhy *why, guint term);
/* With it, as a sentence: "4.5 through MulBackward0 (line 7)". */
char *cr_why_term_to_sentence (CrWhy *why, guint term);
/* How the terms make the total: "1.5 + 3.0 = 4.5, exactly"; NULL where there is nothing to add. */
char *cr_why_sum_to_text (CrWhy *why);

G_END_DECLS
