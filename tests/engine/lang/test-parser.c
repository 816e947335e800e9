/* Trees (as S-expressions), errors (what Python 3.11 says of the same text, recorded in
 * data/python-verdicts.txt), recovery, identities and bounds. */

#include <string.h>

#include "cr-parser.h"

typedef struct
{
  CrModule *module;
  GPtrArray *diagnostics;
} Result;

static Result
parse (const char *text)
{
  g_autoptr (CrSource) source = cr_source_new ("a.py", text, -1, NULL);
  Result result = { NULL, g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free) };

  g_assert_nonnull (source);
  result.module = cr_parse (source, result.diagnostics);
  g_assert_nonnull (result.module);
  g_assert_cmpint (cr_module_has_errors (result.module), ==, result.diagnostics->len > 0);
  return result;
}

static void
clear (Result *result)
{
  cr_module_unref (result->module);
  g_ptr_array_unref (result->diagnostics);
}

/* "LINE: Type: message" of each diagnostic, one a line; "OK" if there is none. */
static char *
describe (const Result *result, guint max)
{
  GString *out = g_string_new (result->diagnostics->len ? NULL : "OK");

  for (guint i = 0; i < MIN (result->diagnostics->len, max); i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (result->diagnostics, i);
      g_autofree char *summary = cr_diagnostic_dup_summary (diagnostic);

      g_string_append_printf (out, "%s%u: %s", i ? "\n" : "", diagnostic->range.line, summary);
    }
  return g_string_free (out, FALSE);
}

static void
assert_tree (const char *text, const char *expected)
{
  Result result = parse (text);
  g_autofree char *errors = describe (&result, 1);
  g_autofree char *tree = cr_ast_dump (result.module);

  g_assert_cmpstr (errors, ==, "OK");
  g_assert_cmpstr (g_strchomp (tree), ==, expected);
  clear (&result);
}

