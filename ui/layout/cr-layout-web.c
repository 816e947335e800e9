/* Builds the reduced graph (cr-layout-web-private.h). */
#include "cr-layout-web-private.h"

#include <string.h>

#define MAX_WEIGHT 64 /* keeps products of weights small */
#define STEPS 1000000 /* that reinsertion may take, and more for each knot */
#define STEPS_A_KNOT 128

static guint
list_size (const CrLayoutLists *lists, guint key)
{
  return lists->start[key + 1] - lists->start[key];
}

static void
find_leaves (CrLayoutWeb *web)
{
  const CrLayoutGraph *graph = web->graph;

  web->leaf = g_new0 (gboolean, graph->nodes->len);
  for (guint i = 0; i < graph->n_boxes; i++)
    if (list_size (&graph->up, i) == 0 && list_size (&graph->down, i) == 1)
      web->leaf[i]
          = !cr_layout_is_dummy (graph, cr_layout_link (graph, graph->down.items[graph->down.start[i]])->lower);
}

static guint
upper_of (const CrLayoutWeb *web, guint k)
{
  return cr_layout_link (web->graph, web->graph->up.items[k])->upper;
}

/* Whether a leaf finds room beside the kth of the links up: its upper end leads nowhere else. */
static gboolean
has_room (const CrLayoutWeb *web, guint k)
{
  return list_size (&web->graph->down, upper_of (web, k)) == 1;
}

/* Chooses the leaves that stand for their fellows, which all have the same arguments beside them that fork. */
static void
show_leaves (CrLayoutWeb *web, guint consumer, guint *shown)
{
  guint first = web->graph->up.start[consumer], end = web->graph->up.start[consumer + 1];

  for (guint k = first, next; k < end; k = next)
    {
      gboolean before = k > first, room = before && has_room (web, k - 1);

      for (next = k; next < end && web->leaf[upper_of (web, next)]; next++)
        ;
      if (next == k)
        next++;
      else if ((before || next < end) && !room && !(next < end && has_room (web, next)))
        shown[upper_of (web, k)] = next - k;
    }
}

/* How many leaves each node stands for in the reduced graph: leaves as a rule for none, others for 1. */
static guint *
choose_shown (CrLayoutWeb *web)
{
  const CrLayoutGraph *graph = web->graph;
  guint *shown = g_new (guint, graph->nodes->len);

  for (guint i = 0; i < graph->nodes->len; i++)
    shown[i] = !web->leaf[i];
  for (guint i = 0; i < graph->n_boxes; i++)
    if (list_size (&graph->up, i) > 1)
      show_leaves (web, i, shown);
  return shown;
}

/* The one link of a node above that comes from what is shown; CR_LAYOUT_NONE if there are none or several. */
static guint
only_above (const CrLayoutWeb *web, guint node, const guint *shown)
{
  const CrLayoutGraph *graph = web->graph;
  guint only = CR_LAYOUT_NONE;

  for (guint k = graph->up.start[node]; k < graph->up.start[node + 1]; k++)
    {
      if (!shown[cr_layout_link (graph, graph->up.items[k])->upper])
        continue;
      if (only != CR_LAYOUT_NONE)
        return CR_LAYOUT_NONE;
      only = graph->up.items[k];
    }
  return only;
}

/* Numbers the ranks in which something happens; CR_LAYOUT_NONE for others. */
static guint *
find_layers (CrLayoutWeb *web, const guint *shown)
{
  const CrLayoutGraph *graph = web->graph;
  guint *layer_of = g_new (guint, graph->n_ranks);

  memset (layer_of, 0xff, sizeof (guint) * graph->n_ranks);
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint rank = cr_layout_node (graph, i)->rank;

      if (layer_of[rank] == CR_LAYOUT_NONE && shown[i]
          && (list_size (&graph->down, i) != 1 || only_above (web, i, shown) == CR_LAYOUT_NONE))
        layer_of[rank] = 0;
    }
  web->rank = g_new (int, graph->n_ranks);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    if (layer_of[rank] == 0)
      {
        layer_of[rank] = web->n_layers;
        web->rank[web->n_layers++] = rank;
      }
  return layer_of;
}

