#pragma once
/* A check by finite differences: which backward and which elements are asked about, and what is found. */

#include <gio/gio.h>

#include "cr-replay.h"

G_BEGIN_DECLS

#define CR_CHECK_MAX_ELEMENTS 12

typedef struct
{
  CrGraph *graph;
  guint variable, position;
  gint64 element; /* that is selected: it is among them */

  guint backward; /* found: its number, 0 for none */
  guint n;
  gint64 n_all; /* elements that there are */
  gint64 elements[CR_CHECK_MAX_ELEMENTS];
  CrDifference differences[CR_CHECK_MAX_ELEMENTS];
} CrCheckQuestion;

CrCheckQuestion *cr_check_question_new (CrGraph *graph, guint variable, guint position, gint64 element);
void cr_check_question_free (gpointer question);
/* A CrReplayWork. Of a small tensor all elements, of a large one those with the largest gradients. */
gboolean cr_check_question_find (CrReplay *replay, gpointer question, GError **error);
/* "agrees", "differs", ... */
const char *cr_check_get_verdict (const CrDifference *difference);

G_END_DECLS
