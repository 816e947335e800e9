#pragma once
/* Threads on which scripts and what asks them run. */

#include <glib.h>
#include <pthread.h>

G_BEGIN_DECLS

/* Starts a thread with a large stack, since a script may call 1,000 functions deep; to be joined. */
void cr_thread_start (pthread_t *thread, gpointer (*work) (gpointer data), gpointer data);

G_END_DECLS
