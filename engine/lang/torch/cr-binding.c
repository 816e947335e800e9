/* The functions' table as the script sees it: the rows of a name are its overloads, parsed once each; Python's
 * arguments are bound to the first that they fit, as torch/csrc/utils/python_arg_parser.cpp does. */

#include "cr-binding-private.h"

#include <string.h>

/* How a row was spelled: each gives a name other overloads. */
typedef enum
{
  FORM_PLAIN,
  FORM_METHOD,
  FORM_INPLACE,
  FORM_TORCH_INPLACE,
  N_FORMS
} Form;

struct _CrBindings
{
  guint n;
  const CrFunction *functions;
  CrSignature **signatures;              /* by row */
  CrOverloads **overloads[N_FORMS];      /* by row */
  GHashTable *found[CR_N_SPELLINGS + 1]; /* name to row; the last by operator. Absent names are there too, with NULL */
};

CrBindings *
cr_bindings_new (void)
{
  CrBindings *bindings = g_new0 (CrBindings, 1);
  bindings->functions = cr_functions_get (&bindings->n);
  bindings->signatures = g_new0 (CrSignature *, bindings->n);
  for (guint form = 0; form < N_FORMS; form++)
    bindings->overloads[form] = g_new0 (CrOverloads *, bindings->n);
  for (guint k = 0; k < G_N_ELEMENTS (bindings->found); k++)
    bindings->found[k] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return bindings;
}

void
cr_bindings_free (CrBindings *bindings)
{
  for (guint i = 0; i < bindings->n; i++)
    {
      g_clear_pointer (&bindings->signatures[i], cr_signature_free);
      for (guint form = 0; form < N_FORMS; form++)
        if (bindings->overloads[form][i])
          {
            g_free (bindings->overloads[form][i]->signatures);
            g_free (bindings->overloads[form][i]->name);
            g_free (bindings->overloads[form][i]);
          }
    }
  for (guint form = 0; form < N_FORMS; form++)
    g_free (bindings->overloads[form]);
  for (guint k = 0; k < G_N_ELEMENTS (bindings->found); k++)
    g_hash_table_unref (bindings->found[k]);
  g_free (bindings->signatures);
  g_free (bindings);
}

const CrFunction *
cr_interp_find_function (CrInterp *interp, const char *name, CrSpelling spelling)
{
  gpointer function;
  GHashTable *found = interp->bindings->found[g_bit_nth_lsf (spelling, -1)];
  if (g_hash_table_lookup_extended (found, name, NULL, &function))
    return function;
  function = (gpointer)cr_functions_find (name, spelling);
  g_hash_table_insert (found, g_strdup (name), function);
  return function;
}

const CrFunction *
cr_interp_find_operator (CrInterp *interp, const char *op)
{
  gpointer function;
  GHashTable *found = interp->bindings->found[CR_N_SPELLINGS];
  if (g_hash_table_lookup_extended (found, op, NULL, &function))
    return function;
  function = (gpointer)cr_functions_find_operator (op);
  g_hash_table_insert (found, g_strdup (op), function);
  return function;
}

static CrSignature *
get_signature (CrBindings *bindings, guint row)
{
  if (bindings->signatures[row] == NULL)
    {
      bindings->signatures[row] = cr_signature_parse (bindings->functions[row].parameters, 0);
      bindings->signatures[row]->function = &bindings->functions[row];
    }
  return bindings->signatures[row];
}

