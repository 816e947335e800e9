/* GLib's threads cannot be given a size of the stack, hence POSIX's. */

#include "cr-thread.h"

#define STACK_BYTES (64u << 20)

void
cr_thread_start (pthread_t *thread, gpointer (*work) (gpointer data), gpointer data)
{
  pthread_attr_t attributes;

  pthread_attr_init (&attributes);
  pthread_attr_setstacksize (&attributes, STACK_BYTES);
  if (pthread_create (thread, &attributes, work, data) != 0)
    g_error ("Cannot start a thread");
  pthread_attr_destroy (&attributes);
}
