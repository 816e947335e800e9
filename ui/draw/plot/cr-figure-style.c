/* matplotlib's short notations: colours, line styles, markers, and the format strings that
 * combine them. Accepted and refused as matplotlib 3.6 does. */
#include "cr-figure.h"

#include <math.h>
#include <pango/pango.h>
#include <string.h>

typedef struct
{
  const char *name;
  guint value;
} Named;

static const Named lines[] = {
  { "--", CR_LINE_DASHED },   { "-.", CR_LINE_DASHDOT },    { "-", CR_LINE_SOLID },
  { ":", CR_LINE_DOTTED },    { "dashed", CR_LINE_DASHED }, { "dashdot", CR_LINE_DASHDOT },
  { "solid", CR_LINE_SOLID }, { "dotted", CR_LINE_DOTTED }, { "None", CR_LINE_NONE },
  { "none", CR_LINE_NONE },   { " ", CR_LINE_NONE },        { "", CR_LINE_NONE },
};

static const Named markers[] = {
  { ".", CR_MARKER_POINT },
  { ",", CR_MARKER_PIXEL },
  { "o", CR_MARKER_CIRCLE },
  { "v", CR_MARKER_TRIANGLE_DOWN },
  { "^", CR_MARKER_TRIANGLE_UP },
  { "<", CR_MARKER_TRIANGLE_LEFT },
  { ">", CR_MARKER_TRIANGLE_RIGHT },
  { "1", CR_MARKER_TRIANGLE_DOWN },
  { "2", CR_MARKER_TRIANGLE_UP },
  { "3", CR_MARKER_TRIANGLE_LEFT },
  { "4", CR_MARKER_TRIANGLE_RIGHT },
  { "s", CR_MARKER_SQUARE },
  { "p", CR_MARKER_PENTAGON },
  { "h", CR_MARKER_HEXAGON },
  { "H", CR_MARKER_HEXAGON },
  { "8", CR_MARKER_OCTAGON },
  { "*", CR_MARKER_STAR },
  { "+", CR_MARKER_PLUS },
  { "P", CR_MARKER_PLUS },
  { "x", CR_MARKER_CROSS },
  { "X", CR_MARKER_CROSS },
  { "D", CR_MARKER_DIAMOND },
  { "d", CR_MARKER_THIN_DIAMOND },
  { "|", CR_MARKER_VLINE },
  { "_", CR_MARKER_HLINE },
  { "None", CR_MARKER_NONE },
  { "none", CR_MARKER_NONE },
  { " ", CR_MARKER_NONE },
  { "", CR_MARKER_NONE },
};

/* Names whose colour is matplotlib's own. */
static const Named colors[] = {
  { "b", 0x0000ff },          { "g", 0x007f00 },          { "r", 0xff0000 },         { "c", 0x00bfbf },
  { "m", 0xbf00bf },          { "y", 0xbfbf00 },          { "k", 0x000000 },         { "w", 0xffffff },
  { "tab:blue", 0x1f77b4 },   { "tab:orange", 0xff7f0e }, { "tab:green", 0x2ca02c }, { "tab:red", 0xd62728 },
  { "tab:purple", 0x9467bd }, { "tab:brown", 0x8c564b },  { "tab:pink", 0xe377c2 },  { "tab:gray", 0x7f7f7f },
  { "tab:grey", 0x7f7f7f },   { "tab:olive", 0xbcbd22 },  { "tab:cyan", 0x17becf },
};

/* The entry of that name, or NULL; the first @length bytes of @name count. */
static const Named *
find (const Named *table, guint n, const char *name, gsize length)
{
  for (guint i = 0; i < n; i++)
    if (strlen (table[i].name) == length && memcmp (table[i].name, name, length) == 0)
      return &table[i];
  return NULL;
}

gboolean
cr_figure_parse_line (const char *name, CrLineKind *line)
{
  const Named *found = find (lines, G_N_ELEMENTS (lines), name, strlen (name));

  if (found != NULL)
    *line = found->value;
  return found != NULL;
}

gboolean
cr_figure_parse_marker (const char *name, CrMarkerKind *marker)
{
  const Named *found = find (markers, G_N_ELEMENTS (markers), name, strlen (name));

  if (found != NULL)
    *marker = found->value;
  return found != NULL;
}

static CrColor
from_rgb (guint rgb)
{
  return (CrColor){ (rgb >> 16) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0, 1 };
}

/* A grey "0.5": a number from 0 to 1. */
static gboolean
parse_grey (const char *name, CrColor *color)
{
  char *end;
  double grey;

  if (!g_ascii_isdigit (*name) && *name != '.')
    return FALSE;
  grey = g_ascii_strtod (name, &end);
  if (end == name || *end != '\0' || !(grey >= 0 && grey <= 1))
    return FALSE;
  *color = (CrColor){ grey, grey, grey, 1 };
  return TRUE;
}

