#pragma once
/* What becomes of the trace of a preview's trial. */

#include "cr-preview.h"
#include "cr-trace.h"

G_BEGIN_DECLS

/* The first event of the statement, which stands from byte @shown of the script on; the trace's length: none. */
guint cr_preview_find_first_event (CrTrace *trace, guint shown);
/* The value that @name means after the statement, whose first event is @first; what was printed last where it is no
 * tensor. Owned. */
CrPreview *cr_preview_read_value (CrTrace *trace, guint first, const char *name);
/* What the statement did where it has no value. Owned. */
CrPreview *cr_preview_read_change (CrTrace *trace, guint first);

G_END_DECLS
