#pragma once
/* A dialog that tells how far a job on a thread is and can give it up; it comes after half a second. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _CrProgress CrProgress;

/* @per_mille (nullable: it cannot be told) is written by the job, atomically, and must live as long as the progress. */
CrProgress *cr_progress_new (GtkWindow *parent, const char *heading, const gint *per_mille, GCancellable *cancellable);
/* The job has ended. */
void cr_progress_free (CrProgress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrProgress, cr_progress_free)

G_END_DECLS
