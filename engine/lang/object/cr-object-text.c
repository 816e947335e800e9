/* repr() and str() as Python writes them. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include "cr-backward.h"
#include "cr-print.h"

#include <string.h>

static void
append_char (GString *into, gunichar c, char quote)
{
  if (c == (gunichar)quote || c == '\\')
    g_string_append_printf (into, "\\%c", (char)c);
  else if (c == '\n')
    g_string_append (into, "\\n");
  else if (c == '\r')
    g_string_append (into, "\\r");
  else if (c == '\t')
    g_string_append (into, "\\t");
  else if (c < 0x20 || c == 0x7f || (c > 0x7f && c <= 0xff && !g_unichar_isprint (c)))
    g_string_append_printf (into, "\\x%02x", c);
  else if (c > 0xff && !g_unichar_isprint (c))
    g_string_append_printf (into, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
  else
    g_string_append_unichar (into, c);
}

static void
repr_str (CrStr *str, GString *into)
{
  gboolean has_single = memchr (str->text, '\'', str->length) != NULL;
  gboolean has_double = memchr (str->text, '"', str->length) != NULL;
  char quote = has_single && !has_double ? '"' : '\'';
  g_string_append_c (into, quote);
  for (const char *at = str->text; at < str->text + str->length; at = g_utf8_next_char (at))
    append_char (into, g_utf8_get_char (at), quote);
  g_string_append_c (into, quote);
}

/* An item of a container, from which its own __repr__ may take it. */
static gboolean
repr_kept (CrInterp *interp, CrObject item, GString *into)
{
  cr_object_ref (item);
  gboolean fine = cr_interp_repr_into (interp, item, into);
  cr_object_unref (item);
  return fine;
}

static gboolean
repr_items (CrInterp *interp, CrSequence *sequence, const char *open, const char *close, GString *into)
{
  if (sequence->function)
    return cr_named_tuple_repr (interp, sequence, into);
  g_string_append (into, open);
  for (guint i = 0; i < sequence->n; i++)
    {
      if (i > 0)
        g_string_append (into, ", ");
      if (!repr_kept (interp, sequence->items[i], into) || !CR_GOES_ON (interp, i))
        return FALSE;
    }
  if (sequence->cell.kind == CR_OBJECT_TUPLE && sequence->n == 1)
    g_string_append_c (into, ',');
  g_string_append (into, close);
  return TRUE;
}

static gboolean
repr_set (CrInterp *interp, CrDict *set, GString *into)
{
  const char *name = set->type ? set->type->name : "set";
  if (set->n_live == 0)
    {
      g_string_append_printf (into, "%s()", name);
      return TRUE;
    }
  if (set->type)
    g_string_append_printf (into, "%s(", name);
  CrSequence *items = cr_interp_set_items (interp, set);
  gboolean fine = repr_items (interp, items, "{", "}", into);
  cr_cell_unref (items);
  if (set->type)
    g_string_append_c (into, ')');
  return fine;
}

static gboolean
repr_pairs (CrInterp *interp, CrDict *dict, GString *into)
{
  gboolean first = TRUE;
  g_string_append_c (into, '{');
  for (guint i = 0; i < dict->n_entries; i++)
    {
      if (!cr_object_is_set (dict->entries[i].key))
        continue;
      if (!first)
        g_string_append (into, ", ");
      first = FALSE;
      if (!repr_kept (interp, dict->entries[i].key, into))
        return FALSE;
      g_string_append (into, ": ");
      if (i >= dict->n_entries || !repr_kept (interp, dict->entries[i].value, into))
        return FALSE;
    }
  g_string_append_c (into, '}');
  return TRUE;
}

static gboolean
repr_dict (CrInterp *interp, CrDict *dict, GString *into)
{
  if (dict->cell.kind == CR_OBJECT_SET)
    return repr_set (interp, dict, into);
  if (dict->type)
    return cr_interp_repr_collection (interp, dict, into);
  return repr_pairs (interp, dict, into);
}