static void
test_expressions (void)
{
  static const char *const cases[][2] = {
    { "-a**-b*c", "(expr (* (- (** a (- b))) c))" },
    { "a - b - c", "(expr (- (- a b) c))" },
    { "2**3**2", "(expr (** 2 (** 3 2)))" },
    { "not a == b and c or d", "(expr (or (and (not (compare a == b)) c) d))" },
    { "a < b is not c not in d", "(expr (compare a < b is not c not in d))" },
    { "a if b else c if d else e", "(expr (if-else b a (if-else d c e)))" },
    { "a | b ^ c & d << e + f @ g", "(expr (| a (^ b (& c (<< d (+ e (@ f g)))))))" },
    { "x.y(1, *a, k=2, **b)[0]", "(expr (index (call (. x y) 1 *a k=2 **b) 0))" },
    { "x[1:, ::2, None, ...]", "(expr (index x (tuple (slice 1 - -) (slice - - 2) None ...)))" },
    { "lambda a, *b, c=1, **d: a", "(expr (lambda (a *b =c=1 **d) a))" },
    { "[a for a, in b if c if d for e in f]", "(expr (list-comp a (for (tuple a) b c d) (for e f)))" },
    { "f(a for a in b)", "(expr (call f (generator a (for a b))))" },
    { "{**a, 'b': 1}, {1, *c}, {}, {a: b for a in c}",
      "(expr (tuple (dict - a \"b\" 1) (set 1 (star c)) (dict) (dict-comp a b (for a c))))" },
    { "(a := 1), (), (b,), [*c]", "(expr (tuple (:= a 1) (tuple) (tuple b) (list (star c))))" },
    { "'a\\x41\\n' r'\\n' \"\\q\\101\"", "(expr \"aA\\n\\\\n\\\\qA\")" },
    { "0x1F, 0b11, 0o17, 1_000, 1e3, .5", "(expr (tuple 31 3 15 1000 1000.0 0.5))" },
    { "f'{a!r:>{w}} {{}} {b=} {c[\"d\"]:.2f}'",
      "(expr (fstring (value a !r (fstring \">\" (value w))) \" {} b=\" (value b !r) \" \" (value (index c \"d\") "
      "\".2f\")))" },
    { "f'{a, b}' 'c' f'{x == y}'", "(expr (fstring (value (tuple a b)) \"c\" (value (compare x == y))))" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_tree (cases[i][0], cases[i][1]);
}

static void
test_statements (void)
{
  static const char *const cases[][2] = {
    { "a = b, *c = d", "(assign a (tuple b (star c)) d)" },
    { "x.y -= 1; z: int = 2;", "(aug-assign - (. x y) 1)\n(ann-assign z int 2)" },
    { "if a: b\nelif c: d\nelse: e", "(if a\n  (expr b)\n(elif c\n  (expr d))\n(else\n  (expr e)))" },
    { "while a:\n  break\n  continue", "(while a\n  (break)\n  (continue))" },
    { "for i, j in a, b: pass\nelse: pass", "(for (tuple i j) (tuple a b)\n  (pass)\n(else\n  (pass)))" },
    { "@d(1)\ndef f(a, /, b: int = 1, *, c, **e) -> t:\n  global g\n  return",
      "(def (call d 1) f (/a b:int=1 =c **e) t\n  (global g)\n  (return -))" },
    { "class A(B, m=C):\n  x = 1", "(class A B m=C\n  (assign x 1))" },
    { "with a as b, c: pass", "(with a b c -\n  (pass))" },
    { "with (a as b, c): pass", "(with a b c -\n  (pass))" },
    { "with (a, b): pass", "(with a - b -\n  (pass))" },
    { "with (a): pass", "(with a -\n  (pass))" },
    { "try: pass\nexcept A as b: raise\nexcept: raise c from d\nelse: pass\nfinally: pass",
      "(try\n  (pass)\n(except A b\n  (raise - -))\n(except - -\n  (raise c d))\n(else\n  (pass))\n(finally\n  "
      "(pass)))" },
    { "import a.b as c, d\nfrom ..e import (f as g, h,)\nfrom . import *",
      "(import a.b=>c d)\n(import-from 2 \"e\" f=>g h)\n(import-from 1 \"\" *)" },
    { "assert a, b\ndel a, b[0]", "(assert a b)\n(del a (index b 0))" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_tree (cases[i][0], cases[i][1]);
}

/* Each text of the file, up to a line "---> VERDICT". */
static void
test_verdicts (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "python-verdicts.txt", NULL);
  g_autofree char *data = NULL;
  const char *text;
  const char *mark;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  for (text = data; (mark = strstr (text, "---> ")); n++)
    {
      const char *end = strchr (mark, '\n');
      g_autofree char *source = g_strndup (text, mark - text);
      g_autofree char *expected = g_strndup (mark + 5, end - mark - 5);
      Result result = parse (source);
      g_autofree char *found = describe (&result, 1);

      if (strcmp (found, expected) != 0)
        g_test_message ("for: %s", source);
      g_assert_cmpstr (found, ==, expected);
      clear (&result);
      text = end + 1;
    }
  g_assert_cmpuint (n, >, 400);
}

static void
test_recovery (void)
{
  Result result
      = parse ("x = (1 +\nimport a\ny = 1 2\nfor i in x\n  z = = 3\n  ok = 1\n   bad = 1\nif a = b:\n  f(c d)\n"
               "print 'x'\nreturn\n");
  g_autofree char *errors = describe (&result, 100);

  g_assert_cmpstr (errors, ==,
                   "1: SyntaxError: '(' was never closed\n"
                   "3: SyntaxError: invalid syntax\n"
                   "4: SyntaxError: expected ':'\n"
                   "5: SyntaxError: invalid syntax\n"
                   "7: IndentationError: unexpected indent\n"
                   "8: SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?\n"
                   "9: SyntaxError: invalid syntax. Perhaps you forgot a comma?\n"
                   "10: SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?\n"
                   "11: SyntaxError: 'return' outside function");
  clear (&result);
}

static void
test_ranges (void)
{
  Result result = parse ("yy = (a + b).mul(c) * 2\n");
  const CrExpr *product = result.module->body.items[0]->assign.value;
  const CrExpr *call = product->binary.left;

  g_assert_cmpuint (product->range.column, ==, 6);
  g_assert_cmpuint (product->range.end_column, ==, 24);
  g_assert_cmpuint (product->binary.op_range.column, ==, 21);
  g_assert_cmpuint (call->call.callee_range.column, ==, 14);
  g_assert_cmpuint (call->call.arguments_range.column, ==, 17);
  g_assert_cmpuint (call->call.arguments_range.length, ==, 3);
  g_assert_true (call->call.callee->attribute.object->binary.left->name
                 == call->call.callee->attribute.object->binary.left->name);
  clear (&result);
}

/* An identity stays when other statements change, and tells equal statements apart. */
static void
test_identity (void)
{
  Result before = parse ("x = 1\nfor i in r:\n  f(x)\n  f(x)\nif a:\n  g()\nelse:\n  g()\n");
  Result after = parse ("import q\nx=1 # moved\n\nfor i in  r:\n  h()\n  f( x )\n  f(x)\nif a:\n  g()\nelse:\n  g()\n");
  CrStmt **old = before.module->body.items;
  CrStmt **new = after.module->body.items;

  g_assert_cmpuint (old[0]->identity, ==, new[1]->identity);
  g_assert_cmpuint (old[1]->identity, ==, new[2]->identity);
  g_assert_cmpuint (old[1]->for_.body.items[0]->identity, ==, new[2]->for_.body.items[1]->identity);
  g_assert_cmpuint (old[1]->for_.body.items[0]->identity, !=, old[1]->for_.body.items[1]->identity);
  g_assert_cmpuint (old[2]->if_.branches[0].body.items[0]->identity, !=, old[2]->if_.orelse.items[0]->identity);
  clear (&before);
  clear (&after);
}

/* A number that changes, its sign too, leaves the statement the one it is. */
static void
test_identity_of_numbers (void)
{
  Result before = parse ("x = t(1.5, 2)\ny = x - 1\ny = x - 2\nz = x - y\n");
  Result after = parse ("x = t(-1.25e3, 0x10)\ny = x - 3\ny = x - 1\nz = -x - y\n");
  CrStmt **old = before.module->body.items;
  CrStmt **new = after.module->body.items;

  g_assert_cmpuint (old[0]->identity, ==, new[0]->identity);
  g_assert_cmpuint (old[1]->identity, ==, new[1]->identity);
  g_assert_cmpuint (old[2]->identity, ==, new[2]->identity);
  g_assert_cmpuint (old[1]->identity, !=, old[2]->identity); /* by their order */
  g_assert_cmpuint (old[3]->identity, !=, new[3]->identity);
  clear (&before);
  clear (&after);
}

static char *
repeat (const char *before, const char *part, guint n, const char *after)
{
  GString *out = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (out, part);
  g_string_append (out, after);
  return g_string_free (out, FALSE);
}

static void
test_bounds (void)
{
  static const struct
  {
    const char *before, *part, *after, *verdict;
  } cases[] = {
    { "x = ", "(", "", "1: SyntaxError: too many nested parentheses" },
    { "x = 1", "+1", "", "1: RecursionError: maximum recursion depth exceeded during compilation" },
    { "x = ", "-", "1", "1: RecursionError: maximum recursion depth exceeded during compilation" },
    { "x = ", "not ", "1", "1: RecursionError: maximum recursion depth exceeded during compilation" },
    { "x = a", ".b", "", "1: RecursionError: maximum recursion depth exceeded during compilation" },
    { "x = ", "lambda: ", "1", "1: RecursionError: maximum recursion depth exceeded during compilation" },
    { "x = 1", "**1", "", "1: RecursionError: maximum recursion depth exceeded during compilation" },
    { "x = a", " and a", "", "OK" },
    { "x = a", " < a", "", "OK" },
    { "x = a", " = a", "", "OK" },
    { "x = [", "1, ", "]", "OK" },
    { "if a: b\n", "elif a: b\n", "else: c", "OK" },
    { "x = f'", "{a:1}", "'", "OK" },
    { "x = 9223372036854775807", "", "", "OK" },
    { "x = 9223372036854775808", "", "", "OK" },
    { "x = 1", "0", "", "OK" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].before, cases[i].part, 100000, cases[i].after);
      Result result = parse (text);
      g_autofree char *found = describe (&result, 1);

      g_assert_cmpstr (found, ==, cases[i].verdict);
      clear (&result);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/parser/expressions", test_expressions);
  g_test_add_func ("/engine/lang/parser/statements", test_statements);
  g_test_add_func ("/engine/lang/parser/verdicts", test_verdicts);
  g_test_add_func ("/engine/lang/parser/recovery", test_recovery);
  g_test_add_func ("/engine/lang/parser/ranges", test_ranges);
  g_test_add_func ("/engine/lang/parser/identity", test_identity);
  g_test_add_func ("/engine/lang/parser/identity-of-numbers", test_identity_of_numbers);
  g_test_add_func ("/engine/lang/parser/bounds", test_bounds);
  return g_test_run ();
}
