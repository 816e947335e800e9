/* A node's statement goes, and all that cannot be without it. What a statement bound is followed to where it may be
 * read; a function that lost its result goes as a whole, a block that lost everything goes or says `pass`. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  CrEditScript *script;
  gboolean *gone; /* by statement */
  GArray *queue;  /* of guint, statements whose names are to be followed */
} Deletion;

static void
mark (Deletion *deletion, guint stmt)
{
  const CrRange *range = &cr_edit_stmt (deletion->script, stmt)->stmt->range;

  if (deletion->gone[stmt])
    return;
  g_array_append_val (deletion->queue, stmt);
  for (guint i = stmt; i < deletion->script->stmts->len; i++)
    {
      if (!cr_edit_range_contains (range, &cr_edit_stmt (deletion->script, i)->stmt->range))
        break;
      deletion->gone[i] = TRUE;
    }
}

static gboolean
yields (CrEditScript *script, guint stmt)
{
  for (guint i = 0; i < script->exprs->len; i++)
    if (cr_edit_expr (script, i)->stmt == stmt
        && (cr_edit_expr (script, i)->expr->kind == CR_EXPR_YIELD
            || cr_edit_expr (script, i)->expr->kind == CR_EXPR_YIELD_FROM))
      return TRUE;
  return FALSE;
}

/* The function or, around it, the class that has no use any more without @stmt; @stmt itself if there is none. */
static guint
find_whole (CrEditScript *script, guint stmt)
{
  const CrStmt *row = cr_edit_stmt (script, stmt)->stmt;
  guint scope = cr_edit_stmt (script, stmt)->scope;

  if ((row->kind != CR_STMT_RETURN || row->value == NULL) && !yields (script, stmt))
    return stmt;
  while (scope != CR_EDIT_NONE && scope != 0)
    {
      stmt = cr_edit_scope (script, scope)->stmt;
      scope = cr_edit_scope (script, scope)->parent;
      if (scope == CR_EDIT_NONE || cr_edit_scope (script, scope)->kind != CR_EDIT_SCOPE_CLASS)
        break;
    }
  return stmt;
}

/* The outermost loop around both, CR_EDIT_NONE. */
static guint
find_common_loop (CrEditScript *script, guint a, guint b)
{
  guint found = CR_EDIT_NONE;

  for (guint loop = cr_edit_find_loop (script, a); loop != CR_EDIT_NONE; loop = cr_edit_find_loop (script, loop))
    if (cr_edit_range_contains (&cr_edit_stmt (script, loop)->stmt->range, &cr_edit_stmt (script, b)->stmt->range))
      found = loop;
  return found;
}

/* Whether the name surely means something else when @reader reads it: another statement on the way binds it. */
static gboolean
is_bound_anew (CrEditScript *script, guint binder, const CrEditUse *reader, guint from)
{
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->name != reader->name || use->home != reader->home || use->stmt == binder || use->stmt >= reader->stmt
          || use->stmt <= from || use->scope != cr_edit_stmt (script, reader->stmt)->scope
          || (use->kind != CR_EDIT_USE_STORE && use->kind != CR_EDIT_USE_DEFINITION))
        continue;
      if (cr_edit_stmt (script, use->stmt)->stmt->kind == CR_STMT_FOR
          && !cr_edit_range_contains (&cr_edit_stmt (script, use->stmt)->stmt->range, &reader->range))
        continue; /* the loop may not run */
      if (cr_edit_climb (script, reader->stmt, cr_edit_stmt (script, use->stmt)->block) != CR_EDIT_NONE)
        return TRUE;
    }
  return FALSE;
}

static gboolean
depends (CrEditScript *script, guint binder, const CrEditUse *reader)
{
  guint loop;

  if (reader->stmt == binder)
    return FALSE;
  if (cr_edit_stmt (script, reader->stmt)->scope != cr_edit_stmt (script, binder)->scope)
    return TRUE;
  if (reader->stmt > binder)
    return !is_bound_anew (script, binder, reader, binder);
  loop = find_common_loop (script, binder, reader->stmt);
  return loop != CR_EDIT_NONE && !is_bound_anew (script, binder, reader, loop);
}

static void
follow_name (Deletion *deletion, const CrEditUse *binding)
{
  CrEditScript *script = deletion->script;

  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->name == binding->name && use->home == binding->home && !deletion->gone[use->stmt]
          && (use->kind == CR_EDIT_USE_LOAD || use->kind == CR_EDIT_USE_AUGMENTED || use->kind == CR_EDIT_USE_DELETE)
          && depends (script, binding->stmt, use))
        mark (deletion, find_whole (script, use->stmt));
    }
}

