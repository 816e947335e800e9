/* Reads the cases of a family and calls what they say. */

#include "reference-case.h"

#include <string.h>

static void
arg_free (gpointer data)
{
  ReferenceArg *arg = data;
  g_strfreev (arg->words);
  g_clear_pointer (&arg->items, g_ptr_array_unref);
  g_free (arg);
}

static void
case_free (gpointer data)
{
  ReferenceCase *reference = data;
  g_free (reference->name);
  g_free (reference->spelling);
  g_free (reference->function);
  g_ptr_array_unref (reference->args);
  g_ptr_array_unref (reference->outs);
  g_ptr_array_unref (reference->graphs);
  g_ptr_array_unref (reference->grads);
  g_free (reference);
}

static ReferenceCase *
case_new (const char *name)
{
  ReferenceCase *reference = g_new0 (ReferenceCase, 1);
  reference->name = g_strdup (name);
  reference->args = g_ptr_array_new_with_free_func (arg_free);
  reference->outs = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  reference->graphs = g_ptr_array_new_with_free_func (g_free);
  reference->grads = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  return reference;
}

static void
read_call (ReferenceCase *reference, const char *rest)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", -1);
  reference->spelling = g_strdup (words[0]);
  reference->function = g_strdup (words[1]);
  reference->smooth = strcmp (words[2], "1") == 0;
}

static void
read_arg (ReferenceCase *reference, char **words)
{
  ReferenceArg *arg = g_new0 (ReferenceArg, 1);
  arg->words = words;
  if (strcmp (words[0], "tensors") == 0)
    arg->items = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_ptr_array_add (reference->args, arg);
}

static void
read_line (GPtrArray *cases, const char *line)
{
  const char *space = strchr (line, ' ');
  const char *rest = space ? space + 1 : "";
  ReferenceCase *last = cases->len ? cases->pdata[cases->len - 1] : NULL;
  if (g_str_has_prefix (line, "case "))
    g_ptr_array_add (cases, case_new (rest));
  else if (g_str_has_prefix (line, "call "))
    read_call (last, rest);
  else if (g_str_has_prefix (line, "arg "))
    read_arg (last, g_strsplit (rest, " ", -1));
  else if (g_str_has_prefix (line, "item "))
    g_ptr_array_add (((ReferenceArg *)last->args->pdata[last->args->len - 1])->items, g_strsplit (rest, " ", -1));
  else if (g_str_has_prefix (line, "out "))
    g_ptr_array_add (last->outs, g_strsplit (rest, " ", -1));
  else if (g_str_has_prefix (line, "graph "))
    g_ptr_array_add (last->graphs, g_strdup (rest));
  else if (g_str_has_prefix (line, "grad"))
    g_ptr_array_add (last->grads, g_strsplit (rest, " ", -1));
}

GPtrArray *
reference_cases_load (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *cases = g_ptr_array_new_with_free_func (case_free);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    read_line (cases, lines[i]);
  return cases;
}

static gint64
to_int (const char *word)
{
  return g_ascii_strtoll (word, NULL, 10);
}

/* The same elements, with the last two dimensions swapped in memory. */
static CrTensor *
swap_layout (CrTensor *tensor)
{
  g_autoptr (GError) error = NULL;
  const CrFunction *transpose = cr_functions_find ("transpose", CR_SPELL_TORCH);
  const CrFunction *clone = cr_functions_find ("clone", CR_SPELL_TORCH);
  CrContext *context = cr_tensor_get_context (tensor);
  CrArg args[3] = { { CR_ARG_TENSOR, { .tensor = tensor } },
                    { CR_ARG_INT, { .integer = -1 } },
                    { CR_ARG_INT, { .integer = -2 } } };
  g_autoptr (CrTensor) turned = transpose->call (context, args, &error);
  CrArg turned_arg = { CR_ARG_TENSOR, { .tensor = turned } };
  g_autoptr (CrTensor) copy = clone->call (context, &turned_arg, &error);
  args[0].u.tensor = copy;
  g_autoptr (CrTensor) back = transpose->call (context, args, &error);
  g_assert_no_error (error);
  return cr_tensor_detach (back);
}

