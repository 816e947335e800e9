#pragma once
/* What `render` is told of time and place. */

#include "cr-cursor.h"
#include "cr-export.h"

G_BEGIN_DECLS

/* --at: the position in @trace that @text names; FALSE when it said what is wrong. @text NULL: the end. */
gboolean cr_cli_parse_position (const char *text, CrTrace *trace, guint *position);
/* --region=X,Y,W,H and --node=NAME (either may be NULL): which part of @scene is shown. A node's is the node with what
 * it is joined to. FALSE when it said what is wrong. */
gboolean cr_cli_parse_part (const char *region, const char *node, CrScene *scene, CrExportOptions *options);

G_END_DECLS
