/* Rows of the account. What came through a function is most often one product: then it stands in the function's row,
 * and what is below is where the gradient that it received came from. */

#include "cr-why-item.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cr-session-replay.h"

/* A person is told of what takes longer. */
#define SLOW_MILLISECONDS 500
/* Where a run is shorter, so many functions' products are computed unasked. */
#define SHORT_SECONDS 0.3
#define MAX_AHEAD 4
/* The sum of more stands before them, where it is seen. */
#define MANY_TERMS 8

struct _CrWhyItem
{
  GObject parent_instance;
  CrSession *session; /* weak */
  CrWhyRowKind kind;
  CrWhy *why; /* TERM */
  guint term;
  char *text;  /* SUM, ERROR, LOST */
  CrWhy *lost; /* LOST */
  gboolean is_slow;
  guint slow_source; /* WAIT */

  CrWhy *through; /* the one product that it is */
  GListStore *children;
  gboolean is_loaded;
  gboolean looks_ahead;      /* its children's products are wanted too */
  GCancellable *cancellable; /* of all runs for the tree */
};

G_DEFINE_FINAL_TYPE (CrWhyItem, cr_why_item, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
cr_why_item_dispose (GObject *object)
{
  CrWhyItem *item = CR_WHY_ITEM (object);

  g_clear_handle_id (&item->slow_source, g_source_remove);
  g_clear_weak_pointer (&item->session);
  g_clear_object (&item->children);
  g_clear_object (&item->cancellable);
  g_clear_pointer (&item->why, cr_why_unref);
  g_clear_pointer (&item->through, cr_why_unref);
  g_clear_pointer (&item->lost, cr_why_unref);
  g_clear_pointer (&item->text, g_free);
  G_OBJECT_CLASS (cr_why_item_parent_class)->dispose (object);
}

static void
cr_why_item_class_init (CrWhyItemClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cr_why_item_dispose;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", CR_TYPE_WHY_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cr_why_item_init (CrWhyItem *item)
{
}

static CrWhyItem *
item_new (CrSession *session, CrWhyRowKind kind)
{
  CrWhyItem *item = g_object_new (CR_TYPE_WHY_ITEM, NULL);

  g_set_weak_pointer (&item->session, session);
  item->kind = kind;
  return item;
}

static gboolean
become_slow (gpointer data)
{
  CrWhyItem *item = data;

  item->slow_source = 0;
  item->is_slow = TRUE;
  g_signal_emit (item, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* A row can be unfolded only if something is below it, so until it is loaded there is a wait. */
static void
make_children (CrWhyItem *item)
{
  g_autoptr (CrWhyItem) wait = item_new (item->session, CR_WHY_ROW_WAIT);

  item->children = g_list_store_new (CR_TYPE_WHY_ITEM);
  g_list_store_append (item->children, wait);
}

static void
begin_to_wait (CrWhyItem *item)
{
  g_autoptr (CrWhyItem) wait = g_list_model_get_item (G_LIST_MODEL (item->children), 0);

  wait->slow_source = g_timeout_add (SLOW_MILLISECONDS, become_slow, wait);
}

static void
append_text (GListStore *store, CrSession *session, CrWhyRowKind kind, const char *text)
{
  g_autoptr (CrWhyItem) item = item_new (session, kind);

  item->text = g_strdup (text);
  g_list_store_append (store, item);
}

/* Unfolded, it runs the script again for the numbers. */
static void
append_lost (GListStore *store, CrSession *session, CrWhy *why, GCancellable *cancellable)
{
  g_autoptr (CrWhyItem) item = item_new (session, CR_WHY_ROW_LOST);

  item->text = g_strdup (_ ("The trace has reached its memory budget, these numbers were not kept. Unfold to compute "
                            "them again."));
  item->lost = cr_why_copy (why);
  item->cancellable = g_object_ref (cancellable);
  g_list_store_append (store, item);
}

static void
append_level (GListStore *store, CrSession *session, CrWhy *why, GCancellable *cancellable)
{
  g_autofree char *sum = cr_why_sum_to_text (why);
  guint n = cr_why_get_n_terms (why);

  if (sum != NULL && n > MANY_TERMS)
    append_text (store, session, CR_WHY_ROW_SUM, sum);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrWhyItem) item = item_new (session, CR_WHY_ROW_TERM);

      item->why = cr_why_ref (why);
      item->cancellable = g_object_ref (cancellable);
      item->term = i;
      g_list_store_append (store, item);
    }
  if (sum != NULL && n <= MANY_TERMS)
    append_text (store, session, CR_WHY_ROW_SUM, sum);
  else if (cr_why_is_summary (why) && cr_why_get_check (why) == CR_WHY_UNKNOWN)
    append_lost (store, session, why, cancellable);
}

GListModel *
cr_why_items_new (CrSession *session, CrWhy *why, GCancellable *cancellable)
{
  GListStore *store = g_list_store_new (CR_TYPE_WHY_ITEM);

  append_level (store, session, why, cancellable);
  return G_LIST_MODEL (store);
}

CrWhyRowKind
cr_why_item_get_kind (CrWhyItem *item)
{
  return item->kind;
}

CrWhy *
cr_why_item_get_why (CrWhyItem *item)
{
  return item->why;
}

const CrWhyTerm *
cr_why_item_get_term (CrWhyItem *item)
{
  return item->why != NULL ? cr_why_get_term (item->why, item->term) : NULL;
}

guint
cr_why_item_get_index (CrWhyItem *item)
{
  return item->term;
}

gboolean
cr_why_item_is_slow (CrWhyItem *item)
{
  return item->is_slow;
}

char *
cr_why_item_dup_number (CrWhyItem *item)
{
  const CrWhyTerm *term = cr_why_item_get_term (item);

  if (term == NULL || term->kind == CR_WHY_TERM_NONE)
    return g_strdup ("");
  return term->has_number ? cr_why_number_to_text (cr_why_get_dtype (item->why), term->number) : g_strdup ("?");
}

/* " = 2.0 (local ∂y/∂x) × 2.25 (gradient received by y)" */
static void
append_product (GString *text, CrWhy *through)
{
  g_autofree char *product = cr_why_term_to_text (through, 0);
  gint64 n = cr_why_get_n_zero (through);

  g_string_append_printf (text, cr_why_get_check (through) == CR_WHY_EXACT ? " = %s" : " ≈ %s", product);
  if (n > 0)
    g_string_append_printf (text, ngettext ("; the other is 0", "; the %" PRId64 " others are 0", (gulong)n), n);
}

char *
cr_why_item_dup_text (CrWhyItem *item)
{
  GString *text;

  if (item->kind == CR_WHY_ROW_WAIT)
    return g_strdup (item->is_slow ? _ ("Running the script again for this answer…") : "");
  if (item->kind != CR_WHY_ROW_TERM)
    return g_strdup (item->text);
  g_autofree char *term = cr_why_term_to_text (item->why, item->term);
  text = g_string_new (term);
  if (item->through != NULL)
    append_product (text, item->through);
  return g_string_free (text, FALSE);
}

char *
cr_why_item_dup_sentence (CrWhyItem *item)
{
  g_autofree char *number = cr_why_item_dup_number (item);
  g_autofree char *text = cr_why_item_dup_text (item);

  return *number != '\0' ? g_strdup_printf ("%s, %s", number, text) : g_steal_pointer (&text);
}

static gboolean
can_open (CrWhyItem *item)
{
  const CrWhyTerm *term = cr_why_item_get_term (item);

  return item->lost != NULL || (term != NULL && term->opens);
}

GListModel *
cr_why_item_get_children (CrWhyItem *item)
{
  if (item->children == NULL && can_open (item))
    make_children (item);
  return item->children != NULL ? G_LIST_MODEL (item->children) : NULL;
}

static void
replace_children (CrWhyItem *item, GListStore *rows)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (rows));
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, g_list_model_get_item (G_LIST_MODEL (rows), i));
  g_list_store_splice (item->children, 0, g_list_model_get_n_items (G_LIST_MODEL (item->children)), all->pdata, n);
}

