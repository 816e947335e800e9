/* A text taken apart for editing, and finding in it what a gesture addresses. */

#include "cr-edit-private.h"

#include "cr-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
scope_clear (gpointer data)
{
  CrEditScope *scope = data;

  g_hash_table_unref (scope->bound);
  g_clear_pointer (&scope->outer, g_hash_table_unref);
}

static void
number_clear (gpointer data)
{
  g_free (((CrEditNumber *)data)->label);
}

static void
take_errors (CrEditScript *script, GPtrArray *diagnostics)
{
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (diagnostic->severity != CR_SEVERITY_ERROR)
        continue;
      script->n_errors++;
      if (script->first_error == NULL)
        script->first_error = cr_diagnostic_copy (diagnostic);
    }
}

static const char *
find_newline (const char *text)
{
  const char *end = strpbrk (text, "\r\n");

  if (end == NULL || *end == '\n')
    return "\n";
  return end[1] == '\n' ? "\r\n" : "\r";
}

static gint64
make_key (const CrRange *range)
{
  return (gint64)((guint64)range->length << 32 | range->offset);
}

static void
index_places (CrEditScript *script)
{
  script->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < script->exprs->len; i++)
    {
      gint64 key = make_key (&cr_edit_expr (script, i)->expr->range);

      if (!g_hash_table_contains (script->places, &key))
        g_hash_table_insert (script->places, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (i + 1));
    }
}

CrEditScript *
cr_edit_script_new (const char *text, GError **error)
{
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  CrSource *source;
  CrEditScript *script;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);
  source = cr_source_new ("script", text, -1, error);
  if (source == NULL)
    return NULL;
  script = g_new0 (CrEditScript, 1);
  script->source = source;
  script->text = cr_source_get_text (source, &length);
  script->length = (guint)length;
  script->bom = (guint)(strlen (text) - length);
  script->newline = find_newline (script->text);
  script->module = cr_parse (source, diagnostics);
  take_errors (script, diagnostics);
  script->blocks = g_array_new (FALSE, FALSE, sizeof (CrEditBlock));
  script->stmts = g_array_new (FALSE, FALSE, sizeof (CrEditStmt));
  script->exprs = g_array_new (FALSE, FALSE, sizeof (CrEditExpr));
  script->scopes = g_array_new (FALSE, FALSE, sizeof (CrEditScope));
  script->uses = g_array_new (FALSE, FALSE, sizeof (CrEditUse));
  script->numbers = g_array_new (FALSE, FALSE, sizeof (CrEditNumber));
  script->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_array_set_clear_func (script->scopes, scope_clear);
  g_array_set_clear_func (script->numbers, number_clear);
  cr_edit_walk (script);
  cr_edit_resolve (script);
  index_places (script);
  cr_edit_collect_numbers (script);
  return script;
}

void
cr_edit_script_free (CrEditScript *script)
{
  if (script == NULL)
    return;
  g_array_unref (script->blocks);
  g_array_unref (script->stmts);
  g_array_unref (script->exprs);
  g_array_unref (script->scopes);
  g_array_unref (script->uses);
  g_array_unref (script->numbers);
  g_hash_table_unref (script->words);
  g_hash_table_unref (script->places);
  g_clear_pointer (&script->first_error, cr_diagnostic_free);
  cr_module_unref (script->module);
  cr_source_unref (script->source);
  g_free (script);
}

gboolean
cr_edit_script_has_place (CrEditScript *script, const CrRange *range)
{
  g_return_val_if_fail (script != NULL && range != NULL, FALSE);
  return cr_edit_find_expr (script, range) != CR_EDIT_NONE || cr_edit_find_stmt (script, range, TRUE) != CR_EDIT_NONE;
}

CrRange
cr_edit_script_make_range (CrEditScript *script, guint offset, guint length)
{
  g_return_val_if_fail (script != NULL, ((CrRange){ 0 }));
  return cr_source_make_range (script->source, offset, length);
}

void
cr_edit_plan_free (CrEditPlan *plan)
{
  if (plan == NULL)
    return;
  g_clear_pointer (&plan->edits, g_array_unref);
  g_clear_pointer (&plan->lines, g_array_unref);
  g_free (plan->name);
  g_free (plan->note);
  g_free (plan);
}

gpointer
cr_edit_refuse (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *sentence = NULL;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, sentence);
  return NULL;
}

guint
cr_edit_range_end (const CrRange *range)
{
  return range->offset + range->length;
}

gboolean
cr_edit_range_contains (const CrRange *outer, const CrRange *inner)
{
  return outer->offset <= inner->offset && cr_edit_range_end (outer) >= cr_edit_range_end (inner);
}

char *
cr_edit_dup_range (CrEditScript *script, const CrRange *range)
{
  return cr_source_dup_range (script->source, range);
}

guint
cr_edit_find_expr (CrEditScript *script, const CrRange *range)
{
  gint64 key = make_key (range);

  return GPOINTER_TO_UINT (g_hash_table_lookup (script->places, &key)) - 1; /* 0 - 1 is CR_EDIT_NONE */
}

guint
cr_edit_find_stmt (CrEditScript *script, const CrRange *range, gboolean exactly)
{
  guint found = CR_EDIT_NONE;

  for (guint i = 0; i < script->stmts->len; i++)
    {
      const CrRange *place = &cr_edit_stmt (script, i)->stmt->range;

      if (place->offset > range->offset)
        break;
      if (exactly ? place->offset == range->offset && place->length == range->length
                  : cr_edit_range_contains (place, range))
        found = i;
    }
  return found;
}

guint
cr_edit_find_use (CrEditScript *script, guint offset)
{
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrRange *range = &cr_edit_use (script, i)->range;

      if (range->offset <= offset && offset <= cr_edit_range_end (range))
        return i;
    }
  return CR_EDIT_NONE;
}
