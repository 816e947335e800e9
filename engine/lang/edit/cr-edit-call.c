/* Text that was not in the script becomes part of it: operands take the places of "$1" and "$2", modules are called
 * what the script calls them, and what is not imported yet is. */

#include "cr-edit-private.h"

#include "cr-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OPERAND "cr_operand_"

/* What people call modules, and how each is imported and reached from torch. */
static const struct
{
  const char *name, *module, *import, *path; /* path: below torch; NULL */
} modules[] = {
  { "torch", "torch", "import torch", "" },
  { "nn", "torch.nn", "import torch.nn as nn", ".nn" },
  { "F", "torch.nn.functional", "import torch.nn.functional as F", ".nn.functional" },
  { "optim", "torch.optim", "import torch.optim as optim", ".optim" },
  { "plt", "matplotlib.pyplot", "import matplotlib.pyplot as plt", NULL },
  { "np", "numpy", "import numpy as np", NULL },
  { "math", "math", "import math", NULL },
  { "random", "random", "import random", NULL },
};

static gboolean
is_top_import (CrEditScript *script, const CrEditUse *use)
{
  return use->kind == CR_EDIT_USE_IMPORT && use->scope == 0 && cr_edit_stmt (script, use->stmt)->block == 0;
}

/* Whether the name means that import and nothing else ever. */
static gboolean
is_steady (CrEditScript *script, const CrEditUse *import)
{
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->name == import->name && use->home == 0 && use->kind != CR_EDIT_USE_LOAD
          && use->kind != CR_EDIT_USE_IMPORT)
        return FALSE;
    }
  return TRUE;
}

/* How the script writes @module, by what it imports at the top; owned; NULL. */
static char *
find_module (CrEditDraft *draft, const char *module)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);

  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);
      g_autofree char *whole = NULL;

      if (!is_top_import (script, use) || !is_steady (script, use))
        continue;
      whole = use->from == NULL ? g_strdup (use->alias->name) : g_strconcat (use->from, ".", use->alias->name, NULL);
      if (strcmp (whole, module) == 0)
        {
          cr_edit_draft_need (draft, use->stmt);
          return g_strdup (use->from != NULL || use->alias->asname != NULL ? use->name : use->alias->name);
        }
      /* import torch.nn makes torch known too. */
      if (use->from == NULL && use->alias->asname == NULL && strcmp (use->name, module) == 0)
        {
          cr_edit_draft_need (draft, use->stmt);
          return g_strdup (use->name);
        }
    }
  return NULL;
}

/* from torch import sin as s: "s" for sin; borrowed; NULL. */
static const char *
find_from_import (CrEditDraft *draft, const char *module, const char *name)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);

  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (is_top_import (script, use) && use->from != NULL && strcmp (use->from, module) == 0
          && strcmp (use->alias->name, name) == 0 && is_steady (script, use))
        {
          cr_edit_draft_need (draft, use->stmt);
          return use->name;
        }
    }
  return NULL;
}

/* How @modules[row] is to be written, with an import where there is none. Owned. */
static char *
ensure_module (CrEditDraft *draft, guint row)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  char *name = find_module (draft, modules[row].module);
  g_autofree char *torch = NULL, *import = NULL;

  if (name != NULL)
    return name;
  if (!g_hash_table_contains (script->words, modules[row].name)
      || cr_edit_find_binding (script, 0, modules[row].name, G_MAXUINT) == CR_EDIT_NONE)
    {
      cr_edit_draft_import (draft, modules[row].import);
      return g_strdup (modules[row].name);
    }
  torch = modules[row].path == NULL || row == 0 ? NULL : find_module (draft, "torch");
  if (torch != NULL)
    return g_strconcat (torch, modules[row].path, NULL);
  name = cr_edit_draft_make_name (draft, modules[row].name);
  import = g_strdup_printf ("import %s as %s", modules[row].module, name);
  cr_edit_draft_import (draft, import);
  return name;
}

static int
find_row (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    if (strcmp (modules[i].name, name) == 0)
      return (int)i;
  return -1;
}

/* torch.sin where the script has `from torch import sin` and no torch. TRUE if it was done. */
static gboolean
use_from_import (CrEditDraft *draft, CrEditScript *new, const CrEditUse *use, int row, GArray *edits)
{
  guint parent = cr_edit_expr (new, use->expr)->parent;
  const CrExpr *attribute = parent == CR_EDIT_NONE ? NULL : cr_edit_expr (new, parent)->expr;
  g_autofree char *module = NULL;
  const char *name;

  if (attribute == NULL || attribute->kind != CR_EXPR_ATTRIBUTE)
    return FALSE;
  module = find_module (draft, modules[row].module);
  name = module == NULL ? find_from_import (draft, modules[row].module, attribute->attribute.name) : NULL;
  if (name == NULL)
    return FALSE;
  cr_text_edits_add (edits, attribute->range.offset, attribute->range.length, name);
  return TRUE;
}

