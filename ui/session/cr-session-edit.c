/* Edits by hand. Every change of the text is kept as one replacement, so that a place in the text of the last run is
 * found in the text as it stands however much was typed since; and what a gesture made is selected when its run comes.
 */

#include "cr-session-edit.h"

#include "cr-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_CHANGES 100000 /* since the run that is shown; an older picture has lost its places */
#define KEPT_CHANGES 1000  /* so many are kept though the run that is shown has them */

/* @removed bytes at @offset became @inserted ones. */
typedef struct
{
  guint offset, removed, inserted;
  guint hash, length; /* of the text before */
} Change;

struct _CrSessionEdits
{
  CrEditScript *script; /* NULL until asked for */
  GArray *changes;      /* of Change */
  gboolean in_gesture;
  char *told;       /* the note of the gesture so far: it is told once */
  guint requesting; /* the editor is making our own edits */

  /* the value that is to be selected */
  gboolean is_awaited;
  guint awaited_change; /* it is in the text from this change on */
  guint awaited_offset, awaited_bytes;
  char *awaited_name;
};

static CrSessionEdits *
ensure_edits (CrSession *session)
{
  CrSessionEdits *edits = session->edits;

  if (edits != NULL)
    return edits;
  edits = session->edits = g_new0 (CrSessionEdits, 1);
  edits->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  return edits;
}

void
cr_session_edits_free (CrSession *session)
{
  CrSessionEdits *edits = g_steal_pointer (&session->edits);

  if (edits == NULL)
    return;
  cr_edit_script_free (edits->script);
  g_array_unref (edits->changes);
  g_free (edits->awaited_name);
  g_free (edits->told);
  g_free (edits);
}

void
cr_session_edits_forget (CrSession *session)
{
  if (session->edits == NULL)
    return;
  cr_session_end_gesture (session);
  g_clear_pointer (&session->edits->script, cr_edit_script_free);
  g_array_set_size (session->edits->changes, 0);
  session->edits->is_awaited = FALSE;
}

static void
drop_old (CrSessionEdits *edits, guint n)
{
  g_array_remove_range (edits->changes, 0, n);
  edits->awaited_change = edits->awaited_change > n ? edits->awaited_change - n : 0;
}