/* dict_keys([...]) */
static gboolean
repr_view (CrInterp *interp, CrObject view, GString *into)
{
  CrSequence *items = cr_interp_to_sequence (interp, view, CR_OBJECT_LIST);
  g_string_append (into, cr_interp_type_name (interp, view));
  gboolean fine = items && repr_items (interp, items, "([", "])", into);
  cr_cell_unref (items);
  return fine;
}

static gboolean
repr_container (CrInterp *interp, CrObject object, GString *into)
{
  for (guint i = 0; i < interp->printing->len; i++)
    if (g_ptr_array_index (interp->printing, i) == object.u.pointer)
      {
        g_string_append (into, object.kind == CR_OBJECT_LIST   ? "[...]"
                               : object.kind == CR_OBJECT_DICT ? "{...}"
                                                               : "(...)");
        return TRUE;
      }
  if (!cr_interp_step (interp) || !cr_interp_reserve (interp, into->len))
    return FALSE;
  g_ptr_array_add (interp->printing, object.u.pointer);
  gboolean fine;
  if (object.kind == CR_OBJECT_LIST)
    fine = repr_items (interp, cr_object_sequence (object), "[", "]", into);
  else if (object.kind == CR_OBJECT_TUPLE)
    fine = repr_items (interp, cr_object_sequence (object), "(", ")", into);
  else if (object.kind == CR_OBJECT_SIZE)
    fine = repr_items (interp, cr_object_sequence (object), "torch.Size([", "])", into);
  else if (object.kind == CR_OBJECT_DICT_VIEW)
    fine = repr_view (interp, object, into);
  else
    fine = repr_dict (interp, cr_object_dict (object), into);
  g_ptr_array_set_size (interp->printing, (gint)interp->printing->len - 1);
  return fine;
}

static void
repr_range (CrRangeObject *range, GString *into)
{
  g_string_append_printf (into, "range(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, range->start, range->stop);
  if (range->step != 1)
    g_string_append_printf (into, ", %" G_GINT64_FORMAT, range->step);
  g_string_append_c (into, ')');
}

/* An exception: Type(args). */
static gboolean
repr_exception (CrInterp *interp, CrInstance *instance, GString *into)
{
  CrSequence *args = cr_object_sequence (instance->args);
  g_string_append (into, instance->type->name);
  if (args->n != 1)
    return repr_items (interp, args, "(", ")", into);
  g_string_append_c (into, '(');
  gboolean fine = cr_interp_repr_into (interp, args->items[0], into);
  g_string_append_c (into, ')');
  return fine;
}

/* The text of __str__ or __repr__; FALSE without an exception if the class has none. */
static gboolean
append_special (CrInterp *interp, CrObject object, const char *name, GString *into)
{
  CrObject text = cr_interp_call_special (interp, object, name, NULL, 0);
  if (cr_object_is_set (text) && text.kind != CR_OBJECT_STR)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s returned non-string (type %s)", name,
                     cr_interp_type_name (interp, text));
  gboolean fine = text.kind == CR_OBJECT_STR;
  if (fine)
    g_string_append_len (into, cr_object_text (text), (gssize)cr_object_str (text)->length);
  cr_object_unref (text);
  return fine;
}

static gboolean
repr_instance (CrInterp *interp, CrObject object, GString *into)
{
  CrInstance *instance = (CrInstance *)object.u.cell;
  if (append_special (interp, object, "__repr__", into))
    return TRUE;
  if (cr_interp_is_raised (interp))
    return FALSE;
  if (cr_object_is_set (instance->args))
    return repr_exception (interp, instance, into);
  const CrClass *type = instance->type;
  g_string_append_printf (into, "<%s%s object at %p>", type->from_script ? "__main__." : "",
                          type->qualname ? type->qualname : type->name, (void *)instance);
  return TRUE;
}

