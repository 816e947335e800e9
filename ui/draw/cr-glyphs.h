#pragma once
/* Letters as they stand in a label, and small pictures of them: to fill the outlines of a label's letters takes several
 * times as long as to put together what was filled before. For pixels only. */

#include <glib.h>
#include <pango/pango.h>

G_BEGIN_DECLS

/* One letter: where its pen begins, from the label's upper left corner, in points. */
typedef struct
{
  PangoFont *font; /* owned by the list */
  PangoGlyph glyph;
  float x, y;
} CrGlyph;

/* Where a label's pixels are; one byte each. */
typedef struct
{
  guint8 *data;
  int width, height, stride;
} CrCoverage;

typedef struct _CrGlyphs CrGlyphs;

CrGlyphs *cr_glyphs_new (void);
void cr_glyphs_free (CrGlyphs *glyphs);
/* The letters of @layout, of CrGlyph; owned. */
GArray *cr_glyphs_list (PangoLayout *layout);
/* Adds the letters to @coverage, @scale pixels a point, the label's upper left corner at pixel @margin, @margin. A
 * letter is drawn at a size that differs by at most 0.4 % and at a place that is at most an eighth of a pixel away. */
void cr_glyphs_draw (CrGlyphs *glyphs, const GArray *list, double scale, int margin, const CrCoverage *coverage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGlyphs, cr_glyphs_free)

G_END_DECLS
