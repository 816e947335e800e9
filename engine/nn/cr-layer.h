#pragma once
/* The table of layers: one row a class of torch.nn that has no code of its own in a script's eyes. The language makes
 * the classes from the rows; this layer makes their parameters and buffers, with PyTorch's draws in PyTorch's order. */

#include "cr-function.h"

G_BEGIN_DECLS

/* What a constructor makes, in order. */
typedef struct
{
  char *name;
  CrTensor *tensor; /* NULL is None */
  gboolean is_buffer;
} CrLayerPart;

typedef struct _CrLayer CrLayer;

typedef struct
{
  CrContext *context;
  const CrLayer *layer;
  const CrArg *args; /* one for each of the row's parameters, in order */
  GPtrArray *parts;  /* of CrLayerPart */
} CrLayerBuilder;

struct _CrLayer
{
  const char *name;   /* "Linear" */
  const char *module; /* where PyTorch defines it: "linear" for torch.nn.modules.linear */
  /* The constructor's, as Python writes them: "in_features, out_features, bias=True, device=None, dtype=None". */
  const char *parameters;
  /* What the instance keeps of them, names separated by blanks. NAME*N: a number becomes a tuple of N, a list a
   * tuple. NAME|OTHER: OTHER's value where it is None. NAME@OTHER: counted from OTHER where it is negative.
   * NAME=LITERAL: something that is no parameter. */
  const char *attributes;
  /* "INPUTS -> function (ARGUMENTS)": a row of the functions' table (nn.functional's, else torch's). An argument is
   * one of the inputs, an attribute or a literal; KEY=NAME by keyword; NAME? by keyword, and only where it is true.
   * An `inplace` that is true calls the function that writes its input. NULL: the language has it in code. */
  const char *forward;
  /* What print() shows, separated by blanks. NAME: name=value; =NAME: the value alone; %NAME: name=repr of the value;
   * ?NAME: whether it is set; -NAME: "name=False" where it is None; +NAME: "name=True" where it is true;
   * NAME!LITERAL: only where it differs from that. */
  const char *repr;
  /* Appends the parts. NULL: it has none. */
  gboolean (*build) (CrLayerBuilder *builder, GError **error);
};

const CrLayer *cr_layers_get (guint *n_layers);
const CrLayer *cr_layers_find (const char *name); /* NULL if there is none */
/* The position of @parameter in the row's parameters, or -1. */
int cr_layer_find_parameter (const CrLayer *layer, const char *parameter);

/* The parts of a new @layer: CrLayerPart, owned, in order. @args: one a parameter of the row. NULL with @error set. */
GPtrArray *cr_layer_build (CrContext *context, const CrLayer *layer, const CrArg *args, GError **error);

G_END_DECLS
