#pragma once
/* What can be written at a place of a text, and what stands there: completion, help on a call's arguments, help on a
 * name. Reads the functions' table and the built-in names; runs nothing. Any thread. */

#include "cr-source.h"

G_BEGIN_DECLS

/* What a name of the script is, as its last run told it; the text alone tells the rest. */
typedef struct
{
  const char *name;   /* "x" */
  const char *detail; /* "float32 [25]", for showing; NULL */
} CrCompleteName;

typedef enum
{
  CR_COMPLETION_NAME, /* of the script */
  CR_COMPLETION_TENSOR,
  CR_COMPLETION_MODULE,
  CR_COMPLETION_FUNCTION,
  CR_COMPLETION_METHOD,
  CR_COMPLETION_ATTRIBUTE,
  CR_COMPLETION_CLASS,
  CR_COMPLETION_ARGUMENT, /* "dim=" */
  CR_COMPLETION_KEYWORD   /* of Python */
} CrCompletionKind;

typedef struct
{
  CrCompletionKind kind;
  char *text;      /* what is inserted: "sin", "dim=" */
  char *signature; /* "torch.sin(input)"; NULL */
  char *summary;   /* one sentence, translated; NULL */
} CrCompletion;

typedef struct
{
  guint begin, end;     /* the bytes of the text that a completion takes the place of */
  GPtrArray *proposals; /* of CrCompletion, the best first; those that begin with what is typed before those that only
                           contain it */
} CrCompletions;

/* At byte @offset of @text; @tensors: names that are tensors. Never NULL; empty in strings and comments. Owned. */
CrCompletions *cr_complete (const char *text, guint offset, const CrCompleteName *tensors, guint n_tensors);
void cr_completions_free (CrCompletions *completions);

/* The call around @offset. */
typedef struct
{
  char *signature;    /* "torch.sum(input, dim=None, keepdim=False)" */
  guint begin, bytes; /* of the argument at hand, within signature; bytes 0: none */
  char *argument;     /* its name; NULL */
  char *summary;      /* of the function, translated; NULL */
} CrCallHelp;

/* NULL where @offset is in no call of a known function. Owned. */
CrCallHelp *cr_complete_find_call (const char *text, guint offset, const CrCompleteName *tensors, guint n_tensors);
void cr_call_help_free (CrCallHelp *help);

/* Of the name at @offset. */
typedef struct
{
  CrRange range;   /* of the dotted name */
  char *signature; /* or its dotted name where it is no function */
  char *summary;   /* translated; NULL */
} CrNameHelp;

CrNameHelp *cr_complete_find_name (const char *text, guint offset, const CrCompleteName *tensors, guint n_tensors);
void cr_name_help_free (CrNameHelp *help);

/* "torch.sum(input, dim=None, ...)" of a name by its own path ("torch.sum", "Tensor.sum", "torch.nn.Linear", "print"),
 * whatever a script calls it; its sentence in @summary (nullable), owned. NULL if there is no such name. Owned. */
char *cr_complete_dup_signature (const char *dotted, char **summary);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrCompletions, cr_completions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrCallHelp, cr_call_help_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrNameHelp, cr_name_help_free)

G_END_DECLS
