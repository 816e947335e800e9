#pragma once
/* Writing JSON: the few forms that steps, plots and graph files share. Numbers have a dot in any locale, and one
 * that is not finite is one of the strings "NaN", "Infinity", "-Infinity". */

#include "cr-value.h"

G_BEGIN_DECLS

/* Quoted and escaped; null for NULL. What is not UTF-8 is made so. */
void cr_json_append_string (GString *out, const char *string);
/* The shortest decimal that reads back as the same double, or as the same float. */
void cr_json_append_double (GString *out, double number);
void cr_json_append_float (GString *out, float number);
void cr_json_append_sizes (GString *out, int ndim, const gint64 *sizes);
/* One element: a number, or true and false. */
void cr_json_append_element (GString *out, const CrValue *value, gint64 index);
/* {"shape":[2,3],"dtype":"float32","data":[...]}, flat in row order, with "summary" and "data":null where a
 * summary is all there is or the elements are more than @max_elements (-1: no bound). null for NULL. */
void cr_json_append_value (GString *out, const CrValue *value, gint64 max_elements);

G_END_DECLS
