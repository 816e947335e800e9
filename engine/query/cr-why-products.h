#pragma once
/* The products that a level of kind CR_WHY_THROUGH is made of. */

#include "cr-why-private.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 element; /* of the output */
  guint32 output_nr;
  double derivative, received, product;
} CrWhyProduct;

/* Of very many only the largest are held one by one. */
typedef struct
{
  GArray *kept;    /* of CrWhyProduct, in the order of the outputs' elements */
  gint64 n_folded; /* the others, */
  double folded;   /* together, */
  double size;     /* and their absolute values together */
} CrWhyProducts;

#define CR_WHY_PRODUCTS_INIT() ((CrWhyProducts){ .kept = g_array_new (FALSE, FALSE, sizeof (CrWhyProduct)) })

const CrStepEvent *cr_why_get_step (const CrWhy *why);
void cr_why_products_add (CrWhyProducts *products, const CrWhyProduct *product);
/* Folds all but the @n largest; among equals the first stay. */
void cr_why_products_keep_largest (CrWhyProducts *products, guint n);
/* Sets what @why's products add up to and, if it has a total, what that says of it. */
void cr_why_products_conclude (CrWhy *why, const CrWhyProducts *products);

G_END_DECLS