/* `y += 1` leaves y as it was before. */
static void
follow (Deletion *deletion, guint stmt)
{
  CrEditScript *script = deletion->script;
  const CrRange *range = &cr_edit_stmt (script, stmt)->stmt->range;

  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (cr_edit_range_contains (range, &use->range) && cr_edit_is_binding (use->kind)
          && use->kind != CR_EDIT_USE_AUGMENTED && use->kind != CR_EDIT_USE_PARAMETER && use->home != CR_EDIT_NONE)
        follow_name (deletion, use);
    }
}

static gboolean
is_emptied (Deletion *deletion, guint block)
{
  CrEditScript *script = deletion->script;
  gboolean any = FALSE;

  for (guint i = 0; i < script->stmts->len; i++)
    if (cr_edit_stmt (script, i)->block == block)
      {
        if (!deletion->gone[i])
          return FALSE;
        any = TRUE;
      }
  return any;
}

/* Whether the statement around has no use without this block. */
static gboolean
is_needed_block (CrEditScript *script, guint block)
{
  const CrEditBlock *row = cr_edit_block (script, block);
  const CrStmt *parent = cr_edit_stmt (script, row->parent)->stmt;

  switch (parent->kind)
    {
    case CR_STMT_FOR:
      return row->block == &parent->for_.body;
    case CR_STMT_WHILE:
      return row->block == &parent->while_.body;
    case CR_STMT_IF:
      return parent->if_.n_branches == 1 && parent->if_.orelse.n == 0;
    case CR_STMT_TRY:
      return row->block == &parent->try_.body;
    default:
      return TRUE;
    }
}

/* Marks what lost all that was in it; TRUE if there was such. */
static gboolean
mark_emptied (Deletion *deletion)
{
  gboolean any = FALSE;

  for (guint i = 0; i < deletion->script->blocks->len; i++)
    {
      guint parent = cr_edit_block (deletion->script, i)->parent;

      if (parent == CR_EDIT_NONE || deletion->gone[parent] || !is_emptied (deletion, i)
          || !is_needed_block (deletion->script, i))
        continue;
      mark (deletion, parent);
      any = TRUE;
    }
  return any;
}

static void
follow_all (Deletion *deletion)
{
  guint done = 0;

  do
    for (; done < deletion->queue->len; done++)
      follow (deletion, g_array_index (deletion->queue, guint, done));
  while (mark_emptied (deletion));
}

/* Whether a statement around goes and takes this one along. */
static gboolean
goes_with_parent (Deletion *deletion, guint stmt)
{
  guint parent = cr_edit_block (deletion->script, cr_edit_stmt (deletion->script, stmt)->block)->parent;

  return parent != CR_EDIT_NONE && deletion->gone[parent];
}

static void
add_lines (CrEditDraft *draft, const CrStmt *stmt)
{
  for (guint line = stmt->range.line; line <= stmt->range.end_line; line++)
    cr_edit_draft_add_line (draft, line);
}

static void
take_away (Deletion *deletion, CrEditDraft *draft)
{
  CrEditScript *script = deletion->script;

  for (guint i = 0; i < script->stmts->len; i++)
    {
      const CrEditStmt *row = cr_edit_stmt (script, i);

      if (!deletion->gone[i] || goes_with_parent (deletion, i))
        continue;
      add_lines (draft, row->stmt);
      if (row->index == 0 && cr_edit_block (script, row->block)->parent != CR_EDIT_NONE
          && is_emptied (deletion, row->block))
        cr_edit_draft_replace (draft, i, "pass");
      else
        cr_edit_draft_remove (draft, i);
    }
}

CrEditPlan *
cr_edit_delete (CrEditScript *script, const CrEditNode *node, GError **error)
{
  g_auto (CrEditTarget) target = { 0 };
  g_autoptr (CrEditDraft) draft = NULL;
  Deletion deletion = { script, NULL, NULL };
  guint first;

  g_return_val_if_fail (script != NULL && node != NULL, NULL);
  if (!cr_edit_target_init (&target, script, node, error))
    return NULL;
  draft = cr_edit_draft_new (script);
  first = target.before ? cr_edit_block (script, cr_edit_stmt (script, target.stmt)->block)->parent : target.stmt;
  deletion.gone = g_new0 (gboolean, script->stmts->len + 1);
  deletion.queue = g_array_new (FALSE, FALSE, sizeof (guint));
  mark (&deletion, find_whole (script, first));
  follow_all (&deletion);
  add_lines (draft, cr_edit_stmt (script, first)->stmt);
  take_away (&deletion, draft);
  cr_edit_draft_note_place (draft, first);
  g_free (deletion.gone);
  g_array_unref (deletion.queue);
  return cr_edit_draft_finish (g_steal_pointer (&draft), error);
}
