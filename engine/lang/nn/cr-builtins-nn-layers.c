/* The layers' table as classes: constructor, forward and printing of each row. */

#include "cr-builtins-nn-private.h"

#include "cr-backward.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One argument of a forward call. */
typedef struct
{
  char *key;    /* NULL by position */
  char *source; /* an input or an attribute; NULL for a literal */
  int input;    /* its number, -1 for an attribute */
  gboolean only_true;
} Argument;

struct _CrNnLayer
{
  const CrLayer *row;
  char *inputs; /* "input, target"; NULL where the language has forward in code */
  char *function;
  GArray *arguments; /* of Argument */
};

static void
clear_argument (gpointer data)
{
  Argument *argument = data;
  g_free (argument->key);
  g_free (argument->source);
}

void
cr_nn_layer_free (gpointer data)
{
  CrNnLayer *layer = data;
  g_free (layer->inputs);
  g_free (layer->function);
  g_array_unref (layer->arguments);
  g_free (layer);
}

static int
find_input (const char *inputs, const char *name)
{
  g_auto (GStrv) names = g_strsplit (inputs, ", ", -1);
  for (int i = 0; names[i]; i++)
    if (strcmp (names[i], name) == 0)
      return i;
  return -1;
}

/* "input -> linear (input, weight, bias)" */
static void
parse_forward (CrNnLayer *layer, const char *text)
{
  const char *arrow = strstr (text, " -> "), *open = strchr (text, '(');
  layer->inputs = g_strndup (text, (gsize)(arrow - text));
  layer->function = g_strndup (arrow + 4, (gsize)(open - arrow - 5));
  g_autofree char *inside = g_strndup (open + 1, strlen (open) - 2);
  g_auto (GStrv) parts = g_strsplit (inside, ", ", -1);
  for (char **part = parts; *part; part++)
    {
      char *equals = strchr (*part, '=');
      gsize n = strlen (*part);
      Argument argument = { NULL };
      argument.only_true = n && (*part)[n - 1] == '?';
      if (argument.only_true)
        (*part)[n - 1] = '\0';
      argument.source = g_strdup (equals ? equals + 1 : *part);
      argument.key = equals ? g_strndup (*part, (gsize)(equals - *part)) : argument.only_true ? g_strdup (*part) : NULL;
      argument.input = find_input (layer->inputs, argument.source);
      g_array_append_val (layer->arguments, argument);
    }
}

static CrNnLayer *
layer_new (const CrLayer *row)
{
  CrNnLayer *layer = g_new0 (CrNnLayer, 1);
  layer->row = row;
  layer->arguments = g_array_new (FALSE, TRUE, sizeof (Argument));
  g_array_set_clear_func (layer->arguments, clear_argument);
  if (row->forward)
    parse_forward (layer, row->forward);
  return layer;
}

const CrLayer *
cr_nn_layer_get_row (CrNnLayer *layer)
{
  return layer->row;
}

CrNnLayer *
cr_nn_find_layer (CrInterp *interp, CrObject self)
{
  const CrClass *type = self.kind == CR_OBJECT_INSTANCE ? ((CrInstance *)self.u.cell)->type : NULL;
  for (guint i = 0; type && i < type->n_mro; i++)
    {
      CrNnLayer *layer = g_hash_table_lookup (interp->nn->layers, type->mro[i]);
      if (layer == NULL)
        {
          const char *dot = strrchr (type->mro[i]->name, '.');
          const CrLayer *row = dot && !type->mro[i]->from_script ? cr_layers_find (dot + 1) : NULL;
          if (row == NULL)
            continue;
          layer = layer_new (row);
          g_hash_table_insert (interp->nn->layers, type->mro[i], layer);
        }
      return layer;
    }
  return NULL;
}

/* An argument of a constructor as the layer's table wants it; @ints keeps a list's numbers. */
static CrArg
to_arg (CrObject value, gint64 **ints)
{
  CrArg arg = { CR_ARG_NONE };
  if (value.kind == CR_OBJECT_INT)
    arg = (CrArg){ CR_ARG_INT, { .integer = value.u.integer } };
  else if (value.kind == CR_OBJECT_BOOL)
    arg = (CrArg){ CR_ARG_BOOL, { .integer = value.u.integer } };
  else if (value.kind == CR_OBJECT_FLOAT)
    arg = (CrArg){ CR_ARG_FLOAT, { .number = value.u.number } };
  else if (value.kind == CR_OBJECT_DTYPE)
    arg = (CrArg){ CR_ARG_DTYPE, { .dtype = value.u.dtype } };
  else if (value.kind == CR_OBJECT_TENSOR)
    arg = (CrArg){ CR_ARG_TENSOR, { .tensor = value.u.tensor } };
  else if (value.kind == CR_OBJECT_STR)
    arg = (CrArg){ CR_ARG_STRING, { .string = cr_object_text (value) } };
  else if (cr_object_is_sequence (value))
    {
      CrSequence *items = cr_object_sequence (value);
      *ints = g_new0 (gint64, MAX (items->n, 1));
      for (guint i = 0; i < items->n; i++)
        (*ints)[i] = cr_object_is_integer (items->items[i]) ? items->items[i].u.integer : 0;
      arg = (CrArg){ CR_ARG_INTS, { 0 }, *ints, items->n };
    }
  return arg;
}

