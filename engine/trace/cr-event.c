/* Names and comparison of events. */

#include "cr-event.h"

#include <string.h>

#include "cr-plot-record-private.h"
#include "cr-trace-private.h"

static const char *const kind_names[CR_N_EVENT_KINDS] = {
  [CR_EVENT_TENSOR_CREATED] = "tensor-created",
  [CR_EVENT_OPERATION] = "operation",
  [CR_EVENT_NAME_BOUND] = "name-bound",
  [CR_EVENT_TENSOR_RELEASED] = "tensor-released",
  [CR_EVENT_WRITTEN] = "written",
  [CR_EVENT_BACKWARD_BEGUN] = "backward-begun",
  [CR_EVENT_FUNCTION_STEPPED] = "function-stepped",
  [CR_EVENT_GRAD_ACCUMULATED] = "grad-accumulated",
  [CR_EVENT_SAVED_FREED] = "saved-freed",
  [CR_EVENT_BACKWARD_ENDED] = "backward-ended",
  [CR_EVENT_GRAD_CLEARED] = "grad-cleared",
  [CR_EVENT_OPTIMIZER_STEPPED] = "optimizer-stepped",
  [CR_EVENT_PRINTED] = "printed",
  [CR_EVENT_PLOTTED] = "plotted",
  [CR_EVENT_WARNED] = "warned",
  [CR_EVENT_FAILED] = "failed",
  [CR_EVENT_SCOPE_ENTERED] = "scope-entered",
  [CR_EVENT_SCOPE_LEFT] = "scope-left",
};

/* Up to the end of @member. */
#define SIZE(member) (offsetof (CrEvent, u.member) + sizeof (((CrEvent *)NULL)->u.member))

const guint8 cr_event_kind_sizes[CR_N_EVENT_KINDS] = {
  [CR_EVENT_TENSOR_CREATED] = SIZE (tensor), [CR_EVENT_OPERATION] = SIZE (operation),
  [CR_EVENT_NAME_BOUND] = SIZE (name),       [CR_EVENT_TENSOR_RELEASED] = SIZE (tensor.id),
  [CR_EVENT_WRITTEN] = SIZE (tensor),        [CR_EVENT_BACKWARD_BEGUN] = SIZE (backward),
  [CR_EVENT_FUNCTION_STEPPED] = SIZE (step), [CR_EVENT_GRAD_ACCUMULATED] = SIZE (gradient),
  [CR_EVENT_SAVED_FREED] = SIZE (function),  [CR_EVENT_BACKWARD_ENDED] = SIZE (backward),
  [CR_EVENT_GRAD_CLEARED] = SIZE (gradient), [CR_EVENT_OPTIMIZER_STEPPED] = SIZE (text),
  [CR_EVENT_PRINTED] = SIZE (text),          [CR_EVENT_PLOTTED] = SIZE (plot),
  [CR_EVENT_WARNED] = SIZE (text),           [CR_EVENT_FAILED] = SIZE (failure),
  [CR_EVENT_SCOPE_ENTERED] = SIZE (scope),   [CR_EVENT_SCOPE_LEFT] = SIZE (scope),
};

G_STATIC_ASSERT (sizeof (CrEvent) <= G_MAXUINT8);

gsize
cr_event_kind_get_size (CrEventKind kind)
{
  return cr_event_kind_sizes[kind];
}

void
cr_event_copy (CrEvent *copy, const CrEvent *event)
{
  gsize size = cr_event_kind_sizes[event->kind];
  memcpy (copy, event, size);
  memset ((char *)copy + size, 0, sizeof *copy - size);
}

gboolean
cr_name_is_path (const char *name)
{
  return strchr (name, '.') != NULL;
}

const char *
cr_event_kind_get_name (CrEventKind kind)
{
  g_return_val_if_fail ((guint)kind < CR_N_EVENT_KINDS, NULL);
  return kind_names[kind];
}

