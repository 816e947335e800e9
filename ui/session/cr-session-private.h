#pragma once
/* The inside of a session, shared by the files that make it up: state and documents, running, moving. */

#include "cr-scene-options.h"
#include "cr-session-job.h"
#include "cr-session.h"

G_BEGIN_DECLS

typedef struct _CrSessionLive CrSessionLive;       /* cr-session-live.c */
typedef struct _CrSessionSliders CrSessionSliders; /* cr-session-slider.c */
typedef struct _CrSessionBreaks CrSessionBreaks;   /* cr-session-break.c */

typedef enum
{
  CR_SELECTED_NOTHING,
  CR_SELECTED_VARIABLE,
  CR_SELECTED_FUNCTION
} CrSelectedKind;

typedef struct _CrSessionEdits CrSessionEdits; /* cr-session-edit.c */
/* cr-session-failure.c */
typedef struct _CrSessionFailure CrSessionFailure;

struct _CrSession
{
  GObject parent_instance;

  /* the document */
  char *text;
  char *saved_text; /* what the file holds; text differs: there are unsaved changes */
  GFile *file;
  char *name;
  guint64 seed; /* one for all runs of a document, so that a keystroke does not change every random value */
  gboolean modified;
  CrSessionEdits *edits; /* NULL until something was edited */

  /* running */
  guint debounce; /* source */
  CrSessionJob *job;
  gboolean superseded;       /* another run follows */
  gboolean unwanted;         /* the job's result is dropped */
  guint patience_source;     /* gives up a run that a hand has left behind */
  CrSessionLive *live;       /* NULL: no number is or was held */
  CrSessionSliders *sliders; /* NULL until there is one */
  guint progress_source;
  char *progress;
  GPtrArray *diagnostics;
  CrSessionFailure *failure; /* NULL: the last run did not fail */
  double run_seconds;

  /* files */
  GTask *saving;         /* borrowed: the one under way */
  GCancellable *opening; /* of the latest; what is read for an earlier one is dropped */
  guint file_source;     /* until its progress shows */
  const char *file_progress;

  /* the picture */
  CrPicture *picture; /* NULL before the first run has ended */
  gboolean fresh;     /* the document is new: its first position is the end of the forward pass */
  guint position, length;
  CrSelectedKind selected;
  guint64 selection; /* key */
  guint selected_index;
  gint64 element; /* of the selected variable */

  /* what the reader is after */
  CrSceneOptions options; /* of the picture */
  CrPanel panel;
  GArray *lit_variables, *lit_functions; /* of guint, ascending; NULL: none */
  gboolean predicting;
  CrSessionBreaks *breaks; /* NULL until there is one */

  /* playing */
  guint play_source;
  gboolean play_backwards; /* while play_source is set */
  double speed;
  guint source_line; /* where the reader is in the text; 0: nowhere */
};

enum
{
  PROP_0,
  PROP_FILE,
  PROP_NAME,
  PROP_MODIFIED,
  PROP_RUNNING,
  PROP_PLAYING,
  PROP_POSITION,
  PROP_LENGTH,
  PROP_SELECTION,
  PROP_SPEED,
  PROP_PROGRESS,
  PROP_ELEMENT,
  PROP_PANEL,
  PROP_PREDICTING,
  N_PROPS
};

enum
{
  SIGNAL_GRAPH_CHANGED,
  SIGNAL_DIAGNOSTICS_CHANGED,
  SIGNAL_TEXT_CHANGED,
  SIGNAL_LIT_CHANGED,
  SIGNAL_FAILURE_CHANGED,
  SIGNAL_BREAKPOINTS_CHANGED,
  SIGNAL_PICTURE_CHANGED,
  SIGNAL_LIVE_CHANGED,
  SIGNAL_SLIDERS_CHANGED,
  N_SIGNALS
};

void cr_session_notify (CrSession *session, guint property);
void cr_session_emit (CrSession *session, guint signal);
/* What belongs to a document: title, unsaved state, all of it. */
void cr_session_update_modified (CrSession *session);
void cr_session_set_file (CrSession *session, GFile *file);
void cr_session_replace_document (CrSession *session, GFile *file, const char *text);
/* Starts a run now, or as soon as the one under way has given up. */
void cr_session_start_run (CrSession *session);
/* Gives up whatever runs or is about to, and drops its result. */
void cr_session_abandon_run (CrSession *session);
/* A file is being read (@opening can give it up) or written: shown as progress after half a second. */
void cr_session_begin_file (CrSession *session, GCancellable *opening, const char *progress);
void cr_session_end_file (CrSession *session, GCancellable *opening);
void cr_session_set_diagnostics (CrSession *session, GPtrArray *diagnostics); /* takes it over; NULL: none */
/* Shows @picture (taken over; NULL: none) and carries cursor and selection over by their keys. */
void cr_session_take_picture (CrSession *session, CrPicture *picture);
/* Begins to explain what the diagnostics and the picture tell; drops what was explained before. */
void cr_session_explain_failure (CrSession *session);
void cr_session_forget_failure (CrSession *session);
/* Another run begins: no more fixes are looked for. */
void cr_session_stop_trying (CrSession *session);
void cr_session_select_key (CrSession *session, guint64 key);
/* Breakpoints: another graph (or none) is shown; the session goes; playing has come to where one hits. */
void cr_session_breaks_take_graph (CrSession *session);
void cr_session_breaks_free (CrSession *session);
void cr_session_stop_at_break (CrSession *session);

/* The run that is of an older text is given up at once. */
void cr_session_hurry_run (CrSession *session);
/* Waits so long for the run under way, and takes what it brings. */
void cr_session_await_run (CrSession *session, double seconds);

/* cr-session-live.c */
void cr_session_live_clear (CrSession *session);
gboolean cr_session_live_is_held (CrSession *session);
/* A run begins: what it is compared with, borrowed; NULL; and the value of the number. */
CrLiveBase *cr_session_live_begin_run (CrSession *session, double *value);
/* How many seconds a run may take before it gives way to a newer text, that of cr_session_live_gave_up() then. */
double cr_session_live_get_patience (CrSession *session);
void cr_session_live_gave_up (CrSession *session);
/* A run has failed: takes @picture over and returns TRUE where the picture before is to stay. */
gboolean cr_session_live_withhold (CrSession *session, CrPicture *picture);
void cr_session_live_set_step (CrSession *session, double step);
/* A run has come to its end and is shown. */
void cr_session_live_take (CrSession *session, const CrLiveChange *change, double cost);

/* cr-session-slider.c */
void cr_session_sliders_clear (CrSession *session);
void cr_session_sliders_follow (CrSession *session, const char *before, const char *after); /* an edit */
void cr_session_sliders_run_ended (CrSession *session);

/* cr-session-edit.c: the text is about to become another; the document is another; the session goes. */
void cr_session_edits_text_changes (CrSession *session, const char *old, const char *new);
void cr_session_edits_forget (CrSession *session);
void cr_session_edits_free (CrSession *session);
/* Another graph is shown: what a gesture made is selected once it is in it. */
void cr_session_select_wanted (CrSession *session);

/* cr-session-picture.c: what was chosen of single nodes and groups belonged to the document before. */
void cr_session_forget_nodes (CrSession *session);

G_END_DECLS
