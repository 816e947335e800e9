/* Which number of a variable's value lies under a point: the label is read as it was written. Its characters have one
 * width, so that no other measure is needed than that of the whole. */
#include "cr-painter-private.h"

#include <string.h>

#include "cr-label.h"

#define ELLIPSIS "…"
#define AROUND 3.0 /* points around a number that still mean it */

/* What stands at column @column of a line: which number of the line it is, where it begins and how long it is, and
 * whether numbers are left out before it. FALSE: a blank, or what stands for numbers that are left out. */
static gboolean
find_word (const char *line, glong column, guint *word, glong *begin, glong *length, gboolean *after_gap)
{
  glong at = 0;

  *word = 0;
  *after_gap = FALSE;
  for (const char *c = line; *c != '\0';)
    {
      const char *end = c;
      glong n = 0;
      gboolean gap;

      for (; *end != '\0' && *end != ' '; end = g_utf8_next_char (end))
        n++;
      gap = strncmp (c, ELLIPSIS, strlen (ELLIPSIS)) == 0;
      if (column >= at && column < at + n)
        {
          *begin = at;
          *length = n;
          return !gap;
        }
      *after_gap = *after_gap || gap;
      (*word) += !gap;
      at += n + 1;
      c = *end == '\0' ? end : end + 1;
    }
  return FALSE;
}

/* Its label, unless that tells of more than the numbers themselves. */
static char *
dup_numbers (const CrSceneItem *item, const CrVariableState *state)
{
  CrDtype dtype;

  if (state->value == NULL || !state->exists || item->n_value_lines == 0 || !cr_value_has_data (state->value)
      || cr_value_get_numel (state->value) == 0)
    return NULL;
  dtype = cr_value_get_dtype (state->value);
  if (cr_dtype_is_complex (dtype) || dtype == CR_DTYPE_BOOL)
    return NULL;
  if (item->thumb_height > 0 && cr_value_get_ndim (state->value) > 1)
    return NULL;
  return cr_label_new (state->value);
}

gboolean
cr_painter_pick_number (CrScene *scene, guint node, CrCursor *cursor, CrText *text, double x, double y,
                        CrPickedNumber *picked)
{
  const CrSceneItem *item = cr_scene_item (scene, node);
  const CrVariableState *state = item->variable == CR_NONE ? NULL : cr_cursor_get_variable (cursor, item->variable);
  g_autofree char *label = state == NULL ? NULL : dup_numbers (item, state);
  g_auto (GStrv) lines = label == NULL ? NULL : g_strsplit (label, "\n", -1);
  double width, height, left, top, digit, room = item->node.width - 14;
  guint n_lines, line, word;
  glong begin, length;
  gboolean after_gap;

  if (lines == NULL)
    return FALSE;
  n_lines = g_strv_length (lines);
  cr_text_measure (text, CR_FONT_VALUE, label, &width, &height);
  if (width > room)
    return FALSE; /* it ends in an ellipsis */
  digit = width / (double)g_utf8_strlen (lines[0], -1);
  left = item->node.x + (item->node.width - width) / 2;
  top = cr_paint_get_value_y (item) - height / 2;
  if (y < top - AROUND || y > top + height + AROUND || x < left - AROUND || x > left + width + AROUND)
    return FALSE;
  line = (guint)CLAMP ((y - top) / (height / n_lines), 0, n_lines - 1);
  if (!find_word (lines[line], (glong)CLAMP ((x - left) / digit, 0, g_utf8_strlen (lines[line], -1) - 1), &word, &begin,
                  &length, &after_gap))
    return FALSE;
  picked->variable = item->variable;
  picked->element = after_gap     ? cr_value_get_numel (state->value) - 1
                    : n_lines > 1 ? (gint64)line * cr_value_get_sizes (state->value)[1] + word
                                  : (gint64)word;
  picked->x = left + (double)begin * digit;
  picked->y = top + line * height / n_lines;
  picked->width = (double)length * digit;
  picked->height = height / n_lines;
  return TRUE;
}