static char *
dup_operand (const char *name, const char *const *operands, guint n_operands)
{
  guint64 k;

  if (!g_str_has_prefix (name, OPERAND))
    return NULL;
  k = g_ascii_strtoull (name + strlen (OPERAND), NULL, 10);
  return k >= 1 && k <= n_operands ? g_strdup (operands[k - 1]) : NULL;
}

/* A function's name alone, uncalled, is more likely a variable that is not there. */
static gboolean
means_torch (CrEditScript *new, const CrEditUse *use)
{
  static const char *const constants[]
      = { "pi", "inf", "nan", "e", "float32", "float64", "int64", "int32", "long", "double" };
  const CrEditExpr *row = cr_edit_expr (new, use->expr);
  const CrExpr *parent = row->parent == CR_EDIT_NONE ? NULL : cr_edit_expr (new, row->parent)->expr;

  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    if (strcmp (constants[i], use->name) == 0)
      return TRUE;
  return parent != NULL && parent->kind == CR_EXPR_CALL && parent->call.callee == row->expr
         && cr_edit_is_torch_name (use->name);
}

/* sin(x) means torch's. TRUE if @use is such a name. */
static gboolean
use_torch_name (CrEditDraft *draft, CrEditScript *new, const CrEditUse *use, GArray *edits)
{
  const char *from = find_from_import (draft, "torch", use->name);
  g_autofree char *torch = NULL, *name = NULL;

  if (use->expr == CR_EDIT_NONE || !means_torch (new, use))
    return FALSE;
  if (from != NULL)
    name = g_strdup (from);
  else
    {
      torch = ensure_module (draft, 0);
      name = g_strconcat (torch, ".", use->name, NULL);
    }
  cr_text_edits_add (edits, use->range.offset, use->range.length, name);
  return TRUE;
}

/* Why nothing is known by that name. */
static gboolean
refuse_unknown (CrEditScript *script, const char *name, GError **error)
{
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);
      const CrEditScope *home = use->home == CR_EDIT_NONE ? NULL : cr_edit_scope (script, use->home);

      if (strcmp (use->name, name) == 0 && home != NULL && home->kind == CR_EDIT_SCOPE_FUNCTION)
        return cr_edit_refuse (error, _ ("“%s” is known in the function %s only."), name,
                               cr_edit_stmt (script, home->stmt)->stmt->def.name)
               != NULL;
    }
  return cr_edit_refuse (error, _ ("Nothing in this script is called “%s”: make it first, or write another name."),
                         name)
         != NULL;
}

static gboolean
adapt_name (CrEditDraft *draft, CrEditScript *new, const CrEditUse *use, gboolean typed, GArray *edits, GError **error)
{
  CrEditScript *script = cr_edit_draft_get_script (draft);
  int row = find_row (use->name);
  gboolean known = typed && cr_edit_find_binding (script, 0, use->name, G_MAXUINT) != CR_EDIT_NONE;
  g_autofree char *name = NULL;

  if (known)
    return TRUE;
  if (row >= 0 && use_from_import (draft, new, use, row, edits))
    return TRUE;
  if (row >= 0)
    {
      name = ensure_module (draft, (guint)row);
      cr_text_edits_add (edits, use->range.offset, use->range.length, name);
      return TRUE;
    }
  if (!typed || cr_edit_is_builtin (use->name) || use_torch_name (draft, new, use, edits))
    return TRUE;
  return refuse_unknown (script, use->name, error);
}

char *
cr_edit_adapt (CrEditDraft *draft, CrEditScript *new, const char *const *operands, guint n_operands, gboolean typed,
               GError **error)
{
  g_autoptr (GArray) edits = cr_text_edits_new ();

  for (guint i = 0; i < new->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (new, i);
      g_autofree char *operand = dup_operand (use->name, operands, n_operands);

      if (operand != NULL)
        cr_text_edits_add (edits, use->range.offset, use->range.length, operand);
      /* sin = sin(x): the name is a function's until then. */
      else if (typed && use->kind == CR_EDIT_USE_LOAD && use->home == 0
               && cr_edit_find_binding (cr_edit_draft_get_script (draft), 0, use->name, G_MAXUINT) == CR_EDIT_NONE)
        use_torch_name (draft, new, use, edits);
      else if ((use->kind == CR_EDIT_USE_LOAD || use->kind == CR_EDIT_USE_AUGMENTED)
               && (use->home == CR_EDIT_NONE || use->kind == CR_EDIT_USE_AUGMENTED)
               && !adapt_name (draft, new, use, typed, edits, error))
        return NULL;
    }
  return cr_text_edits_apply (edits, new->text);
}

