/* Bending and mixing routes. A bend is a displacement that goes from one end's to the other's along the route, slowly
 * at both ends; each piece follows it as the cubic that has its values and its slopes at the piece's ends. */
#include "cr-route.h"

#include <math.h>

static double
get_length (const CrPoint *piece)
{
  return hypot (piece[1].x - piece[0].x, piece[1].y - piece[0].y)
         + hypot (piece[2].x - piece[1].x, piece[2].y - piece[1].y)
         + hypot (piece[3].x - piece[2].x, piece[3].y - piece[2].y);
}

/* How far the displacement has come at share @s of the length, and how fast it goes there. */
static double
ease (double s)
{
  return s * s * (3 - 2 * s);
}

static double
ease_slope (double s)
{
  return 6 * s * (1 - s);
}

static void
displace (CrPoint *p, CrPoint start, CrPoint end, double share)
{
  p->x += start.x + (end.x - start.x) * share;
  p->y += start.y + (end.y - start.y) * share;
}

void
cr_route_bend (CrPoint *points, guint n, CrPoint start, CrPoint end)
{
  double total = 0, s = 0;

  if (n < 4)
    return;
  for (guint i = 0; i + 3 < n; i += 3)
    total += get_length (points + i);
  if (!(total > 0))
    total = 1;
  for (guint i = 0; i + 3 < n; i += 3)
    {
      double part = get_length (points + i) / total, next = i + 6 < n ? MIN (s + part, 1) : 1;

      displace (points + i, start, end, ease (s));
      displace (points + i + 1, start, end, ease (s) + ease_slope (s) * (next - s) / 3);
      displace (points + i + 2, start, end, ease (next) - ease_slope (next) * (next - s) / 3);
      s = next;
    }
  displace (points + n - 1, start, end, 1);
}

static CrPoint
half_way (CrPoint a, CrPoint b)
{
  return (CrPoint){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

/* One piece as two, after de Casteljau. */
static void
halve (const CrPoint *piece, CrPoint *halves)
{
  CrPoint middle = half_way (piece[1], piece[2]);

  halves[0] = piece[0];
  halves[1] = half_way (piece[0], piece[1]);
  halves[2] = half_way (halves[1], middle);
  halves[6] = piece[3];
  halves[5] = half_way (piece[2], piece[3]);
  halves[4] = half_way (middle, halves[5]);
  halves[3] = half_way (halves[2], halves[4]);
}

static guint
find_longest (const CrPoint *points, guint n)
{
  guint longest = 0;

  for (guint i = 3; i + 3 < n; i += 3)
    if (get_length (points + i) > get_length (points + longest))
      longest = i;
  return longest;
}

CrPoint *
cr_route_refine (const CrPoint *points, guint n, guint wanted)
{
  CrPoint *refined = g_new0 (CrPoint, MAX (n, wanted));

  for (guint i = 0; i < n; i++)
    refined[i] = points[i];
  for (guint have = n; have >= 4 && have + 3 <= wanted; have += 3)
    {
      guint at = find_longest (refined, have);
      CrPoint halves[7];

      halve (refined + at, halves);
      for (guint i = have; i-- > at + 4;)
        refined[i + 3] = refined[i];
      for (guint i = 0; i < 7; i++)
        refined[at + i] = halves[i];
    }
  return refined;
}

void
cr_route_mix (const CrPoint *a, const CrPoint *b, guint n, double t, CrPoint *mixed)
{
  for (guint i = 0; i < n; i++)
    mixed[i] = (CrPoint){ a[i].x + (b[i].x - a[i].x) * t, a[i].y + (b[i].y - a[i].y) * t };
}
