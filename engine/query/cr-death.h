#pragma once
/* "Where did it die?": why a gradient is None, zero or no number, with the place in the graph and in the text. Read off
 * the trace alone; a large one takes a while, so ask on a worker. */

#include "cr-search.h"

G_BEGIN_DECLS

typedef enum
{
  CR_GRADIENT_FINE,
  CR_GRADIENT_NONE,
  CR_GRADIENT_ZERO,
  CR_GRADIENT_PARTLY, /* some elements are zero */
  CR_GRADIENT_NAN     /* or infinite */
} CrGradientState;

typedef enum
{
  /* nothing flows */
  CR_DEATH_NO_BACKWARD,  /* backward is never called, or not yet at this place */
  CR_DEATH_NOT_YET,      /* the backward under way has not come there */
  CR_DEATH_NOT_REQUIRED, /* made without requires_grad */
  CR_DEATH_DETACHED,     /* detach(), .data */
  CR_DEATH_NO_GRAD,      /* computed under no_grad or in inference mode */
  CR_DEATH_INTEGER,      /* whole numbers or truth values */
  CR_DEATH_NO_RULE,      /* a function that records no gradient */
  CR_DEATH_MADE_ANEW,    /* a new tensor of the numbers of another one: item(), numpy(), torch.tensor () */
  CR_DEATH_UNUSED,       /* the root does not depend on it */
  CR_DEATH_NOT_ASKED,    /* only other gradients were asked for: autograd.grad(), backward (inputs=) */
  CR_DEATH_FAILED,       /* every backward that might have come there failed before */
  CR_DEATH_NOTHING_SENT, /* a function sent None: a custom one, say */
  CR_DEATH_NOT_LEAF,     /* a gradient came by, but is kept of leaves only */
  CR_DEATH_REBOUND,      /* the name means another tensor now */
  CR_DEATH_CLEARED,      /* .grad was set to None, or written with zeros, since */
  /* zeros flow */
  CR_DEATH_ROOT_ZERO,  /* the backward began with zero */
  CR_DEATH_CLOSED,     /* ReLU, clamp: the inputs are where the function is flat */
  CR_DEATH_NOT_CHOSEN, /* max, sort, pooling: other elements were taken */
  CR_DEATH_MASKED,     /* not selected, filled, or overwritten */
  CR_DEATH_TIMES_ZERO, /* the other factor is zero */
  CR_DEATH_SATURATED,  /* sigmoid, tanh, softmax: the slope is too small for the dtype */
  CR_DEATH_FLAT,       /* sign, round: the slope is zero everywhere */
  CR_DEATH_CANCELLED,  /* the contributions add up to zero */
  CR_DEATH_ZERO_HERE,  /* the rule gives zero for these numbers */
  /* what is no number flows */
  CR_DEATH_NAN_VALUE, /* a value was none already in the forward pass */
  CR_DEATH_NAN_HERE   /* the rule gave none */
} CrDeathKind;

typedef struct
{
  CrDeathKind kind;
  guint variable, function; /* the place; CR_NONE where there is none */
  guint position;           /* after the event that shows it */
  CrRange range;            /* in the text; line 0 where there is none */
  gint64 n_elements, n_all; /* CLOSED and the like: how many elements of how many; else 0 */
  char *sentence;           /* what is so, for people */
  char *advice;             /* what to do about it; nullable */
} CrDeathCause;

typedef struct
{
  guint variable, position;
  CrGradientState state;
  char *summary;                 /* "w.grad is None" */
  GPtrArray *causes;             /* of CrDeathCause, in the order in which they stand in the graph; empty when fine */
  GArray *variables, *functions; /* of guint, ascending: the way from the variable to the causes, to be lit */
} CrDeath;

/* Of @variable when @position events have happened. @element: only that one (flat, in row order), -1: all. Owned; NULL
 * when *@cancelled (nullable, atomic) became TRUE. */
CrDeath *cr_death_ask (CrSearch *search, guint variable, guint position, gint64 element, const gint *cancelled);
void cr_death_free (CrDeath *death);
/* Of CrDeath: every leaf that wants a gradient and has none, zero or no number there, unless none was to come yet or it
 * was only cleared; and
 * every tensor that took over the name of such a leaf; at most @n_most. Owned; NULL when cancelled. */
GPtrArray *cr_death_list (CrSearch *search, guint position, guint n_most, const gint *cancelled);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrDeath, cr_death_free)

G_END_DECLS