/* "$1" as a name that the parser takes. */
static char *
mark_operands (const char *call)
{
  GString *out = g_string_new (NULL);

  for (const char *p = call; *p != '\0'; p++)
    if (*p == '$' && g_ascii_isdigit (p[1]))
      g_string_append (out, OPERAND);
    else
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

char *
cr_edit_fill_call (CrEditDraft *draft, const char *call, const char *const *operands, guint n_operands, GError **error)
{
  g_autofree char *marked = mark_operands (call);
  g_autoptr (CrEditScript) new = NULL;

  if (!cr_edit_check_expression (marked, NULL, error))
    return NULL;
  new = cr_edit_script_new (marked, error);
  return new == NULL ? NULL : cr_edit_adapt (draft, new, operands, n_operands, FALSE, error);
}

gboolean
cr_edit_check_expression (const char *text, CrExprKind *kind, GError **error)
{
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrSource) source = cr_source_new ("typed", text, -1, error);
  g_autoptr (CrModule) module = source == NULL ? NULL : cr_parse (source, diagnostics);

  if (module == NULL)
    return FALSE;
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (diagnostic->severity == CR_SEVERITY_ERROR)
        return cr_edit_refuse (error, _ ("Python cannot read “%s”: %s"), text, diagnostic->message) != NULL;
    }
  if (module->body.n != 1 || module->body.items[0]->kind != CR_STMT_EXPR)
    return cr_edit_refuse (error, _ ("“%s” is no expression."), text) != NULL;
  if (kind != NULL)
    *kind = module->body.items[0]->expr.value->kind;
  return TRUE;
}

const char *
cr_edit_wish_name (const char *call)
{
  g_autofree char *head = g_strndup (call, strcspn (call, "("));

  if (strstr (head, "loss") != NULL || strstr (head, "cross_entropy") != NULL || strstr (head, "Loss") != NULL)
    return "loss";
  if (g_str_has_prefix (head, "nn.Parameter"))
    return "w";
  if (g_str_has_prefix (head, "nn.") && g_ascii_isupper (head[3]))
    return "layer";
  if (g_str_has_prefix (head, "optim.") && g_ascii_isupper (head[6]))
    return "optimizer";
  return "y";
}

/* 2x, 3(x + 1): what formulas leave out. */
static char *
find_missing_times (const char *text, guint offset)
{
  guint begin = offset, end = offset;

  while (begin > 0 && (g_ascii_isdigit (text[begin - 1]) || text[begin - 1] == '.'))
    begin--;
  if (begin == end || (!g_ascii_isalpha (text[end]) && text[end] != '_'))
    return NULL;
  while (g_ascii_isalnum (text[end]) || text[end] == '_')
    end++;
  return g_strdup_printf ("%.*s * %.*s", (int)(offset - begin), text + begin, (int)(end - offset), text + offset);
}

gpointer
cr_edit_refuse_typed (CrEditScript *new, GError **error)
{
  const CrDiagnostic *diagnostic = new->first_error;

  for (guint i = 1; i < new->length; i++)
    {
      g_autofree char *times = g_ascii_isdigit (new->text[i - 1]) && (i < 2 || !g_ascii_isalnum (new->text[i - 2]))
                                   ? find_missing_times (new->text, i)
                                   : NULL;

      if (times != NULL && new->text[i] != 'e' && new->text[i] != 'j' && new->text[i] != 'x')
        return cr_edit_refuse (error, _ ("Python writes a product with “*”: %s."), times);
      if (times != NULL && new->text[i] == 'x')
        return cr_edit_refuse (error, _ ("Python writes a product with “*”: %s."), times);
    }
  if (diagnostic->fixit != NULL && diagnostic->fixit->sentence != NULL)
    return cr_edit_refuse (error, _ ("Python cannot read this: %s. %s"), diagnostic->message,
                           diagnostic->fixit->sentence);
  return cr_edit_refuse (error, _ ("Python cannot read this: %s."), diagnostic->message);
}
