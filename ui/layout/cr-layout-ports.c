/* Ports: where links meet the upper and lower sides of boxes.
 *
 * Links enter a box from left to right in the order of their ports, and those of equal ports in the order of what they
 * come from; they leave it in the order of what they lead to. So links of one box do not cross without need. All links
 * at one side share its room; each may be anywhere that leaves enough to those at its left and right. */
#include "cr-layout-private.h"

#include <math.h>
#include <string.h>

#define PORT_GAP 16.0 /* least distance of two links at a box, where there is room */
#define MOST_FREE 48  /* more links at one side get a fixed place each */
#define SHORT_LIST 24 /* sorted by insertion */

typedef struct
{
  guint port, pos, link;
} Entry;

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer data)
{
  const Entry *i = a, *k = b;

  if (i->port != k->port)
    return i->port < k->port ? -1 : 1;
  if (i->pos != k->pos)
    return i->pos < k->pos ? -1 : 1;
  return i->link < k->link ? -1 : i->link > k->link;
}

static Entry
make_entry (const CrLayoutGraph *graph, guint link)
{
  const CrLayoutLink *at = cr_layout_link (graph, link);

  return (Entry){ at->port, graph->pos[at->upper], link };
}

static void
sort_short (const CrLayoutGraph *graph, guint *links, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      Entry entry = make_entry (graph, links[i]);
      guint k = i;

      for (; k > 0; k--)
        {
          Entry other = make_entry (graph, links[k - 1]);

          if (compare_entries (&other, &entry, NULL) <= 0)
            break;
          links[k] = links[k - 1];
        }
      links[k] = entry.link;
    }
}

static void
sort_long (const CrLayoutGraph *graph, guint *links, guint n)
{
  g_autofree Entry *entries = g_new (Entry, n);

  for (guint i = 0; i < n; i++)
    entries[i] = make_entry (graph, links[i]);
  g_qsort_with_data (entries, n, sizeof (Entry), compare_entries, NULL);
  for (guint i = 0; i < n; i++)
    links[i] = entries[i].link;
}

void
cr_layout_sort_entries (CrLayoutGraph *graph)
{
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint *links = graph->up.items + graph->up.start[i];
      guint n = graph->up.start[i + 1] - graph->up.start[i];

      if (n > SHORT_LIST)
        sort_long (graph, links, n);
      else if (n > 1)
        sort_short (graph, links, n);
      for (guint k = 0; k < n; k++)
        cr_layout_link (graph, links[k])->lower_index = k;
    }
}

/* In the order of the ports that they lead to. */
static void
sort_leaving (CrLayoutGraph *graph)
{
  guint n = graph->nodes->len;
  g_autofree guint *next = g_memdup2 (graph->down.start, sizeof (guint) * ((gsize)n + 1));

  for (guint i = 0; i < n; i++)
    {
      guint node = graph->layer.items[i];

      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1]; k++)
        {
          CrLayoutLink *link = cr_layout_link (graph, graph->up.items[k]);

          link->upper_index = next[link->upper] - graph->down.start[link->upper];
          graph->down.items[next[link->upper]++] = graph->up.items[k];
        }
    }
}

/* The ends that the caller fixed. Where several edges share a link the first decides. */
static void
fix_ends (CrLayoutGraph *graph)
{
  for (guint i = 0; i < graph->links->len; i++)
    {
      CrLayoutLink *link = cr_layout_link (graph, i);

      link->upper_at = cr_layout_is_dummy (graph, link->upper) ? 0 : NAN;
      link->lower_at = cr_layout_is_dummy (graph, link->lower) ? 0 : NAN;
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);
      double upper_at = edge->reversed ? edge->to_at : edge->from_at;
      double lower_at = edge->reversed ? edge->from_at : edge->to_at;

      if (edge->loop || edge->lane)
        continue;
      if (isfinite (upper_at) && isnan (cr_layout_link (graph, edge->first_link)->upper_at))
        cr_layout_link (graph, edge->first_link)->upper_at = upper_at;
      if (isfinite (lower_at) && isnan (cr_layout_link (graph, edge->last_link)->lower_at))
        cr_layout_link (graph, edge->last_link)->lower_at = lower_at;
    }
}

void
cr_layout_ports_sort (CrLayoutGraph *graph)
{
  sort_leaving (graph);
  fix_ends (graph);
}

static double
get_at (const CrLayoutGraph *graph, guint link, gboolean lower_end)
{
  return lower_end ? cr_layout_link (graph, link)->lower_at : cr_layout_link (graph, link)->upper_at;
}

/* What the nearest links that are decided leave. */
static void
hold_off (const CrLayoutGraph *graph, const guint *links, guint n, guint index, gboolean lower_end, double step,
          double *low, double *high)
{
  for (guint i = index; i-- > 0;)
    {
      double at = get_at (graph, links[i], lower_end);

      if (isnan (at))
        continue;
      *low = MAX (*low, at + step * (index - i));
      break;
    }
  for (guint i = index + 1; i < n; i++)
    {
      double at = get_at (graph, links[i], lower_end);

      if (isnan (at))
        continue;
      *high = MIN (*high, at - step * (i - index));
      break;
    }
  if (*low > *high)
    *low = *high = (*low + *high) / 2;
}

void
cr_layout_ports_range (const CrLayoutGraph *graph, guint link, gboolean lower_end, double *low, double *high)
{
  const CrLayoutLink *at = cr_layout_link (graph, link);
  guint node = lower_end ? at->lower : at->upper, index = lower_end ? at->lower_index : at->upper_index;
  const CrLayoutLists *lists = lower_end ? &graph->up : &graph->down;
  const CrLayoutNode *box = cr_layout_node (graph, node);
  guint n = lists->start[node + 1] - lists->start[node];
  double decided = get_at (graph, link, lower_end);
  CrLayoutSide side = lower_end ? box->enter : box->leave;
  double room = side.last - side.first;
  double step = n > 1 ? MIN (PORT_GAP, room / (n - 1)) : 0;

  if (!isnan (decided) || n > MOST_FREE)
    {
      *low = *high = isnan (decided) ? side.first + room * (index / (n - 1.0)) : decided;
      return;
    }
  *low = side.first + step * index;
  *high = side.last - step * (n - 1 - index);
  if (n > 1)
    hold_off (graph, lists->items + lists->start[node], n, index, lower_end, step, low, high);
  *low = CLAMP (*low, side.first, side.last);
  *high = CLAMP (*high, side.first, side.last);
}
