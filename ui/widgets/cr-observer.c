/* The part of a widget that observes the session. */

#include "cr-observer.h"

void
cr_observer_init (CrObserver *observer)
{
  observer->handlers = g_signal_group_new (CR_TYPE_SESSION);
}

void
cr_observer_clear (CrObserver *observer)
{
  if (observer->handlers != NULL)
    g_signal_group_set_target (observer->handlers, NULL);
  g_clear_object (&observer->handlers);
  g_clear_object (&observer->session);
}

void
cr_observer_connect (CrObserver *observer, const char *signal, GCallback handler, gpointer widget)
{
  g_signal_group_connect_swapped (observer->handlers, signal, handler, widget);
}

gboolean
cr_observer_set (CrObserver *observer, CrSession *session)
{
  if (!g_set_object (&observer->session, session))
    return FALSE;
  if (observer->handlers != NULL)
    g_signal_group_set_target (observer->handlers, session);
  return TRUE;
}

void
cr_observer_install_property (GObjectClass *object_class)
{
  g_object_class_install_property (
      object_class, CR_OBSERVER_PROP_SESSION,
      g_param_spec_object ("session", NULL, NULL, CR_TYPE_SESSION, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
}