/* Every second element of a tensor twice as long. */
static CrTensor *
stretch_layout (CrTensor *tensor)
{
  g_autoptr (GError) error = NULL;
  int ndim = cr_tensor_get_ndim (tensor);
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], n = cr_tensor_get_numel (tensor);
  for (int d = 0; d < ndim; d++)
    {
      sizes[d] = cr_tensor_get_sizes (tensor)[d] * (d == ndim - 1 ? 2 : 1);
      strides[d] = cr_tensor_get_strides (tensor)[d] * 2;
    }
  g_autofree double *values = cr_tensor_dup_doubles (tensor), *twice = g_new (double, MAX (2 * n, 1));
  for (gint64 i = 0; i < 2 * n; i++)
    twice[i] = values[i / 2];
  g_autoptr (CrTensor) wide = cr_tensor_new_from_doubles (cr_tensor_get_context (tensor), cr_tensor_get_dtype (tensor),
                                                          ndim, sizes, twice, &error);
  g_assert_no_error (error);
  return cr_tensor_new_view (wide, ndim, cr_tensor_get_sizes (tensor), strides, 0);
}

/* "tensor DTYPE GRAD LAYOUT NDIM SIZES... VALUES..." */
static CrTensor *
make_tensor (CrContext *context, char **words, gboolean widen)
{
  CrDtype dtype;
  gint64 sizes[CR_MAX_DIMS];
  g_autoptr (GError) error = NULL;
  g_assert_cmpstr (words[0], ==, "tensor");
  g_assert_true (cr_dtype_from_name (words[1], &dtype));
  if (widen && cr_dtype_is_floating (dtype))
    dtype = CR_DTYPE_FLOAT64;
  int ndim = to_int (words[4]);
  guint n = 0;
  for (int d = 0; d < ndim; d++)
    sizes[d] = to_int (words[5 + d]);
  char **values = words + 5 + ndim;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  for (; values[n] && values[n][0]; n++)
    {
      double value = g_ascii_strtod (values[n], NULL);
      g_array_append_val (numbers, value);
    }
  g_autoptr (CrTensor) tensor
      = cr_tensor_new_from_doubles (context, dtype, ndim, sizes, (double *)numbers->data, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cr_tensor_get_numel (tensor), ==, n);
  CrTensor *leaf = strcmp (words[3], "t") == 0   ? swap_layout (tensor)
                   : strcmp (words[3], "s") == 0 ? stretch_layout (tensor)
                                                 : g_steal_pointer (&tensor);
  g_assert_true (cr_tensor_set_requires_grad (leaf, strcmp (words[2], "1") == 0, &error));
  return leaf;
}

GPtrArray *
reference_make_tensors (const ReferenceCase *reference, CrContext *context, gboolean widen)
{
  GPtrArray *tensors = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < reference->args->len; i++)
    {
      const ReferenceArg *arg = reference->args->pdata[i];
      if (strcmp (arg->words[0], "tensor") == 0)
        g_ptr_array_add (tensors, make_tensor (context, arg->words, widen));
      for (guint k = 0; arg->items && k < arg->items->len; k++)
        g_ptr_array_add (tensors, make_tensor (context, arg->items->pdata[k], widen));
    }
  return tensors;
}

/* Does the type "Scalar|Tensor" or "int[]?" take an argument of this kind? */
static gboolean
type_takes (const char *type, const char *kind)
{
  static const char *const takes[][3] = {
    { "tensor", "Tensor", NULL },   { "tensors", "Tensor[", NULL }, { "int", "int", "Scalar" },
    { "float", "float", "Scalar" }, { "bool", "bool", "Scalar" },   { "ints", "int[", NULL },
    { "str", "str", NULL },         { "dtype", "dtype", NULL },     { "none", "?", NULL },
  };
  /* A default of None takes None as well. */
  if (strcmp (kind, "none") == 0 && g_str_has_suffix (type, "=None"))
    return TRUE;
  g_autofree char *bare = g_strndup (type, strcspn (type, " "));
  for (guint i = 0; i < G_N_ELEMENTS (takes); i++)
    for (guint k = 1; strcmp (takes[i][0], kind) == 0 && k < 3 && takes[i][k]; k++)
      if (strstr (bare, takes[i][k]))
        return TRUE;
  return strcmp (kind, "int") == 0 && strstr (bare, "float");
}

