/* Replacements made in a text, and those that don't fit into it. */

#include "cr-text-edit.h"

static void
test_apply (void)
{
  g_autoptr (GArray) edits = cr_text_edits_new ();
  g_autoptr (GArray) copy = NULL;
  g_autofree char *text = NULL, *copied = NULL, *empty = NULL;

  empty = cr_text_edits_apply (edits, "abc");
  g_assert_cmpstr (empty, ==, "abc");
  cr_text_edits_add (edits, 0, 1, "x");
  cr_text_edits_add (edits, 2, 0, "yy");
  text = cr_text_edits_apply (edits, "abc");
  g_assert_cmpstr (text, ==, "xbyyc");
  copy = cr_text_edits_copy (edits);
  copied = cr_text_edits_apply (copy, "abc");
  g_assert_cmpstr (copied, ==, "xbyyc");
}

static void
test_refused (void)
{
  g_autoptr (GArray) beyond = cr_text_edits_new (), crossed = cr_text_edits_new ();

  cr_text_edits_add (beyond, 5, 10, "");
  g_assert_null (cr_text_edits_apply (beyond, "abc"));
  cr_text_edits_add (crossed, 0, 2, "");
  cr_text_edits_add (crossed, 1, 1, "");
  g_assert_null (cr_text_edits_apply (crossed, "abc"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/text-edit/apply", test_apply);
  g_test_add_func ("/engine/lang/text-edit/refused", test_refused);
  return g_test_run ();
}