/* The change from which on the picture's text is not the one any more; FALSE if that is not known. */
static gboolean
find_first_change (CrSession *session, guint *first)
{
  CrSessionEdits *edits = ensure_edits (session);
  guint hash, length;

  *first = edits->changes->len;
  if (cr_session_is_current (session))
    return TRUE;
  if (session->picture == NULL)
    return FALSE;
  hash = g_str_hash (session->picture->text);
  length = (guint)strlen (session->picture->text);
  for (guint i = edits->changes->len; i-- > 0;)
    {
      const Change *change = &g_array_index (edits->changes, Change, i);

      if (change->hash == hash && change->length == length)
        {
          *first = i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
prune (CrSession *session)
{
  CrSessionEdits *edits = session->edits;
  guint first;

  if (edits->changes->len % KEPT_CHANGES != 0)
    return;
  if (find_first_change (session, &first) && first > 0)
    drop_old (edits, first);
  else if (edits->changes->len > MAX_CHANGES)
    drop_old (edits, MAX_CHANGES / 2);
}

void
cr_session_edits_text_changes (CrSession *session, const char *old, const char *new)
{
  CrSessionEdits *edits = ensure_edits (session);
  gsize old_length = strlen (old), new_length = strlen (new), most = MIN (old_length, new_length), head = 0, tail = 0;
  Change change;

  while (head < most && old[head] == new[head])
    head++;
  while (tail < most - head && old[old_length - tail - 1] == new[new_length - tail - 1])
    tail++;
  change = (Change){ (guint)head, (guint)(old_length - head - tail), (guint)(new_length - head - tail),
                     g_str_hash (old), (guint)old_length };
  g_array_append_val (edits->changes, change);
  prune (session);
  g_clear_pointer (&edits->script, cr_edit_script_free);
  if (edits->requesting == 0)
    cr_session_end_gesture (session);
}

CrEditScript *
cr_session_get_script (CrSession *session, GError **error)
{
  CrSessionEdits *edits;

  g_return_val_if_fail (CR_IS_SESSION (session), NULL);
  edits = ensure_edits (session);
  if (edits->script == NULL)
    edits->script = cr_edit_script_new (session->text, error);
  return edits->script;
}

/* @offset and @length through the changes from @first up to @last. A change within makes the place longer or shorter if
 * @grow, else it is lost. */
static gboolean
follow_changes (CrSessionEdits *edits, guint first, guint last, gboolean grow, guint *offset, guint *length)
{
  for (guint i = first; i < last; i++)
    {
      const Change *change = &g_array_index (edits->changes, Change, i);

      if (change->offset + change->removed <= *offset)
        *offset = *offset - change->removed + change->inserted;
      else if (change->offset >= *offset + *length)
        continue;
      else if (grow && change->offset >= *offset && change->removed < *length
               && change->offset + change->removed <= *offset + *length)
        *length = *length - change->removed + change->inserted;
      else
        return FALSE;
    }
  return TRUE;
}

static guint
count_mark (const char *text)
{
  return g_str_has_prefix (text, "\xEF\xBB\xBF") ? 3 : 0;
}

static gboolean
map_range (CrSession *session, const CrRange *range, gboolean grow, CrRange *now)
{
  CrSessionEdits *edits = ensure_edits (session);
  CrEditScript *script = cr_session_get_script (session, NULL);
  guint first, offset, length = range->length;

  if (script == NULL || range->line == 0 || !find_first_change (session, &first))
    return FALSE;
  offset = range->offset + count_mark (session->picture->text);
  if (!follow_changes (edits, first, edits->changes->len, grow, &offset, &length)
      || offset < count_mark (session->text))
    return FALSE;
  *now = cr_edit_script_make_range (script, offset - count_mark (session->text), length);
  return TRUE;
}

gboolean
cr_session_map_range (CrSession *session, const CrRange *range, CrRange *now)
{
  g_return_val_if_fail (CR_IS_SESSION (session) && range != NULL && now != NULL, FALSE);
  return map_range (session, range, FALSE, now);
}

static gboolean
is_same_place (const CrRange *a, const CrRange *b)
{
  return a->offset == b->offset && a->length == b->length && a->line != 0;
}

/* What a call makes on its way to a result has the call's place: nothing in the text means it. */
static gboolean
is_on_the_way (CrGraph *graph, const CrVariable *variable)
{
  const CrFunctionNode *maker = variable->maker == CR_NONE ? NULL : cr_graph_get_function (graph, variable->maker);

  if (variable->name != NULL || variable->path != NULL)
    return FALSE;
  for (guint i = 0; variable->users != NULL && i < variable->users->len; i++)
    {
      const CrFunctionNode *user = cr_graph_get_function (graph, g_array_index (variable->users, guint, i));

      if (is_same_place (&user->range, &variable->range))
        return TRUE;
    }
  for (guint i = 0; maker != NULL && i < maker->n_inputs; i++)
    {
      const CrVariable *input = maker->inputs[i] == CR_NONE ? NULL : cr_graph_get_variable (graph, maker->inputs[i]);

      if (input != NULL && input->name != NULL && is_same_place (&input->range, &variable->range))
        return TRUE;
    }
  return FALSE;
}

static gboolean
refuse (GError **error, char *sentence)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, sentence);
  g_free (sentence);
  return FALSE;
}

/* The text of a place, short. */
static char *
quote (CrSession *session, const CrRange *range)
{
  const char *text = session->picture->text + count_mark (session->picture->text) + range->offset;
  g_autofree char *whole = g_strndup (text, range->length);

  if (g_utf8_strlen (whole, -1) > 40)
    {
      g_autofree char *begin = g_utf8_substring (whole, 0, 40);

      return g_strconcat (begin, "…", NULL);
    }
  return g_steal_pointer (&whole);
}

/* Where the range is now, as a whole expression or statement of the text. */
static gboolean
find_place (CrSession *session, const CrRange *range, CrRange *now, GError **error)
{
  CrEditScript *script = cr_session_get_script (session, error);

  if (script == NULL)
    return FALSE;
  if (map_range (session, range, TRUE, now) && cr_edit_script_has_place (script, now))
    return TRUE;
  return refuse (error, g_strdup (_ ("What made it is not in the script any more, or cannot be read there.")));
}

gboolean
cr_session_find_edit_node (CrSession *session, guint variable, CrEditNode *node, GError **error)
{
  CrGraph *graph;
  const CrVariable *row;

  g_return_val_if_fail (CR_IS_SESSION (session) && node != NULL, FALSE);
  graph = cr_session_get_graph (session);
  if (graph == NULL || variable >= cr_graph_get_n_variables (graph))
    return refuse (error, g_strdup (_ ("It is not in the picture any more.")));
  row = cr_graph_get_variable (graph, variable);
  *node = (CrEditNode){ .name = row->name != NULL ? row->name : row->path };
  if (row->range.line == 0)
    return node->name != NULL || refuse (error, g_strdup (_ ("It has no place of its own in the script.")));
  if (is_on_the_way (graph, row))
    {
      g_autofree char *text = quote (session, &row->range);

      return refuse (error, g_strdup_printf (row->maker == CR_NONE
                                                 ? _ ("It is a number inside of “%s”: change it in the text.")
                                                 : _ ("It is made on the way inside of “%s”: take the result of that."),
                                             text));
    }
  return find_place (session, &row->range, &node->range, error);
}

gboolean
cr_session_find_function_range (CrSession *session, guint function, CrRange *now, GError **error)
{
  CrGraph *graph;

  g_return_val_if_fail (CR_IS_SESSION (session) && now != NULL, FALSE);
  graph = cr_session_get_graph (session);
  if (graph == NULL || function >= cr_graph_get_n_functions (graph))
    return refuse (error, g_strdup (_ ("It is not in the picture any more.")));
  return find_place (session, &cr_graph_get_function (graph, function)->range, now, error);
}

/* The last made of those that the new text makes: by its name, else of its longest expression. */
static guint
find_made (CrGraph *graph, guint offset, guint bytes, const char *name)
{
  guint found = CR_NONE;

  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i), *best;

      if (variable->range.line == 0 || variable->range.offset < offset
          || variable->range.offset + variable->range.length > offset + bytes)
        continue;
      best = found == CR_NONE ? NULL : cr_graph_get_variable (graph, found);
      if (best == NULL || (g_strcmp0 (variable->name, name) == 0) > (g_strcmp0 (best->name, name) == 0)
          || ((g_strcmp0 (variable->name, name) == 0) == (g_strcmp0 (best->name, name) == 0)
              && variable->range.length >= best->range.length))
        found = i;
    }
  return found;
}

