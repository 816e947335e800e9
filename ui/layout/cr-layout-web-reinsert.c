/* Takes a knot out with the routes that end at it, and puts them back where they cross least.
 *
 * Shortest ways from the other ends of the routes meet in the knot's layer: it goes to the gap where their costs sum up
 * to the least. For a piece, which stands for its route, that is optimal. Several routes of one knot could cross each
 * other too, so that the sum is only a guess; then they go in one after another, each by ways that see the ones before,
 * and all goes back to where it was if the crossings became more. */
#include "cr-layout-web-private.h"

#include <string.h>

#define MOST_ROUTES 40 /* a knot with more stays where it is */

/* From a knot to another one, its far end. */
typedef struct
{
  guint first, n; /* its pieces in `pieces`, from the far end */
  guint far;
  guint far_slot; /* of its thread there */
  guint slot;     /* of its thread at the knot */
  guint weight;
  guint bound;    /* ways of that many crossings are not looked at */
  gboolean down;  /* from the far end to the knot */
  gboolean hangs; /* nothing else holds the far end: it is the first piece */
} Route;

typedef struct
{
  guint knot, pos;
  gboolean clear; /* it crossed nothing then */
} Place;

struct _CrLayoutReinsert
{
  CrLayoutWeb *web;
  CrLayoutPath *path; /* from a far end */
  CrLayoutPath *near; /* from the knot to the layer beside it */
  GArray *routes;     /* Route */
  GArray *pieces;     /* guint */
  GArray *places;     /* Place: what was taken out, in order */
  GArray *costs;      /* guint64: by gap of the knot's layer */
  guint64 bound;      /* so many crossings would not help */
};

CrLayoutReinsert *
cr_layout_reinsert_new (CrLayoutWeb *web)
{
  CrLayoutReinsert *reinsert = g_new0 (CrLayoutReinsert, 1);

  reinsert->web = web;
  reinsert->path = cr_layout_path_new (web);
  reinsert->near = cr_layout_path_new (web);
  reinsert->routes = g_array_new (FALSE, FALSE, sizeof (Route));
  reinsert->pieces = g_array_new (FALSE, FALSE, sizeof (guint));
  reinsert->places = g_array_new (FALSE, FALSE, sizeof (Place));
  reinsert->costs = g_array_new (FALSE, FALSE, sizeof (guint64));
  return reinsert;
}

void
cr_layout_reinsert_free (CrLayoutReinsert *reinsert)
{
  if (reinsert == NULL)
    return;
  cr_layout_path_free (reinsert->path);
  cr_layout_path_free (reinsert->near);
  g_array_unref (reinsert->routes);
  g_array_unref (reinsert->pieces);
  g_array_unref (reinsert->places);
  g_array_unref (reinsert->costs);
  g_free (reinsert);
}

static gboolean
hangs (const CrLayoutWeb *web, guint knot)
{
  return web->up.start[knot + 1] - web->up.start[knot] + web->down.start[knot + 1] - web->down.start[knot] == 1;
}

static void
add_pieces (CrLayoutReinsert *reinsert, const guint *pieces, guint n, int step)
{
  guint old = reinsert->pieces->len;
  guint *to;

  g_array_set_size (reinsert->pieces, old + n);
  to = &g_array_index (reinsert->pieces, guint, old);
  for (guint i = 0; i < n; i++, pieces += step)
    to[i] = *pieces;
}

/* The route that a thread of the knot belongs to, up to its other end. */
static void
add_route (CrLayoutReinsert *reinsert, guint thread, gboolean upward)
{
  const CrLayoutWeb *web = reinsert->web;
  Route route = { .first = reinsert->pieces->len, .slot = web->threads[thread].slot, .down = upward };
  guint next = upward ? web->threads[thread].upper : web->threads[thread].lower;
  const CrLayoutRun *run = NULL;

  if (web->knots[next].piece)
    {
      run = &g_array_index (web->runs, CrLayoutRun, web->run_of[next]);
      thread = upward ? run->top : run->bottom;
    }
  route.far = upward ? web->threads[thread].upper : web->threads[thread].lower;
  route.far_slot = web->threads[thread].slot;
  route.weight = web->threads[thread].weight;
  route.hangs = hangs (web, route.far);
  if (route.hangs)
    g_array_append_val (reinsert->pieces, route.far);
  if (run != NULL && upward)
    add_pieces (reinsert, web->pieces + run->first, web->place[next] + 1, 1);
  else if (run != NULL)
    add_pieces (reinsert, web->pieces + run->first + run->n - 1, run->n - web->place[next], -1);
  route.n = reinsert->pieces->len - route.first;
  g_array_append_val (reinsert->routes, route);
}

static Route *
route_at (const CrLayoutReinsert *reinsert, guint r)
{
  return &g_array_index (reinsert->routes, Route, r);
}

