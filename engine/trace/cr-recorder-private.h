#pragma once
/* The recorder's parts: what it knows of tensors that are alive, and how it appends. */

#include "cr-backward.h"
#include "cr-id-table.h"
#include "cr-recorder.h"
#include "cr-slab.h"
#include "cr-stopwatch.h"
#include "cr-trace-private.h"

G_BEGIN_DECLS

/* A tensor that is alive. The pointer is good until `released`; no reference is held, so that tensors are released
 * when they are released without a recorder. */
typedef struct _CrRecorded CrRecorded;
struct _CrRecorded
{
  guint64 id;
  CrTensor *tensor;
  guint announced : 1;         /* some event has told of it */
  guint is_grad : 1;           /* it is in the .grad of another */
  guint grad_disabled : 1;     /* it was made under no_grad or the like */
  guint path_depth : 16;       /* dots in the path by which it was last told of, 0 for none */
  guint aliases;               /* the number of the list that it stands in */
  const CrBuffer *buffer;      /* whose list of aliases that is; NULL: it stands in none */
  guint64 function;            /* its grad_fn when last told */
  guint64 grad;                /* id of its .grad when last told */
  guint64 source;              /* id of what it was detached from, 0 for nothing */
  guint64 source_function;     /* and its grad_fn then */
  CrValue *value;              /* the last that was taken, to share it; the trace's */
  CrValue *before;             /* between before_write and written; the trace's */
  CrRecorded *next, *previous; /* announced tensors of the same buffer; after its release, others that are released */
  const CrBuffer *summed;      /* of which `value` is a summary, as of `summed_version`; NULL: it has the elements */
  guint summed_version;
  CrRange range; /* where it was made */
  guint64 place; /* the interpreter's key there */
};

/* The announced tensors of one buffer. The buffer's mark says which list is its own; one that was freed may be followed
 * by another at its address, but that has no mark yet. */
typedef struct
{
  const CrBuffer *buffer; /* NULL: free */
  CrRecorded *first;
  guint next_free;
} CrAliasList;

/* How many events of each kind there were so far at a place. */
typedef struct
{
  guint64 place;
  guint n_events[CR_N_EVENT_KINDS];
} CrPlaceCount;

/* A statement in one of its iterations is a place of its own and is soon left for good, so that few need to be
 * remembered: those of the statements under way. */
#define CR_RECORDER_N_PLACES 512

#define CR_RECORDER_N_NAMES 32

typedef struct
{
  const char *given; /* an address that may by now hold another name */
  CrNameEvent *meaning;
} CrKnownName;

/* Gradients that are remembered, each in the slot of its tensor's address. */
#define CR_RECORDER_N_PASSING 32

/* A failure that may end the run, or be caught. */
typedef struct
{
  char *message; /* NULL: none so far */
  char *name;    /* the failure's */
  CrFailure failure;
  GArray *ids, *functions; /* of guint64: the operands */
} CrNotedFailure;

struct _CrRecorder
{
  CrTrace *trace;
  CrContext *context;
  CrInterp *interp;
  const CrLangObserver *forward;
  gpointer forward_data;
  CrRecorderWatch watch; /* NULL for none */
  gpointer watch_data;
  CrIdTable tensors;                         /* id -> CrRecorded */
  GArray *aliases;                           /* of CrAliasList; the first is none */
  guint free_aliases;                        /* the first of those that are free, 0 for none */
  CrSlab slab;                               /* what the tensors' CrRecorded live in */
  CrRecorded *spare;                         /* those of released tensors, linked by next */
  CrValue *passing[CR_RECORDER_N_PASSING];   /* the last of gradients, which are told of when sent and when received */
  CrPlaceCount places[CR_RECORDER_N_PLACES]; /* by their last bits: a place is a hash */
  GHashTable *names;                         /* name -> CrNameEvent: what it means */
  CrKnownName known_names[CR_RECORDER_N_NAMES]; /* by address */
  CrRecorded *released, **released_end; /* told before the next event, so that the end of a run releases nothing */
  CrNotedFailure noted;
  guint n_backwards, n_steps;
  gboolean in_backward;
  CrStopwatch stopwatch; /* of the steps of a backward */
};

