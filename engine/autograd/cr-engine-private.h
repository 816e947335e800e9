#pragma once
/* One pass of the engine: what it knows of the functions it is to run. */

#include "cr-autograd-private.h"

G_BEGIN_DECLS

/* A function of the pass. A function knows the index of its task, which holds as long as the task knows the
 * function: so no table is needed. A pass within a pass (a hook that calls backward) puts the indices back. */
typedef struct
{
  CrGradFn *function; /* borrowed from the graph, whose roots the pass holds */
  union
  {
    CrTensor *buffer;   /* owned; the sum of what came so far, NULL for nothing */
    CrTensor **buffers; /* owned; the same for each output of a function with several */
  };
  guint waiting_for;  /* sends that are yet to come */
  guint outer;        /* the function's task in the pass around this one */
  guint needed : 1;   /* it is to run: what lies behind it is wanted */
  guint captured : 1; /* its gradients are wanted: see CrCapture */
} CrTask;

/* A gradient that is asked for. */
typedef struct
{
  CrGradFn *function; /* borrowed */
  guint output_nr;
  CrTensor **result; /* where it goes, owned there; NULL: the function is to run, and accumulates it */
} CrCapture;

typedef struct
{
  CrContext *context;
  GArray *tasks;    /* of CrTask */
  GPtrArray *ready; /* heap of CrGradFn */
  GArray *captures; /* of CrCapture; NULL when everything is run */
  const CrAutogradObserver *observer;
  gpointer user_data;
  gboolean retain_graph;
  gboolean create_graph;
  gboolean plain; /* no hooks, no .grad, nothing told: only the rules */
} CrPass;

/* The heap of ready functions. */
void cr_engine_push_ready (GPtrArray *heap, CrGradFn *function);
CrGradFn *cr_engine_pop_ready (GPtrArray *heap);

/* The task of @function, which has one; good until the next is added. */
CrTask *cr_engine_find_task (CrPass *pass, CrGradFn *function);
/* Where the gradient of output @i is gathered. */
CrTensor **cr_engine_buffer (CrTask *task, guint i);

/* Runs @function on @received (n_outputs entries, owned by the caller, who lets them go); what is to be sent is put
 * into
 * @sent (n_next entries, owned). FALSE with @error. */
gboolean cr_engine_apply (CrPass *pass, CrGradFn *function, CrTensor **received, CrTensor **sent, GError **error);
/* Gives *@grad, the gradient for output @output_nr of @next, its form. @index is which it is among those sent by
 * @sender (NULL: the roots), for the message. */
gboolean cr_engine_fit (CrGradFn *next, guint output_nr, CrTensor **grad, CrGradFn *sender, guint index,
                        GError **error);

/* The pass as a whole: @roots are owned edges, @gradients borrowed. */
gboolean cr_engine_run (CrPass *pass, const CrEdge *roots, CrTensor *const *gradients, guint n_roots, GError **error);

G_END_DECLS
