#pragma once
/* A formula's terms as boxes with a baseline, which stand beside and above each other. Private to the formula. */

#include <pango/pangocairo.h>

#include "cr-formula-private.h"

G_BEGIN_DECLS

typedef enum
{
  CR_BOX_TEXT,
  CR_BOX_LIST, /* only its children */
  CR_BOX_LINE, /* of a fraction */
  CR_BOX_OPENING,
  CR_BOX_CLOSING, /* a bracket as tall as the box; which one is in `bracket` */
  CR_BOX_ROOT     /* a root's sign before and over the box */
} CrBoxKind;

typedef struct _CrBox CrBox;
struct _CrBox
{
  CrBoxKind kind;
  CrInk ink;
  double x, y; /* left end of its baseline, from that of the box around it; y downwards */
  double width, ascent, descent;
  PangoLayout *layout; /* TEXT */
  double baseline;     /* of the layout, from its top */
  const char *bracket;
  double gap;          /* in a line: before it */
  gboolean may_break;  /* in a line: another may begin with it */
  GPtrArray *children; /* of CrBox */
};

/* What boxes are made with. */
typedef struct
{
  PangoContext *context;
  double size; /* of letters outside fractions */
} CrBoxMaker;

/* The pieces of @row for one line, of CrBox, each with gap and may_break. Owned. */
GPtrArray *cr_box_make_pieces (const CrBoxMaker *maker, const CrTerm *row);
void cr_box_free (CrBox *box);
/* Draws with the left end of the baseline at (x, y). */
void cr_box_draw (const CrBox *box, cairo_t *cr, const CrTheme *theme, double x, double y);

G_END_DECLS