static CrOverloads *
make_overloads (CrBindings *bindings, const CrFunction *function, Form form)
{
  guint spellings = form == FORM_METHOD    ? CR_SPELL_METHOD
                    : form == FORM_INPLACE ? CR_SPELL_INPLACE
                    : form == FORM_PLAIN   ? function->spellings & (CR_SPELL_TORCH | CR_SPELL_NN | CR_SPELL_LINALG)
                                           : CR_SPELL_TORCH_INPLACE;
  CrOverloads *overloads = g_new0 (CrOverloads, 1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  for (guint i = 0; i < bindings->n; i++)
    if ((bindings->functions[i].spellings & spellings) && strcmp (bindings->functions[i].name, function->name) == 0)
      g_ptr_array_add (list, get_signature (bindings, i));
  overloads->name = g_strconcat (function->name, form >= FORM_INPLACE ? "_" : "", NULL);
  overloads->is_method = form == FORM_METHOD || form == FORM_INPLACE;
  overloads->n = list->len;
  overloads->signatures = (CrSignature **)g_ptr_array_steal (list, NULL);
  return overloads;
}

static CrOverloads *
get_overloads (CrBindings *bindings, const CrFunction *function, Form form)
{
  CrOverloads **slot = &bindings->overloads[form][function - bindings->functions];
  if (*slot == NULL)
    *slot = make_overloads (bindings, function, form);
  return *slot;
}

/* The keyword argument that is parameter @i, -1 if none is. */
static int
find_keyword (const CrSignature *signature, guint i, const CrCallArgs *args)
{
  for (guint k = 0; k < args->n_keywords; k++)
    if (strcmp (signature->parameters[i].name, args->keywords[k]) == 0
        || cr_signature_find (signature, args->keywords[k]) == (int)i)
      return (int)k;
  return -1;
}

/* The positional arguments from @k on as one list: view (2, 3), meshgrid (a, b). */
static gboolean
set_varargs (CrBinder *binder, const CrBindParameter *parameter, guint i, const CrCallArgs *args, guint k)
{
  guint n = args->n_positional - k;
  if (parameter->accepts & CR_ACCEPTS_TENSORS)
    return cr_binder_set_tensors (binder, i, &args->values[k], n);
  return cr_binder_set_ints (binder, parameter, i, &args->values[k], n);
}

static gboolean
bind_positional (CrBinder *binder, const CrSignature *signature, guint first, const CrCallArgs *args, guint *bound)
{
  *bound = first;
  for (guint k = 0; k < args->n_positional; k++, (*bound)++)
    {
      guint i = k + first;
      if (i >= signature->n_positional)
        return FALSE;
      const CrBindParameter *parameter = &signature->parameters[i];
      gboolean varargs = (parameter->accepts & CR_ACCEPTS_VARARGS) && i + 1 == signature->n_positional;
      gboolean in_a_row = args->n_positional > k + 1 && !(parameter->accepts & CR_ACCEPTS_INTS);
      if (varargs && (in_a_row || !cr_object_is_sequence (args->values[k])))
        {
          *bound = i + 1;
          return set_varargs (binder, parameter, i, args, k);
        }
      if (!cr_binder_set (binder, parameter, i, args->values[k]))
        return FALSE;
      if (varargs && (parameter->accepts & CR_ACCEPTS_INTS) && args->n_positional > k + 1)
        {
          *bound = i + 1; /* PyTorch does not look at what follows the list */
          return TRUE;
        }
    }
  return TRUE;
}

static gboolean
bind_rest (CrBinder *binder, const CrSignature *signature, guint from, const CrCallArgs *args)
{
  guint used = 0;
  for (guint i = from; i < signature->n; i++)
    {
      const CrBindParameter *parameter = &signature->parameters[i];
      int k = args->n_keywords ? find_keyword (signature, i, args) : -1;
      if (k < 0 && !parameter->has_default)
        return FALSE;
      if (k < 0)
        binder->args[i] = parameter->standard;
      else if (!cr_binder_set (binder, parameter, i, args->values[args->n_positional + (guint)k]))
        return FALSE;
      else
        used++;
    }
  for (guint k = 0; k < args->n_keywords && used < args->n_keywords; k++)
    used += cr_signature_find (signature, args->keywords[k]) < 0
            && cr_binding_ignores_keyword (signature, args->keywords[k], args->values[args->n_positional + k]);
  return used == args->n_keywords;
}

static gboolean
bind (CrBinder *binder, const CrSignature *signature, CrObject self, const CrCallArgs *args)
{
  guint first = cr_object_is_set (self), bound;
  if (first)
    binder->args[0] = (CrArg){ CR_ARG_TENSOR, { .tensor = self.u.tensor } };
  return bind_positional (binder, signature, first, args, &bound) && bind_rest (binder, signature, bound, args);
}

static gboolean
any_array (CrObject self, const CrCallArgs *args)
{
  if (self.kind == CR_OBJECT_TENSOR)
    return FALSE;
  gboolean array = self.kind == CR_OBJECT_ARRAY;
  for (guint i = 0; i < args->n_positional; i++)
    {
      if (args->values[i].kind == CR_OBJECT_TENSOR)
        return FALSE;
      array = array || args->values[i].kind == CR_OBJECT_ARRAY;
    }
  return array;
}

static CrObject
apply (CrBinder *binder, const CrFunction *function, gboolean inplace, gboolean as_array)
{
  CrInterp *interp = binder->interp;
  GError *error = NULL;
  if (inplace)
    {
      if (binder->args[0].kind == CR_ARG_TENSOR
          && cr_function_call_inplace (function, interp->context, binder->args, &error))
        return cr_object_take_tensor (cr_tensor_ref (binder->args[0].u.tensor));
      return cr_interp_raise_error (interp, error);
    }
  if (function->call_many)
    {
      g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
      if (!function->call_many (interp->context, binder->args, results, &error))
        return cr_interp_raise_error (interp, error);
      return cr_binding_results (binder, function, results);
    }
  CrTensor *result = function->call (interp->context, binder->args, &error);
  if (result == NULL)
    return cr_interp_raise_error (interp, error);
  if (function->results) /* CR_RESULT_PYTHON */
    {
      g_autoptr (CrTensor) owned = result;
      return cr_tensor_element (result, 0);
    }
  return (CrObject){ as_array ? CR_OBJECT_ARRAY : CR_OBJECT_TENSOR, { .tensor = result } };
}

static void
add_tensor (GPtrArray *tensors, CrObject value)
{
  if (value.kind == CR_OBJECT_TENSOR || value.kind == CR_OBJECT_ARRAY)
    g_ptr_array_add (tensors, value.u.tensor);
  for (guint i = 0; cr_object_is_sequence (value) && i < cr_object_sequence (value)->n; i++)
    {
      CrObject item = cr_object_sequence (value)->items[i];
      if (item.kind == CR_OBJECT_TENSOR)
        g_ptr_array_add (tensors, item.u.tensor);
    }
}

/* The pending exception is the call's: the tensors that it was given are told. Of an operator the name is that of the
 * function: "add", or "add_" in place. */
static void
tell_failed (CrInterp *interp, const char *name, gboolean inplace, CrObject self, const CrCallArgs *args)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();
  g_autofree char *plain = NULL;
  const char *end = g_str_has_prefix (name, "__") ? strstr (name + 2, "__") : NULL;
  if (end)
    name = plain = g_strdup_printf ("%.*s%s", (int)(end - name - 2), name + 2, inplace ? "_" : "");
  add_tensor (tensors, self);
  for (guint i = 0; i < args->n_positional + args->n_keywords; i++)
    add_tensor (tensors, args->values[i]);
  cr_interp_tell_failed (interp, name, (CrTensor *const *)tensors->pdata, tensors->len);
}