/* Makes the parameters and buffers and registers them. */
static gboolean
build (CrInterp *interp, CrObject self, const CrLayer *row, const CrObject *values, guint n)
{
  CrArg args[CR_NN_MAX_PARAMETERS];
  gint64 *ints[CR_NN_MAX_PARAMETERS] = { NULL };
  GError *error = NULL;
  for (guint i = 0; i < n; i++)
    args[i] = to_arg (values[i], &ints[i]);
  g_autoptr (GPtrArray) parts = cr_layer_build (interp->context, row, args, &error);
  for (guint i = 0; i < n; i++)
    g_free (ints[i]);
  if (parts == NULL)
    {
      cr_interp_raise_error (interp, error);
      return FALSE;
    }
  for (guint i = 0; i < parts->len; i++)
    {
      CrLayerPart *part = g_ptr_array_index (parts, i);
      CrObject name = cr_str_new (interp->heap, part->name, -1);
      CrObject value = part->tensor ? cr_object_take_tensor (cr_tensor_ref (part->tensor)) : CR_NONE;
      CrDict *dict = cr_nn_dict (self, part->is_buffer ? "_buffers" : "_parameters");
      cr_dict_set (dict, name, value);
      cr_object_unref (name);
    }
  return TRUE;
}

/* A number becomes a tuple of @n, a list a tuple. */
static CrObject
to_tuple (CrInterp *interp, CrObject value, guint n)
{
  if (value.kind == CR_OBJECT_STR || value.kind == CR_OBJECT_NONE)
    return cr_object_ref (value);
  CrSequence *from = cr_object_is_sequence (value) ? cr_object_sequence (value) : NULL;
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, from ? from->n : n);
  for (guint i = 0; i < tuple->n; i++)
    tuple->items[i] = cr_object_ref (from ? from->items[i] : value);
  return cr_object_from_cell (tuple);
}

/* One item of a row's `attributes`: NAME, NAME*N, NAME|OTHER, NAME@OTHER, NAME~, NAME=LITERAL. */
static void
keep_attribute (CrInterp *interp, CrObject self, const CrLayer *row, const char *item, const CrObject *values)
{
  const char *equals = strchr (item, '='), *star = strchr (item, '*'), *bar = strchr (item, '|');
  const char *at = strchr (item, '@');
  g_autofree char *name = g_strndup (item, strcspn (item, "=*|@~"));
  if (equals)
    {
      cr_nn_set (interp, self, name, cr_nn_literal (interp, equals + 1, strlen (equals + 1)));
      return;
    }
  int i = cr_layer_find_parameter (row, name);
  g_return_if_fail (i >= 0);
  CrObject value = values[i];
  if (bar && value.kind == CR_OBJECT_NONE)
    {
      g_autofree char *other = g_strndup (bar + 1, strcspn (bar + 1, "*"));
      value = values[cr_layer_find_parameter (row, other)];
    }
  CrObject from = at ? values[cr_layer_find_parameter (row, at + 1)] : CR_NONE;
  if (at && value.kind == CR_OBJECT_INT && value.u.integer < 0 && from.kind == CR_OBJECT_INT)
    value = cr_object_int (value.u.integer + from.u.integer);
  if (strchr (item, '~') && value.kind == CR_OBJECT_INT)
    value = cr_object_float ((double)value.u.integer);
  cr_nn_set (interp, self, name,
             star ? to_tuple (interp, value, (guint)g_ascii_strtoull (star + 1, NULL, 10)) : cr_object_ref (value));
}

static guint
count_parameters (const CrLayer *row)
{
  guint n = *row->parameters != '\0';
  for (const char *at = row->parameters; *at; at++)
    n += *at == ',';
  return n;
}

