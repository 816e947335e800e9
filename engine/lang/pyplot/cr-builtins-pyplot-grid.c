/* numpy's array of axes, as subplots () gives it: rows and columns of objects, indexed as numpy does. */

#include "cr-builtins-pyplot-private.h"

/* Owned, for scripts may put anything in its place, even while it is in use. UNSET with an exception pending if they
 * have put something else than a list. */
static CrObject
grid_items (CrInterp *interp, CrObject self)
{
  CrObject items = cr_dict_get_text (((CrInstance *)self.u.cell)->attributes, "_items");
  if (items.kind == CR_OBJECT_LIST)
    return cr_object_ref (items);
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '_items'",
                          cr_interp_type_name (interp, self));
}

static CrObject
grid_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrIterator *iterator = cr_object_is_set (items) ? cr_interp_iterate (interp, items) : NULL;
  cr_object_unref (items);
  return iterator ? cr_object_from_cell (iterator) : CR_UNSET;
}

static CrObject
grid_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrObject length = cr_object_is_set (items) ? cr_object_int (cr_object_sequence (items)->n) : CR_UNSET;
  cr_object_unref (items);
  return length;
}

static CrObject
get_grid_item (CrInterp *interp, CrObject items, CrObject index)
{
  if (!cr_object_is_tuple (index) || cr_object_sequence (index)->n != 2)
    {
      CrObject found = cr_interp_get_item (interp, items, index);
      gboolean is_row = found.kind == CR_OBJECT_LIST;
      if (!is_row)
        return found;
      CrSequence *row = cr_object_sequence (found);
      gboolean nested = row->n > 0 && row->items[0].kind == CR_OBJECT_LIST;
      return cr_plot_new_grid (interp, row, nested);
    }
  CrObject row_index = cr_object_sequence (index)->items[0], column = cr_object_sequence (index)->items[1];
  CrObject rows = cr_interp_get_item (interp, items, row_index);
  if (!cr_object_is_set (rows) || row_index.kind != CR_OBJECT_SLICE)
    {
      CrObject found = cr_object_is_set (rows) ? cr_interp_get_item (interp, rows, column) : CR_UNSET;
      cr_object_unref (rows);
      return found.kind == CR_OBJECT_LIST ? cr_plot_new_grid (interp, cr_object_sequence (found), FALSE) : found;
    }
  CrSequence *picked = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < cr_object_sequence (rows)->n && !cr_interp_is_raised (interp); i++)
    {
      CrObject found = cr_interp_get_item (interp, cr_object_sequence (rows)->items[i], column);
      if (cr_object_is_set (found))
        cr_sequence_append (picked, found);
    }
  cr_object_unref (rows);
  if (cr_interp_is_raised (interp))
    {
      cr_cell_unref (picked);
      return CR_UNSET;
    }
  return cr_plot_new_grid (interp, picked, FALSE);
}

/* axes[i], axes[i, j], axes[i][j], axes[:, j] */
static CrObject
grid_get_item (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrObject found = cr_object_is_set (items) ? get_grid_item (interp, items, args->values[0]) : CR_UNSET;
  cr_object_unref (items);
  return found;
}

static CrObject
grid_flat (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject object = grid_items (interp, self);
  if (!cr_object_is_set (object))
    return CR_UNSET;
  CrSequence *items = cr_object_sequence (object);
  CrSequence *flat = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < items->n; i++)
    if (items->items[i].kind != CR_OBJECT_LIST)
      cr_sequence_append (flat, cr_object_ref (items->items[i]));
    else
      for (guint k = 0; k < cr_object_sequence (items->items[i])->n; k++)
        cr_sequence_append (flat, cr_object_ref (cr_object_sequence (items->items[i])->items[k]));
  cr_object_unref (object);
  return cr_plot_new_grid (interp, flat, FALSE);
}

static CrObject
grid_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject items = grid_items (interp, self);
  CrObject inner = cr_object_is_set (items) ? cr_interp_repr (interp, items) : CR_UNSET;
  cr_object_unref (items);
  if (!cr_object_is_set (inner))
    return CR_UNSET;
  g_auto (GStrv) rows = g_strsplit (cr_object_text (inner), "], [", -1);
  g_autofree char *lines = g_strjoinv ("],\n       [", rows);
  cr_object_unref (inner);
  return cr_str_new_printf (interp->heap, "array(%s, dtype=object)", lines);
}

static const CrBuiltinRow grid_rows[] = {
  { "__iter__", 0, 0, NULL, grid_iter },
  { "__len__", 0, 0, NULL, grid_len },
  { "__getitem__", 1, 1, NULL, grid_get_item },
  { "__repr__", 0, 0, NULL, grid_repr },
  { "ravel", 0, 0, NULL, grid_flat },
  { "flatten", 0, 0, NULL, grid_flat },
  { NULL },
};

CrObject
cr_plot_new_grid (CrInterp *interp, CrSequence *items, gboolean nested)
{
  CrObject grid = cr_plot_new_instance (interp, cr_plot_get_class (interp, "numpy.ndarray", grid_rows));
  CrDict *attributes = ((CrInstance *)grid.u.cell)->attributes;
  CrSequence *shape = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, nested ? 2 : 1);
  guint columns = nested && items->n ? cr_object_sequence (items->items[0])->n : 0;
  shape->items[0] = cr_object_int (items->n);
  if (nested)
    shape->items[1] = cr_object_int (columns);
  cr_dict_set_text (attributes, "size", cr_object_int (nested ? items->n * columns : items->n));
  cr_dict_set_text (attributes, "shape", cr_object_from_cell (shape));
  cr_dict_set_text (attributes, "_items", cr_object_from_cell (items));
  CrCallArgs none = { NULL, 0, 0, NULL };
  if (nested) /* a flat one is its own .flat, which would be a cycle */
    cr_dict_set_text (attributes, "flat", grid_flat (interp, grid, &none));
  else
    cr_dict_set_text (attributes, "flat", cr_object_ref (cr_object_from_cell (items)));
  return grid;
}
