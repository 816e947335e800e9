/* Layouts of the same graph with other sizes, and of almost the same graph.
 *
 * The next training step has the same boxes with other numbers in them, an edited script almost the same boxes. Where
 * all boxes fit into those of a layout that was run, that one is the picture; where they don't, it tells the next run
 * where everything was. */
#include "cr-layout-data-private.h"

#include <math.h>

#define SLACK 0.5 /* points that an edge's end may be off */

static guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

guint64
cr_layout_hash (const CrLayout *layout)
{
  guint64 hash = mix (layout->boxes->len, layout->edges->len);

  for (guint i = 0; i < layout->boxes->len; i++)
    if (cr_layout_box (layout, i)->hold != CR_LAYOUT_ANYWHERE)
      hash = mix (mix (hash, i), cr_layout_box (layout, i)->hold);
  for (guint i = 0; i < layout->edges->len; i++)
    {
      const CrLayoutLine *line = cr_layout_line (layout, i);

      hash = mix (hash, (guint64)line->from << 32 | line->to);
      hash = mix (hash, line->port);
    }
  return hash;
}

gboolean
cr_layout_is_like (const CrLayout *a, const CrLayout *b)
{
  if (a->boxes->len != b->boxes->len || a->edges->len != b->edges->len)
    return FALSE;
  for (guint i = 0; i < a->boxes->len; i++)
    if (cr_layout_box (a, i)->hold != cr_layout_box (b, i)->hold)
      return FALSE;
  for (guint i = 0; i < a->edges->len; i++)
    {
      const CrLayoutLine *line = cr_layout_line (a, i), *other = cr_layout_line (b, i);

      if (line->from != other->from || line->to != other->to || line->port != other->port)
        return FALSE;
    }
  return TRUE;
}

/* Whether an edge's end at @at of a box of width @width is where it is in the larger box: at the same distance from the
 * middle. */
static gboolean
same_end (double at, double width, double old_at, double old_width)
{
  if (isnan (at) || isnan (old_at))
    return isnan (at) && isnan (old_at);
  return fabs ((at - width / 2) - (old_at - old_width / 2)) <= SLACK;
}

/* The side of a box along which edges' ends are told. */
static double
side (const CrLayout *layout, guint box, gboolean turned)
{
  return turned ? cr_layout_box (layout, box)->height : cr_layout_box (layout, box)->width;
}

static gboolean
same_ends (const CrLayout *layout, const CrLayout *old, guint i)
{
  const CrLayoutLine *line = cr_layout_line (layout, i), *other = cr_layout_line (old, i);

  return same_end (line->from_at, side (layout, line->from, old->turned), other->from_at,
                   side (old, line->from, old->turned))
         && same_end (line->to_at, side (layout, line->to, old->turned), other->to_at,
                      side (old, line->to, old->turned));
}

gboolean
cr_layout_fits (const CrLayout *layout, const CrLayout *old, double waste)
{
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const CrLayoutBox *box = cr_layout_box (layout, i), *room = cr_layout_box (old, i);

      if (box->width > room->width || box->height > room->height)
        return FALSE;
    }
  for (guint i = 0; i < layout->edges->len; i++)
    if (!same_ends (layout, old, i))
      return FALSE;
  return cr_layout_get_waste (layout, old) <= waste;
}

double
cr_layout_get_waste (const CrLayout *layout, const CrLayout *old)
{
  double wanted = 0, given = 0;

  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const CrLayoutBox *box = cr_layout_box (layout, i), *room = cr_layout_box (old, i);

      wanted += box->width + box->height;
      given += MAX (box->width, room->width) + MAX (box->height, room->height);
    }
  return wanted > 0 ? given / wanted : 1;
}

void
cr_layout_grow (CrLayout *layout, const CrLayout *old)
{
  for (guint i = 0; i < layout->edges->len; i++)
    {
      CrLayoutLine *line = cr_layout_line (layout, i);

      line->from_at += MAX (0, side (old, line->from, old->turned) - side (layout, line->from, old->turned)) / 2;
      line->to_at += MAX (0, side (old, line->to, old->turned) - side (layout, line->to, old->turned)) / 2;
    }
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      CrLayoutBox *box = cr_layout_box (layout, i);
      double longer = MAX (0, side (old, i, old->turned) - side (layout, i, old->turned));

      box->enter.last += longer;
      box->leave.last += longer;
      box->width = MAX (box->width, cr_layout_box (old, i)->width);
      box->height = MAX (box->height, cr_layout_box (old, i)->height);
    }
}

static gboolean
same_line (gconstpointer a, gconstpointer b)
{
  const CrLayoutLine *line = a, *other = b;

  return line->from == other->from && line->to == other->to && line->port == other->port;
}

static guint
hash_line (gconstpointer data)
{
  const CrLayoutLine *line = data;

  return (guint)mix (mix (mix (0, line->from), line->to), line->port);
}

/* Of several edges between the same two nodes with the same port the first counts. */
static GHashTable *
index_lines (const CrLayout *layout)
{
  GHashTable *lines = g_hash_table_new (hash_line, same_line);

  for (guint i = layout->edges->len; i-- > 0;)
    g_hash_table_add (lines, cr_layout_line (layout, i));
  return lines;
}

static void
keep_lines (CrLayout *layout, const CrLayout *old, const guint *nodes)
{
  g_autoptr (GHashTable) lines = index_lines (old);

  for (guint i = 0; i < layout->edges->len; i++)
    {
      CrLayoutLine wanted = *cr_layout_line (layout, i);
      const CrLayoutLine *line;

      wanted.from = nodes != NULL ? nodes[wanted.from] : wanted.from;
      wanted.to = nodes != NULL ? nodes[wanted.to] : wanted.to;
      line = g_hash_table_lookup (lines, &wanted);
      if (line != NULL && line->n_points > 0)
        cr_layout_set_previous_route (layout, i, &g_array_index (old->points, CrPoint, line->first_point),
                                      line->n_points);
    }
}

void
cr_layout_keep_like (CrLayout *layout, const CrLayout *old, const guint *nodes)
{
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      guint node = nodes != NULL ? nodes[i] : i;

      if (node < old->boxes->len)
        {
          const CrLayoutBox *box = cr_layout_box (old, node);

          cr_layout_set_previous (layout, i, box->x + box->width / 2, box->y + box->height / 2);
        }
    }
  keep_lines (layout, old, nodes);
}

void
cr_layout_get_node_size (const CrLayout *layout, guint node, double *width, double *height)
{
  gboolean known = layout != NULL && node < layout->boxes->len;

  if (width != NULL)
    *width = known ? cr_layout_box (layout, node)->width : 0;
  if (height != NULL)
    *height = known ? cr_layout_box (layout, node)->height : 0;
}