/* The losses' old arguments: what they mean stands in `reduction`. */
static void
replace_legacy_reduction (CrInterp *interp, const CrLayer *row, CrObject *values)
{
  int average = cr_layer_find_parameter (row, "size_average"), reduce = cr_layer_find_parameter (row, "reduce");
  if (average < 0 || (values[average].kind == CR_OBJECT_NONE && values[reduce].kind == CR_OBJECT_NONE))
    return;
  gboolean averages = values[average].kind == CR_OBJECT_NONE || cr_interp_truth (interp, values[average]) > 0;
  gboolean reduces = values[reduce].kind == CR_OBJECT_NONE || cr_interp_truth (interp, values[reduce]) > 0;
  const char *reduction = !reduces ? "none" : averages ? "mean" : "sum";
  g_autofree char *message = g_strdup_printf (
      "size_average and reduce args will be deprecated, please use reduction='%s' instead.", reduction);
  cr_interp_warn (interp, "UserWarning", message);
  cr_object_set (&values[cr_layer_find_parameter (row, "reduction")], cr_str_new (interp->heap, reduction, -1));
}

static CrObject
layer_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrNnLayer *layer = cr_nn_find_layer (interp, self);
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (layer == NULL)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%s", _ ("this object is not a layer"));
  const CrLayer *row = layer->row;
  gboolean takes_any = row->parameters[0] == '*';
  CrCallArgs none = { NULL, 0, 0, NULL };
  if (!cr_nn_bind (interp, row->name, "__init__", row->parameters, takes_any ? &none : args, values))
    return CR_UNSET;
  guint n = count_parameters (row);
  replace_legacy_reduction (interp, row, values);
  gboolean fine = cr_nn_init_module (interp, self);
  g_auto (GStrv) attributes = g_strsplit (row->attributes, " ", -1);
  for (char **item = attributes; fine && *item; item++)
    if (**item)
      keep_attribute (interp, self, row, *item, values);
  fine = fine && build (interp, self, row, values, n);
  cr_nn_unbind (values, n);
  return fine ? CR_NONE : CR_UNSET;
}

/* The arguments of the function that a forward calls. */
typedef struct
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  const char *keywords[CR_NN_MAX_PARAMETERS];
  guint n, n_positional;
} Gathered;

static gboolean
gather (CrInterp *interp, CrObject self, CrNnLayer *layer, const CrObject *inputs, Gathered *gathered)
{
  for (guint i = 0; i < layer->arguments->len; i++)
    {
      const Argument *argument = &g_array_index (layer->arguments, Argument, i);
      CrObject value = argument->input >= 0 ? cr_object_ref (inputs[argument->input])
                                            : cr_interp_get_attribute (interp, self, argument->source);
      if (!cr_object_is_set (value))
        return FALSE;
      if (argument->only_true)
        {
          int truth = cr_interp_truth (interp, value);
          if (truth <= 0)
            {
              cr_object_unref (value);
              if (truth < 0)
                return FALSE;
              continue;
            }
        }
      gathered->values[gathered->n++] = value;
      if (argument->key)
        gathered->keywords[gathered->n - 1 - gathered->n_positional] = argument->key;
      else
        gathered->n_positional++;
    }
  return TRUE;
}

/* A function of nn.functional, of torch, or a method; "torch.NAME" is only that of torch. */
static CrObject
call_plain (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  gboolean of_torch = g_str_has_prefix (name, "torch.");
  name += of_torch ? strlen ("torch.") : 0;
  const CrFunction *function = of_torch ? NULL : cr_interp_find_function (interp, name, CR_SPELL_NN);
  if (function == NULL)
    function = cr_interp_find_function (interp, name, CR_SPELL_TORCH);
  if (function)
    return cr_interp_call_torch (interp, function, FALSE, CR_UNSET, args);
  function = cr_interp_find_function (interp, name, CR_SPELL_METHOD);
  if (function && args->n_positional && args->values[0].kind == CR_OBJECT_TENSOR)
    {
      CrCallArgs rest = { args->values + 1, args->n_positional - 1, args->n_keywords, args->keywords };
      return cr_interp_call_torch (interp, function, FALSE, args->values[0], &rest);
    }
  return cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "module 'torch.nn.functional' has no attribute '%s'", name);
}

CrObject
cr_nn_call_function (CrInterp *interp, const char *name, const CrObject *values, guint n)
{
  CrCallArgs args = { values, n, 0, NULL };
  return call_plain (interp, name, &args);
}

static CrObject
apply (CrInterp *interp, CrObject self, CrNnLayer *layer, const CrObject *inputs)
{
  Gathered gathered = { .n = 0 };
  CrObject result = CR_UNSET;
  if (gather (interp, self, layer, inputs, &gathered))
    {
      CrCallArgs args
          = { gathered.values, gathered.n_positional, gathered.n - gathered.n_positional, gathered.keywords };
      result = call_plain (interp, layer->function, &args);
    }
  cr_nn_unbind (gathered.values, gathered.n);
  return result;
}

