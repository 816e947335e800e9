#pragma once
/* A function of the script as the engine's callback: what functional and gradcheck share. */

#include "cr-builtins-autograd-private.h"

G_BEGIN_DECLS

/* The script's function as the engine sees it. */
typedef struct
{
  CrInterp *interp;
  CrObject function;
  const char *name;      /* "jacobian"; NULL for gradcheck, which takes lists too */
  CrSequence *arguments; /* all inputs, of which some may be no tensors; NULL if all are */
  CrGraphFunction graph;
} CrScriptCall;

/* @function and @name are borrowed while the call is used. */
void cr_script_call_init (CrScriptCall *call, CrInterp *interp, CrObject function, const char *name);

G_END_DECLS
