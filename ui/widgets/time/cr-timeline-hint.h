#pragma once
/* The timeline in words: labels of bands, and what the pointer is told. All texts are owned. */

#include "cr-session.h"

G_BEGIN_DECLS

/* In a few words where the cursor is: "backward 2, step 4: AddBackward0 → m, b". */
char *cr_timeline_describe_position (CrSession *session);
/* Two lines about event @event: number, kind and line; and its sentence, but not where the reader is to predict it. */
char *cr_timeline_describe_event (CrSession *session, guint event);
/* Of the bands @first to @last of a row, which are one or are drawn as one: "i = 3", "setup", "line 12",
 * "backward 2", "i = 0 … i = 799", "31 parts"; NULL for several statements or phases. */
char *cr_timeline_band_label (CrSession *session, CrBandRow row, guint first, guint last);
/* The text of a statement's line; NULL for other rows, or where it is not known. */
char *cr_timeline_band_text (CrSession *session, CrBandRow row, guint band);
/* For the pointer: the label, the text, and which events. */
char *cr_timeline_describe_band (CrSession *session, CrBandRow row, guint first, guint last);

G_END_DECLS