/* Lists the routes that end at a knot, the longest last: its ways are found last and known when it is put in. */
static void
find_routes (CrLayoutReinsert *reinsert, guint knot)
{
  CrLayoutWeb *web = reinsert->web;

  g_array_set_size (reinsert->routes, 0);
  g_array_set_size (reinsert->pieces, 0);
  for (guint k = web->up.start[knot]; k < web->up.start[knot + 1]; k++)
    add_route (reinsert, web->up.items[k], TRUE);
  for (guint k = web->down.start[knot]; k < web->down.start[knot + 1]; k++)
    add_route (reinsert, web->down.items[k], FALSE);
  for (guint r = 0; r + 1 < reinsert->routes->len; r++)
    if (route_at (reinsert, r)->n > route_at (reinsert, r + 1)->n)
      {
        Route longer = *route_at (reinsert, r);

        *route_at (reinsert, r) = *route_at (reinsert, r + 1);
        *route_at (reinsert, r + 1) = longer;
      }
}

static guint
piece_of (const CrLayoutReinsert *reinsert, const Route *route, guint i)
{
  return g_array_index (reinsert->pieces, guint, route->first + i);
}

/* Whether a route can be put in: not if it leads to what is out. */
static gboolean
is_active (const CrLayoutReinsert *reinsert, const Route *route)
{
  return route->hangs || reinsert->web->knots[route->far].in;
}

static guint64
take (CrLayoutReinsert *reinsert, guint knot)
{
  Place place = { knot, reinsert->web->pos[knot], FALSE };
  guint64 crossings;

  if (!reinsert->web->knots[knot].in)
    return 0;
  crossings = cr_layout_web_take (reinsert->web, knot);
  place.clear = crossings == 0;
  g_array_append_val (reinsert->places, place);
  return crossings;
}

static guint64
take_all (CrLayoutReinsert *reinsert, guint knot)
{
  guint64 crossings = 0;

  for (guint i = 0; i < reinsert->pieces->len; i++)
    crossings += take (reinsert, g_array_index (reinsert->pieces, guint, i));
  return crossings + take (reinsert, knot);
}

static void
put_all_back (CrLayoutReinsert *reinsert)
{
  for (guint i = reinsert->places->len; i-- > 0;)
    {
      const Place *place = &g_array_index (reinsert->places, Place, i);

      cr_layout_web_put (reinsert->web, place->knot, place->pos, place->clear);
    }
}

static void
take_again (CrLayoutReinsert *reinsert, guint knot)
{
  cr_layout_web_take (reinsert->web, knot);
  for (guint i = 0; i < reinsert->pieces->len; i++)
    {
      guint piece = g_array_index (reinsert->pieces, guint, i);

      if (reinsert->web->knots[piece].in)
        cr_layout_web_take (reinsert->web, piece);
    }
}

/* Finds the ways from a route's far end through n layers. FALSE: gave up, for it takes too many steps, or cancelled. */
static gboolean
find_ways (CrLayoutReinsert *reinsert, const Route *route, guint n, guint64 most_steps)
{
  CrLayoutWeb *web = reinsert->web;

  if (route->hangs)
    cr_layout_path_start_free (reinsert->path, web->knots[route->far].layer, route->down);
  else
    cr_layout_path_start (reinsert->path, route->far, route->far_slot, route->down);
  for (guint i = 1; i < n; i++)
    {
      if (web->steps > most_steps || cr_layout_graph_cancelled (web->graph))
        return FALSE;
      cr_layout_path_step (reinsert->path);
    }
  return TRUE;
}

/* Adds the costs of a route at every gap of the knot's layer to the sums; returns the least of these. */
static guint64
add_costs (CrLayoutReinsert *reinsert, const Route *route, guint64 *sums, guint n)
{
  guint64 least = G_MAXUINT64;

  if (!find_ways (reinsert, route, route->n + 1, reinsert->web->budget))
    return G_MAXUINT64;
  for (guint i = 0; i < n; i++)
    {
      sums[i] += (guint64)route->weight * cr_layout_path_get_cost (reinsert->path, i);
      least = MIN (least, sums[i]);
    }
  return least;
}

/* The gap of the knot's layer with the least sum of costs, and that sum, or one that is no less than the bound; the
 * nearest to `pos` among equals. */
static guint64
choose_gap (CrLayoutReinsert *reinsert, guint knot, guint pos, guint *gap)
{
  guint n = reinsert->web->size[reinsert->web->knots[knot].layer] + 1;
  guint64 *sums, least = 0;

  g_array_set_size (reinsert->costs, n);
  sums = (guint64 *)(void *)reinsert->costs->data;
  memset (sums, 0, sizeof (guint64) * n);
  for (guint r = 0; r < reinsert->routes->len; r++)
    if (is_active (reinsert, route_at (reinsert, r)))
      {
        least = add_costs (reinsert, route_at (reinsert, r), sums, n);
        if (least >= reinsert->bound)
          return least;
      }
  *gap = CR_LAYOUT_NONE;
  for (guint i = 0; i < n; i++)
    if (sums[i] == least && (*gap == CR_LAYOUT_NONE || ABS ((int)i - (int)pos) < ABS ((int)*gap - (int)pos)))
      *gap = i;
  return least;
}