static gboolean
row_fits (const CrFunction *function, const ReferenceCase *reference)
{
  guint n = 0;
  g_auto (GStrv) parts = g_strsplit (function->parameters, ", ", -1);
  for (char **part = parts; *part; part++)
    {
      if (strcmp (*part, "*") == 0)
        continue;
      if (n == reference->args->len || !type_takes (*part, ((ReferenceArg *)reference->args->pdata[n])->words[0]))
        return FALSE;
      n++;
    }
  return n == reference->args->len;
}

const CrFunction *
reference_find_function (const ReferenceCase *reference)
{
  static const struct
  {
    const char *name;
    CrSpelling spelling;
  } spellings[] = { { "torch", CR_SPELL_TORCH }, { "corner", CR_SPELL_TORCH },  { "method", CR_SPELL_METHOD },
                    { "nn", CR_SPELL_NN },       { "linalg", CR_SPELL_LINALG }, { "inplace", CR_SPELL_INPLACE } };
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint k = 0; k < G_N_ELEMENTS (spellings); k++)
    for (guint i = 0; strcmp (spellings[k].name, reference->spelling) == 0 && i < n; i++)
      if ((functions[i].spellings & spellings[k].spelling) && strcmp (functions[i].name, reference->function) == 0
          && row_fits (&functions[i], reference))
        return &functions[i];
  return NULL;
}

/* The tensors come from @tensors, *@at on. @held gets what the argument points to. */
static CrArg
make_arg (const ReferenceArg *from, GPtrArray *tensors, guint *at, GPtrArray *held)
{
  char **words = from->words;
  CrArg arg = { CR_ARG_NONE, { 0 } };
  if (strcmp (words[0], "tensor") == 0)
    arg = (CrArg){ CR_ARG_TENSOR, { .tensor = tensors->pdata[(*at)++] } };
  else if (from->items)
    {
      arg = (CrArg){ CR_ARG_TENSORS, { .tensors = (CrTensor **)tensors->pdata + *at }, .n_tensors = from->items->len };
      *at += from->items->len;
    }
  else if (strcmp (words[0], "int") == 0)
    arg = (CrArg){ CR_ARG_INT, { .integer = to_int (words[1]) } };
  else if (strcmp (words[0], "bool") == 0)
    arg = (CrArg){ CR_ARG_BOOL, { .integer = to_int (words[1]) } };
  else if (strcmp (words[0], "float") == 0)
    arg = (CrArg){ CR_ARG_FLOAT, { .number = g_ascii_strtod (words[1], NULL) } };
  else if (strcmp (words[0], "str") == 0)
    arg = (CrArg){ CR_ARG_STRING, { .string = words[1] } };
  else if (strcmp (words[0], "dtype") == 0)
    {
      arg.kind = CR_ARG_DTYPE;
      g_assert_true (cr_dtype_from_name (words[1], &arg.u.dtype));
    }
  else if (strcmp (words[0], "ints") == 0)
    {
      guint n = to_int (words[1]);
      gint64 *ints = g_new (gint64, MAX (n, 1));
      for (guint i = 0; i < n; i++)
        ints[i] = to_int (words[2 + i]);
      g_ptr_array_add (held, ints);
      arg = (CrArg){ CR_ARG_INTS, { 0 }, ints, n };
    }
  else
    g_assert_cmpstr (words[0], ==, "none");
  return arg;
}

static CrIndex
make_index (char **words, GPtrArray *tensors, guint *at)
{
  CrIndex index = { .kind = CR_INDEX_NONE };
  if (strcmp (words[0], "int") == 0)
    index = (CrIndex){ .kind = CR_INDEX_INT, .start = to_int (words[1]) };
  else if (strcmp (words[0], "bool") == 0)
    index = (CrIndex){ .kind = CR_INDEX_BOOL, .start = to_int (words[1]) };
  else if (strcmp (words[0], "tensor") == 0)
    index = (CrIndex){ .kind = CR_INDEX_TENSOR, .tensor = tensors->pdata[(*at)++] };
  else if (strcmp (words[0], "dots") == 0)
    index.kind = CR_INDEX_ELLIPSIS;
  else if (strcmp (words[0], "slice") == 0)
    {
      gint64 *fields[] = { &index.start, &index.stop, &index.step };
      index.kind = CR_INDEX_SLICE;
      for (guint i = 0; i < 3; i++)
        *fields[i] = strcmp (words[1 + i], "-") == 0 ? G_MININT64 : to_int (words[1 + i]);
    }
  return index;
}

