/* Arguments of the functions that PyTorch defines in Python: bound, and refused, in Python's words. */

#include "cr-builtins-autograd-private.h"

#include <string.h>

typedef struct
{
  char **names; /* without their marks; "*" stands among them */
  guint n, n_positional, n_required;
  gboolean *optional;
} Parameters;

static void
parameters_init (Parameters *parameters, const char *names)
{
  *parameters = (Parameters){ g_strsplit (names, " ", -1) };
  guint n = g_strv_length (parameters->names), at = 0;
  gboolean keyword_only = FALSE;
  parameters->optional = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < n; i++)
    {
      char *name = parameters->names[i];
      gsize length = strlen (name);
      if (strcmp (name, "*") == 0)
        {
          keyword_only = TRUE;
          g_free (name);
          continue;
        }
      parameters->optional[at] = name[length - 1] == '?';
      if (parameters->optional[at])
        name[length - 1] = '\0';
      parameters->names[at] = name;
      parameters->n_required += !parameters->optional[at];
      parameters->n_positional += !keyword_only;
      at++;
    }
  parameters->names[at] = NULL;
  parameters->n = at;
}

static void
parameters_clear (Parameters *parameters)
{
  g_strfreev (parameters->names);
  g_free (parameters->optional);
}

static void
raise_too_many (CrInterp *interp, const char *function, const Parameters *parameters, guint given, gboolean is_method)
{
  guint most = parameters->n_positional + is_method, least = is_method;
  for (guint i = 0; i < parameters->n_positional; i++)
    least += !parameters->optional[i];
  given += is_method;
  if (least == most)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes %u positional argument%s but %u %s given", function, most,
                     most == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  else
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes from %u to %u positional arguments but %u were given", function,
                     least, most, given);
}

static gboolean
bind_keyword (CrInterp *interp, const char *function, const Parameters *parameters, const char *name, CrObject value,
              CrObject *values)
{
  for (guint i = 0; i < parameters->n; i++)
    {
      if (strcmp (parameters->names[i], name) != 0)
        continue;
      if (cr_object_is_set (values[i]))
        {
          cr_interp_raise (interp, CR_ERROR_TYPE, "%s() got multiple values for argument '%s'", function, name);
          return FALSE;
        }
      values[i] = value;
      return TRUE;
    }
  cr_interp_raise (interp, CR_ERROR_TYPE, "%s() got an unexpected keyword argument '%s'", function, name);
  return FALSE;
}

/* 'a', 'b' and 'c', as Python lists what is missing. */
static gboolean
check_missing (CrInterp *interp, const char *function, const Parameters *parameters, const CrObject *values)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  for (guint i = 0; i < parameters->n; i++)
    if (!parameters->optional[i] && !cr_object_is_set (values[i]))
      g_ptr_array_add (missing, parameters->names[i]);
  if (missing->len == 0)
    return TRUE;
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint i = 0; i < missing->len; i++)
    {
      const char *before = i == 0 ? "" : i + 1 < missing->len ? ", " : missing->len == 2 ? " and " : ", and ";
      g_string_append_printf (list, "%s'%s'", before, (const char *)missing->pdata[i]);
    }
  cr_interp_raise (interp, CR_ERROR_TYPE, "%s() missing %u required positional argument%s: %s", function, missing->len,
                   missing->len == 1 ? "" : "s", list->str);
  return FALSE;
}

gboolean
cr_args_bind (CrInterp *interp, const CrCallArgs *args, const char *function, const char *names, gboolean is_method,
              CrObject *values)
{
  Parameters parameters;
  parameters_init (&parameters, names);
  gboolean fine = TRUE;
  for (guint i = 0; i < parameters.n; i++)
    values[i] = i < MIN (args->n_positional, parameters.n_positional) ? args->values[i] : CR_UNSET;
  for (guint k = 0; fine && k < args->n_keywords; k++)
    fine
        = bind_keyword (interp, function, &parameters, args->keywords[k], args->values[args->n_positional + k], values);
  if (fine && args->n_positional > parameters.n_positional)
    {
      raise_too_many (interp, function, &parameters, args->n_positional, is_method);
      fine = FALSE;
    }
  fine = fine && check_missing (interp, function, &parameters, values);
  parameters_clear (&parameters);
  return fine;
}

int
cr_args_flag (CrInterp *interp, CrObject value, gboolean otherwise)
{
  return !cr_object_is_set (value) || value.kind == CR_OBJECT_NONE ? otherwise : cr_interp_truth (interp, value);
}

gboolean
cr_args_tensors (CrInterp *interp, CrObject value, gboolean nullable, CrErrorCode code, const char *before,
                 const char *after, GPtrArray *tensors, CrSequence **keeper)
{
  *keeper = NULL;
  if (value.kind == CR_OBJECT_TENSOR)
    {
      g_ptr_array_add (tensors, value.u.tensor);
      return TRUE;
    }
  CrSequence *items = *keeper = cr_interp_to_sequence (interp, value, CR_OBJECT_TUPLE);
  if (items == NULL)
    return FALSE;
  for (guint i = 0; i < items->n; i++)
    {
      CrObject item = items->items[i];
      if (item.kind != CR_OBJECT_TENSOR && (!nullable || item.kind != CR_OBJECT_NONE))
        {
          cr_interp_raise (interp, code, "%s%s%s", before, cr_interp_type_name (interp, item), after);
          return FALSE;
        }
      g_ptr_array_add (tensors, item.kind == CR_OBJECT_TENSOR ? item.u.tensor : NULL);
    }
  return TRUE;
}

CrObject
cr_interp_tuple_of_tensors (CrInterp *interp, CrTensor *const *tensors, guint n)
{
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  for (guint i = 0; i < n; i++)
    tuple->items[i] = tensors[i] ? cr_object_take_tensor (cr_tensor_ref (tensors[i])) : CR_NONE;
  return cr_object_from_cell (tuple);
}

void
cr_class_add_property (CrInterp *interp, CrClass *type, const CrBuiltinRow *row)
{
  CrDescriptor *property = cr_cell_new (interp->heap, CR_OBJECT_PROPERTY, sizeof (CrDescriptor));
  property->get = cr_interp_new_builtin (interp, row, CR_UNSET);
  property->set = property->del = property->doc = CR_NONE;
  cr_dict_set_text (type->attributes, row->name, cr_object_from_cell (property));
  type->has_descriptors = TRUE;
}

void
cr_instance_set (CrInterp *interp, CrObject instance, const char *name, CrObject value)
{
  CrInstance *cell = (CrInstance *)instance.u.cell;
  if (cell->attributes == NULL)
    cell->attributes = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  cr_dict_set_text (cell->attributes, name, value);
}

CrObject
cr_instance_get (CrObject instance, const char *name)
{
  return cr_dict_get_text (((CrInstance *)instance.u.cell)->attributes, name);
}

CrClass *
cr_module_class (CrInterp *interp, const char *module, const char *name)
{
  CrObject object = cr_builtins_module (interp, module);
  g_return_val_if_fail (object.kind == CR_OBJECT_MODULE, NULL);
  CrObject found = cr_dict_get_text (((CrModuleObject *)object.u.cell)->attributes, name);
  cr_object_unref (object); /* the table of modules keeps it */
  g_return_val_if_fail (found.kind == CR_OBJECT_CLASS, NULL);
  return (CrClass *)found.u.cell;
}
