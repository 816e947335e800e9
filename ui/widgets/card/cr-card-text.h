#pragma once
/* What the explanation card says: made without widgets. */

#include "cr-formula.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* The number that the card leads on from: an element of a gradient that has just been sent or accumulated. */
typedef struct
{
  guint variable; /* CR_NONE: there is none */
  gint64 element;
  double number;
} CrCardNumber;

/* "Step 4 of 7 · backward pass 2"; owned. */
char *cr_card_heading (CrSession *session);
/* One short sentence: "AddBackward0 hands its gradient on to m and b."; owned, "" for no event. */
char *cr_card_headline (CrCursor *cursor);
/* The numbers of the event at the cursor, owned, NULL if there are none to show; @number is what they end in. Of the
 * selected variable and element where they are among them. */
CrFormula *cr_card_numbers (CrSession *session, CrCardNumber *number);

G_END_DECLS
