#pragma once
/* A canvas in a window of its own, with a session that ran a script. */

#include "cr-graph-canvas-private.h"
#include "session-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  CrSession *session;
  GtkWindow *window;
  CrGraphCanvas *canvas;
} Shown;

Shown *shown_new (const char *script);
/* Fails if anything else holds the session. */
void shown_free (Shown *shown);
/* Until the picture is there that the session asks for, and nothing moves any more. */
void shown_settle (Shown *shown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Shown, shown_free)

G_END_DECLS
