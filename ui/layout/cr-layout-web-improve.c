/* Which routes of the reduced graph are taken out and put back, and when.
 *
 * Long routes stay out of the first order: what they would be ordered among is local, few knots a layer, and sweeps
 * do well on that. Then they are put in by shortest ways, short ones first, so that long ones go round them. After
 * that, passes over all routes and knots that have crossings, the worst first, until a pass gains nothing. All effort
 * is counted in steps. */
#include "cr-layout-web-private.h"

#define LONG 4   /* pieces of a route that is left out of the first order */
#define SMALL 64 /* pieces of a knot's routes that are soon reinserted */

typedef struct
{
  guint knot;
  guint64 size; /* length or crossings */
} Unit;

static gint
compare_short (gconstpointer a, gconstpointer b)
{
  const Unit *x = a, *y = b;

  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;
  return x->knot < y->knot ? -1 : x->knot > y->knot;
}

static gint
compare_worst (gconstpointer a, gconstpointer b)
{
  const Unit *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return x->knot < y->knot ? -1 : x->knot > y->knot;
}

/* The run of pieces below a thread; NULL if it leads to another knot at once. */
static const CrLayoutRun *
run_below (const CrLayoutWeb *web, guint thread)
{
  guint lower = web->threads[thread].lower;

  return web->knots[lower].piece ? &g_array_index (web->runs, CrLayoutRun, web->run_of[lower]) : NULL;
}

static void
take_run (CrLayoutWeb *web, const CrLayoutRun *run)
{
  for (guint i = 0; i < run->n; i++)
    web->knots[web->pieces[run->first + i]].in = FALSE;
}

/* Takes out the long routes that leave a knot downward, and the knot too if nothing else holds it. */
static void
take_below (CrLayoutWeb *web, guint knot, GArray *taken)
{
  guint n_long = 0, longest = 0;
  guint first = web->down.start[knot], end = web->down.start[knot + 1], kept = taken->len;

  for (guint k = first; k < end; k++)
    {
      const CrLayoutRun *run = run_below (web, web->down.items[k]);
      Unit unit = { run != NULL ? web->pieces[run->first] : knot, run != NULL ? run->n : 0 };

      if (unit.size < LONG)
        continue;
      take_run (web, run);
      g_array_append_val (taken, unit);
      longest = MAX (longest, unit.size);
      n_long++;
    }
  if (n_long > 0 && n_long == end - first && web->up.start[knot] == web->up.start[knot + 1])
    {
      Unit unit = { knot, longest };

      web->knots[knot].in = FALSE;
      g_array_set_size (taken, kept);
      g_array_append_val (taken, unit);
    }
}

void
cr_layout_web_put_in_all (CrLayoutWeb *web)
{
  for (guint i = 0; i < web->n_knots; i++)
    web->knots[i].in = TRUE;
}

GArray *
cr_layout_web_take_long (CrLayoutWeb *web)
{
  GArray *taken = g_array_new (FALSE, FALSE, sizeof (Unit));

  for (guint i = 0; i < web->n_knots; i++)
    web->knots[i].in = TRUE;
  for (guint i = 0; i < web->n_knots; i++)
    if (!cr_layout_web_is_piece (web, i))
      take_below (web, i, taken);
  g_array_sort (taken, compare_short);
  return taken;
}

gboolean
cr_layout_web_put_long (CrLayoutWeb *web, CrLayoutReinsert *reinsert, const GArray *taken)
{
  for (guint i = 0; i < taken->len; i++)
    {
      if (web->steps > web->budget / 2 || cr_layout_graph_cancelled (web->graph))
        return FALSE;
      cr_layout_reinsert_knot (reinsert, g_array_index (taken, Unit, i).knot);
    }
  return web->steps <= web->budget;
}

/* Whether to try a knot: a run of pieces goes with the knot where it begins, if that is a source. Later on what is
 * neither a source nor small gains next to nothing. */
static gboolean
is_worth_it (const CrLayoutWeb *web, guint knot, guint n_pieces, gboolean later)
{
  guint above = knot;

  if (web->up.start[knot] == web->up.start[knot + 1])
    return TRUE;
  if (web->knots[knot].piece)
    {
      above = web->threads[web->up.items[web->up.start[knot]]].upper;
      if (web->knots[above].piece || web->up.start[above] == web->up.start[above + 1])
        return FALSE;
    }
  return !later || n_pieces <= SMALL;
}

/* What has crossings and may be reinserted, the worst first. */
static GArray *
list_units (CrLayoutWeb *web, CrLayoutReinsert *reinsert, gboolean later)
{
  GArray *units = g_array_new (FALSE, FALSE, sizeof (Unit));

  for (guint i = 0; i < web->n_knots; i++)
    {
      guint n_pieces;
      Unit unit = { i, 0 };

      if (web->knots[i].piece && web->place[i] > 0)
        continue;
      unit.size = cr_layout_reinsert_get_crossings (reinsert, i, &n_pieces);
      if (unit.size > 0 && is_worth_it (web, i, n_pieces, later))
        g_array_append_val (units, unit);
    }
  g_array_sort (units, compare_worst);
  return units;
}

gboolean
cr_layout_web_improve (CrLayoutWeb *web, CrLayoutReinsert *reinsert, guint n_passes)
{
  gint64 gain = 1;

  for (guint pass = 0; pass < n_passes && gain > 0; pass++)
    {
      g_autoptr (GArray) units = list_units (web, reinsert, pass > 0);

      gain = 0;
      for (guint i = 0; i < units->len && web->steps < web->budget; i++)
        {
          guint knot = g_array_index (units, Unit, i).knot;

          if (cr_layout_graph_cancelled (web->graph))
            return FALSE;
          if (cr_layout_reinsert_get_crossings (reinsert, knot, NULL) > 0)
            gain += cr_layout_reinsert_knot (reinsert, knot);
        }
    }
  return TRUE;
}