/* The last made of that name whose expression the change lies in: requires_grad=True came to it, or went. */
static guint
find_changed (CrGraph *graph, guint offset, const char *name)
{
  guint found = CR_NONE;

  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i);

      if (variable->range.line > 0 && offset > variable->range.offset
          && offset <= variable->range.offset + variable->range.length && g_strcmp0 (variable->name, name) == 0)
        found = i;
    }
  return found;
}

/* To where the variable is in the picture: its generation is shown and it has been made. FALSE if it never is. */
static gboolean
go_to (CrSession *session, guint index)
{
  CrGraph *graph = session->picture->graph;
  const CrVariable *variable = cr_graph_get_variable (graph, index);
  const CrGeneration *generation = cr_graph_get_generation (graph, variable->generation);
  const guint places[] = { session->position, variable->created + 1, generation->first_event + 1,
                           generation->last_event, session->length };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] > variable->created && places[i] <= session->length
        && cr_graph_get_generation_at (graph, places[i]) == variable->generation)
      {
        cr_session_seek (session, places[i]);
        return TRUE;
      }
  return FALSE;
}

void
cr_session_select_wanted (CrSession *session)
{
  CrSessionEdits *edits = session->edits;
  guint first, offset, bytes, found;

  if (edits == NULL || !edits->is_awaited || session->picture == NULL || !find_first_change (session, &first)
      || first < edits->awaited_change)
    return;
  edits->is_awaited = FALSE;
  offset = edits->awaited_offset;
  bytes = edits->awaited_bytes;
  if (!follow_changes (edits, edits->awaited_change, first, TRUE, &offset, &bytes))
    return;
  found = find_made (session->picture->graph, offset - count_mark (session->picture->text), bytes, edits->awaited_name);
  if (found == CR_NONE)
    found = find_changed (session->picture->graph, offset - count_mark (session->picture->text), edits->awaited_name);
  if (found == CR_NONE || found == cr_session_get_selected_variable (session))
    return;
  cr_session_select_variable (session, found);
  g_signal_emit_by_name (session, "value-made");
  if (!go_to (session, found))
    {
      g_autofree char *sentence = g_strdup_printf (
          _ ("“%s” is computed now. It is in no picture yet, as no backward reaches it."), edits->awaited_name);

      cr_session_tell (session, sentence);
    }
}