gboolean
cr_event_kind_from_name (const char *name, CrEventKind *kind)
{
  for (guint i = 0; i < CR_N_EVENT_KINDS; i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      {
        *kind = (CrEventKind)i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
same_ids (const guint64 *a, const guint64 *b, guint n)
{
  return n == 0 || memcmp (a, b, n * sizeof *a) == 0;
}

static gboolean
same_edges (const CrEdge *a, const CrEdge *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (a[i].function != b[i].function || a[i].input_nr != b[i].input_nr)
      return FALSE;
  return TRUE;
}

static gboolean
same_values (CrValue *const *a, CrValue *const *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!cr_value_equal (a[i], b[i]))
      return FALSE;
  return TRUE;
}

static gboolean
same_tensor (const CrTensorEvent *a, const CrTensorEvent *b)
{
  return a->id == b->id && a->requires_grad == b->requires_grad && a->is_leaf == b->is_leaf && a->version == b->version
         && cr_value_equal (a->before, b->before) && cr_value_equal (a->value, b->value);
}

static gboolean
same_results (const CrResult *a, const CrResult *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (a[i].tensor != b[i].tensor || a[i].function != b[i].function || a[i].version != b[i].version
        || !cr_value_equal (a[i].value, b[i].value))
      return FALSE;
  return TRUE;
}

static gboolean
same_saved (const CrSavedTensor *a, const CrSavedTensor *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (a[i].tensor != b[i].tensor || a[i].version != b[i].version || a[i].slot != b[i].slot
        || a[i].is_output != b[i].is_output)
      return FALSE;
  return TRUE;
}

static gboolean
same_operation (const CrOperationEvent *a, const CrOperationEvent *b)
{
  return g_strcmp0 (a->primitive, b->primitive) == 0 && g_strcmp0 (a->function_name, b->function_name) == 0
         && a->output == b->output && a->function == b->function && a->saves == b->saves && a->in_place == b->in_place
         && a->version == b->version && a->n_inputs == b->n_inputs && a->n_edges == b->n_edges
         && same_ids (a->inputs, b->inputs, a->n_inputs) && same_ids (a->input_fns, b->input_fns, a->n_inputs)
         && same_edges (a->edges, b->edges, a->n_edges) && cr_value_equal (a->value, b->value)
         && a->n_others == b->n_others && same_results (a->others, b->others, a->n_others)
         && a->grad_disabled == b->grad_disabled && a->n_saved == b->n_saved
         && same_saved (a->saved, b->saved, a->n_saved);
}

static gboolean
same_name (const CrNameEvent *a, const CrNameEvent *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && a->tensor == b->tensor && a->function == b->function
         && a->old_tensor == b->old_tensor && a->old_function == b->old_function;
}

static gboolean
same_backward (const CrBackwardEvent *a, const CrBackwardEvent *b)
{
  return a->number == b->number && a->finished == b->finished && a->n_roots == b->n_roots
         && same_ids (a->roots, b->roots, a->n_roots) && same_ids (a->root_fns, b->root_fns, a->n_roots)
         && same_values (a->gradients, b->gradients, a->n_roots);
}

static gboolean
same_step (const CrStepEvent *a, const CrStepEvent *b)
{
  return a->backward == b->backward && a->step == b->step && a->function == b->function
         && g_strcmp0 (a->name, b->name) == 0 && a->leaf == b->leaf && a->n_received == b->n_received
         && a->n_sent == b->n_sent && same_values (a->received, b->received, a->n_received)
         && same_values (a->sent, b->sent, a->n_sent) && same_edges (a->edges, b->edges, a->n_sent);
}

static gboolean
same_gradient (const CrGradientEvent *a, const CrGradientEvent *b)
{
  return a->tensor == b->tensor && a->function == b->function && a->grad == b->grad && a->old_grad == b->old_grad
         && cr_value_equal (a->before, b->before) && cr_value_equal (a->received, b->received)
         && cr_value_equal (a->after, b->after);
}

static gboolean
same_range (const CrRange *a, const CrRange *b)
{
  return a->line == b->line && a->column == b->column && a->end_line == b->end_line && a->end_column == b->end_column
         && a->offset == b->offset && a->length == b->length;
}

static gboolean
same_fixit (const CrFixit *a, const CrFixit *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return same_range (&a->range, &b->range) && g_strcmp0 (a->replacement, b->replacement) == 0
         && g_strcmp0 (a->sentence, b->sentence) == 0;
}

static gboolean
same_diagnostic (const CrDiagnostic *a, const CrDiagnostic *b)
{
  guint n = a->traceback != NULL ? a->traceback->len : 0;
  if (a->severity != b->severity || a->code != b->code || g_strcmp0 (a->type_name, b->type_name) != 0
      || g_strcmp0 (a->message, b->message) != 0 || !same_range (&a->range, &b->range)
      || !same_fixit (a->fixit, b->fixit) || n != (b->traceback != NULL ? b->traceback->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const CrFrame *x = &g_array_index (a->traceback, CrFrame, i), *y = &g_array_index (b->traceback, CrFrame, i);
      if (g_strcmp0 (x->function, y->function) != 0 || !same_range (&x->range, &y->range))
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_failure (const CrFailure *a, const CrFailure *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->kind == b->kind && a->function == b->function && a->tensor == b->tensor
         && a->saved_version == b->saved_version && a->version == b->version && g_strcmp0 (a->name, b->name) == 0
         && a->n_operands == b->n_operands && same_ids (a->operands, b->operands, a->n_operands)
         && same_ids (a->operand_fns, b->operand_fns, a->n_operands);
}

static gboolean
same_scope (const CrScopeEvent *a, const CrScopeEvent *b)
{
  return a->kind == b->kind && a->depth == b->depth && a->number == b->number && a->loop == b->loop
         && g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->class_name, b->class_name) == 0;
}

gboolean
cr_event_equal (const CrEvent *a, const CrEvent *b)
{
  if (a->kind != b->kind || a->key != b->key || !same_range (&a->range, &b->range))
    return FALSE;
  switch (a->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_WRITTEN:
      return same_tensor (&a->u.tensor, &b->u.tensor);
    case CR_EVENT_TENSOR_RELEASED:
      return a->u.tensor.id == b->u.tensor.id;
    case CR_EVENT_OPERATION:
      return same_operation (&a->u.operation, &b->u.operation);
    case CR_EVENT_NAME_BOUND:
      return same_name (&a->u.name, &b->u.name);
    case CR_EVENT_BACKWARD_BEGUN:
    case CR_EVENT_BACKWARD_ENDED:
      return same_backward (&a->u.backward, &b->u.backward);
    case CR_EVENT_FUNCTION_STEPPED:
      return same_step (&a->u.step, &b->u.step);
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      return same_gradient (&a->u.gradient, &b->u.gradient);
    case CR_EVENT_SAVED_FREED:
      return a->u.function == b->u.function;
    case CR_EVENT_OPTIMIZER_STEPPED:
    case CR_EVENT_PRINTED:
    case CR_EVENT_WARNED:
      return g_strcmp0 (a->u.text.category, b->u.text.category) == 0 && g_strcmp0 (a->u.text.text, b->u.text.text) == 0;
    case CR_EVENT_PLOTTED:
      return cr_plot_record_equal (a->u.plot, b->u.plot);
    case CR_EVENT_FAILED:
      return same_diagnostic (a->u.diagnostic, b->u.diagnostic) && same_failure (a->u.failure, b->u.failure);
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      return same_scope (&a->u.scope, &b->u.scope);
    case CR_N_EVENT_KINDS:
    default:
      return FALSE;
    }
}