CrObject
cr_interp_call_torch (CrInterp *interp, const CrFunction *function, gboolean inplace, CrObject self,
                      const CrCallArgs *args)
{
  gboolean is_method = cr_object_is_set (self);
  Form form = is_method ? FORM_METHOD : FORM_PLAIN;
  if (inplace)
    form = function->spellings & CR_SPELL_INPLACE ? FORM_INPLACE : FORM_TORCH_INPLACE;
  CrOverloads *overloads = get_overloads (interp->bindings, function, form);
  CrBinder binder;
  CrObject result = CR_UNSET;
  gboolean fits = FALSE;
  binder.interp = interp;
  binder.name = overloads->name;
  binder.held = NULL;
  for (guint i = 0; i < overloads->n && !fits && !cr_interp_is_raised (interp); i++)
    {
      fits = bind (&binder, overloads->signatures[i], self, args);
      if (fits)
        {
          cr_interp_profile_begin (interp, overloads->signatures[i]->function->name, inplace);
          result = apply (&binder, overloads->signatures[i]->function, inplace, any_array (self, args));
          cr_interp_profile_end (interp);
        }
    }
  g_clear_pointer (&binder.held, g_ptr_array_unref);
  if (!fits && !cr_interp_is_raised (interp))
    cr_binding_raise (interp, overloads, self, args);
  if (!cr_object_is_set (result))
    tell_failed (interp, overloads->name, inplace, self, args);
  return result;
}

/* Whether a row with one result gives it without a tuple around it. */
static gboolean
stands_alone (const CrBinder *binder, const CrFunction *function)
{
  if (function->results == NULL || !g_str_has_suffix (function->results, "?"))
    return function->results && function->results[0] == '\0';
  g_autofree char *name = g_strndup (function->results, strlen (function->results) - 1);
  int i = cr_signature_find (
      get_signature (binder->interp->bindings, (guint)(function - binder->interp->bindings->functions)), name);
  return i < 0 || binder->args[i].u.integer == 0;
}

CrObject
cr_binding_results (CrBinder *binder, const CrFunction *function, GPtrArray *results)
{
  CrInterp *interp = binder->interp;
  gboolean named = function->results && function->results[0] && !g_str_has_suffix (function->results, "?");
  if (results->len == 1 && stands_alone (binder, function))
    return cr_object_take_tensor (cr_tensor_ref (results->pdata[0]));
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, results->len);
  tuple->function = named ? function : NULL;
  for (guint i = 0; i < results->len; i++)
    tuple->items[i] = cr_object_take_tensor (cr_tensor_ref (results->pdata[i]));
  return cr_object_from_cell (tuple);
}

CrObject
cr_named_tuple_attribute (CrInterp *interp, CrObject object, const char *name)
{
  CrSequence *tuple = cr_object_sequence (object);
  if (tuple->function == NULL)
    return CR_UNSET;
  g_auto (GStrv) fields = g_strsplit (tuple->function->results, " ", -1);
  for (guint i = 0; fields[i] && i < tuple->n; i++)
    if (strcmp (fields[i], name) == 0)
      return cr_object_ref (tuple->items[i]);
  return CR_UNSET;
}

gboolean
cr_named_tuple_repr (CrInterp *interp, CrSequence *tuple, GString *into)
{
  g_auto (GStrv) fields = g_strsplit (tuple->function->results, " ", -1);
  g_string_append_printf (into, "torch.return_types.%s(", tuple->function->name);
  for (guint i = 0; fields[i] && i < tuple->n; i++)
    {
      g_string_append_printf (into, "%s\n%s=", i ? "," : "", fields[i]);
      if (!cr_interp_repr_into (interp, tuple->items[i], into))
        return FALSE;
    }
  g_string_append_c (into, ')');
  return TRUE;
}