static void
await (CrSession *session, const CrEditPlan *plan)
{
  CrSessionEdits *edits = session->edits;

  edits->is_awaited = plan->name != NULL;
  edits->awaited_change = edits->changes->len;
  edits->awaited_offset = plan->shown;
  edits->awaited_bytes = plan->shown_bytes;
  g_free (edits->awaited_name);
  edits->awaited_name = g_strdup (plan->name);
}

static void
tell_note (CrSession *session, const char *note)
{
  CrSessionEdits *edits = session->edits;

  if (note == NULL || (edits->in_gesture && g_strcmp0 (edits->told, note) == 0))
    return;
  g_free (edits->told);
  edits->told = g_strdup (note);
  cr_session_tell (session, note);
}

gboolean
cr_session_take_plan (CrSession *session, CrEditPlan *plan)
{
  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);

  if (plan == NULL)
    return FALSE;
  ensure_edits (session);
  cr_session_request_edit (session, plan->edits);
  await (session, plan);
  if (plan->lines != NULL)
    cr_session_select_variable (session, CR_NONE); /* what takes its place in the script is another */
  if (plan->shown_bytes > 0)
    g_signal_emit_by_name (session, "edit-shown", plan->shown, plan->shown_bytes);
  tell_note (session, plan->note);
  cr_edit_plan_free (plan);
  return TRUE;
}

void
cr_session_request_edit (CrSession *session, const GArray *edits)
{
  g_autoptr (GArray) copy = NULL;

  g_return_if_fail (CR_IS_SESSION (session) && edits != NULL);
  copy = cr_text_edits_copy (edits); /* the answer may be another failure */
  ensure_edits (session)->requesting++;
  g_signal_emit_by_name (session, "edit-requested", copy);
  session->edits->requesting--;
}

void
cr_session_tell (CrSession *session, const char *sentence)
{
  g_return_if_fail (CR_IS_SESSION (session) && sentence != NULL);
  g_signal_emit_by_name (session, "told", sentence);
}

void
cr_session_begin_gesture (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));

  cr_session_end_gesture (session);
  ensure_edits (session)->in_gesture = TRUE;
  g_clear_pointer (&session->edits->told, g_free);
  g_signal_emit_by_name (session, "gesture-changed");
}

void
cr_session_end_gesture (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));

  if (!cr_session_is_in_gesture (session))
    return;
  session->edits->in_gesture = FALSE;
  g_signal_emit_by_name (session, "gesture-changed");
}

gboolean
cr_session_is_in_gesture (CrSession *session)
{
  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);
  return session->edits != NULL && session->edits->in_gesture;
}
