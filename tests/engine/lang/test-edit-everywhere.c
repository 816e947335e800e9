/* Every gesture at expressions of all scripts that are recorded: it is refused, or leaves a text that parses; and what
 * is added changes nothing of what the script prints. CR_EDIT_STEP=1 in the environment looks at every expression. */

#include "edit-fixture.h"

#include "cr-edit-private.h"
#include "cr-error.h"
#include "cr-interp.h"
#include "cr-parser.h"

#include <string.h>

#define PLACES 10 /* expressions of a script that are looked at */
#define RUNS 4    /* of which so many are run */

typedef CrEditPlan *(*Gesture) (CrEditScript *script, const CrEditNode *node, GError **error);

static CrEditPlan *
apply (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_apply (script, node, 1, "torch.sin($1)", NULL, error);
}

static CrEditPlan *
apply_twice (CrEditScript *script, const CrEditNode *node, GError **error)
{
  CrEditNode nodes[2] = { *node, *node };

  nodes[1].range = cr_edit_expr (script, script->exprs->len / 2)->expr->range;
  return cr_edit_apply (script, nodes, 2, "F.mse_loss($1, $2)", "loss", error);
}

static CrEditPlan *
insert (CrEditScript *script, const CrEditNode *node, GError **error)
{
  guint expr = cr_edit_find_expr (script, &node->range), parent = cr_edit_expr (script, expr)->parent;

  return cr_edit_insert (script, node, &cr_edit_expr (script, parent == CR_EDIT_NONE ? expr : parent)->expr->range,
                         "$1 + math.pi", error);
}

static CrEditPlan *
name (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_name_node (script, node, "quite_new", error);
}

static CrEditPlan *
rename_it (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_rename (script, node->range.offset, "quite_new", error);
}

static CrEditPlan *
require (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_set_requires_grad (script, node, TRUE, error);
}

static CrEditPlan *
require_no (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_set_requires_grad (script, node, FALSE, error);
}

static CrEditPlan *
retain (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_set_retain_grad (script, node, TRUE, error);
}

static CrEditPlan *
detach (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_set_detached (script, node, TRUE, error);
}

static CrEditPlan *
attach (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_set_detached (script, node, FALSE, error);
}

static CrEditPlan *
backward (CrEditScript *script, const CrEditNode *node, GError **error)
{
  return cr_edit_backward (script, node, FALSE, error);
}

static CrEditPlan *
set_element (CrEditScript *script, const CrEditNode *node, GError **error)
{
  gint64 size = 2;

  return cr_edit_set_element (script, node, &size, 1, 1, 2.5, error);
}

static CrEditPlan *
reconnect (CrEditScript *script, const CrEditNode *node, GError **error)
{
  CrEditNode other = { .range = cr_edit_expr (script, 0)->expr->range };
  guint expr = cr_edit_find_expr (script, &node->range), parent = cr_edit_expr (script, expr)->parent;

  return cr_edit_reconnect (script, node, &cr_edit_expr (script, parent == CR_EDIT_NONE ? expr : parent)->expr->range,
                            &other, error);
}

static const Gesture gestures[]
    = { apply,   apply_twice, insert, reconnect, name,   rename_it, cr_edit_duplicate, cr_edit_delete,
        require, require_no,  retain, detach,    attach, backward,  set_element };

static GPtrArray *
list_scripts (void)
{
  const char *folders[] = { "run", "../../../app/examples" };
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_test_build_filename (G_TEST_DIST, folders[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *entry;

      g_assert_nonnull (dir);
      while ((entry = g_dir_read_name (dir)) != NULL)
        if (g_str_has_suffix (entry, ".py"))
          g_ptr_array_add (paths, g_build_filename (folder, entry, NULL));
    }
  g_assert_cmpuint (paths->len, >, 100);
  return paths;
}

static guint
get_step (CrEditScript *script, guint n)
{
  const char *step = g_getenv ("CR_EDIT_STEP");

  return step != NULL ? (guint)MAX (atoi (step), 1) : MAX (script->exprs->len / n, 1);
}

static void
check_gesture (const char *path, const char *text, CrEditScript *script, guint expr, guint gesture)
{
  CrEditNode node = { .range = cr_edit_expr (script, expr)->expr->range };
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditPlan) plan = gestures[gesture](script, &node, &error);
  g_autofree char *result = NULL;

  if (plan == NULL)
    {
      g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
      g_assert_true (strlen (error->message) > 10);
      return;
    }
  g_assert_no_error (error);
  result = cr_text_edits_apply (plan->edits, text);
  g_assert_nonnull (result);
  g_assert_cmpuint ((gsize)plan->shown + plan->shown_bytes, <=, strlen (result));
  if (!edit_text_parses (result))
    g_error ("%s, line %u, gesture %u leaves a broken text:\n%s", path, node.range.line, gesture, result);
}

