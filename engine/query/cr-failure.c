/* What a failure means, in plain words, and which places it is about. */

#include "cr-failure-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
fact_free (gpointer data)
{
  CrFailureFact *fact = data;

  g_free (fact->text);
  g_free (fact);
}

static void
operand_free (gpointer data)
{
  CrFailureOperand *operand = data;

  g_free (operand->name);
  g_free (operand->shape);
  g_free (operand);
}

void
cr_failure_account_free (CrFailureAccount *account)
{
  if (account == NULL)
    return;
  g_free (account->title);
  g_free (account->message);
  g_free (account->explanation);
  g_ptr_array_unref (account->facts);
  g_ptr_array_unref (account->operands);
  g_ptr_array_unref (account->fixes);
  g_free (account);
}

static void
add_fact (CrFailureReader *reader, const CrRange *range, guint variable, guint function, char *text)
{
  CrFailureFact *fact = g_new0 (CrFailureFact, 1);

  fact->text = text;
  fact->range = *range;
  fact->variable = variable;
  fact->function = function;
  g_ptr_array_add (reader->account->facts, fact);
}

/* The last variable that a tensor was. */
static guint
find_variable (CrGraph *graph, guint64 tensor)
{
  if (graph == NULL || tensor == 0)
    return CR_NONE;
  for (guint i = cr_graph_get_n_variables (graph); i-- > 0;)
    if (cr_graph_get_variable (graph, i)->tensor == tensor)
      return i;
  return CR_NONE;
}

static const char *
get_label (CrGraph *graph, guint variable)
{
  return variable == CR_NONE ? NULL : cr_variable_get_label (cr_graph_get_variable (graph, variable));
}

static const CrFunctionNode *
find_function (const CrFailureReader *reader, guint *index)
{
  *index = reader->graph == NULL || reader->failure == NULL || reader->failure->function == 0
               ? CR_NONE
               : cr_graph_find_function (reader->graph, reader->failure->function);
  return *index == CR_NONE ? NULL : cr_graph_get_function (reader->graph, *index);
}

const CrEvent *
cr_failure_find_write (const CrFailureReader *reader)
{
  CrTrace *trace = reader->graph == NULL ? NULL : cr_graph_get_trace (reader->graph);
  const CrFailure *failure = reader->failure;

  if (trace == NULL || failure == NULL)
    return NULL;
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_WRITTEN && event->u.tensor.id == failure->tensor
          && event->u.tensor.version == failure->saved_version + 1)
        return event;
    }
  return NULL;
}

const CrEvent *
cr_failure_find_freeing (const CrFailureReader *reader)
{
  CrTrace *trace = reader->graph == NULL ? NULL : cr_graph_get_trace (reader->graph);
  guint64 function = reader->failure == NULL ? 0 : reader->failure->function;
  gboolean found = function == 0;

  if (trace == NULL)
    return NULL;
  /* From the freeing back to the begin of the pass that did it; where the function is not told, of the last pass that
   * came to its end. */
  for (guint i = cr_trace_get_length (trace), n_ended = 0; i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      n_ended += event->kind == CR_EVENT_BACKWARD_ENDED && event->u.backward.finished;
      if (event->kind == CR_EVENT_SAVED_FREED && event->u.function == function)
        found = TRUE;
      if (event->kind == CR_EVENT_BACKWARD_BEGUN && found && n_ended > 0)
        return event;
    }
  return NULL;
}

static void
tell_version (CrFailureReader *reader)
{
  guint index;
  const CrFunctionNode *function = find_function (reader, &index);
  const CrEvent *write = cr_failure_find_write (reader);
  const CrFailure *failure = reader->failure;
  guint variable = failure == NULL ? CR_NONE : find_variable (reader->graph, failure->tensor);
  const char *label = get_label (reader->graph, variable);

  if (function != NULL)
    add_fact (reader, &function->range, CR_NONE, index,
              g_strdup_printf (_ ("%s saved it here, at version %u"), function->name, failure->saved_version));
  if (write != NULL)
    add_fact (reader, &write->range, variable, CR_NONE,
              g_strdup_printf (_ ("%s was changed here, to version %u"), label == NULL ? _ ("it") : label,
                               write->u.tensor.version));
  add_fact (reader, &reader->diagnostic->range, CR_NONE, index, g_strdup (_ ("the backward pass needs it here")));
}

static void
tell_freed (CrFailureReader *reader)
{
  guint index;
  const CrFunctionNode *function = find_function (reader, &index);
  const CrEvent *begun = cr_failure_find_freeing (reader);

  if (function != NULL)
    add_fact (reader, &function->range, CR_NONE, index, g_strdup_printf (_ ("%s saved tensors here"), function->name));
  if (begun != NULL)
    add_fact (reader, &begun->range, CR_NONE, index,
              g_strdup_printf (_ ("backward pass %u used and freed them here"), begun->u.backward.number));
  add_fact (reader, &reader->diagnostic->range, CR_NONE, index, g_strdup (_ ("they are needed again here")));
}