static void
repr_tensor (CrTensor *tensor, GString *into)
{
  g_autofree char *suffix = cr_tensor_dup_print_suffix (tensor);
  g_autofree char *text = cr_tensor_to_string (tensor, suffix);
  if (cr_tensor_is_parameter (tensor))
    g_string_append (into, "Parameter containing:\n");
  g_string_append (into, text);
}

static gboolean
repr_slice (CrInterp *interp, CrSlice *slice, GString *into)
{
  g_string_append (into, "slice(");
  if (!cr_interp_repr_into (interp, slice->start, into))
    return FALSE;
  g_string_append (into, ", ");
  if (!cr_interp_repr_into (interp, slice->stop, into))
    return FALSE;
  g_string_append (into, ", ");
  if (!cr_interp_repr_into (interp, slice->step, into))
    return FALSE;
  g_string_append_c (into, ')');
  return TRUE;
}

static void
repr_callable (CrInterp *interp, CrObject object, GString *into)
{
  gpointer at = object.u.pointer;
  if (object.kind == CR_OBJECT_FUNCTION)
    g_string_append_printf (into, "<function %s at %p>", ((CrFunctionObject *)object.u.cell)->code->qualname, at);
  else if (object.kind == CR_OBJECT_METHOD)
    g_string_append_printf (into, "<bound method at %p>", at);
  else if (object.kind == CR_OBJECT_TORCH_FUNCTION && ((CrTorchFunction *)object.u.cell)->unbound)
    g_string_append_printf (into, "<method '%s%s' of 'torch._C._TensorBase' objects>",
                            ((CrTorchFunction *)object.u.cell)->function->name,
                            ((CrTorchFunction *)object.u.cell)->inplace ? "_" : "");
  else if (object.kind == CR_OBJECT_TORCH_FUNCTION)
    g_string_append_printf (into, "<built-in method %s of type object at %p>",
                            ((CrTorchFunction *)object.u.cell)->function->name, at);
  else
    g_string_append_printf (into, "<built-in function %s>", ((CrBuiltin *)object.u.cell)->row->name);
}

/* What has a fixed text or one of its own kind. */
static void
repr_atom (CrInterp *interp, CrObject object, GString *into)
{
  g_autofree char *number = NULL;
  switch (object.kind)
    {
    case CR_OBJECT_NONE:
      g_string_append (into, "None");
      break;
    case CR_OBJECT_NOT_IMPLEMENTED:
      g_string_append (into, "NotImplemented");
      break;
    case CR_OBJECT_ELLIPSIS:
      g_string_append (into, "Ellipsis");
      break;
    case CR_OBJECT_BOOL:
      g_string_append (into, object.u.integer ? "True" : "False");
      break;
    case CR_OBJECT_INT:
      g_string_append_printf (into, "%" G_GINT64_FORMAT, object.u.integer);
      break;
    case CR_OBJECT_FLOAT:
      number = cr_double_to_string (object.u.number);
      g_string_append (into, number);
      break;
    case CR_OBJECT_COMPLEX:
      cr_complex_repr (object, into);
      break;
    case CR_OBJECT_DTYPE:
      g_string_append_printf (into, "torch.%s", cr_dtype_get_name (object.u.dtype));
      break;
    case CR_OBJECT_DEVICE:
      g_string_append (into, "device(type='cpu')");
      break;
    case CR_OBJECT_GRAD_FN:
      g_string_append_printf (into, "<%s object at %p>", cr_grad_fn_get_name (object.u.grad_fn), object.u.pointer);
      break;
    case CR_OBJECT_MODULE:
      g_string_append_printf (into, "<module '%s'>", ((CrModuleObject *)object.u.cell)->name);
      break;
    case CR_OBJECT_CLASS:
      {
        CrClass *type = (CrClass *)object.u.cell;
        g_string_append_printf (into, type->from_script ? "<class '__main__.%s'>" : "<class '%s'>",
                                type->qualname ? type->qualname : type->name);
        break;
      }
    default:
      g_string_append_printf (into, "<%s%s object at %p>", object.kind == CR_OBJECT_GENERATOR ? "torch._C." : "",
                              cr_interp_type_name (interp, object), object.u.pointer);
      break;
    }
}

