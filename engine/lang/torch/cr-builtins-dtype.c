/* dtypes as the module torch names them, their limits (finfo, iinfo), the default dtype, and how tensors are printed.
 */

#include "cr-interp-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static CrObject
dtype_object (CrDtype dtype)
{
  return (CrObject){ CR_OBJECT_DTYPE, { .dtype = dtype } };
}

static gboolean
get_dtype (CrInterp *interp, CrObject value, const char *what, CrDtype *dtype)
{
  if (value.kind != CR_OBJECT_DTYPE)
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s must be torch.dtype, not %s", what,
                       cr_interp_type_name (interp, value));
      return FALSE;
    }
  *dtype = value.u.dtype;
  return TRUE;
}

static CrObject
torch_get_default_dtype (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return dtype_object (cr_context_get_default_dtype (interp->context));
}

static CrObject
torch_set_default_dtype (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = args->values[0];
  if (value.kind != CR_OBJECT_DTYPE)
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "invalid dtype object: only floating-point types are supported as the default type");
  if (!cr_dtype_is_floating (value.u.dtype))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "only floating-point types are supported as the default type");
  cr_context_set_default_dtype (interp->context, value.u.dtype);
  return CR_NONE;
}

static CrObject
torch_promote_types (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDtype a, b;
  if (!get_dtype (interp, args->values[0], "promote_types(): argument 'type1' (position 1)", &a)
      || !get_dtype (interp, args->values[1], "promote_types(): argument 'type2' (position 2)", &b))
    return CR_UNSET;
  return dtype_object (cr_dtype_promote (a, b));
}

static CrObject
torch_can_cast (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDtype from, to;
  if (!get_dtype (interp, args->values[0], "can_cast(): argument 'from' (position 1)", &from)
      || !get_dtype (interp, args->values[1], "can_cast(): argument 'to' (position 2)", &to))
    return CR_UNSET;
  return cr_object_bool (cr_dtype_can_cast (from, to));
}

static CrObject
torch_is_floating_point (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = args->values[0];
  if (value.kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "is_floating_point(): argument 'input' (position 1) must be Tensor, not %s",
                            cr_interp_type_name (interp, value));
  return cr_object_bool (cr_dtype_is_floating (cr_tensor_get_dtype (value.u.tensor)));
}

static CrObject
torch_is_complex (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = args->values[0];
  if (value.kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "is_complex(): argument 'input' (position 1) must be Tensor, not %s",
                            cr_interp_type_name (interp, value));
  return cr_object_bool (cr_dtype_is_complex (cr_tensor_get_dtype (value.u.tensor)));
}

/* An object of the class @name, with nothing in it yet. */
static CrInstance *
new_info (CrInterp *interp, const char *name, CrDtype dtype)
{
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_INSTANCE]);
  CrCallArgs none = { NULL, 0, 0, NULL };
  CrObject object = cr_interp_instantiate (interp, type, &none);
  cr_cell_unref (type);
  if (!cr_object_is_set (object))
    return NULL;
  CrInstance *info = (CrInstance *)object.u.cell;
  if (info->attributes == NULL)
    info->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (info->attributes, "bits", cr_object_int (8 * (gint64)cr_dtype_get_size (dtype)));
  cr_dict_set_text (info->attributes, "dtype", cr_str_new (interp->heap, cr_dtype_get_name (dtype), -1));
  return info;
}

static CrObject
torch_finfo (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const struct
  {
    CrDtype dtype;
    double max, eps, tiny, resolution;
  } rows[] = { { CR_DTYPE_FLOAT16, 65504, 0x1p-10, 0x1p-14, 0.001 },
               { CR_DTYPE_FLOAT32, 0x1.fffffep127, 0x1p-23, 0x1p-126, 1e-6 },
               { CR_DTYPE_FLOAT64, G_MAXDOUBLE, 0x1p-52, 0x1p-1022, 1e-15 } };
  CrObject value = cr_call_args_at (args, 0, "type");
  CrDtype dtype = cr_context_get_default_dtype (interp->context);
  if (cr_object_is_set (value) && !get_dtype (interp, value, "finfo(): argument 'type' (position 1)", &dtype))
    return CR_UNSET;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].dtype == (dtype == CR_DTYPE_COMPLEX64 ? CR_DTYPE_FLOAT32 : dtype))
      {
        CrInstance *info = new_info (interp, "torch.finfo", rows[i].dtype);
        if (info == NULL)
          return CR_UNSET;
        cr_dict_set_text (info->attributes, "max", cr_object_float (rows[i].max));
        cr_dict_set_text (info->attributes, "min", cr_object_float (-rows[i].max));
        cr_dict_set_text (info->attributes, "eps", cr_object_float (rows[i].eps));
        cr_dict_set_text (info->attributes, "tiny", cr_object_float (rows[i].tiny));
        cr_dict_set_text (info->attributes, "smallest_normal", cr_object_float (rows[i].tiny));
        cr_dict_set_text (info->attributes, "resolution", cr_object_float (rows[i].resolution));
        return cr_object_from_cell (info);
      }
  return cr_interp_raise (
      interp, CR_ERROR_TYPE,
      "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'");
}

