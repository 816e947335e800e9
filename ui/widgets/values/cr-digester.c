/* A short list, the latest asked for in front. */

#include "cr-digester.h"

#define N_KEPT 32
#define FEW_ELEMENTS 8192 /* under a tenth of a millisecond */

typedef struct
{
  CrDigester *digester; /* NULL once nobody waits for it */
  CrValue *value;
  gint64 first, lines, columns; /* of a heat map; lines 0: statistics */
  CrStats *stats;
  CrHeat *heat;
  GCancellable *cancellable; /* of what is under way, else NULL */
  guint round;
} Digest;

struct _CrDigester
{
  GQueue digests; /* of Digest */
  guint round;
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

CrDigester *
cr_digester_new (void (*changed) (gpointer user_data), gpointer user_data)
{
  CrDigester *digester = g_new0 (CrDigester, 1);

  g_queue_init (&digester->digests);
  digester->changed = changed;
  digester->user_data = user_data;
  return digester;
}

static void
digest_free (Digest *digest)
{
  cr_value_unref (digest->value);
  g_clear_pointer (&digest->stats, cr_stats_free);
  g_clear_pointer (&digest->heat, cr_heat_free);
  g_clear_object (&digest->cancellable);
  g_free (digest);
}

/* What is under way is freed when it ends. */
static void
give_up (Digest *digest)
{
  digest->digester = NULL;
  if (digest->cancellable != NULL)
    g_cancellable_cancel (digest->cancellable);
  else
    digest_free (digest);
}

void
cr_digester_free (CrDigester *digester)
{
  g_queue_clear_full (&digester->digests, (GDestroyNotify)give_up);
  g_free (digester);
}

void
cr_digester_begin (CrDigester *digester)
{
  digester->round++;
  while (digester->digests.length > N_KEPT)
    give_up (g_queue_pop_tail (&digester->digests));
}

void
cr_digester_end (CrDigester *digester)
{
  for (GList *link = digester->digests.head, *next; link != NULL; link = next)
    {
      Digest *digest = link->data;

      next = link->next;
      if (digest->cancellable == NULL || digest->round == digester->round)
        continue;
      g_queue_delete_link (&digester->digests, link);
      give_up (digest);
    }
}

static void
compute (Digest *digest)
{
  if (digest->lines == 0)
    digest->stats = cr_stats_new (digest->value, digest->cancellable);
  else
    digest->heat = cr_heat_new (digest->value, digest->first, digest->lines, digest->columns, digest->cancellable);
}

static void
compute_in_thread (GTask *task, gpointer source, gpointer digest, GCancellable *cancellable)
{
  compute (digest);
}

static void
computed (GObject *source, GAsyncResult *result, gpointer data)
{
  Digest *digest = data;

  g_clear_object (&digest->cancellable);
  if (digest->digester == NULL)
    digest_free (digest);
  else
    digest->digester->changed (digest->digester->user_data);
}

static void
start (Digest *digest)
{
  g_autoptr (GTask) task = NULL;

  if (cr_value_get_numel (digest->value) <= FEW_ELEMENTS || !cr_value_has_data (digest->value))
    {
      compute (digest);
      return;
    }
  digest->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, NULL, computed, digest);
  g_task_set_task_data (task, digest, NULL);
  g_task_run_in_thread (task, compute_in_thread);
}

static Digest *
ensure (CrDigester *digester, CrValue *value, gint64 first, gint64 lines, gint64 columns)
{
  Digest *digest;

  for (GList *link = digester->digests.head; link != NULL; link = link->next)
    {
      digest = link->data;
      if (digest->value != value || digest->first != first || digest->lines != lines || digest->columns != columns)
        continue;
      g_queue_unlink (&digester->digests, link);
      g_queue_push_head_link (&digester->digests, link);
      digest->round = digester->round;
      return digest;
    }
  digest = g_new0 (Digest, 1);
  *digest = (Digest){ .digester = digester,
                      .value = cr_value_ref (value),
                      .first = first,
                      .lines = lines,
                      .columns = columns,
                      .round = digester->round };
  g_queue_push_head (&digester->digests, digest);
  start (digest);
  return digest;
}

/* The worker writes its result before it ends, and what is under way is not looked at. */
const CrStats *
cr_digester_get_stats (CrDigester *digester, CrValue *value)
{
  Digest *digest = ensure (digester, value, 0, 0, 0);

  return digest->cancellable == NULL ? digest->stats : NULL;
}

const CrHeat *
cr_digester_get_heat (CrDigester *digester, CrValue *value, gint64 first, gint64 lines, gint64 columns)
{
  Digest *digest;

  g_return_val_if_fail (lines > 0 && columns > 0, NULL);
  digest = ensure (digester, value, first, lines, columns);
  return digest->cancellable == NULL ? digest->heat : NULL;
}
