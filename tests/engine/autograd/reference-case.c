/* Reads reference.txt and calls what its cases say. */

#include "reference-case.h"

#include <string.h>

static void
case_free (gpointer data)
{
  ReferenceCase *reference = data;
  g_free (reference->name);
  g_free (reference->spelling);
  g_free (reference->function);
  g_free (reference->graph);
  g_strfreev (reference->out);
  for (guint i = 0; i < MAX_CASE_ARGS; i++)
    {
      g_strfreev (reference->args[i]);
      g_strfreev (reference->grads[i]);
    }
  g_free (reference);
}

static void
read_line (GPtrArray *cases, const char *line)
{
  const char *space = strchr (line, ' ');
  const char *rest = space ? space + 1 : "";
  ReferenceCase *last = cases->len ? cases->pdata[cases->len - 1] : NULL;
  if (g_str_has_prefix (line, "case "))
    {
      last = g_new0 (ReferenceCase, 1);
      last->name = g_strdup (rest);
      g_ptr_array_add (cases, last);
    }
  else if (g_str_has_prefix (line, "call "))
    {
      g_auto (GStrv) words = g_strsplit (rest, " ", -1);
      last->spelling = g_strdup (words[0]);
      last->function = g_strdup (words[1]);
      last->smooth = strcmp (words[2], "1") == 0;
    }
  else if (g_str_has_prefix (line, "arg "))
    last->args[last->n_args++] = g_strsplit (rest, " ", -1);
  else if (g_str_has_prefix (line, "out "))
    last->out = g_strsplit (rest, " ", -1);
  else if (g_str_has_prefix (line, "graph "))
    last->graph = g_strdup (rest);
  else if (g_str_has_prefix (line, "grad "))
    last->grads[last->n_grads++] = g_strsplit (rest, " ", -1);
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

CrTensor *
reference_make_tensor (CrContext *context, char **words, gboolean widen)
{
  CrDtype dtype;
  gint64 sizes[CR_MAX_DIMS];
  g_autoptr (GError) error = NULL;
  if (strcmp (words[0], "tensor") != 0)
    return NULL;
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
  CrTensor *leaf = strcmp (words[3], "t") == 0 ? swap_layout (tensor) : g_steal_pointer (&tensor);
  g_assert_true (cr_tensor_set_requires_grad (leaf, strcmp (words[2], "1") == 0, &error));
  return leaf;
}

/* @ints receives the storage of a list. */
static CrArg
make_arg (char **words, CrTensor *tensor, gint64 *ints)
{
  CrArg arg = { CR_ARG_NONE, { 0 } };
  if (tensor)
    return (CrArg){ CR_ARG_TENSOR, { .tensor = tensor } };
  if (strcmp (words[0], "int") == 0)
    arg = (CrArg){ CR_ARG_INT, { .integer = to_int (words[1]) } };
  else if (strcmp (words[0], "bool") == 0)
    arg = (CrArg){ CR_ARG_BOOL, { .integer = to_int (words[1]) } };
  else if (strcmp (words[0], "float") == 0)
    arg = (CrArg){ CR_ARG_FLOAT, { .number = g_ascii_strtod (words[1], NULL) } };
  else if (strcmp (words[0], "dtype") == 0)
    {
      arg.kind = CR_ARG_DTYPE;
      g_assert_true (cr_dtype_from_name (words[1], &arg.u.dtype));
    }
  else if (strcmp (words[0], "ints") == 0)
    {
      arg.kind = CR_ARG_INTS;
      arg.n_ints = to_int (words[1]);
      arg.ints = ints;
      for (guint i = 0; i < arg.n_ints; i++)
        ints[i] = to_int (words[2 + i]);
    }
  else
    g_assert_cmpstr (words[0], ==, "none");
  return arg;
}

static CrIndex
make_index (char **words)
{
  CrIndex index = { .kind = CR_INDEX_NONE };
  if (strcmp (words[0], "int") == 0)
    index = (CrIndex){ .kind = CR_INDEX_INT, .start = to_int (words[1]) };
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

static guint
make_indices (const ReferenceCase *reference, guint first, CrIndex *indices)
{
  for (guint i = first; i < reference->n_args; i++)
    indices[i - first] = make_index (reference->args[i]);
  return reference->n_args - first;
}

static CrTensor *
call_index (const ReferenceCase *reference, CrTensor *tensor, GError **error)
{
  CrIndex indices[MAX_CASE_ARGS];
  guint n = make_indices (reference, 1, indices);
  return cr_index (tensor, indices, n, error);
}

/* A clone of @tensor with @value written into it. */
static CrTensor *
call_put (const ReferenceCase *reference, CrTensor *tensor, CrTensor *value, GError **error)
{
  CrIndex indices[MAX_CASE_ARGS];
  guint n = make_indices (reference, 2, indices);
  CrArg arg = { CR_ARG_TENSOR, { .tensor = tensor } };
  CrTensor *self = cr_functions_find ("clone", CR_SPELL_TORCH)->call (cr_tensor_get_context (tensor), &arg, error);
  cr_index_put (self, indices, n, value, error);
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

CrTensor *
reference_call (const ReferenceCase *reference, CrContext *context, CrTensor *const *tensors)
{
  g_autoptr (GError) error = NULL;
  CrArg args[MAX_CASE_ARGS];
  gint64 ints[MAX_CASE_ARGS][CR_MAX_DIMS];
  CrTensor *out;
  for (guint i = 0; i < reference->n_args && strcmp (reference->function, "index") != 0; i++)
    args[i] = make_arg (reference->args[i], strcmp (reference->args[i][0], "tensor") == 0 ? *tensors++ : NULL, ints[i]);
  if (strcmp (reference->spelling, "index") == 0)
    out = call_index (reference, tensors[0], &error);
  else if (strcmp (reference->spelling, "put") == 0)
    out = call_put (reference, tensors[0], tensors[1], &error);
  else if (strcmp (reference->spelling, "inplace") == 0)
    {
      g_autofree char *name = g_strconcat (reference->function, "_", NULL);
      const CrFunction *function = cr_functions_find (name, CR_SPELL_INPLACE);
      g_assert_nonnull (function);
      out = call_in_place (function, context, args, &error);
    }
  else
    {
      CrSpelling spelling = strcmp (reference->spelling, "method") == 0 ? CR_SPELL_METHOD : CR_SPELL_TORCH;
      const CrFunction *function = cr_functions_find (reference->function, spelling);
      g_assert_nonnull (function);
      out = function->call (context, args, &error);
    }
  g_assert_no_error (error);
  g_assert_nonnull (out);
  return out;
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
