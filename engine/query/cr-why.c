/* Levels: how one is asked for, opens onto the next, and what is told of it. */

#include "cr-why-private.h"

#include <math.h>

#include "cr-print.h"

CrWhy *
cr_why_alloc (CrWhyIndex *index, CrWhyKind kind, const CrWhyPlace *place)
{
  CrWhy *why = g_new0 (CrWhy, 1);
  g_atomic_ref_count_init (&why->ref_count);
  why->index = cr_why_index_ref (index);
  why->kind = kind;
  why->place = *place;
  why->sink = cr_why_index_find (index, place);
  why->pass = why->event = CR_NONE;
  why->terms = g_array_new (FALSE, FALSE, sizeof (CrWhyTerm));
  why->dtype = CR_DTYPE_FLOAT32;
  why->is_ready = TRUE;
  return why;
}

static gboolean
is_place (CrWhyIndex *index, const CrWhyPlace *place)
{
  if (place->element < 0 || (place->variable != CR_NONE && place->variable >= cr_graph_get_n_variables (index->graph)))
    return FALSE;
  if (place->variable == CR_NONE)
    return TRUE;
  const CrVariable *variable = cr_graph_get_variable (index->graph, place->variable);
  gint64 numel = 1;
  for (int i = 0; i < variable->ndim; i++)
    numel *= variable->sizes[i];
  return place->element < numel;
}

CrWhy *
cr_why_new (CrWhyIndex *index, const CrWhyPlace *place)
{
  g_return_val_if_fail (index != NULL && place != NULL, NULL);
  g_return_val_if_fail (is_place (index, place), NULL);
  CrWhy *why = cr_why_alloc (index, place->accumulated ? CR_WHY_ACCUMULATED : CR_WHY_ARRIVED, place);
  if (place->accumulated)
    {
      cr_why_fill_accumulated (why);
      return why;
    }
  why->pass = why->sink != CR_NONE ? cr_why_find_pass (why) : CR_NONE;
  if (why->pass != CR_NONE)
    cr_why_fill_arrived (why);
  return why;
}

/* What arrived in the pass of @event, which tells of it: an accumulation, or the function's own step. */
static CrWhy *
open_arrived (CrWhy *why, const CrWhyPlace *place, guint pass, guint told)
{
  CrWhy *below = cr_why_alloc (why->index, CR_WHY_ARRIVED, place);
  below->pass = pass;
  below->event = told;
  if (below->sink != CR_NONE && pass != CR_NONE)
    cr_why_fill_arrived (below);
  return below;
}

guint
cr_why_find_change_pass (CrWhy *why, guint event)
{
  const CrWhyIndex *index = why->index;
  guint variable = why->place.variable;
  for (guint i = index->first_change[variable]; i < index->first_change[variable + 1]; i++)
    if (index->changes[i].event == event)
      return index->changes[i].pass;
  return CR_NONE;
}

static CrWhy *
open_through (CrWhy *why, const CrWhyTerm *term)
{
  CrWhyPlace place = why->place;
  place.position = term->event + 1;
  CrWhy *below = cr_why_alloc (why->index, CR_WHY_THROUGH, &place);
  below->pass = why->pass;
  below->event = term->event;
  below->edge = term->edge;
  below->is_ready = FALSE;
  cr_why_set_total (below, cr_why_get_event (why, term->event)->u.step.sent[term->edge]);
  return below;
}

CrWhy *
cr_why_open (CrWhy *why, guint i)
{
  g_return_val_if_fail (why != NULL && i < why->terms->len, NULL);
  const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
  CrWhyPlace place = why->place;
  switch (term->kind)
    {
    case CR_WHY_TERM_PASS:
      place.position = term->event + 1;
      place.accumulated = FALSE;
      return open_arrived (why, &place, cr_why_find_change_pass (why, term->event), term->event);
    case CR_WHY_TERM_PATH:
      return open_through (why, term);
    case CR_WHY_TERM_PRODUCT:
      place = (CrWhyPlace){ .variable = term->variable,
                            .function = cr_why_get_event (why, why->event)->u.step.function,
                            .output_nr = term->output_nr,
                            .element = term->element,
                            .position = why->event + 1 };
      return open_arrived (why, &place, why->pass, CR_NONE);
    case CR_WHY_TERM_WRITTEN:
      place.position = term->event;
      return cr_why_new (why->index, &place);
    case CR_WHY_TERM_NONE:
    case CR_WHY_TERM_SET:
    case CR_WHY_TERM_BEGUN:
    case CR_WHY_TERM_HOOK:
    case CR_WHY_TERM_OTHERS:
    default:
      g_return_val_if_reached (NULL);
    }
}

CrWhy *
cr_why_copy (CrWhy *why)
{
  g_return_val_if_fail (why != NULL, NULL);
  CrWhy *copy = g_memdup2 (why, sizeof *why);
  g_atomic_ref_count_init (&copy->ref_count);
  cr_why_index_ref (copy->index);
  copy->terms = g_array_copy (why->terms);
  return copy;
}

CrWhy *
cr_why_ref (CrWhy *why)
{
  g_return_val_if_fail (why != NULL, NULL);
  g_atomic_ref_count_inc (&why->ref_count);
  return why;
}

void
cr_why_unref (CrWhy *why)
{
  g_return_if_fail (why != NULL);
  if (!g_atomic_ref_count_dec (&why->ref_count))
    return;
  g_array_unref (why->terms);
  cr_why_index_unref (why->index);
  g_free (why);
}

CrWhyIndex *
cr_why_get_index (CrWhy *why)
{
  return why->index;
}

CrWhyKind
cr_why_get_kind (CrWhy *why)
{
  return why->kind;
}

const CrWhyPlace *
cr_why_get_place (CrWhy *why)
{
  return &why->place;
}

guint
cr_why_get_n_terms (CrWhy *why)
{
  return why->terms->len;
}

const CrWhyTerm *
cr_why_get_term (CrWhy *why, guint i)
{
  g_return_val_if_fail (i < why->terms->len, NULL);
  return &g_array_index (why->terms, CrWhyTerm, i);
}

CrDtype
cr_why_get_dtype (CrWhy *why)
{
  return why->dtype;
}

gboolean
cr_why_get_total (CrWhy *why, double *total)
{
  if (why->has_total && total != NULL)
    *total = why->total;
  return why->has_total;
}

double
cr_why_get_sum (CrWhy *why)
{
  return why->sum;
}

CrWhyCheck
cr_why_get_check (CrWhy *why)
{
  return why->check;
}

gint64
cr_why_get_n_zero (CrWhy *why)
{
  return why->n_zero;
}

gboolean
cr_why_is_summary (CrWhy *why)
{
  return why->is_summary;
}

guint
cr_why_get_backward (CrWhy *why)
{
  return cr_why_pass_number (why->index, why->pass);
}

gboolean
cr_why_is_ready (CrWhy *why)
{
  return why->is_ready;
}

char *
cr_why_number_to_text (CrDtype dtype, double number)
{
  if (dtype != CR_DTYPE_FLOAT32 && dtype != CR_DTYPE_FLOAT16)
    return cr_double_to_string (number);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (int digits = 1; digits <= 9 && isfinite (number); digits++)
    {
      char format[8];
      g_snprintf (format, sizeof format, "%%.%dg", digits);
      double read = g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, number), NULL);
      if (cr_why_round (dtype, read) == number)
        return cr_double_to_string (read);
    }
  return cr_double_to_string (number);
}
