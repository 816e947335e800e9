/* Pasted pages: what is code stays, the rest becomes comments, and a script is left alone. */

#include "cr-page.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *page;
  const char *script; /* NULL: left alone */
} Case;

static const Case cases[] = {
  { "prompts",
    "First we make a leaf:\n\n    >>> x = torch.ones(2)\n    >>> for i in range(2):\n    ...     print(i)\n    ...\n   "
    " 0\n"
    "    1\n>>> x\ntensor([1., 1.])\n",
    "# First we make a leaf:\n\nx = torch.ones(2)\nfor i in range(2):\n    print(i)\n\n#     0\n#     1\nx\n"
    "# tensor([1., 1.])\n" },
  { "cells",
    "In [1]: import torch\n   ...: x = torch.ones(2)\n\nThis is what it holds:\n\nIn [2]: x\nOut[2]: tensor([1., "
    "1.])\n\n"
    "In [3]:\ny = x + 1\nprint(y)\n\ntensor([2., 2.])\n",
    "import torch\nx = torch.ones(2)\n\n# This is what it holds:\n\nx\n# Out[2]: tensor([1., 1.])\n\n\ny = x + "
    "1\nprint(y)\n\n"
    "# tensor([2., 2.])\n" },
  { "fences",
    "# A title\n\nRun this:\n\n```python\nx = torch.ones(2)\n\nprint(x)\n```\n\nIt prints\n\n```text\ntensor([1., "
    "1.])\n```\n",
    "# A title\n\n# Run this:\n\n# ```python\nx = torch.ones(2)\n\nprint(x)\n# ```\n\n# It prints\n\n# ```text\n"
    "# tensor([1., 1.])\n# ```\n" },
  { "links",
    "x = [torch.ones](https://example.org/torch.ones.html#x)(2, "
    "requires_grad=[True](http://example.org/b))\nx.sum().backward()\n",
    "x = torch.ones(2, requires_grad=True)\nx.sum().backward()\n" },
  { "prose",
    "We create a tensor that wants a gradient.\nx = torch.ones(2, 2,\n               requires_grad=True)\nprint(x)\n"
    "tensor([[1., 1.],\n        [1., 1.]], requires_grad=True)\nNow for an operation on it, as before:\ny = x + 2\ny\n",
    "# We create a tensor that wants a gradient.\nx = torch.ones(2, 2,\n               requires_grad=True)\nprint(x)\n"
    "# tensor([[1., 1.],\n#         [1., 1.]], requires_grad=True)\n# Now for an operation on it, as before:\ny = x + "
    "2\ny\n" },
  { "chinese", "创建一个张量并设置求导\nx = torch.ones(2)\n输出的结果是这样的:\nprint(x)\n",
    "# 创建一个张量并设置求导\nx = torch.ones(2)\n# 输出的结果是这样的:\nprint(x)\n" },
  { "function",
    "The function that we want to learn is simple enough.\ndef f(x):\n    y = x * 2\n\n    return y\n\nresult = "
    "f(3)\n12.0\n",
    "# The function that we want to learn is simple enough.\ndef f(x):\n    y = x * 2\n\n    return y\n\nresult = "
    "f(3)\n# 12.0\n" },
  { "traceback",
    "y.backward()\nTraceback (most recent call last):\n  File \"<stdin>\", line 1, in <module>\nRuntimeError: it was "
    "freed before\n"
    "y = 1\n",
    "y.backward()\n# Traceback (most recent call last):\n#   File \"<stdin>\", line 1, in <module>\n# RuntimeError: it "
    "was freed before\n"
    "y = 1\n" },
  { "windows-lines", ">>> x = 1\r\n>>> x\r\n1\r\n", "x = 1\nx\n# 1\n" },
  { "fence-of-output",
    "Run this now:\n```python\nx = torch.ones(2)\n```\n```\ntensor([1., 1.])\n```\n```\ny = x + 1\n```\n",
    "# Run this now:\n# ```python\nx = torch.ones(2)\n# ```\n# ```\n# tensor([1., 1.])\n# ```\n# ```\ny = x + 1\n# "
    "```\n" },
  { "output-after-a-gap", "In [2]:\n\ny = w * 2\n\nOut[2]:\n\ntensor([2.], grad_fn=<MulBackward0>)\n",
    "\n\ny = w * 2\n\n# Out[2]:\n\n# tensor([2.], grad_fn=<MulBackward0>)\n" },
  { "prose-in-a-string", "\"\"\"What this file is\n\nand some more words of it here.\n\"\"\"\nx = 1\n", NULL },
  { "mistake-stays", "x = torch.ones(2\ny = x + 1\n", NULL },
  { "mistake-on-a-page", "This is a page with a mistake in it.\nx = torch.ones(2))\ny = 1\n",
    "# This is a page with a mistake in it.\nx = torch.ones(2))\ny = 1\n" },
  { "script", "import torch\n# a comment\nx = torch.ones(2)\n\nx.sum()\nprint('a [b](c)')\n...\n", NULL },
  { "no-code", "Dear all, this is a letter and nothing else.\nYours\n", NULL },
  { "empty", "", NULL },
  { "fence-that-never-ends", "```\nx = 1\n", "# ```\nx = 1\n" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CrPage) page = cr_page_clean (c->page);
  g_assert_cmpstr (page ? page->script : NULL, ==, c->script);
  if (page == NULL)
    return;
  g_assert_cmpuint (page->n_commented + page->n_changed, >, 0);
  /* What was cleaned is a script, and stays as it is. */
  g_autoptr (CrPage) again = cr_page_clean (page->script);
  g_assert_null (again);
}

/* Every script that the interpreter's tests run is code and nothing else. */
static void
test_scripts_are_left_alone (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "run", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".py"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
        g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
        g_autoptr (CrPage) page = cr_page_clean (text);
        if (page)
          g_error ("%s was taken for a page: %u lines", name, page->n_commented + page->n_changed);
        n++;
      }
  g_assert_cmpuint (n, >, 50);
}

/* Deep brackets, long lines and bytes of all kinds end in some answer. */
static void
test_hostile (void)
{
  g_autoptr (GString) text = g_string_new ("Some words that make a page of it\n");
  for (guint i = 0; i < 20000; i++)
    g_string_append (text, i % 3 ? "([{" : "`");
  g_string_append (text, "\nx = 1\n>>> y = 2\n");
  g_autoptr (CrPage) page = cr_page_clean (text->str);
  g_assert_nonnull (page);
  g_assert_null (cr_page_clean ("\xff\xfe"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/lang/page/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/engine/lang/page/scripts-are-left-alone", test_scripts_are_left_alone);
  g_test_add_func ("/engine/lang/page/hostile", test_hostile);
  return g_test_run ();
}