static void
load_children (CrWhyItem *item)
{
  GListModel *children = G_LIST_MODEL (item->children);
  guint n = 0;

  if (item->session == NULL || cr_session_get_run_seconds (item->session) > SHORT_SECONDS)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (children) && n < MAX_AHEAD; i++)
    {
      g_autoptr (CrWhyItem) child = g_list_model_get_item (children, i);
      const CrWhyTerm *term = cr_why_item_get_term (child);

      if (term != NULL && term->kind == CR_WHY_TERM_PATH)
        {
          cr_why_item_load (child);
          n++;
        }
    }
}

static void
show_level (CrWhyItem *item, CrWhy *why)
{
  g_autoptr (GListStore) rows = g_list_store_new (CR_TYPE_WHY_ITEM);
  g_autoptr (CrWhy) above = NULL;

  if (cr_why_get_kind (why) == CR_WHY_THROUGH && cr_why_get_n_terms (why) == 1
      && cr_why_get_term (why, 0)->kind == CR_WHY_TERM_PRODUCT)
    {
      g_autofree char *sum = cr_why_get_check (why) != CR_WHY_EXACT ? cr_why_sum_to_text (why) : NULL;

      item->through = cr_why_ref (why);
      if (sum != NULL)
        append_text (rows, item->session, CR_WHY_ROW_SUM, sum);
      above = cr_why_open (why, 0);
      why = above;
    }
  append_level (rows, item->session, why, item->cancellable);
  if (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 0)
    append_text (rows, item->session, CR_WHY_ROW_SUM, _ ("Nothing came."));
  replace_children (item, rows);
  g_signal_emit (item, signals[SIGNAL_CHANGED], 0);
  if (item->looks_ahead)
    load_children (item);
}

/* A CrReplayWork. */
static gboolean
expand (CrReplay *replay, gpointer data, GError **error)
{
  return cr_why_expand (data, replay, error);
}

static void
show_error (CrWhyItem *item, const char *message)
{
  g_autoptr (GListStore) rows = g_list_store_new (CR_TYPE_WHY_ITEM);

  append_text (rows, item->session, CR_WHY_ROW_ERROR, message);
  replace_children (item, rows);
}

/* The item is kept until here. */
static void
expanded (GObject *session, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrWhyItem) item = data;
  g_autoptr (GError) error = NULL;
  CrWhy *below = cr_session_replay_finish (CR_SESSION (session), result, &error);

  if (below != NULL)
    show_level (item, below);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (item, error->message);
}

void
cr_why_item_load (CrWhyItem *item)
{
  if (item->is_loaded || item->session == NULL || cr_why_item_get_children (item) == NULL)
    return;
  g_autoptr (CrWhy) below = item->lost != NULL ? cr_why_copy (item->lost) : cr_why_open (item->why, item->term);

  item->is_loaded = TRUE;
  if (item->lost == NULL && cr_why_is_ready (below))
    show_level (item, below);
  else
    {
      begin_to_wait (item);
      cr_session_replay_async (item->session, expand, cr_why_ref (below), (GDestroyNotify)cr_why_unref,
                               item->cancellable, expanded, g_object_ref (item));
    }
}

void
cr_why_item_look (CrWhyItem *item)
{
  if (item->looks_ahead || !can_open (item))
    return;
  item->looks_ahead = TRUE;
  if (item->is_loaded)
    load_children (item);
  else
    cr_why_item_load (item);
}
