#pragma once
/* A part of a run as numbered pictures, 0001.png, 0002.png, ...: all of one layout, one size and one fit, so that a
 * program can make a film of them. The same input gives the same bytes. No display is needed. */

#include "cr-export.h"

G_BEGIN_DECLS

#define CR_EXPORT_MAX_FRAMES 9999u

typedef struct
{
  guint position;
  double phase; /* how far the step under way has come, above 0; 1: it is done */
} CrExportFrame;

/* The frames (of CrExportFrame, owned) from position @from to @to of the graph that @scene shows: one at each step that
 * playing stops at. With @fps above 0 a step takes as long as in the window at normal speed, and there are @fps frames
 * a second of it. NULL with CR_ERROR_FILE where @scene's graph is not what is to be seen there all the while, or where
 * there are too many frames. */
GArray *cr_export_frames_new (CrScene *scene, guint from, guint to, double fps, GError **error);

/* The whole backward pass that is to be seen with @scene, from before it begins to after its end; FALSE if there is
 * none. */
gboolean cr_export_frames_find_backward (CrScene *scene, guint *from, guint *to);

/* Called on the thread that writes, after each frame. */
typedef void (*CrExportFramesDone) (gpointer user_data, guint n_done, guint n);

/* Draws and writes @frames into @folder, which is created. Other files stay as they are; frames that are there already
 * are replaced, and those beyond the last one removed, if @replace, else nothing is written (G_IO_ERROR_EXISTS). What
 * was written before an error or G_IO_ERROR_CANCELLED stays. @options: no plots, no part. */
gboolean cr_export_frames_write (const GArray *frames, CrScene *scene, const CrExportOptions *options, GFile *folder,
                                 gboolean replace, CrExportFramesDone done, gpointer user_data,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
