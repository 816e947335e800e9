/* A uniform grid, its cells one after the other in one array (compressed rows). What would lie in very many cells, such
 * as a long skip, stands in a list of its own that is always looked through. */
#include "cr-scene-grid.h"

#include <math.h>
#include <string.h>

#define A_CELL 4           /* rectangles a cell, about */
#define LEAST_SIDE 48.0    /* of a cell */
#define MOST_CELLS 128u    /* that one rectangle lies in */
#define MOST_SIDE 4096u    /* cells in a row or column */
#define ALL_FROM (1 / 3.0) /* share of the grid's cells from which on all rectangles are tested one by one */

typedef struct
{
  guint column1, row1, column2, row2;
} Cells;

struct _CrSceneGrid
{
  guint n, n_columns, n_rows;
  double x, y, side;
  CrBounds *bounds;
  guint *first;   /* of each cell in `members`; one more at the end */
  guint *members; /* indices of rectangles */
  GArray *large;  /* of guint */
};

static gboolean
is_somewhere (const CrBounds *b)
{
  return b->x2 >= b->x1 && b->y2 >= b->y1;
}

static guint
to_cell (double at, guint n)
{
  return at <= 0 ? 0 : MIN ((guint)MIN (at, 1e9), n - 1);
}

static Cells
get_cells (const CrSceneGrid *grid, const CrBounds *b)
{
  return (Cells){ to_cell ((b->x1 - grid->x) / grid->side, grid->n_columns),
                  to_cell ((b->y1 - grid->y) / grid->side, grid->n_rows),
                  to_cell ((b->x2 - grid->x) / grid->side, grid->n_columns),
                  to_cell ((b->y2 - grid->y) / grid->side, grid->n_rows) };
}

static guint64
count_cells (const Cells *c)
{
  return (guint64)(c->column2 - c->column1 + 1) * (c->row2 - c->row1 + 1);
}

/* Cells so large that about A_CELL rectangles are in each, were they spread evenly. */
static void
choose_cells (CrSceneGrid *grid)
{
  CrBounds all = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };
  double width, height;

  for (guint i = 0; i < grid->n; i++)
    if (is_somewhere (&grid->bounds[i]))
      {
        all.x1 = MIN (all.x1, grid->bounds[i].x1);
        all.y1 = MIN (all.y1, grid->bounds[i].y1);
        all.x2 = MAX (all.x2, grid->bounds[i].x2);
        all.y2 = MAX (all.y2, grid->bounds[i].y2);
      }
  if (!is_somewhere (&all))
    all = (CrBounds){ 0, 0, 0, 0 };
  width = all.x2 - all.x1;
  height = all.y2 - all.y1;
  grid->x = all.x1;
  grid->y = all.y1;
  grid->side = MAX (LEAST_SIDE, sqrt (width * height * A_CELL / MAX (1, grid->n)));
  grid->side = MAX (grid->side, MAX (width, height) / MOST_SIDE);
  grid->n_columns = MAX (1, (guint)ceil (width / grid->side));
  grid->n_rows = MAX (1, (guint)ceil (height / grid->side));
}

/* Calls for each cell of a rectangle: first to count, then, where @at is not NULL, to enter it. */
static void
enter (CrSceneGrid *grid, guint i, guint *counts, guint *at)
{
  Cells c = get_cells (grid, &grid->bounds[i]);

  if (!is_somewhere (&grid->bounds[i]))
    return;
  if (count_cells (&c) > MOST_CELLS)
    {
      if (at)
        g_array_append_val (grid->large, i);
      return;
    }
  for (guint row = c.row1; row <= c.row2; row++)
    for (guint column = c.column1; column <= c.column2; column++)
      {
        guint cell = row * grid->n_columns + column;

        if (at)
          grid->members[at[cell]++] = i;
        else
          counts[cell]++;
      }
}

CrSceneGrid *
cr_scene_grid_new (const CrBounds *bounds, guint n)
{
  CrSceneGrid *grid = g_new0 (CrSceneGrid, 1);
  g_autofree guint *at = NULL;
  guint n_cells;

  grid->n = n;
  grid->bounds = g_memdup2 (bounds, n * sizeof *bounds);
  grid->large = g_array_new (FALSE, FALSE, sizeof (guint));
  choose_cells (grid);
  n_cells = grid->n_columns * grid->n_rows;
  grid->first = g_new0 (guint, n_cells + 1);
  for (guint i = 0; i < n; i++)
    enter (grid, i, grid->first + 1, NULL);
  for (guint k = 0; k < n_cells; k++)
    grid->first[k + 1] += grid->first[k];
  grid->members = g_new (guint, grid->first[n_cells] + 1);
  at = g_memdup2 (grid->first, n_cells * sizeof *at);
  for (guint i = 0; i < n; i++)
    enter (grid, i, NULL, at);
  return grid;
}

void
cr_scene_grid_free (CrSceneGrid *grid)
{
  if (grid == NULL)
    return;
  g_array_unref (grid->large);
  g_free (grid->members);
  g_free (grid->first);
  g_free (grid->bounds);
  g_free (grid);
}

static gboolean
touches (const CrBounds *a, const CrBounds *b)
{
  return is_somewhere (a) && a->x1 <= b->x2 && a->x2 >= b->x1 && a->y1 <= b->y2 && a->y2 >= b->y1;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *)a, y = *(const guint *)b;

  return (x > y) - (x < y);
}

/* A rectangle that is in several of the cells is found in the first of them alone. */
static void
find_in_cell (const CrSceneGrid *grid, guint column, guint row, const Cells *c, const CrBounds *area, GArray *found)
{
  guint cell = row * grid->n_columns + column;

  for (guint k = grid->first[cell]; k < grid->first[cell + 1]; k++)
    {
      guint i = grid->members[k];
      const CrBounds *b = &grid->bounds[i];
      Cells own;

      if (!touches (b, area))
        continue;
      own = get_cells (grid, b);
      if (column == MAX (own.column1, c->column1) && row == MAX (own.row1, c->row1))
        g_array_append_val (found, i);
    }
}

void
cr_scene_grid_find (const CrSceneGrid *grid, const CrBounds *area, GArray *found)
{
  Cells c = get_cells (grid, area);

  g_array_set_size (found, 0);
  if (count_cells (&c) > ALL_FROM * grid->n_columns * grid->n_rows)
    {
      for (guint i = 0; i < grid->n; i++)
        if (touches (&grid->bounds[i], area))
          g_array_append_val (found, i);
      return;
    }
  for (guint row = c.row1; row <= c.row2; row++)
    for (guint column = c.column1; column <= c.column2; column++)
      find_in_cell (grid, column, row, &c, area, found);
  for (guint k = 0; k < grid->large->len; k++)
    if (touches (&grid->bounds[g_array_index (grid->large, guint, k)], area))
      g_array_append_val (found, g_array_index (grid->large, guint, k));
  g_array_sort (found, compare);
}
