#pragma once
/* Text of the picture: a few fixed fonts, measured the same with and without a surface, so that
 * what the scene reserves is what the painter needs. */

#include <cairo.h>

#include "cr-stamp.h"
#include "cr-stroke.h"
#include "cr-theme.h"

G_BEGIN_DECLS

typedef enum
{
  CR_FONT_TITLE,   /* a variable's name */
  CR_FONT_SYMBOL,  /* what stands in an operator's square */
  CR_FONT_VALUE,   /* numbers, monospace */
  CR_FONT_CAPSULE, /* numbers in a capsule, bold monospace */
  CR_FONT_SMALL,   /* dtype and shape, function names */
  CR_FONT_CAPTION, /* "leaf": bold and small */
  CR_N_FONTS
} CrFont;

typedef enum
{
  CR_ALIGN_LEFT,
  CR_ALIGN_CENTER,
  CR_ALIGN_RIGHT
} CrAlign;

typedef struct _CrText CrText;

/* For measuring where @cr is NULL; else for drawing on @cr, in its present transformation. */
CrText *cr_text_new (cairo_t *cr);
void cr_text_free (CrText *text);
/* The same text draws on @cr from now on, until cr_text_end(), and keeps pictures of what it draws, so that the next
 * frame need not shape and fill the same letters again. @device_scale: pixels of the screen a unit of @cr (1, 2). For
 * pixels only: words in a file are outlines. */
void cr_text_begin (CrText *text, cairo_t *cr, double device_scale);
void cr_text_end (CrText *text);
/* Within or without a frame: draws on @cr, kept like that, until it is redirected to what is returned (NULL outside of
 * a frame). */
cairo_t *cr_text_redirect (CrText *text, cairo_t *cr, double device_scale);
/* Other small pictures that are kept with the words; NULL where none are kept. Borrowed. */
CrStamps *cr_text_get_stamps (CrText *text);
/* For lines; NULL where nothing is kept. Borrowed. */
CrStroker *cr_text_get_stroker (CrText *text);
/* Width and height (either may be NULL) of @string, one line or several, in points. */
void cr_text_measure (CrText *text, CrFont font, const char *string, double *width, double *height);
/* Draws @string so that @x is its left end, middle or right end and @y the middle of its height.
 * Wider than @max_width (0: no bound) it ends in an ellipsis. */
void cr_text_draw (CrText *text, CrFont font, const CrColor *color, const char *string, double x, double y,
                   CrAlign align, double max_width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrText, cr_text_free)

G_END_DECLS