/* A number of the palette: C and digits. */
static gboolean
parse_palette (const char *name, int *palette)
{
  guint64 number;

  if (name[0] != 'C' || !g_ascii_string_to_unsigned (name + 1, 10, 0, 9999, &number, NULL))
    return FALSE;
  *palette = (int)number;
  return TRUE;
}

/* Names and hexadecimal, which Pango knows. It would take "grey50" or blanks too; matplotlib
 * doesn't. */
static gboolean
parse_name (const char *name, CrColor *color)
{
  PangoColor parsed;
  guint16 alpha = 0xffff;
  gboolean hex = name[0] == '#';
  gsize length = strlen (name);

  if (hex && length != 4 && length != 5 && length != 7 && length != 9)
    return FALSE;
  for (const char *c = name + hex; *c != '\0'; c++)
    if (hex ? !g_ascii_isxdigit (*c) : !g_ascii_isalpha (*c))
      return FALSE;
  if (length == 0 || !pango_color_parse_with_alpha (&parsed, &alpha, name))
    return FALSE;
  *color = (CrColor){ parsed.red / 65535.0, parsed.green / 65535.0, parsed.blue / 65535.0, alpha / 65535.0 };
  return TRUE;
}

gboolean
cr_figure_parse_color (const char *name, CrColor *color, int *palette)
{
  const Named *found = find (colors, G_N_ELEMENTS (colors), name, strlen (name));

  *palette = -1;
  if (found != NULL)
    {
      *color = from_rgb (found->value);
      return TRUE;
    }
  if (g_ascii_strcasecmp (name, "none") == 0)
    {
      *color = (CrColor){ 0, 0, 0, 0 };
      return TRUE;
    }
  return parse_palette (name, palette) || parse_grey (name, color) || parse_name (name, color);
}

/* What a format string said so far. */
typedef struct
{
  const Named *line, *marker;
  char color[3];
} Format;

/* Takes one part from the front; its length, 0 if there is none or it comes twice. */
static gsize
take_part (Format *format, const char *text)
{
  gsize length = strncmp (text, "--", 2) == 0 || strncmp (text, "-.", 2) == 0 ? 2 : 1;
  const Named *line = find (lines, G_N_ELEMENTS (lines), text, length);
  const Named *marker = find (markers, G_N_ELEMENTS (markers), text, 1);

  if (line != NULL)
    {
      if (format->line != NULL)
        return 0;
      format->line = line;
      return length;
    }
  if (marker != NULL)
    {
      if (format->marker != NULL)
        return 0;
      format->marker = marker;
      return 1;
    }
  if (format->color[0] != '\0')
    return 0;
  length = *text == 'C' && g_ascii_isdigit (text[1]) ? 2 : 1;
  if (length == 1 && strchr ("bgrcmykw", *text) == NULL)
    return 0;
  memcpy (format->color, text, length);
  return length;
}

/* A whole string that is a colour ("red", "0.5", "#00ff00") is one, unless it is also a number
 * that means a marker ("1"). */
static gboolean
is_color (const char *text)
{
  CrColor color;
  int palette;

  if (find (markers, G_N_ELEMENTS (markers), text, strlen (text)) != NULL)
    return FALSE;
  return cr_figure_parse_color (text, &color, &palette);
}

gboolean
cr_figure_parse_format (const char *format, char **color, CrLineKind *line, CrMarkerKind *marker)
{
  Format parts = { NULL, NULL, "" };
  gboolean whole;

  g_return_val_if_fail (format != NULL, FALSE);

  whole = is_color (format);
  for (gsize at = 0; !whole && format[at] != '\0';)
    {
      gsize length = take_part (&parts, format + at);

      if (length == 0)
        return FALSE;
      at += length;
    }
  *color = whole ? g_strdup (format) : parts.color[0] != '\0' ? g_strdup (parts.color) : NULL;
  *marker = parts.marker != NULL ? parts.marker->value : CR_MARKER_NONE;
  *line = parts.line != NULL ? parts.line->value : parts.marker != NULL ? CR_LINE_NONE : CR_LINE_SOLID;
  return TRUE;
}

gboolean
cr_series_set_format (CrSeries *series, const char *format)
{
  char *color;
  CrLineKind line;
  CrMarkerKind marker;

  g_return_val_if_fail (series != NULL, FALSE);
  if (!cr_figure_parse_format (format, &color, &line, &marker))
    return FALSE;
  if (color != NULL)
    {
      g_free (series->color);
      series->color = color;
    }
  series->line = line;
  series->marker = marker;
  return TRUE;
}