/* The layers that are more than one call. */
static CrObject
forward_in_code (CrInterp *interp, CrObject self, CrNnLayer *layer, const CrCallArgs *args)
{
  const char *name = layer->row->name;
  gboolean recurrent = strcmp (layer->row->module, "rnn") == 0;
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, name, "forward", recurrent ? "input, hx=None" : "input", args, values))
    return CR_UNSET;
  CrObject result;
  if (recurrent)
    result = cr_nn_forward_recurrent (interp, self, name, values[0], values[1]);
  else if (strcmp (layer->row->module, "batchnorm") == 0)
    result = cr_nn_forward_batch_norm (interp, self, values[0]);
  else if (strcmp (layer->row->module, "instancenorm") == 0)
    result = cr_nn_forward_instance_norm (interp, self, values[0]);
  else
    result = cr_object_ref (values[0]);
  cr_nn_unbind (values, recurrent ? 2 : 1);
  return result;
}

static CrObject
layer_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrNnLayer *layer = cr_nn_find_layer (interp, self);
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (layer == NULL)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "%s", _ ("this object is not a layer"));
  if (layer->inputs == NULL)
    return forward_in_code (interp, self, layer, args);
  if (!cr_nn_bind (interp, layer->row->name, "forward", layer->inputs, args, values))
    return CR_UNSET;
  CrObject result = cr_nn_pads_first (self) ? cr_nn_forward_padded (interp, self, layer->function, values[0])
                                            : apply (interp, self, layer, values);
  guint n = 1;
  for (const char *at = layer->inputs; *at; at++)
    n += *at == ',';
  cr_nn_unbind (values, n);
  return result;
}

/* Whether @value prints as @literal, a tuple where all its items do. */
static gboolean
prints_as (CrInterp *interp, CrObject value, const char *literal)
{
  if (value.kind == CR_OBJECT_TUPLE)
    {
      for (guint i = 0; i < cr_object_sequence (value)->n; i++)
        if (!prints_as (interp, cr_object_sequence (value)->items[i], literal))
          return FALSE;
      return TRUE;
    }
  if (cr_object_is_number (value) && value.kind != CR_OBJECT_BOOL)
    return cr_object_to_double (value) == g_ascii_strtod (literal, NULL) && g_ascii_isdigit (literal[0]);
  CrObject text = cr_interp_str (interp, value);
  gboolean same = cr_object_is_set (text) && strcmp (cr_object_text (text), literal) == 0;
  cr_object_unref (text);
  return same;
}

/* One item of a row's `repr`, appended where it shows. */
static gboolean
append_item (CrInterp *interp, CrObject self, const char *item, GString *into)
{
  char mark = strchr ("=?-+%", item[0]) ? item[0] : ' ';
  g_autofree char *name = g_strndup (item + (mark != ' '), strcspn (item + (mark != ' '), "!"));
  const char *except = strchr (item, '!');
  CrObject value = cr_interp_get_attribute (interp, self, name);
  if (!cr_object_is_set (value))
    return FALSE;
  gboolean shows = (mark != '-' || value.kind == CR_OBJECT_NONE) && (mark != '+' || cr_interp_truth (interp, value) > 0)
                   && (!except || !prints_as (interp, value, except + 1));
  CrObject text = CR_UNSET;
  if (mark == '?' || mark == '-' || mark == '+')
    text = cr_str_new (interp->heap, mark == '+' || (mark == '?' && value.kind != CR_OBJECT_NONE) ? "True" : "False",
                       -1);
  else
    text = mark == '%' ? cr_interp_repr (interp, value) : cr_interp_str (interp, value);
  gboolean fine = cr_object_is_set (text);
  if (fine && shows)
    g_string_append_printf (into, "%s%s%s%s", into->len ? ", " : "", mark == '=' ? "" : name, mark == '=' ? "" : "=",
                            cr_object_text (text));
  cr_object_unref (value);
  cr_object_unref (text);
  return fine;
}

static CrObject
layer_extra_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrNnLayer *layer = cr_nn_find_layer (interp, self);
  GString *into = g_string_new (NULL);
  g_auto (GStrv) items = g_strsplit (layer ? layer->row->repr : "", " ", -1);
  for (char **item = items; *item; item++)
    if (**item && !append_item (interp, self, *item, into))
      {
        g_string_free (into, TRUE);
        return CR_UNSET;
      }
  return cr_str_new_take (interp->heap, into);
}

const CrBuiltinRow cr_builtins_nn_layer[] = {
  { "__init__", 0, -1, "*", layer_init },
  { "forward", 0, -1, "*", layer_forward },
  { "extra_repr", 0, 0, NULL, layer_extra_repr },
  { NULL },
};

CrObject
cr_nn_make_layer (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  CrClass *type = cr_nn_find_class (interp, name);
  g_return_val_if_fail (type != NULL, CR_UNSET);
  return cr_interp_instantiate (interp, type, args);
}
