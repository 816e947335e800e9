/* Calls that write into axes: text, annotate, arrow. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

static double
get_part (const char *name, const char *const *names)
{
  for (guint i = 0; i < 3; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i * 0.5;
  return 0;
}

static void
style_text (CrFigureReader *reader, CrAxesText *text, const CrPlotRecord *record)
{
  static const char *const across[] = { "left", "center", "right" }, *const along[] = { "bottom", "center", "top" };
  double rotation = cr_figures_number (cr_figures_keyword (record, "rotation"));

  text->align_x = get_part (cr_figures_string (cr_figures_either (record, "horizontalalignment", "ha")), across);
  text->align_y = get_part (cr_figures_string (cr_figures_either (record, "verticalalignment", "va")), along);
  text->color = cr_figures_color (cr_figures_either (record, "color", "c"));
  text->size = cr_figures_positive (cr_figures_either (record, "fontsize", "size"), 0);
  text->rotation = isfinite (rotation) ? rotation : 0;
  text->boxed = FALSE;
  for (guint i = 0; i < record->args->len; i++)
    text->boxed = text->boxed || g_strcmp0 (((CrPlotDatum *)g_ptr_array_index (record->args, i))->keyword, "bbox") == 0;
  text->event = reader->event;
}

/* text (x, y, s) */
static void
read_text (CrFigureReader *reader, const CrPlotRecord *record)
{
  g_autofree char *string = cr_figures_text (cr_figures_at (record, 2, "s"));
  double x = cr_figures_number (cr_figures_at (record, 0, "x")), y = cr_figures_number (cr_figures_at (record, 1, "y"));
  const char *transform = cr_figures_string (cr_figures_keyword (record, "transform"));
  CrAxesText *text;

  if (string == NULL || !isfinite (x) || !isfinite (y))
    return;
  text = cr_axes_add_text (cr_figures_get_axes (reader, record), x, y, string);
  style_text (reader, text, record);
  if (record->name && g_str_has_prefix (record->name, "fig."))
    text->place = CR_TEXT_IN_FIGURE;
  else if (transform)
    text->place = CR_TEXT_IN_AXES;
}

/* annotate (text, xy, xytext, arrowprops=) */
static void
read_annotate (CrFigureReader *reader, const CrPlotRecord *record)
{
  g_autofree char *string = cr_figures_text (cr_figures_at (record, 0, "text"));
  const char *of = cr_figures_string (cr_figures_keyword (record, "textcoords"));
  const char *from = cr_figures_string (cr_figures_keyword (record, "xycoords"));
  double x, y, to_x, to_y;
  CrAxesText *text;

  if (string == NULL || !cr_figures_pair (cr_figures_at (record, 1, "xy"), &to_x, &to_y))
    return;
  if (!cr_figures_pair (cr_figures_at (record, 2, "xytext"), &x, &y))
    {
      x = to_x;
      y = to_y;
      of = of ? of : from;
    }
  text = cr_axes_add_text (cr_figures_get_axes (reader, record), x, y, string);
  style_text (reader, text, record);
  text->to_x = to_x;
  text->to_y = to_y;
  of = of ? of : from;
  text->place = of && g_str_has_prefix (of, "offset")   ? CR_TEXT_IN_POINTS
                : of && g_str_has_prefix (of, "axes")   ? CR_TEXT_IN_AXES
                : of && g_str_has_prefix (of, "figure") ? CR_TEXT_IN_FIGURE
                                                        : CR_TEXT_IN_DATA;
  text->to_place = from && g_str_has_prefix (from, "axes") ? CR_TEXT_IN_AXES : CR_TEXT_IN_DATA;
  for (guint i = 0; i < record->args->len; i++)
    text->has_arrow = text->has_arrow
                      || g_strcmp0 (((CrPlotDatum *)g_ptr_array_index (record->args, i))->keyword, "arrowprops") == 0;
}

/* arrow (x, y, dx, dy) */
static void
read_arrow (CrFigureReader *reader, const CrPlotRecord *record)
{
  double numbers[4];
  static const char *const names[] = { "x", "y", "dx", "dy" };
  CrAxesText *text;

  for (guint i = 0; i < 4; i++)
    {
      numbers[i] = cr_figures_number (cr_figures_at (record, i, names[i]));
      if (!isfinite (numbers[i]))
        return;
    }
  text = cr_axes_add_text (cr_figures_get_axes (reader, record), numbers[0], numbers[1], "");
  style_text (reader, text, record);
  text->has_arrow = TRUE;
  text->to_x = numbers[0] + numbers[2];
  text->to_y = numbers[1] + numbers[3];
}

const CrFigureCall cr_figures_text_calls[] = {
  { "text", read_text },
  { "annotate", read_annotate },
  { "arrow", read_arrow },
  { NULL, NULL },
};