/* The best gap of the layer before the knot's, which is in; CR_LAYOUT_NONE if cancelled. */
static guint
meet (CrLayoutReinsert *reinsert, const Route *route, guint knot)
{
  guint best = 0, least = G_MAXUINT;
  guint n = reinsert->web->size[reinsert->web->knots[piece_of (reinsert, route, route->n - 1)].layer] + 1;

  if (!find_ways (reinsert, route, route->n, G_MAXUINT64))
    return CR_LAYOUT_NONE;
  cr_layout_path_start (reinsert->near, knot, route->slot, !route->down);
  for (guint i = 0; i < n; i++)
    {
      guint cost = cr_layout_path_get_cost (reinsert->path, i) + cr_layout_path_get_cost (reinsert->near, i);

      if (cost < least)
        {
          least = cost;
          best = i;
        }
    }
  return best;
}

/* Puts a route's pieces in, the knot being in: from the gap of its layer where it was put, if the ways to there are
 * still known. */
static guint64
put_route (CrLayoutReinsert *reinsert, const Route *route, guint knot, guint known)
{
  guint64 crossings = 0;
  gboolean crosses = TRUE;
  guint gap;

  if (route->n == 0 || !is_active (reinsert, route))
    return 0;
  gap = known != CR_LAYOUT_NONE ? cr_layout_path_get_from (reinsert->path, route->n, known, &crosses)
                                : meet (reinsert, route, knot);
  if (gap == CR_LAYOUT_NONE)
    return 0;
  crosses = TRUE; /* it may cross other threads of the knot, which the ways did not know */
  for (guint i = route->n; i-- > 0;)
    {
      /* This puts in the thread to the piece before, and for the last piece also that to the far end. */
      crossings += cr_layout_web_put (reinsert->web, piece_of (reinsert, route, i), gap, !crosses && i > 0);
      if (i > 0)
        gap = cr_layout_path_get_from (reinsert->path, i, gap, &crosses);
    }
  return crossings;
}

static guint64
put_all (CrLayoutReinsert *reinsert, guint knot, guint gap)
{
  guint n = reinsert->routes->len;
  guint64 crossings = cr_layout_web_put (reinsert->web, knot, gap, FALSE);

  /* The ways of the last route are still known; no route but this one was put in since. */
  for (guint r = n; r-- > 0;)
    crossings += put_route (reinsert, route_at (reinsert, r), knot, r == n - 1 ? gap : CR_LAYOUT_NONE);
  return crossings;
}

static gboolean
any_route_in (const CrLayoutReinsert *reinsert)
{
  for (guint r = 0; r < reinsert->routes->len; r++)
    if (is_active (reinsert, route_at (reinsert, r)))
      return TRUE;
  return FALSE;
}

gint64
cr_layout_reinsert_knot (CrLayoutReinsert *reinsert, guint knot)
{
  CrLayoutWeb *web = reinsert->web;
  gboolean was_in = web->knots[knot].in;
  guint pos = web->pos[knot], gap = 0;
  guint64 old, hoped, crossings;

  find_routes (reinsert, knot);
  if (reinsert->routes->len > MOST_ROUTES && was_in)
    return 0;
  g_array_set_size (reinsert->places, 0);
  old = take_all (reinsert, knot);
  reinsert->bound = was_in ? old : G_MAXUINT64;
  hoped = any_route_in (reinsert) ? choose_gap (reinsert, knot, pos, &gap) : 0;
  if (hoped == G_MAXUINT64 || (was_in && hoped >= old))
    {
      put_all_back (reinsert);
      return 0;
    }
  crossings = put_all (reinsert, knot, gap);
  if (was_in && crossings > old)
    {
      take_again (reinsert, knot);
      put_all_back (reinsert);
      return 0;
    }
  return (gint64)old - (gint64)crossings;
}

guint64
cr_layout_reinsert_get_crossings (CrLayoutReinsert *reinsert, guint knot, guint *n_pieces)
{
  const CrLayoutWeb *web = reinsert->web;
  guint64 crossings = 0;

  find_routes (reinsert, knot);
  for (guint k = web->up.start[knot]; k < web->up.start[knot + 1]; k++)
    crossings += web->threads[web->up.items[k]].crossings;
  for (guint k = web->down.start[knot]; k < web->down.start[knot + 1]; k++)
    crossings += web->threads[web->down.items[k]].crossings;
  for (guint i = 0; i < reinsert->pieces->len; i++)
    {
      guint piece = g_array_index (reinsert->pieces, guint, i);

      if (web->up.start[piece] < web->up.start[piece + 1])
        crossings += web->threads[web->up.items[web->up.start[piece]]].crossings;
      if (web->down.start[piece] < web->down.start[piece + 1])
        crossings += web->threads[web->down.items[web->down.start[piece]]].crossings;
    }
  if (n_pieces != NULL)
    *n_pieces = reinsert->pieces->len;
  return crossings;
}