/* tensor[...], or a clone of the tensor with the second one written into it. */
static CrTensor *
call_index (const ReferenceCase *reference, GPtrArray *tensors, gboolean put, GError **error)
{
  guint first = put ? 2 : 1, at = first, n = reference->args->len - first;
  g_autofree CrIndex *indices = g_new0 (CrIndex, MAX (n, 1));
  CrTensor *tensor = tensors->pdata[0];
  for (guint i = 0; i < n; i++)
    indices[i] = make_index (((ReferenceArg *)reference->args->pdata[first + i])->words, tensors, &at);
  if (!put)
    return cr_index (tensor, indices, n, error);
  CrArg arg = { CR_ARG_TENSOR, { .tensor = tensor } };
  CrTensor *self = cr_functions_find ("clone", CR_SPELL_TORCH)->call (cr_tensor_get_context (tensor), &arg, error);
  cr_index_put (self, indices, n, tensors->pdata[1], error);
  return self;
}

static CrTensor *
call_in_place (const CrFunction *function, CrContext *context, CrArg *args, GError **error)
{
  const CrFunction *clone = cr_functions_find ("clone", CR_SPELL_TORCH);
  CrTensor *self = cr_tensor_requires_grad (args[0].u.tensor) ? clone->call (context, args, error)
                                                              : cr_tensor_ref (args[0].u.tensor);
  args[0].u.tensor = self;
  cr_function_call_inplace (function, context, args, error);
  return self;
}

static void
call_function (const ReferenceCase *reference, CrContext *context, GPtrArray *tensors, GPtrArray *outs, GError **error)
{
  const CrFunction *function = reference_find_function (reference);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);
  g_autofree CrArg *args = g_new0 (CrArg, MAX (reference->args->len, 1));
  guint at = 0;
  if (!function)
    g_error ("%s: no row takes these arguments", reference->name);
  for (guint i = 0; i < reference->args->len; i++)
    args[i] = make_arg (reference->args->pdata[i], tensors, &at, held);
  if (strcmp (reference->spelling, "inplace") == 0)
    g_ptr_array_add (outs, call_in_place (function, context, args, error));
  else if (function->call_many)
    function->call_many (context, args, outs, error);
  else
    g_ptr_array_add (outs, function->call (context, args, error));
}

GPtrArray *
reference_call (const ReferenceCase *reference, CrContext *context, GPtrArray *tensors)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *outs = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  gboolean put = strcmp (reference->spelling, "put") == 0;
  if (put || strcmp (reference->spelling, "index") == 0)
    g_ptr_array_add (outs, call_index (reference, tensors, put, &error));
  else
    call_function (reference, context, tensors, outs, &error);
  if (error)
    g_error ("%s: %s", reference->name, error->message);
  g_assert_cmpuint (outs->len, ==, reference->outs->len);
  return outs;
}

static void
append_graph (GString *text, CrGradFn *function)
{
  g_string_append (text, function ? cr_grad_fn_get_name (function) : "None");
  if (!function || !cr_grad_fn_get_primitive (function))
    return;
  g_string_append_c (text, '(');
  for (guint i = 0; i < cr_grad_fn_get_n_next (function); i++)
    {
      g_string_append (text, i ? ", " : "");
      append_graph (text, cr_grad_fn_get_next (function, i, NULL));
    }
  g_string_append_c (text, ')');
}

char *
reference_graph_to_string (CrGradFn *function)
{
  GString *text = g_string_new (NULL);
  append_graph (text, function);
  return g_string_free (text, FALSE);
}

CrTensor *
reference_make_weights (CrTensor *like)
{
  g_autoptr (GError) error = NULL;
  gint64 n = cr_tensor_get_numel (like);
  g_autofree double *values = g_new (double, MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    values[i] = ((i * 7) % 5 - 2) * 0.5 + 0.25;
  CrTensor *weights
      = cr_tensor_new_from_doubles (cr_tensor_get_context (like), cr_tensor_get_dtype (like), cr_tensor_get_ndim (like),
                                    cr_tensor_get_sizes (like), values, &error);
  g_assert_no_error (error);
  return weights;
}