static void
test_parses (void)
{
  g_autoptr (GPtrArray) paths = list_scripts ();

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *text = NULL;
      g_autoptr (CrEditScript) script = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      script = cr_edit_script_new (text, NULL);
      if (script == NULL || script->n_errors > 0)
        continue;
      for (guint k = i % 7; k < script->exprs->len; k += get_step (script, PLACES))
        for (guint gesture = 0; gesture < G_N_ELEMENTS (gestures); gesture++)
          check_gesture (path, text, script, k, gesture);
    }
}

static void
take_print (gpointer user_data, const char *text, gsize length)
{
  g_string_append_len (user_data, text, (gssize)length);
}

/* What the script prints, with the class of what it fails with; NULL where that takes long. */
static char *
run (const char *text)
{
  static const CrLangObserver observer = { .printed = take_print };
  CrLimits limits = { .max_steps = 200000, .max_seconds = 2, .max_bytes = 200 << 20, .max_depth = 200 };
  CrInterpOptions options = { 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (CrSource) source = cr_source_new ("script", text, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  g_autoptr (CrContext) context = cr_context_new (&limits);
  g_autoptr (CrInterp) interp = cr_interp_new (context, source, module, &options);
  CrDiagnostic *failure;
  gboolean long_run;

  cr_interp_set_observer (interp, &observer, out);
  failure = cr_interp_run (interp);
  if (failure == NULL)
    return g_string_free (g_steal_pointer (&out), FALSE);
  long_run = failure->code == CR_ERROR_LIMIT || failure->code == CR_ERROR_MEMORY;
  g_string_append (out, cr_diagnostic_get_type_name (failure));
  cr_diagnostic_free (failure);
  return long_run ? NULL : g_string_free (g_steal_pointer (&out), FALSE);
}

/* Any value can be put into a list. Numbers are left alone: a set of them has another order when one has a name. */
static guint
check_run (const char *path, const char *text, const char *printed, CrEditScript *script, guint expr)
{
  CrExprKind kind = cr_edit_expr (script, expr)->expr->kind;
  CrEditNode node = { .range = cr_edit_expr (script, expr)->expr->range };
  g_autoptr (CrEditPlan) plan = cr_edit_apply (script, &node, 1, "[$1]", NULL, NULL);
  g_autofree char *result = plan == NULL ? NULL : cr_text_edits_apply (plan->edits, text);
  g_autofree char *now = result == NULL ? NULL : run (result);

  if (now == NULL || kind == CR_EXPR_INT || kind == CR_EXPR_FLOAT)
    return 0;
  if (strcmp (now, printed) != 0)
    {
      g_test_message ("%s, line %u:\n%s", path, node.range.line, result);
      g_assert_cmpstr (now, ==, printed);
    }
  return 1;
}

static void
test_runs (void)
{
  g_autoptr (GPtrArray) paths = list_scripts ();
  guint n = 0;

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *text = NULL, *printed = NULL, *again = NULL;
      g_autoptr (CrEditScript) script = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      script = cr_edit_script_new (text, NULL);
      if (script == NULL || script->n_errors > 0)
        continue;
      printed = run (text);
      again = run (text);
      /* What another run prints otherwise (a generator without a seed), or what lists the names there are. */
      if (g_strcmp0 (printed, again) != 0 || strstr (text, "dir(") != NULL)
        continue;
      for (guint k = i % 5; printed != NULL && k < script->exprs->len; k += get_step (script, RUNS))
        n += check_run (path, text, printed, script, k);
    }
  g_assert_cmpuint (n, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/engine/lang/edit/everywhere/parses", test_parses);
  g_test_add_func ("/engine/lang/edit/everywhere/runs", test_runs);
  return g_test_run ();
}
