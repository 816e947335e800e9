#pragma once
/* One exported picture: laid out, drawn and written on a thread, from copies of what the window has. */

#include "cr-export.h"
#include "cr-figure.h"

G_BEGIN_DECLS

typedef struct _CrExportJob CrExportJob;

/* The picture of @graph at @position. @scene (nullable) is taken if it is the final one of the generation that is to be
 * seen there, else one is made as @picture says. References are the job's own. */
CrExportJob *cr_export_job_new (CrGraph *graph, guint position, CrScene *scene, const CrSceneOptions *picture);
void cr_export_job_free (CrExportJob *job);
void cr_export_job_set_format (CrExportJob *job, CrExportFormat format, const CrExportOptions *options);
/* Where a scene is made, it is made near to other pictures; with references of its own. */
void cr_export_job_set_hints (CrExportJob *job, const CrSceneHints *hints);
/* The scale is chosen so that neither side is longer than @side pixels (0: than the format can hold), and no larger
 * than was asked for. */
void cr_export_job_set_bound (CrExportJob *job, double side);
/* Where the picture is written; without it, it is only drawn. */
void cr_export_job_set_file (CrExportJob *job, GFile *file);

/* A plot in place of the graph; @figure is copied, NULL: all plots that the run has made up to the position. */
void cr_export_job_set_plot (CrExportJob *job, const CrFigure *figure);
/* The backward pass of the graph at the position as numbered pictures in the folder that is the job's file;
 * G_IO_ERROR_EXISTS where it has some already, unless @replace. @fps as in cr_export_frames_new(). @counts, an
 * atomic rc box of which a reference is taken, is kept up to date. */
typedef struct
{
  gint n_done, n; /* atomic */
} CrExportCounts;
void cr_export_job_set_frames (CrExportJob *job, double fps, gboolean replace, CrExportCounts *counts);
/* The same as SVG beside it, for the clipboard. */
void cr_export_job_set_with_svg (CrExportJob *job);

/* Takes @job. The main loop is free meanwhile; a cancelled job ends at once for the caller. */
void cr_export_job_run_async (CrExportJob *job, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
/* The file's bytes (of frames none, but not NULL), owned; NULL with @error (also G_IO_ERROR_CANCELLED). */
GBytes *cr_export_job_run_finish (GAsyncResult *result, GError **error);
/* Once it has run without error: the picture's scene (borrowed, NULL of an empty graph), and its size at scale 1. */
CrScene *cr_export_job_get_scene (GAsyncResult *result);
/* Borrowed; NULL where there is none, or it cannot be had. */
GBytes *cr_export_job_get_svg (GAsyncResult *result);
void cr_export_job_get_size (GAsyncResult *result, double *width, double *height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrExportJob, cr_export_job_free)

G_END_DECLS
