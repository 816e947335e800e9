#pragma once
/* A leaf that was put together by choosing, as the expression that a person would have typed for it. Pure functions of
 * text: the dialog shows what they say while it is filled in. */

#include "cr-dtype.h"

G_BEGIN_DECLS

typedef enum
{
  CR_LEAF_NUMBER,   /* values: "2", "0.5", "pi / 2" */
  CR_LEAF_VECTOR,   /* values: "1, 2, 3" or "1 2 3" */
  CR_LEAF_MATRIX,   /* values: "1, 2; 3, 4", a row a semicolon or a line */
  CR_LEAF_LINSPACE, /* first, last, step: how many */
  CR_LEAF_ARANGE,   /* first, last (not itself in it), step */
  CR_LEAF_RANDN,    /* shape, as the three below */
  CR_LEAF_RAND,
  CR_LEAF_ZEROS,
  CR_LEAF_ONES,
  CR_N_LEAF_KINDS
} CrLeafKind;

typedef struct
{
  CrLeafKind kind;
  const char *values;       /* of number, vector, matrix */
  const char *first, *last; /* of linspace and arange */
  const char *step;         /* of arange the step, of linspace how many */
  const char *shape;        /* "2, 3", "2 x 3"; "": one number without a dimension */
  CrDtype dtype;            /* CR_DTYPE_FLOAT32, FLOAT64 or INT64 */
  gboolean requires_grad;
} CrLeafSpec;

/* "torch.linspace(0.0, 2 * torch.pi, steps=25, requires_grad=True)", owned, and in @about (may be NULL, owned) what it
 * will be: "float32 [25]". NULL with CR_ERROR_VALUE set, in a sentence for people, where something is missing or wrong.
 */
char *cr_leaf_text_make (const CrLeafSpec *spec, char **about, GError **error);
/* One number as it stands in a script ("2 * torch.pi" for "2π"; an int gets ".0" where @is_float) and its value (may
 * be NULL); owned. NULL with CR_ERROR_VALUE set if @text is none. */
char *cr_leaf_text_number (const char *text, gboolean is_float, double *value, GError **error);

G_END_DECLS