/* Makes the knots, those of a layer one after another; returns the knot of each node. */
static guint *
make_knots (CrLayoutWeb *web, const guint *layer_of, const guint *shown)
{
  const CrLayoutGraph *graph = web->graph;
  guint n = graph->nodes->len;
  guint *knot_of = g_new (guint, n);
  g_autofree guint *keys = g_new (guint, n);
  CrLayoutLists lists = { NULL, NULL };

  for (guint i = 0; i < n; i++)
    keys[i] = shown[i] ? layer_of[cr_layout_node (graph, i)->rank] : CR_LAYOUT_NONE;
  cr_layout_lists_init (&lists, web->n_layers, n, keys);
  web->n_knots = lists.start[web->n_layers];
  web->knots = g_new0 (CrLayoutKnot, web->n_knots);
  web->order = g_new (guint, web->n_knots);
  memset (knot_of, 0xff, sizeof (guint) * n);
  for (guint i = 0; i < web->n_knots; i++)
    {
      web->knots[i].node = lists.items[i];
      web->knots[i].layer = keys[lists.items[i]];
      web->order[i] = i;
      knot_of[lists.items[i]] = i;
    }
  web->start = lists.start;
  g_free (lists.items);
  return knot_of;
}

/* How many edges run through each link: shared ones by many. */
static guint *
weigh_links (const CrLayoutGraph *graph)
{
  guint n_dummies = graph->nodes->len - graph->n_boxes;
  g_autofree gint *uses = g_new0 (gint, n_dummies + 1);
  guint *weights = g_new0 (guint, MAX (graph->links->len, 1));

  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      if (edge->loop || edge->lane)
        continue;
      weights[edge->first_link]++;
      if (edge->n_dummies == 0)
        continue;
      weights[edge->last_link]++;
      uses[edge->first_dummy - graph->n_boxes]++;
      uses[edge->first_dummy - graph->n_boxes + edge->n_dummies]--;
    }
  for (guint i = 1; i < n_dummies; i++)
    uses[i] += uses[i - 1];
  for (guint i = 0; i < graph->links->len; i++)
    {
      const CrLayoutLink *link = cr_layout_link (graph, i);

      if (cr_layout_is_dummy (graph, link->upper) && cr_layout_is_dummy (graph, link->lower))
        weights[i] = MIN (uses[link->upper - graph->n_boxes], uses[link->lower - graph->n_boxes]);
    }
  return weights;
}

/* Follows a link down through ranks in which nothing happens, to the last link before the next knot. */
static guint
follow (const CrLayoutGraph *graph, const guint *knot_of, guint link)
{
  guint lower = cr_layout_link (graph, link)->lower;

  while (knot_of[lower] == CR_LAYOUT_NONE)
    {
      link = graph->down.items[graph->down.start[lower]];
      lower = cr_layout_link (graph, link)->lower;
    }
  return link;
}

static void
make_threads (CrLayoutWeb *web, const guint *knot_of, const guint *shown)
{
  const CrLayoutGraph *graph = web->graph;
  g_autofree guint *weights = weigh_links (graph);

  web->threads = g_new0 (CrLayoutThread, MAX (graph->links->len, 1));
  for (guint i = 0; i < web->n_knots; i++)
    {
      guint node = web->knots[i].node;

      for (guint k = graph->down.start[node]; k < graph->down.start[node + 1]; k++)
        {
          const CrLayoutLink *last = cr_layout_link (graph, follow (graph, knot_of, graph->down.items[k]));
          CrLayoutThread *thread = &web->threads[web->n_threads++];

          thread->upper = i;
          thread->lower = knot_of[last->lower];
          thread->slot = last->port;
          thread->link = graph->down.items[k];
          thread->weight = CLAMP (weights[thread->link] * shown[node], 1, MAX_WEIGHT);
        }
    }
}

static gint
compare_slots (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutThread *threads = data;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (threads[i].slot != threads[k].slot)
    return threads[i].slot < threads[k].slot ? -1 : 1;
  return i < k ? -1 : i > k;
}

/* Sorts what enters a knot and makes its slots 0, 1, 2, ... */
static void
number_slots (CrLayoutWeb *web, guint *threads, guint n)
{
  guint slot = 0, port = 0;

  if (n > 1)
    g_qsort_with_data (threads, n, sizeof (guint), compare_slots, web->threads);
  for (guint i = 0; i < n; i++)
    {
      CrLayoutThread *thread = &web->threads[threads[i]];

      slot += i > 0 && thread->slot != port;
      port = thread->slot;
      thread->slot = slot;
    }
}

