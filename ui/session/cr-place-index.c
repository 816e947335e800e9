/* A script has few expressions, however often they run: they are looked through one by one, and the variables of one
 * stand together in the order of their creation. */

#include "cr-place-index.h"

typedef struct
{
  CrRange range;
  guint first, n; /* in the list of variables */
} Place;

struct _CrPlaceIndex
{
  CrGraph *graph;
  GArray *places;   /* of Place */
  guint *variables; /* by place */
};

/* The offset in the lower half: that is all that g_int64_hash() looks at, and lengths are few. */
static gint64
make_key (const CrRange *range)
{
  return (gint64)((guint64)range->length << 32 | range->offset);
}

/* The place of @range, made if there is none. */
static guint
ensure_place (CrPlaceIndex *index, GHashTable *known, const CrRange *range)
{
  gint64 key = make_key (range);
  gpointer found = g_hash_table_lookup (known, &key);
  Place place = { .range = *range };

  if (found != NULL)
    return GPOINTER_TO_UINT (found) - 1;
  g_array_append_val (index->places, place);
  g_hash_table_insert (known, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (index->places->len));
  return index->places->len - 1;
}

/* A counting sort: it keeps the order of creation. */
static void
distribute (CrPlaceIndex *index, const guint *place_of, guint n)
{
  guint first = 0;

  for (guint i = 0; i < index->places->len; i++)
    {
      Place *place = &g_array_index (index->places, Place, i);

      place->first = first;
      first += place->n;
      place->n = 0;
    }
  index->variables = g_new (guint, first + 1);
  for (guint i = 0; i < n; i++)
    if (place_of[i] != CR_NONE)
      {
        Place *place = &g_array_index (index->places, Place, place_of[i]);

        index->variables[place->first + place->n++] = i;
      }
}

CrPlaceIndex *
cr_place_index_new (CrGraph *graph)
{
  CrPlaceIndex *index = g_new0 (CrPlaceIndex, 1);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n = cr_graph_get_n_variables (graph);
  g_autofree guint *place_of = g_new (guint, n + 1);

  index->graph = cr_graph_ref (graph);
  index->places = g_array_new (FALSE, FALSE, sizeof (Place));
  for (guint i = 0; i < n; i++)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i);

      place_of[i] = variable->range.line == 0 ? CR_NONE : ensure_place (index, known, &variable->range);
      if (place_of[i] != CR_NONE)
        g_array_index (index->places, Place, place_of[i]).n++;
    }
  distribute (index, place_of, n);
  return index;
}

void
cr_place_index_free (CrPlaceIndex *index)
{
  g_array_unref (index->places);
  g_free (index->variables);
  cr_graph_unref (index->graph);
  g_free (index);
}

static gboolean
contains (const CrRange *range, guint line, guint column)
{
  if (line < range->line || (line == range->line && column < range->column))
    return FALSE;
  return line < range->end_line || (line == range->end_line && column <= range->end_column);
}

static const Place *
find_place (CrPlaceIndex *index, guint line, guint column)
{
  const Place *inner = NULL, *right = NULL;

  for (guint i = 0; i < index->places->len; i++)
    {
      const Place *place = &g_array_index (index->places, Place, i);

      if (contains (&place->range, line, column))
        {
          if (inner == NULL || place->range.length < inner->range.length)
            inner = place;
        }
      else if (place->range.line == line && column < place->range.column
               && (right == NULL || place->range.length > right->range.length))
        right = place;
    }
  return inner != NULL ? inner : right;
}

guint
cr_place_index_find (CrPlaceIndex *index, guint line, guint column, guint position)
{
  const Place *place = find_place (index, line, column);
  guint low, high;

  if (place == NULL)
    return CR_NONE;
  low = place->first;
  high = place->first + place->n;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (cr_graph_get_variable (index->graph, index->variables[middle])->created < position)
        low = middle + 1;
      else
        high = middle;
    }
  /* A number in an expression has the expression's place, and is not what it made. */
  for (guint i = low; i-- > place->first;)
    if (cr_graph_get_variable (index->graph, index->variables[i])->maker != CR_NONE)
      return index->variables[i];
  for (guint i = low; low == place->first && i < place->first + place->n; i++)
    if (cr_graph_get_variable (index->graph, index->variables[i])->maker != CR_NONE)
      return index->variables[i];
  return index->variables[low > place->first ? low - 1 : place->first];
}