/* The next event, as of now and here (or with another place and range), of which the contents are to be filled in as
 * cr_trace_begin() says; what it refers to is to be announced before. Then it is told by cr_recorder_end(). */
CrEvent *cr_recorder_begin (CrRecorder *recorder, CrEventKind kind);
CrEvent *cr_recorder_begin_at (CrRecorder *recorder, CrEventKind kind, const CrRange *range, guint64 place);
void cr_recorder_end (CrRecorder *recorder);
/* Appends a copy of @event, of which kind and contents are set, as of now and here. */
void cr_recorder_append (CrRecorder *recorder, CrEvent *event);
/* The same with another place and range. */
void cr_recorder_append_at (CrRecorder *recorder, CrEvent *event, const CrRange *range, guint64 place);
static inline CrInterpPlace
cr_recorder_get_place (CrRecorder *recorder)
{
  static const CrRange none = { 0 };
  if (G_LIKELY (recorder->interp != NULL))
    return cr_interp_get_place (recorder->interp);
  return (CrInterpPlace){ .range = &none };
}

/* NULL if unknown. */
static inline CrRecorded *
cr_recorder_find (CrRecorder *recorder, guint64 id)
{
  return cr_id_table_lookup (&recorder->tensors, id);
}

/* Takes @tensor, of which nothing is known, into the table. */
CrRecorded *cr_recorder_add (CrRecorder *recorder, CrTensor *tensor, guint64 id);

static inline CrRecorded *
cr_recorder_ensure (CrRecorder *recorder, CrTensor *tensor)
{
  guint64 id = cr_tensor_get_id (tensor);
  CrRecorded *recorded = cr_recorder_find (recorder, id);
  return recorded != NULL ? recorded : cr_recorder_add (recorder, tensor, id);
}

/* Lets the trace know of @tensor if it does not yet. */
CrRecorded *cr_recorder_announce (CrRecorder *recorder, CrTensor *tensor);
/* Marks @recorded as told of, and lists it among the aliases of its buffer. */
void cr_recorder_list (CrRecorder *recorder, CrRecorded *recorded);
/* The first of the announced tensors of the buffer that @tensor has now; NULL for none. */
CrRecorded *cr_recorder_first_alias (CrRecorder *recorder, CrTensor *tensor);
/* An announced tensor over the storage of @tensor, the last told; NULL if there is none. */
CrRecorded *cr_recorder_find_alias (CrRecorder *recorder, CrTensor *tensor);
/* What @tensor (nullable) holds now; the trace's own. */
CrValue *cr_recorder_value (CrRecorder *recorder, CrTensor *tensor);
/* The same of a tensor that is known. */
CrValue *cr_recorder_recorded_value (CrRecorder *recorder, CrRecorded *recorded);
guint64 cr_recorder_function_id (CrTensor *tensor); /* 0 for a leaf */

/* cr-recorder-failure.c */
void cr_recorder_note_refused (gpointer recorder, const CrRefused *refused); /* a CrRefusedFunc */
void cr_recorder_note_call (CrRecorder *recorder, const char *name, CrTensor *const *operands, guint n,
                            const char *message);
/* What is known of the failure with these words, if it is the last; NULL if nothing. Borrowed. */
const CrFailure *cr_recorder_get_failure (CrRecorder *recorder, const char *message);
void cr_recorder_clear_failure (CrRecorder *recorder);

extern const CrTensorObserver cr_recorder_tensor_observer;
extern const CrAutogradObserver cr_recorder_autograd_observer;
extern const CrLangObserver cr_recorder_lang_observer;

G_END_DECLS
