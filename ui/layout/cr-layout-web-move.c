/* Takes single knots of the reduced graph out of their layers and puts them in, and keeps the crossings of every
 * thread right, and what is known of which knots run straight. */
#include "cr-layout-web-private.h"

static gboolean
is_odd (const CrLayoutWeb *web, guint thread)
{
  return web->threads[thread].in && web->threads[thread].odd;
}

void
cr_layout_web_straighten (CrLayoutWeb *web, guint at)
{
  const CrLayoutKnot *knot = &web->knots[at];
  guint8 straight = 0;

  if (knot->piece && !is_odd (web, web->up.items[web->up.start[at]])
      && !is_odd (web, web->down.items[web->down.start[at]]))
    {
      if (web->up.start[knot->below] + 1 == web->up.start[knot->below + 1])
        straight |= CR_LAYOUT_STRAIGHT_DOWN;
      if (web->down.start[knot->above] + 1 == web->down.start[knot->above + 1])
        straight |= CR_LAYOUT_STRAIGHT_UP;
    }
  if (straight != web->straight[at])
    web->bends[knot->layer].known = FALSE;
  web->straight[at] = straight;
}

const CrLayoutBends *
cr_layout_web_get_bends (CrLayoutWeb *web, guint layer)
{
  CrLayoutBends *bends = &web->bends[layer];
  const guint *knots = cr_layout_web_layer (web, layer);

  if (bends->known)
    return bends;
  *bends = (CrLayoutBends){ CR_LAYOUT_NONE, CR_LAYOUT_NONE, CR_LAYOUT_NONE, CR_LAYOUT_NONE, TRUE };
  for (guint i = 0; i < web->size[layer]; i++)
    {
      guint8 straight = web->straight[knots[i]];

      if (!(straight & CR_LAYOUT_STRAIGHT_DOWN))
        bends->last_down = knots[i];
      if (!(straight & CR_LAYOUT_STRAIGHT_UP))
        bends->last_up = knots[i];
      if (bends->first_down == CR_LAYOUT_NONE)
        bends->first_down = bends->last_down;
      if (bends->first_up == CR_LAYOUT_NONE)
        bends->first_up = bends->last_up;
    }
  web->steps += web->size[layer];
  return bends;
}

/* Adds to (or takes from) every thread that crosses this one; returns their weights. */
static guint
cross_others (CrLayoutWeb *web, guint at, gboolean add, gboolean *crosses_good)
{
  const CrLayoutThread *thread = &web->threads[at];
  guint layer = web->knots[thread->upper].layer;
  const guint *uppers = cr_layout_web_layer (web, layer);
  guint sum = 0;

  *crosses_good = FALSE;
  for (guint i = 0; i < web->size[layer]; i++)
    for (guint k = web->down.start[uppers[i]]; k < web->down.start[uppers[i] + 1]; k++)
      {
        CrLayoutThread *other = &web->threads[web->down.items[k]];

        if (!other->in || other == thread || !cr_layout_web_cross (web, thread, other))
          continue;
        other->crossings += add ? thread->weight : -thread->weight;
        sum += other->weight;
        *crosses_good |= !other->odd;
      }
  return sum;
}

static guint64
take_thread (CrLayoutWeb *web, guint at)
{
  CrLayoutThread *thread = &web->threads[at];
  guint layer = web->knots[thread->upper].layer;
  guint64 crossings = thread->crossings;
  gboolean crosses_good;

  if (!thread->in)
    return 0;
  if (crossings > 0)
    cross_others (web, at, FALSE, &crosses_good);
  thread->in = FALSE;
  thread->crossings = 0;
  web->n_heavy[layer] -= thread->weight > 1;
  web->n_odd[layer] -= thread->odd;
  web->good_down[thread->upper] -= !thread->odd;
  web->good_up[thread->lower] -= !thread->odd;
  if (thread->odd)
    {
      cr_layout_web_straighten (web, thread->upper);
      cr_layout_web_straighten (web, thread->lower);
    }
  return crossings * thread->weight;
}

static guint64
put_thread (CrLayoutWeb *web, guint at, gboolean clear)
{
  CrLayoutThread *thread = &web->threads[at];
  guint layer = web->knots[thread->upper].layer;
  gboolean crosses_good = FALSE;

  if (!web->knots[thread->upper].in || !web->knots[thread->lower].in)
    return 0;
  thread->crossings = clear ? 0 : cross_others (web, at, TRUE, &crosses_good);
  thread->in = TRUE;
  thread->odd = crosses_good;
  web->n_heavy[layer] += thread->weight > 1;
  web->n_odd[layer] += thread->odd;
  web->good_down[thread->upper] += !thread->odd;
  web->good_up[thread->lower] += !thread->odd;
  if (thread->odd)
    {
      cr_layout_web_straighten (web, thread->upper);
      cr_layout_web_straighten (web, thread->lower);
    }
  return (guint64)thread->crossings * thread->weight;
}

static void
forget_bends (CrLayoutWeb *web, guint knot)
{
  if (web->straight[knot] != (CR_LAYOUT_STRAIGHT_DOWN | CR_LAYOUT_STRAIGHT_UP))
    web->bends[web->knots[knot].layer].known = FALSE;
}

guint64
cr_layout_web_take (CrLayoutWeb *web, guint knot)
{
  CrLayoutKnot *taken = &web->knots[knot];
  guint *order = cr_layout_web_layer (web, taken->layer);
  guint64 crossings = 0;

  for (guint k = web->up.start[knot]; k < web->up.start[knot + 1]; k++)
    crossings += take_thread (web, web->up.items[k]);
  for (guint k = web->down.start[knot]; k < web->down.start[knot + 1]; k++)
    crossings += take_thread (web, web->down.items[k]);
  taken->in = FALSE;
  forget_bends (web, knot);
  web->size[taken->layer]--;
  for (guint i = web->pos[knot]; i < web->size[taken->layer]; i++)
    {
      order[i] = order[i + 1];
      web->pos[order[i]] = i;
    }
  return crossings;
}

guint64
cr_layout_web_put (CrLayoutWeb *web, guint knot, guint pos, gboolean clear)
{
  CrLayoutKnot *put = &web->knots[knot];
  guint *order = cr_layout_web_layer (web, put->layer);
  guint64 crossings = 0;

  for (guint i = web->size[put->layer]++; i > pos; i--)
    {
      order[i] = order[i - 1];
      web->pos[order[i]] = i;
    }
  order[pos] = knot;
  web->pos[knot] = pos;
  put->in = TRUE;
  forget_bends (web, knot);
  for (guint k = web->up.start[knot]; k < web->up.start[knot + 1]; k++)
    crossings += put_thread (web, web->up.items[k], clear);
  for (guint k = web->down.start[knot]; k < web->down.start[knot + 1]; k++)
    crossings += put_thread (web, web->down.items[k], clear);
  return crossings;
}