static CrObject
torch_iinfo (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDtype dtype;
  if (!get_dtype (interp, args->values[0], "iinfo(): argument 'type' (position 1)", &dtype))
    return CR_UNSET;
  if (!cr_dtype_is_integral (dtype))
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'");
  gint64 max = G_MAXINT64 >> (64 - 8 * cr_dtype_get_size (dtype));
  gboolean is_unsigned = dtype == CR_DTYPE_UINT8;
  CrInstance *info = new_info (interp, "torch.iinfo", dtype);
  if (info == NULL)
    return CR_UNSET;
  cr_dict_set_text (info->attributes, "max", cr_object_int (is_unsigned ? 255 : max));
  cr_dict_set_text (info->attributes, "min", cr_object_int (is_unsigned ? 0 : -max - 1));
  return cr_object_from_cell (info);
}

/* Reads the option @name into @value if it was given. */
static gboolean
read_option (CrInterp *interp, const CrCallArgs *args, guint i, const char *name, double *value)
{
  CrObject given = cr_call_args_at (args, i, name);
  if (!cr_object_is_set (given) || given.kind == CR_OBJECT_NONE)
    return TRUE;
  return cr_interp_to_double (interp, given, value);
}

static gboolean
read_profile (CrInterp *interp, CrObject profile, CrPrintOptions *options)
{
  const char *name = profile.kind == CR_OBJECT_STR ? cr_object_text (profile) : "";
  int sci_mode = options->sci_mode;
  if (strcmp (name, "default") == 0 || strcmp (name, "short") == 0 || strcmp (name, "full") == 0)
    *options = CR_PRINT_OPTIONS_DEFAULT;
  if (strcmp (name, "short") == 0)
    options->precision = options->edge_items = 2;
  if (strcmp (name, "full") == 0)
    options->threshold = INFINITY;
  options->sci_mode = sci_mode;
  return TRUE;
}

static CrObject
torch_set_printoptions (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrPrintOptions options = *cr_context_get_print_options (interp->context);
  CrObject sci_mode = cr_call_args_at (args, 5, "sci_mode");
  read_profile (interp, cr_call_args_at (args, 4, "profile"), &options);
  double precision = options.precision, threshold = options.threshold;
  double edge_items = options.edge_items, line_width = options.line_width;
  if (!read_option (interp, args, 0, "precision", &precision) || !read_option (interp, args, 1, "threshold", &threshold)
      || !read_option (interp, args, 2, "edgeitems", &edge_items)
      || !read_option (interp, args, 3, "linewidth", &line_width))
    return CR_UNSET;
  options.precision = (int)CLAMP (precision, 0, 1000);
  options.threshold = threshold;
  options.edge_items = (int)CLAMP (edge_items, 0, G_MAXINT / 4);
  options.line_width = (int)CLAMP (line_width, 0, G_MAXINT / 4);
  options.sci_mode = -1;
  if (cr_object_is_set (sci_mode) && sci_mode.kind != CR_OBJECT_NONE)
    options.sci_mode = cr_interp_truth (interp, sci_mode);
  if (cr_interp_is_raised (interp))
    return CR_UNSET;
  cr_context_set_print_options (interp->context, &options);
  return CR_NONE;
}

static const CrBuiltinRow dtype_rows[] = {
  { "get_default_dtype", 0, 0, NULL, torch_get_default_dtype },
  { "set_default_dtype", 1, 1, "d", torch_set_default_dtype },
  { "promote_types", 2, 2, NULL, torch_promote_types },
  { "can_cast", 2, 2, NULL, torch_can_cast },
  { "is_floating_point", 1, 1, NULL, torch_is_floating_point },
  { "is_complex", 1, 1, NULL, torch_is_complex },
  { "finfo", 0, 1, "type", torch_finfo },
  { "iinfo", 1, 1, NULL, torch_iinfo },
  { "set_printoptions", 0, 6, "precision threshold edgeitems linewidth profile sci_mode", torch_set_printoptions },
  { NULL },
};

void
cr_builtins_add_dtypes (CrInterp *interp, CrModuleObject *module)
{
  static const char *const aliases[] = { "float", "double", "half", "long", "int", "short", "cfloat" };
  CrDtype dtype;
  for (int i = 0; i < CR_N_DTYPES; i++)
    cr_module_object_set (module, cr_dtype_get_name (i), dtype_object (i));
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (cr_dtype_from_name (aliases[i], &dtype))
      cr_module_object_set (module, aliases[i], dtype_object (dtype));
  for (const CrBuiltinRow *row = dtype_rows; row->name; row++)
    cr_module_object_set (module, row->name, cr_interp_new_builtin (interp, row, CR_UNSET));
}
