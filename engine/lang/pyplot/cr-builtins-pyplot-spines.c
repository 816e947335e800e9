/* ax.spines["top"].set_visible (False): the lines round the axes, told of as calls of their axes. */

#include "cr-builtins-pyplot-private.h"

static CrDict *
get_attributes (CrObject object)
{
  return ((CrInstance *)object.u.cell)->attributes;
}

/* A number of the program's own among an object's attributes, which scripts may replace. */
static guint
get_axes (CrObject object)
{
  CrObject axes = cr_dict_get_text (get_attributes (object), "_axes");
  return axes.kind == CR_OBJECT_INT ? (guint)axes.u.integer : 0;
}

static CrObject
set_visible (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject which = cr_dict_get_text (get_attributes (self), "_names");
  CrObject values[] = { cr_object_is_set (which) ? which : CR_NONE, args->values[0] };
  CrCallArgs call = { values, 2, 0, NULL };
  return cr_plot_tell (interp, "ax.spines", get_axes (self), &call) ? CR_NONE : CR_UNSET;
}

static CrObject
do_nothing (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return CR_NONE;
}

static const CrBuiltinRow spine_rows[] = {
  { "set_visible", 1, 1, NULL, set_visible },  { "set_color", 0, -1, "*", do_nothing },
  { "set_linewidth", 0, -1, "*", do_nothing }, { "set_position", 0, -1, "*", do_nothing },
  { "set_edgecolor", 0, -1, "*", do_nothing }, { "set_alpha", 0, -1, "*", do_nothing },
  { "set_linestyle", 0, -1, "*", do_nothing }, { NULL },
};

/* spines["top"], spines[["top", "right"]], spines[:] */
static CrObject
get_spine (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const sides[] = { "left", "right", "top", "bottom" };
  CrObject names = args->values[0];
  gboolean known = names.kind != CR_OBJECT_STR;
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    known = known || g_strcmp0 (cr_object_text (names), sides[i]) == 0;
  if (!known)
    return cr_interp_raise (interp, CR_ERROR_KEY, "%s", cr_object_text (names));
  CrObject spine = cr_plot_new_instance (interp, cr_plot_get_class (interp, "matplotlib.spines.Spine", spine_rows));
  cr_dict_set_text (get_attributes (spine), "_axes", cr_object_int (get_axes (self)));
  if (names.kind == CR_OBJECT_STR || cr_object_is_sequence (names))
    cr_dict_set_text (get_attributes (spine), "_names", cr_object_ref (names));
  return spine;
}

static const CrBuiltinRow spines_rows[] = {
  { "__getitem__", 1, 1, NULL, get_spine },
  { NULL },
};

CrObject
cr_plot_new_spines (CrInterp *interp, CrObject axes)
{
  CrObject spines = cr_plot_new_instance (interp, cr_plot_get_class (interp, "matplotlib.spines.Spines", spines_rows));
  cr_dict_set_text (get_attributes (spines), "_axes", cr_object_int (cr_plot_find_axes (interp, axes)));
  return spines;
}
