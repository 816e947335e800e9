#pragma once
/* What all widgets of this folder share: a "session" property, and handlers that come and go with the session. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  CrSession *session; /* NULL until it is set */
  GSignalGroup *handlers;
} CrObserver;

void cr_observer_init (CrObserver *observer);
void cr_observer_clear (CrObserver *observer); /* from dispose; may be called twice */
/* Calls @handler (with @widget as its only useful argument, swapped) whenever @signal is emitted. */
void cr_observer_connect (CrObserver *observer, const char *signal, GCallback handler, gpointer widget);
gboolean cr_observer_set (CrObserver *observer, CrSession *session); /* TRUE if it is another one */

#define CR_OBSERVER_PROP_SESSION 1
void cr_observer_install_property (GObjectClass *object_class);

/* Defines get_property and set_property for a type whose instance has a member `observer` and whose one
 * property is the session; refresh (self) shows a session that was just set. */
#define CR_OBSERVER_PROPERTY(TypeName, prefix, CAST, refresh)                                                          \
  static void prefix##_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)                       \
  {                                                                                                                    \
    TypeName *self = CAST (object);                                                                                    \
    if (id == CR_OBSERVER_PROP_SESSION)                                                                                \
      g_value_set_object (value, self->observer.session);                                                              \
    else                                                                                                               \
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);                                                            \
  }                                                                                                                    \
  static void prefix##_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)                 \
  {                                                                                                                    \
    TypeName *self = CAST (object);                                                                                    \
    if (id == CR_OBSERVER_PROP_SESSION)                                                                                \
      {                                                                                                                \
        if (cr_observer_set (&self->observer, g_value_get_object (value)) && self->observer.session != NULL)           \
          refresh (self);                                                                                              \
      }                                                                                                                \
    else                                                                                                               \
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);                                                            \
  }

G_END_DECLS
