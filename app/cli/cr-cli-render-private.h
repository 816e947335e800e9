#pragma once
/* What the files of `render` share. */

#include "cr-cursor.h"
#include "cr-export.h"

G_BEGIN_DECLS

/* What was asked for, as options and in their words. */
typedef struct
{
  char *out, *at, *view, *size, *scale, *depth, *generation, *region, *node, *plot;
  gboolean constants, left_to_right;
  gboolean csv;           /* OUT is data, no picture */
  CrExportFormat format;  /* of OUT, where it is a picture */
  CrExportOptions export; /* plots: the plots too */
  CrSceneOptions scene;

  char *frames, *from, *to, *fps; /* frames: the folder */
  gboolean force;
} CrCliRender;

/* cr-cli-render-place.c */
/* --at: the position in @trace that @text names; FALSE when it said what is wrong. @text NULL: the end. @option is what
 * the text was given to. */
gboolean cr_cli_parse_position (const char *option, const char *text, CrTrace *trace, guint *position);
/* --region=X,Y,W,H and --node=NAME (either may be NULL): which part of @scene is shown. A node's is the node with what
 * it is joined to. FALSE when it said what is wrong. */
gboolean cr_cli_parse_part (const char *region, const char *node, CrScene *scene, CrExportOptions *options);

/* cr-cli-render.c */
/* --generation=N counts from 1. FALSE when it said what is wrong. */
gboolean cr_cli_parse_generation (const char *text, CrGraph *graph, guint *generation);
/* What the script is called, in a graph file too; NULL: it came from standard input. Owned. */
char *cr_cli_dup_title (CrTrace *trace);
/* Whether a picture of that size fits into its file; FALSE when it said what would, in the words of the options. */
gboolean cr_cli_check_size (const CrCliRender *render, const CrExportOptions *options, CrScene *scene,
                            CrCursor *cursor);

/* cr-cli-render-frames.c: --frames. FALSE when it said what is wrong. */
gboolean cr_cli_check_frames (const CrCliRender *render); /* the options, before anything runs */
gboolean cr_cli_render_frames (const CrCliRender *render, CrTrace *trace);

/* cr-cli-render-data.c: plots alone, and CSV. FALSE when it said what is wrong. */
gboolean cr_cli_check_data (const CrCliRender *render);
gboolean cr_cli_render_plots (const CrCliRender *render, CrTrace *trace);
gboolean cr_cli_render_tensor (const CrCliRender *render, CrTrace *trace);

G_END_DECLS
