#pragma once
/* The table of optimizers: one row a class of torch.optim. The language keeps groups and states as PyTorch does (dicts
 * that scripts read and write); a row computes one parameter's step, with the roundings of PyTorch's single-tensor
 * implementation. */

#include "cr-tensor.h"

G_BEGIN_DECLS

#define CR_OPTIMIZER_MAX_OPTIONS 12
#define CR_OPTIMIZER_MAX_STATES 4

typedef struct
{
  CrTensor *param; /* written in place */
  CrTensor *grad;
  const double *options; /* as the row's `options` lists them; None is 0 */
  CrTensor **states;     /* as `states` lists them, owned; NULL where there is none yet */
} CrOptimizerStep;

/* A rule that the options must keep, else ValueError: "MESSAGE: value". */
typedef struct
{
  const char *option; /* NULL ends the list */
  guint element;      /* of a tuple */
  double below;       /* 0 <= value; where positive also value < below */
  const char *message;
} CrOptimizerCheck;

typedef struct
{
  const char *name;       /* "SGD" */
  const char *module;     /* "sgd" for torch.optim.sgd */
  const char *parameters; /* the constructor's, after params, as Python writes them; "<required>" for lr */
  const char *defaults;   /* the names that a group gets, in PyTorch's order */
  const char *options;    /* what a step reads of a group, separated by blanks; NAME*2 is a tuple of two numbers */
  const char *states;     /* what it keeps a parameter */
  /* PyTorch keeps `step` as an int rather than a tensor; states that are not used stand there as None. */
  gboolean counts_in_ints, shows_none;
  const CrOptimizerCheck *checks;
  gboolean (*check) (const double *options, GError **error); /* besides @checks; may be NULL */
  gboolean (*start) (CrOptimizerStep *step, GError **error); /* states made by the constructor; may be NULL */
  gboolean (*step) (CrOptimizerStep *step, GError **error);
} CrOptimizer;

const CrOptimizer *cr_optimizers_get (guint *n_optimizers);
const CrOptimizer *cr_optimizers_find (const char *name); /* NULL if there is none */

/* One step of one parameter: @step->param is written (its version rises, the observer hears). FALSE with @error. */
gboolean cr_optimizer_step (const CrOptimizer *optimizer, CrOptimizerStep *step, GError **error);

G_END_DECLS
