/* One large value at a time is looked at on a thread; small ones at once. Past a number of pictures those go that were
 * not asked for lately. */
#include <gio/gio.h>

#include "cr-thumb.h"

#define AT_ONCE 20000 /* elements; half a millisecond */
#define MOST 1500     /* pictures: 7 MB */
#define LATELY 750    /* askings */

typedef struct
{
  CrValue *value; /* a reference */
  CrThumb *thumb; /* NULL: not yet, or there is none */
  gboolean done;
  guint asked;
} Entry;

typedef struct
{
  CrThumbs *thumbs; /* NULL once they are gone; main thread only */
  CrValue *value;
} Job;

struct _CrThumbs
{
  void (*ready) (gpointer user_data);
  gpointer user_data;
  GHashTable *entries; /* CrValue -> Entry */
  GQueue wanted;       /* of CrValue, borrowed from entries; the last asked for comes first */
  Job *job;
  guint n_asked;
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  cr_thumb_free (entry->thumb);
  cr_value_unref (entry->value);
  g_free (entry);
}

CrThumbs *
cr_thumbs_new (void (*ready) (gpointer user_data), gpointer user_data)
{
  CrThumbs *thumbs = g_new0 (CrThumbs, 1);

  thumbs->ready = ready;
  thumbs->user_data = user_data;
  thumbs->entries = g_hash_table_new_full (NULL, NULL, NULL, free_entry);
  g_queue_init (&thumbs->wanted);
  return thumbs;
}

void
cr_thumbs_free (CrThumbs *thumbs)
{
  if (thumbs == NULL)
    return;
  if (thumbs->job)
    thumbs->job->thumbs = NULL;
  g_queue_clear (&thumbs->wanted);
  g_hash_table_unref (thumbs->entries);
  g_free (thumbs);
}

static void
free_job (gpointer data)
{
  cr_value_unref (((Job *)data)->value);
  g_free (data);
}

static void
make_thumb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, cr_thumb_new (((Job *)data)->value), (GDestroyNotify)cr_thumb_free);
}

static void start_job (CrThumbs *thumbs);

static void
job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  CrThumb *thumb = g_task_propagate_pointer (G_TASK (result), NULL);
  CrThumbs *thumbs = job->thumbs;
  Entry *entry = thumbs ? g_hash_table_lookup (thumbs->entries, job->value) : NULL;

  if (entry)
    {
      entry->thumb = thumb;
      entry->done = TRUE;
    }
  else
    cr_thumb_free (thumb);
  if (thumbs == NULL)
    return;
  thumbs->job = NULL;
  start_job (thumbs);
  thumbs->ready (thumbs->user_data);
}

static void
start_job (CrThumbs *thumbs)
{
  CrValue *value = thumbs->job ? NULL : g_queue_pop_head (&thumbs->wanted);
  g_autoptr (GTask) task = NULL;

  if (value == NULL)
    return;
  task = g_task_new (NULL, NULL, job_done, NULL);
  thumbs->job = g_new0 (Job, 1);
  thumbs->job->thumbs = thumbs;
  thumbs->job->value = cr_value_ref (value);
  g_task_set_task_data (task, thumbs->job, free_job);
  g_task_run_in_thread (task, make_thumb);
}

static gboolean
is_old (gpointer key, gpointer data, gpointer user_data)
{
  CrThumbs *thumbs = user_data;

  if (thumbs->n_asked - ((Entry *)data)->asked <= LATELY)
    return FALSE;
  g_queue_remove (&thumbs->wanted, key);
  return TRUE;
}

static Entry *
add_entry (CrThumbs *thumbs, CrValue *value)
{
  Entry *entry = g_new0 (Entry, 1);

  if (g_hash_table_size (thumbs->entries) >= MOST)
    g_hash_table_foreach_remove (thumbs->entries, is_old, thumbs);
  entry->value = cr_value_ref (value);
  g_hash_table_insert (thumbs->entries, value, entry);
  if (cr_value_get_numel (value) <= AT_ONCE || !cr_value_has_data (value))
    {
      entry->thumb = cr_thumb_new (value);
      entry->done = TRUE;
    }
  else
    {
      g_queue_push_head (&thumbs->wanted, value);
      start_job (thumbs);
    }
  return entry;
}

const CrThumb *
cr_thumbs_get (CrThumbs *thumbs, CrValue *value)
{
  Entry *entry = g_hash_table_lookup (thumbs->entries, value);

  thumbs->n_asked++;
  if (entry == NULL)
    entry = add_entry (thumbs, value);
  entry->asked = thumbs->n_asked;
  return entry->thumb;
}
