/* What would come of a statement that is typed: values, changes, what is wrong and where, and that trying ends. */

#include "cr-preview.h"
#include "cr-session-preview.h"
#include "session-fixture.h"

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"                                                                 \
  "y = x * 2\n"

static CrPreview *
try (const char *script, const char *typed)
{
  CrPreviewTrial *trial = cr_preview_trial_new (script, typed, 0);
  CrPreview *preview = cr_preview_trial_execute (trial);

  cr_preview_trial_free (trial);
  g_assert_nonnull (preview);
  return preview;
}

static void
test_values (void)
{
  static const struct
  {
    const char *typed, *name, *value, *shape;
  } cases[] = {
    { "z = x + y", "z", "[3. 6.]", "float32 [2]" },
    { "z = (x * y).sum()", "z", "10.0", "float32" },
    { "z = sin(x) * 0", "z", "[0. 0.]", "float32 [2]" },
    { "x = x[0]", "x", "1.0", "float32" },
    { "n = 3", "n", "3", NULL },
    { "n = 'a'", "n", "'a'", NULL },
    { "n = x.shape", "n", "torch.Size([2])", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrPreview) preview = try (SCRIPT, cases[i].typed);

      g_assert_cmpint (preview->kind, ==, CR_PREVIEW_VALUE);
      g_assert_cmpstr (preview->name, ==, cases[i].name);
      g_assert_cmpstr (preview->value, ==, cases[i].value);
      g_assert_cmpstr (preview->shape, ==, cases[i].shape);
    }
}

static void
test_changes (void)
{
  static const struct
  {
    const char *typed, *sentence;
  } cases[] = {
    { "y.sum().backward()", "changes the gradient of x" },
    { "plt.plot(x.detach())", "draws into the plot" },
    { "print(y.detach())", "prints tensor([2., 4.])" },
    { "pass", "runs; no value comes of it" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrPreview) preview = try (SCRIPT, cases[i].typed);

      g_assert_cmpint (preview->kind, ==, CR_PREVIEW_CHANGE);
      g_assert_cmpstr (preview->sentence, ==, cases[i].sentence);
    }
}

/* What is wrong is told with its place in what was typed. */
static void
test_errors (void)
{
  static const struct
  {
    const char *typed, *sentence, *advice, *place;
    CrPreviewKind kind;
  } cases[] = {
    { "sin(", "'(' was never closed", NULL, "(", CR_PREVIEW_UNFINISHED },
    { "x *", "invalid syntax", NULL, "", CR_PREVIEW_UNFINISHED },
    { "x * * y", "invalid syntax", NULL, "*", CR_PREVIEW_ERROR },
    { "z = coss(x)", "coss", "Did you mean “cos”?", "coss", CR_PREVIEW_ERROR },
    { "z = sin(x) @ ones(3)", "inconsistent tensor size", NULL, "sin(x) @ ones(3)", CR_PREVIEW_ERROR },
    { "z = x.summ()", "no attribute 'summ'", "sum", NULL, CR_PREVIEW_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrPreview) preview = try (SCRIPT, cases[i].typed);
      g_autofree char *place = g_strndup (cases[i].typed + preview->offset, preview->length);

      g_assert_cmpint (preview->kind, ==, cases[i].kind);
      g_assert_nonnull (strstr (preview->sentence, cases[i].sentence));
      if (cases[i].advice != NULL)
        g_assert_nonnull (strstr (preview->advice, cases[i].advice));
      if (cases[i].place != NULL)
        g_assert_cmpstr (place, ==, cases[i].place);
    }
}

static void
test_script_that_stops_before (void)
{
  g_autoptr (CrPreview) preview = try (SCRIPT "torch.nonsense\nz = y + 1\n", "z * 2");

  g_assert_cmpint (preview->kind, ==, CR_PREVIEW_ERROR);
  g_assert_nonnull (strstr (preview->sentence, "line 4"));
  g_assert_cmpuint (preview->length, ==, 0);
}

static gpointer
run_trial (gpointer trial)
{
  return cr_preview_trial_execute (trial);
}

static void
test_cancel (void)
{
  CrPreviewTrial *trial
      = cr_preview_trial_new ("import torch\nx = torch.ones(2)\nfor i in range(10 ** 6):\n    x = x * 1\n", "x * 2", 0);
  GThread *thread = g_thread_new ("trial", run_trial, trial);

  g_usleep (50000);
  cr_preview_trial_cancel (trial);
  g_assert_null (g_thread_join (thread));
  cr_preview_trial_free (trial);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
test_session (void)
{
  CrSession *session = session_new_run (SCRIPT);
  g_autoptr (GCancellable) first = g_cancellable_new (), second = g_cancellable_new ();
  GAsyncResult *dropped = NULL, *found = NULL;
  g_autoptr (GError) error = NULL;
  CrPreview *preview;

  cr_session_preview_async (session, "x * 3", first, keep_result, &dropped);
  g_cancellable_cancel (first);
  cr_session_preview_async (session, "p = x * 4", second, keep_result, &found);
  while (dropped == NULL || found == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (cr_session_preview_finish (session, dropped, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  preview = cr_session_preview_finish (session, found, NULL);
  g_assert_cmpstr (preview->value, ==, "[4. 8.]");
  cr_preview_free (preview);
  g_object_unref (dropped);
  g_object_unref (found);
  session_settle (session);
  g_assert_cmpstr (cr_session_get_text (session), ==, SCRIPT);
  g_object_unref (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/preview/values", test_values);
  g_test_add_func ("/ui/session/preview/changes", test_changes);
  g_test_add_func ("/ui/session/preview/errors", test_errors);
  g_test_add_func ("/ui/session/preview/stops-before", test_script_that_stops_before);
  g_test_add_func ("/ui/session/preview/cancel", test_cancel);
  g_test_add_func ("/ui/session/preview/session", test_session);
  return g_test_run ();
}