static char *
describe_shape (const CrVariable *variable)
{
  GString *text = g_string_new (cr_dtype_get_name (variable->dtype));

  g_string_append (text, " [");
  for (int d = 0; d < variable->ndim; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d > 0 ? ", " : "", variable->sizes[d]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
add_operand (CrFailureReader *reader, guint variable)
{
  const CrVariable *info = cr_graph_get_variable (reader->graph, variable);
  CrFailureOperand *operand = g_new0 (CrFailureOperand, 1);
  const char *label = cr_variable_get_label (info);

  operand->name = label != NULL            ? g_strdup (label)
                  : info->maker != CR_NONE ? g_strdup_printf (_ ("the result of %s"),
                                                              cr_graph_get_function (reader->graph, info->maker)->name)
                                           : g_strdup_printf (_ ("the tensor of line %u"), info->range.line);
  operand->shape = describe_shape (info);
  operand->variable = variable;
  g_ptr_array_add (reader->account->operands, operand);
}

static void
tell_operands (CrFailureReader *reader)
{
  const CrFailure *failure = reader->failure;

  for (guint i = 0; reader->graph != NULL && failure != NULL && i < failure->n_operands; i++)
    {
      guint variable = cr_graph_find_variable (reader->graph, failure->operands[i], failure->operand_fns[i]);

      if (variable != CR_NONE)
        add_operand (reader, variable);
    }
  for (guint i = 0; i < reader->account->operands->len; i++)
    {
      const CrFailureOperand *operand = g_ptr_array_index (reader->account->operands, i);

      add_fact (reader, &cr_graph_get_variable (reader->graph, operand->variable)->range, operand->variable, CR_NONE,
                g_strdup_printf (_ ("%s, %s, comes from here"), operand->name, operand->shape));
    }
}

static void
tell_tensor (CrFailureReader *reader)
{
  guint variable = reader->failure == NULL ? CR_NONE : find_variable (reader->graph, reader->failure->tensor);
  const char *label = get_label (reader->graph, variable);

  if (variable == CR_NONE)
    return;
  add_fact (reader, &cr_graph_get_variable (reader->graph, variable)->range, variable, CR_NONE,
            g_strdup_printf (_ ("%s was made here"), label == NULL ? _ ("the tensor") : label));
  add_operand (reader, variable);
}

/* The function that anomaly mode names, where it was called. */
static void
tell_anomaly (CrFailureReader *reader)
{
  const char *name = strstr (reader->diagnostic->message, "Function '");
  const char *end = name == NULL ? NULL : strchr (name + strlen ("Function '"), '\'');
  g_autofree char *function
      = end == NULL ? NULL : g_strndup (name + strlen ("Function '"), end - name - strlen ("Function '"));

  for (guint i = reader->graph == NULL || function == NULL ? 0 : cr_graph_get_n_functions (reader->graph); i-- > 0;)
    {
      const CrFunctionNode *node = cr_graph_get_function (reader->graph, i);

      if (strcmp (node->name, function) != 0)
        continue;
      add_fact (reader, &node->range, CR_NONE, i, g_strdup_printf (_ ("%s was recorded here"), function));
      return;
    }
}

/* What is told of each kind; the first row whose kind and part of the message fit. */
static const struct
{
  CrFailureKind kind;
  const char *part; /* of the message; NULL: any */
  const char *title, *explanation;
  void (*tell) (CrFailureReader *reader);
} rows[] = {
  { CR_FAILURE_VERSION, "has been modified by an inplace operation", N_ ("A saved value was changed"),
    N_ ("The backward pass needs this value as it was in the forward pass, but it has been changed in place since. The "
        "version counter noticed."),
    tell_version },
  { CR_FAILURE_FREED, "Trying to backward through the graph a second time", N_ ("The graph was used up"),
    N_ ("A backward pass frees what the functions had saved, to save memory. A second pass over the same graph finds "
        "nothing to compute with."),
    tell_freed },
  { CR_FAILURE_NOT_SCALAR, "grad can be implicitly created only for scalar outputs", N_ ("Which number’s gradient?"),
    N_ ("A gradient is that of one number. This tensor has several: make one of them, or say with gradient= how much "
        "each counts."),
    tell_tensor },
  { CR_FAILURE_NO_GRAPH, "does not require grad", N_ ("No graph leads back from here"),
    N_ ("Nothing that this was computed from requires a gradient, so that nothing was recorded on the way."),
    tell_tensor },
  { CR_FAILURE_LEAF_WRITE, "a leaf Variable that requires grad", N_ ("A leaf was changed in place"),
    N_ ("Gradients are asked for with respect to this leaf. If the change were recorded it would not be a leaf any "
        "more; updates of parameters are made without recording."),
    tell_tensor },
  { CR_FAILURE_OPERATION, "mat1 and mat2 shapes cannot be multiplied", N_ ("The matrices do not fit"),
    N_ ("In a matrix product each row of the first meets a column of the second: the first needs as many columns as "
        "the "
        "second has rows."),
    tell_operands },
  { CR_FAILURE_OPERATION, "must match the size of tensor b", N_ ("The shapes do not fit"),
    N_ ("Element by element, two shapes fit if the sizes, compared from the last dimension on, are equal or one of "
        "them "
        "is 1."),
    tell_operands },
  { CR_FAILURE_OTHER, "returned nan values", N_ ("A gradient is not a number"),
    N_ ("Anomaly mode stopped at the first function that sent NaN: its rule divided zero by zero, or infinity took "
        "part."),
    tell_anomaly },
  { CR_FAILURE_OTHER, "returned an invalid gradient", N_ ("A gradient has the wrong shape"),
    N_ ("What a backward returns for an input must have that input’s shape: sum over what was broadcast."), NULL },
  { CR_FAILURE_OTHER, "returned an incorrect number of gradients", N_ ("Too many or too few gradients"),
    N_ ("The backward of a Function returns one gradient for each input of its forward, None where there is none."),
    NULL },
  { CR_FAILURE_OTHER, "Can't call numpy()", N_ ("Arrays hold no graph"),
    N_ ("A NumPy array cannot carry gradients on: cut the tensor from the graph first."), NULL },
  { CR_FAILURE_OTHER, "is not defined", N_ ("An unknown name"), "", NULL },
  { CR_FAILURE_OTHER, "has no attribute", N_ ("There is nothing of that name"), "", NULL },
  { CR_FAILURE_OPERATION, NULL, N_ ("The operation refused its operands"), "", tell_operands },
};

/* The kind that the recorder told, or the one that the words tell. */
static gboolean
fits (guint row, const CrDiagnostic *diagnostic, const CrFailure *failure)
{
  gboolean told = failure != NULL && failure->kind != CR_FAILURE_OTHER;

  if (rows[row].part == NULL)
    return told && failure->kind == rows[row].kind;
  if (strstr (diagnostic->message, rows[row].part) == NULL)
    return FALSE;
  return !told || failure->kind == rows[row].kind || rows[row].kind == CR_FAILURE_OTHER;
}

static const char *
get_plain_title (const CrDiagnostic *diagnostic)
{
  if (diagnostic->severity == CR_SEVERITY_WARNING)
    return _ ("A warning");
  return diagnostic->traceback == NULL || diagnostic->traceback->len == 0 ? _ ("The script cannot be read or run")
                                                                          : _ ("The script stopped here");
}

static void
explain (CrFailureReader *reader)
{
  CrFailureAccount *account = reader->account;
  const CrFixit *fixit = reader->diagnostic->fixit;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (fits (i, reader->diagnostic, reader->failure))
      {
        account->kind = rows[i].kind;
        account->title = g_strdup (_ (rows[i].title));
        account->explanation = g_strdup (*rows[i].explanation == '\0' ? "" : _ (rows[i].explanation));
        if (rows[i].tell != NULL)
          rows[i].tell (reader);
        break;
      }
  if (account->title == NULL)
    account->title = g_strdup (get_plain_title (reader->diagnostic));
  if (account->explanation == NULL || *account->explanation == '\0')
    {
      g_free (account->explanation);
      account->explanation = g_strdup (fixit != NULL && cr_fixit_is_hint (fixit) ? fixit->sentence : "");
    }
}

CrFailureAccount *
cr_failure_account_new (CrGraph *graph, CrSource *source, const CrDiagnostic *diagnostic, const CrFailure *failure)
{
  CrFailureAccount *account;
  CrFailureReader reader = { graph, source, diagnostic, failure };

  g_return_val_if_fail (source != NULL && diagnostic != NULL, NULL);
  account = g_new0 (CrFailureAccount, 1);
  account->kind = CR_FAILURE_OTHER;
  account->message = cr_diagnostic_dup_summary (diagnostic);
  account->range = diagnostic->range;
  account->facts = g_ptr_array_new_with_free_func (fact_free);
  account->operands = g_ptr_array_new_with_free_func (operand_free);
  account->fixes = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_failure_fix_free);
  reader.account = account;
  reader.text = cr_source_get_text (source, &reader.length);
  explain (&reader);
  if (diagnostic->severity == CR_SEVERITY_ERROR && diagnostic->range.line > 0
      && (gsize)diagnostic->range.offset + diagnostic->range.length <= reader.length)
    cr_failure_find_fixes (&reader);
  return account;
}