static void
list_threads (CrLayoutWeb *web)
{
  g_autofree guint *upper = g_new (guint, MAX (web->n_threads, 1));
  g_autofree guint *lower = g_new (guint, MAX (web->n_threads, 1));

  for (guint i = 0; i < web->n_threads; i++)
    {
      upper[i] = web->threads[i].upper;
      lower[i] = web->threads[i].lower;
    }
  cr_layout_lists_init (&web->up, web->n_knots, web->n_threads, lower);
  cr_layout_lists_init (&web->down, web->n_knots, web->n_threads, upper);
  for (guint i = 0; i < web->n_knots; i++)
    {
      number_slots (web, web->up.items + web->up.start[i], list_size (&web->up, i));
      web->knots[i].piece = list_size (&web->up, i) == 1 && list_size (&web->down, i) == 1;
      if (!web->knots[i].piece)
        continue;
      web->knots[i].above = web->threads[web->up.items[web->up.start[i]]].upper;
      web->knots[i].below = web->threads[web->down.items[web->down.start[i]]].lower;
    }
}

/* Lists the pieces that follow a thread down. */
static void
make_run (CrLayoutWeb *web, guint thread, guint *n_pieces)
{
  CrLayoutRun run = { .first = *n_pieces, .top = thread };

  for (guint knot = web->threads[thread].lower; web->knots[knot].piece; knot = web->threads[thread].lower)
    {
      web->run_of[knot] = web->runs->len;
      web->place[knot] = *n_pieces - run.first;
      web->pieces[(*n_pieces)++] = knot;
      thread = web->down.items[web->down.start[knot]];
    }
  run.n = *n_pieces - run.first;
  run.bottom = thread;
  g_array_append_val (web->runs, run);
}

static void
make_runs (CrLayoutWeb *web)
{
  guint n_pieces = 0;

  web->runs = g_array_new (FALSE, FALSE, sizeof (CrLayoutRun));
  web->pieces = g_new (guint, MAX (web->n_knots, 1));
  web->run_of = g_new (guint, MAX (web->n_knots, 1));
  web->place = g_new (guint, MAX (web->n_knots, 1));
  for (guint i = 0; i < web->n_threads; i++)
    if (web->knots[web->threads[i].lower].piece && !web->knots[web->threads[i].upper].piece)
      make_run (web, i, &n_pieces);
}

CrLayoutWeb *
cr_layout_web_new (CrLayoutGraph *graph)
{
  CrLayoutWeb *web = g_new0 (CrLayoutWeb, 1);
  g_autofree guint *layer_of = NULL;
  g_autofree guint *knot_of = NULL;
  g_autofree guint *shown = NULL;

  web->graph = graph;
  find_leaves (web);
  shown = choose_shown (web);
  layer_of = find_layers (web, shown);
  knot_of = make_knots (web, layer_of, shown);
  make_threads (web, knot_of, shown);
  list_threads (web);
  make_runs (web);
  web->pos = g_new0 (guint, MAX (web->n_knots, 1));
  web->straight = g_new0 (guint8, MAX (web->n_knots, 1));
  web->weight = g_new0 (guint8, MAX (web->n_knots, 1));
  for (guint i = 0; i < web->n_knots; i++)
    if (web->knots[i].piece)
      web->weight[i] = web->threads[web->up.items[web->up.start[i]]].weight;
  web->good_up = g_new0 (guint, MAX (web->n_knots, 1));
  web->good_down = g_new0 (guint, MAX (web->n_knots, 1));
  web->bends = g_new0 (CrLayoutBends, MAX (web->n_layers, 1));
  web->budget = STEPS + (guint64)STEPS_A_KNOT * web->n_knots;
  web->size = g_new0 (guint, web->n_layers);
  web->n_odd = g_new0 (guint, web->n_layers);
  web->n_heavy = g_new0 (guint, web->n_layers);
  return web;
}

void
cr_layout_web_free (CrLayoutWeb *web)
{
  if (web == NULL)
    return;
  g_free (web->knots);
  g_free (web->threads);
  cr_layout_lists_clear (&web->up);
  cr_layout_lists_clear (&web->down);
  g_clear_pointer (&web->runs, g_array_unref);
  g_free (web->pieces);
  g_free (web->run_of);
  g_free (web->place);
  g_free (web->pos);
  g_free (web->straight);
  g_free (web->weight);
  g_free (web->good_up);
  g_free (web->good_down);
  g_free (web->bends);
  g_free (web->start);
  g_free (web->size);
  g_free (web->order);
  g_free (web->rank);
  g_free (web->n_odd);
  g_free (web->n_heavy);
  g_free (web->leaf);
  g_free (web);
}

void
cr_layout_web_number (CrLayoutWeb *web, guint layer)
{
  const guint *knots = cr_layout_web_layer (web, layer);

  for (guint i = 0; i < web->size[layer]; i++)
    web->pos[knots[i]] = i;
}