static gboolean
repr_big (CrInterp *interp, CrObject object, GString *into)
{
  g_autofree char *digits = cr_big_dup_decimal (interp, object);
  if (digits)
    g_string_append (into, digits);
  return digits != NULL;
}

gboolean
cr_interp_repr_into (CrInterp *interp, CrObject object, GString *into)
{
  switch (object.kind)
    {
    case CR_OBJECT_STR:
      repr_str (cr_object_str (object), into);
      return TRUE;
    case CR_OBJECT_LIST:
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_SIZE:
    case CR_OBJECT_DICT:
    case CR_OBJECT_SET:
    case CR_OBJECT_DICT_VIEW:
      return repr_container (interp, object, into);
    case CR_OBJECT_RANGE:
      repr_range ((CrRangeObject *)object.u.cell, into);
      return TRUE;
    case CR_OBJECT_SLICE:
      return repr_slice (interp, (CrSlice *)object.u.cell, into);
    case CR_OBJECT_TENSOR:
      repr_tensor (object.u.tensor, into);
      return TRUE;
    case CR_OBJECT_ARRAY:
      cr_array_repr (object.u.tensor, TRUE, into);
      return TRUE;
    case CR_OBJECT_INSTANCE:
      return repr_instance (interp, object, into);
    case CR_OBJECT_FUNCTION:
    case CR_OBJECT_METHOD:
    case CR_OBJECT_BUILTIN:
    case CR_OBJECT_TORCH_FUNCTION:
      repr_callable (interp, object, into);
      return TRUE;
    case CR_OBJECT_BIG:
      return repr_big (interp, object, into);
    default:
      repr_atom (interp, object, into);
      return TRUE;
    }
}

CrObject
cr_interp_repr (CrInterp *interp, CrObject object)
{
  GString *text = g_string_new (NULL);
  if (cr_interp_repr_into (interp, object, text))
    return cr_str_new_take (interp->heap, text);
  g_string_free (text, TRUE);
  return CR_UNSET;
}

/* str() of an exception: its one argument (of a KeyError: its repr), or all of them. */
CrObject
cr_interp_str_exception (CrInterp *interp, CrObject exception)
{
  const CrInstance *instance = (CrInstance *)exception.u.cell;
  CrSequence *args = cr_object_sequence (instance->args);
  if (args->n == 0)
    return cr_str_new (interp->heap, "", 0);
  if (args->n == 1 && cr_class_is_subclass (instance->type, interp->exceptions[CR_ERROR_KEY]))
    return cr_interp_repr (interp, args->items[0]);
  if (args->n == 1)
    return cr_interp_str (interp, args->items[0]);
  return cr_interp_repr (interp, instance->args);
}

CrObject
cr_interp_str (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_STR)
    return cr_object_ref (object);
  if (object.kind == CR_OBJECT_DEVICE)
    return cr_str_new (interp->heap, "cpu", -1);
  if (object.kind == CR_OBJECT_ARRAY)
    {
      GString *text = g_string_new (NULL);
      cr_array_repr (object.u.tensor, FALSE, text);
      return cr_str_new_take (interp->heap, text);
    }
  if (object.kind == CR_OBJECT_INSTANCE)
    {
      GString *text = g_string_new (NULL);
      if (append_special (interp, object, "__str__", text))
        return cr_str_new_take (interp->heap, text);
      g_string_free (text, TRUE);
      if (cr_interp_is_raised (interp))
        return CR_UNSET;
      CrInstance *instance = (CrInstance *)object.u.cell;
      if (cr_object_is_set (instance->args))
        return cr_interp_str_exception (interp, object);
    }
  return cr_interp_repr (interp, object);
}
