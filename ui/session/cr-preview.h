#pragma once
/* What would come of a statement if it were added to a script: found by running the script up to it, on the calling
 * thread, within bounds. Changes nothing. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CR_PREVIEW_VALUE,      /* a value came to be */
  CR_PREVIEW_CHANGE,     /* something else happened: `sentence` */
  CR_PREVIEW_UNFINISHED, /* what is typed lacks its end */
  CR_PREVIEW_ERROR,      /* `sentence` says why, and `advice` what might be meant */
  CR_PREVIEW_TOO_LONG    /* the run takes too long for trying */
} CrPreviewKind;

/* Strings are owned, and NULL where there is nothing to say. */
typedef struct
{
  CrPreviewKind kind;
  char *name;           /* what the value would be called */
  char *value;          /* short: "[1. 0.5 …]"; of what is no tensor as Python prints it, cut off */
  char *shape;          /* "float32 [25]" */
  char *sentence;       /* for people, translated */
  char *advice;         /* likewise */
  guint offset, length; /* what is wrong, in bytes of what was typed; length 0: no place */
} CrPreview;

typedef struct _CrPreviewTrial CrPreviewTrial;

/* To try @typed as an addition to @script. */
CrPreviewTrial *cr_preview_trial_new (const char *script, const char *typed, guint64 seed);
void cr_preview_trial_free (CrPreviewTrial *trial);
/* Runs; wants a thread with a large stack. Owned; NULL if it was cancelled. */
CrPreview *cr_preview_trial_execute (CrPreviewTrial *trial);
void cr_preview_trial_cancel (CrPreviewTrial *trial); /* from any thread */

CrPreview *cr_preview_new (CrPreviewKind kind);
/* Where an error is about a name in @typed that @script does not know: its place, and the name that was probably meant.
 */
void cr_preview_find_unknown (CrPreview *preview, const char *script, const char *typed);
void cr_preview_free (CrPreview *preview);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPreview, cr_preview_free)

G_END_DECLS
