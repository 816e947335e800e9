/* Names that Python and torch have: what a new name must not hide. torch's functions are written torch.sin, so that a
 * variable may have the name of one. */

#include "cr-edit-private.h"

#include "cr-function.h"
#include "cr-token.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const builtins[] = {
  "abs",
  "all",
  "any",
  "ascii",
  "bin",
  "bool",
  "breakpoint",
  "bytearray",
  "bytes",
  "callable",
  "chr",
  "classmethod",
  "compile",
  "complex",
  "delattr",
  "dict",
  "dir",
  "divmod",
  "enumerate",
  "eval",
  "exec",
  "exit",
  "filter",
  "float",
  "format",
  "frozenset",
  "getattr",
  "globals",
  "hasattr",
  "hash",
  "help",
  "hex",
  "id",
  "input",
  "int",
  "isinstance",
  "issubclass",
  "iter",
  "len",
  "list",
  "locals",
  "map",
  "max",
  "memoryview",
  "min",
  "next",
  "object",
  "oct",
  "open",
  "ord",
  "pow",
  "print",
  "property",
  "quit",
  "range",
  "repr",
  "reversed",
  "round",
  "set",
  "setattr",
  "slice",
  "sorted",
  "staticmethod",
  "str",
  "sum",
  "super",
  "tuple",
  "type",
  "vars",
  "zip",
  "__import__",
  "__name__",
  "Exception",
  "ValueError",
  "TypeError",
  "RuntimeError",
  "KeyError",
  "IndexError",
  "StopIteration",
  "NotImplementedError",
  "AssertionError",
  "AttributeError",
  "ZeroDivisionError",
  "ArithmeticError",
  "Ellipsis",
  "NotImplemented",
};

/* Of those, what tutorials call variables, and what hardly anybody calls: a script that does not use it may have it. */
static const char *const rare[] = {
  "ascii",   "bin",     "breakpoint", "bytearray", "bytes", "callable",     "chr",        "classmethod", "compile",
  "complex", "delattr", "dir",        "divmod",    "eval",  "exec",         "exit",       "format",      "frozenset",
  "globals", "hash",    "help",       "hex",       "id",    "input",        "issubclass", "locals",      "memoryview",
  "oct",     "ord",     "property",   "quit",      "slice", "staticmethod", "vars",
};

/* What scripts call torch's own things: a variable of that name would take them away. */
static const char *const modules[] = { "torch", "nn", "F", "optim", "np", "numpy", "plt", "math", "torchvision" };

static gboolean
is_in (const char *name, const char *const *names, guint n)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

gboolean
cr_edit_is_identifier (const char *name)
{
  const char *p = name;

  if (!g_utf8_validate (name, -1, NULL) || *name == '\0')
    return FALSE;
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != '_' && !g_unichar_isalpha (c) && (p == name || (!g_unichar_isdigit (c) && !g_unichar_ismark (c))))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_edit_is_keyword (const char *name)
{
  for (guint kind = CR_TOKEN_AND; kind <= CR_TOKEN_YIELD; kind++)
    if (strcmp (cr_token_kind_get_text ((CrTokenKind)kind), name) == 0)
      return TRUE;
  return FALSE;
}

gboolean
cr_edit_is_builtin (const char *name)
{
  return is_in (name, builtins, G_N_ELEMENTS (builtins));
}

gboolean
cr_edit_hides_builtin (CrEditScript *script, const char *name)
{
  return cr_edit_is_builtin (name) && cr_edit_find_binding (script, 0, name, G_MAXUINT) == CR_EDIT_NONE
         && (!is_in (name, rare, G_N_ELEMENTS (rare)) || g_hash_table_contains (script->words, name));
}

gboolean
cr_edit_is_torch_name (const char *name)
{
  static const char *const more[]
      = { "tensor",      "ones",       "zeros",     "full",       "rand",       "randn",     "randint",
          "randperm",    "linspace",   "logspace",  "arange",     "eye",        "empty",     "no_grad",
          "manual_seed", "pi",         "inf",       "nan",        "from_numpy", "ones_like", "zeros_like",
          "rand_like",   "randn_like", "full_like", "empty_like", "Tensor",     "is_tensor", "set_grad_enabled",
          "enable_grad", "float32",    "float64",   "int64",      "int32",      "long",      "double" };
  guint n;
  const CrFunction *functions = cr_functions_get (&n);

  if (is_in (name, more, G_N_ELEMENTS (more)))
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (functions[i].name != NULL && (functions[i].spellings & CR_SPELL_TORCH) != 0
        && strcmp (functions[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

char *
cr_edit_check_name (CrEditScript *script, const char *name)
{
  g_return_val_if_fail (script != NULL && name != NULL, NULL);

  if (*name == '\0')
    return g_strdup (_ ("A name is missing."));
  if (!cr_edit_is_identifier (name))
    return g_strdup_printf (_ ("“%s” is no name: names are made of letters, digits and “_”, and begin with no digit."),
                            name);
  if (cr_edit_is_keyword (name))
    return g_strdup_printf (_ ("“%s” is a word of Python’s own and cannot be a name."), name);
  if (cr_edit_hides_builtin (script, name))
    return g_strdup_printf (_ ("“%s” would hide Python’s function of that name: take another name."), name);
  if (g_hash_table_contains (script->words, name))
    return g_strdup_printf (_ ("“%s” is in use in this script: take another name."), name);
  if (is_in (name, modules, G_N_ELEMENTS (modules)))
    return g_strdup_printf (_ ("“%s” is what scripts call a module: take another name."), name);
  return NULL;
}

char *
cr_edit_make_name (CrEditScript *script, const char *wish)
{
  g_autoptr (CrEditDraft) draft = NULL;

  g_return_val_if_fail (script != NULL && wish != NULL, NULL);
  draft = cr_edit_draft_new (script);
  return cr_edit_draft_make_name (draft, cr_edit_is_identifier (wish) ? wish : "y");
}

gboolean
cr_edit_find_definition (CrEditScript *script, guint offset, CrRange *definition)
{
  const CrEditUse *use;
  guint index, found;

  g_return_val_if_fail (script != NULL && definition != NULL, FALSE);
  index = offset < script->bom ? CR_EDIT_NONE : cr_edit_find_use (script, offset - script->bom);
  if (index == CR_EDIT_NONE || cr_edit_use (script, index)->home == CR_EDIT_NONE)
    return FALSE;
  use = cr_edit_use (script, index);
  found
      = cr_edit_is_binding (use->kind) ? index : cr_edit_find_binding (script, use->home, use->name, use->range.offset);
  if (found == CR_EDIT_NONE)
    found = cr_edit_find_binding (script, use->home, use->name, G_MAXUINT);
  if (found == CR_EDIT_NONE)
    return FALSE;
  *definition = cr_edit_use (script, found)->range;
  return TRUE;
}

GArray *
cr_edit_find_uses (CrEditScript *script, guint offset)
{
  guint index;
  GArray *uses;

  g_return_val_if_fail (script != NULL, NULL);
  index = offset < script->bom ? CR_EDIT_NONE : cr_edit_find_use (script, offset - script->bom);
  if (index == CR_EDIT_NONE || cr_edit_use (script, index)->home == CR_EDIT_NONE)
    return NULL;
  uses = g_array_new (FALSE, FALSE, sizeof (CrRange));
  for (guint i = 0; i < script->uses->len; i++)
    if (cr_edit_use (script, i)->name == cr_edit_use (script, index)->name
        && cr_edit_use (script, i)->home == cr_edit_use (script, index)->home)
      g_array_append_val (uses, cr_edit_use (script, i)->range);
  return uses;
}
