#pragma once
/* The terms of a query, between the files that read them, say them and ask them. */

#include "cr-find.h"

G_BEGIN_DECLS

typedef enum
{
  CR_TERM_WORD, /* in a name, a place, an operation, an expression */
  CR_TERM_NAME,
  CR_TERM_OP,
  CR_TERM_IN, /* in a group */
  CR_TERM_LINE,
  CR_TERM_SHAPE,
  CR_TERM_SIZE, /* one of the sizes */
  CR_TERM_DTYPE,
  CR_TERM_LEAF,
  CR_TERM_ROOT,
  CR_TERM_REQUIRES,
  CR_TERM_PRESENT, /* there is a gradient */
  CR_TERM_NAN,
  CR_TERM_INF,
  CR_TERM_ZERO,
  CR_TERM_COMPARE
} CrTermKind;

typedef enum
{
  CR_SUBJECT_EITHER,
  CR_SUBJECT_VALUE,
  CR_SUBJECT_GRADIENT
} CrSubject;

typedef enum
{
  CR_QUANTITY_ELEMENTS,
  CR_QUANTITY_NORM,
  CR_QUANTITY_MIN,
  CR_QUANTITY_MAX,
  CR_QUANTITY_MEAN
} CrQuantity;

typedef enum
{
  CR_COMPARE_EQUAL,
  CR_COMPARE_UNEQUAL,
  CR_COMPARE_BELOW,
  CR_COMPARE_AT_MOST,
  CR_COMPARE_ABOVE,
  CR_COMPARE_AT_LEAST
} CrCompare;

#define CR_SIZE_ANY (-1)

typedef struct
{
  CrTermKind kind;
  gboolean negated;
  char *text;       /* as typed: the word; of a property (not of a comparison) a name that is the same is a hit too */
  char *folded;     /* the same for comparing, without regard to case; NULL where text is */
  gboolean phrase;  /* it was quoted or is no plain name: it is looked for in expressions of what has a name, too */
  guint line;       /* LINE */
  CrDtype dtype;    /* DTYPE */
  guint n_sizes;    /* SHAPE; SIZE: 1 */
  gint64 sizes[16]; /* CR_SIZE_ANY */
  CrSubject subject;
  CrQuantity quantity;
  CrCompare compare;
  double number;
  double tolerance; /* how far from number is still equal to it */
} CrFindTerm;

struct _CrFindQuery
{
  GPtrArray *terms; /* of CrFindTerm */
};

/* cr-find-values.c: what is known of values, and what terms say of them. */
typedef struct _CrFindValues CrFindValues;

CrFindValues *cr_find_values_new (void);
void cr_find_values_free (CrFindValues *values);
/* Whether a term about elements holds of @value (NULL: of nothing at all), negation aside. */
gboolean cr_find_values_hold (CrFindValues *values, const CrFindTerm *term, CrValue *value);

/* cr-find-tokens.c: what was typed, in pieces. */
typedef enum
{
  CR_TOKEN_WORD,
  CR_TOKEN_PHRASE, /* quoted */
  CR_TOKEN_SHAPE,  /* "[5, 3]" */
  CR_TOKEN_COMPARE
} CrTokenKind;

typedef struct
{
  CrTokenKind kind;
  char *text; /* of a phrase and a shape what is inside */
  CrCompare compare;
} CrFindToken;

/* Of CrFindToken, owned. */
GArray *cr_find_split (const char *text);

/* "Total" for "total": for comparing without regard to case; g_free(). */
char *cr_find_fold (const char *text);

G_END_DECLS
