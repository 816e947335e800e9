/* Terms, and a formula as text. */
#include "cr-formula-private.h"

#include <math.h>
#include <string.h>

#include "cr-label.h"

CrTerm *
cr_term_new (CrTermKind kind, const char *text)
{
  CrTerm *term = g_new0 (CrTerm, 1);

  term->kind = kind;
  term->text = g_strdup (text);
  return term;
}

CrTerm *
cr_term_new_1 (CrTermKind kind, const char *text, CrTerm *child)
{
  CrTerm *term = cr_term_new (kind, text);

  cr_term_append (term, child);
  return term;
}

CrTerm *
cr_term_new_2 (CrTermKind kind, const char *text, CrTerm *first, CrTerm *second)
{
  CrTerm *term = cr_term_new_1 (kind, text, first);

  cr_term_append (term, second);
  return term;
}

/* A number of the rule itself, not of a tensor: 3, not 3.0. */
static char *
write_plain (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  GString *out;

  if (!isfinite (number))
    return cr_label_new_number (number);
  out = g_string_new (g_ascii_formatd (text, sizeof text, "%.5g", number));
  g_string_replace (out, "-", "−", 0);
  return g_string_free (out, FALSE);
}

CrTerm *
cr_term_new_number (double number, CrInk ink, gboolean operand)
{
  g_autofree char *label = ink == CR_INK_TEXT ? write_plain (number) : cr_label_new_number (number);
  CrTerm *term = cr_term_new (CR_TERM_NUMBER, label);

  term->number = number;
  term->ink = ink;
  if (!operand || !g_str_has_prefix (label, "−"))
    return term;
  term = cr_term_new_1 (CR_TERM_GROUP, "(", term);
  term->ink = ink;
  return term;
}

CrTerm *
cr_term_copy (const CrTerm *term)
{
  CrTerm *copy = cr_term_new (term->kind, term->text);

  copy->number = term->number;
  copy->ink = term->ink;
  for (guint i = 0; i < cr_term_get_n (term); i++)
    cr_term_append (copy, cr_term_copy (cr_term_get (term, i)));
  return copy;
}

void
cr_term_free (CrTerm *term)
{
  if (term == NULL)
    return;
  g_free (term->text);
  g_clear_pointer (&term->children, g_ptr_array_unref);
  g_free (term);
}

void
cr_term_append (CrTerm *term, CrTerm *child)
{
  if (term->children == NULL)
    term->children = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_term_free);
  g_ptr_array_add (term->children, child);
}

guint
cr_term_get_n (const CrTerm *term)
{
  return term->children == NULL ? 0 : term->children->len;
}

CrTerm *
cr_term_get (const CrTerm *term, guint i)
{
  return i < cr_term_get_n (term) ? g_ptr_array_index (term->children, i) : NULL;
}

gboolean
cr_term_is (const CrTerm *term, CrTermKind kind, const char *text)
{
  return term != NULL && term->kind == kind && (text == NULL || g_strcmp0 (term->text, text) == 0);
}

CrFormula *
cr_formula_new_clause (CrTerm *row)
{
  CrFormula *formula = g_new0 (CrFormula, 1);

  formula->clauses = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_term_free);
  formula->understood = TRUE;
  g_ptr_array_add (formula->clauses, row);
  return formula;
}

void
cr_formula_free (CrFormula *formula)
{
  if (formula == NULL)
    return;
  g_ptr_array_unref (formula->clauses);
  g_free (formula);
}

gboolean
cr_formula_is_understood (const CrFormula *formula)
{
  g_return_val_if_fail (formula != NULL, FALSE);
  return formula->understood;
}

static void
write_children (const CrTerm *term, const char *between, GString *out)
{
  for (guint i = 0; i < cr_term_get_n (term); i++)
    {
      if (i > 0)
        g_string_append (out, between);
      cr_term_write (cr_term_get (term, i), out);
    }
}

static const char *
get_closing (const char *opening)
{
  return strcmp (opening, "(") == 0 ? ")" : strcmp (opening, "⌊") == 0 ? "⌋" : "|";
}

static void
write_row (const CrTerm *term, GString *out)
{
  for (guint i = 0; i < cr_term_get_n (term); i++)
    {
      const CrTerm *child = cr_term_get (term, i);

      if (i > 0 && child->kind != CR_TERM_COMMA)
        g_string_append_c (out, ' ');
      cr_term_write (child, out);
    }
}

static void
write_marked (const CrTerm *term, const char *before, const char *between, const char *after, GString *out)
{
  g_string_append (out, before);
  write_children (term, between, out);
  g_string_append (out, after);
}

static void
write_operation (const CrTerm *term, GString *out)
{
  g_autofree char *between = *term->text == '\0' ? g_strdup ("") : g_strdup_printf (" %s ", term->text);

  write_children (term, between, out);
}

void
cr_term_write (const CrTerm *term, GString *out)
{
  switch (term->kind)
    {
    case CR_TERM_ROW:
      write_row (term, out);
      break;
    case CR_TERM_GRADIENT:
      write_marked (term, "∂L/∂", "", "", out);
      break;
    case CR_TERM_NEGATIVE:
      write_marked (term, "−", "", "", out);
      break;
    case CR_TERM_SUM:
    case CR_TERM_PRODUCT:
    case CR_TERM_FRACTION:
      write_operation (term, out);
      break;
    case CR_TERM_POWER:
      write_marked (term, "", "^", "", out);
      break;
    case CR_TERM_SUBSCRIPT:
      write_marked (term, "", "_", "", out);
      break;
    case CR_TERM_INDEXED:
      write_marked (term, "", "[", "]", out);
      break;
    case CR_TERM_TRANSPOSE:
      write_marked (term, "", "", "ᵀ", out);
      break;
    case CR_TERM_GROUP:
      write_marked (term, term->text, ", ", get_closing (term->text), out);
      break;
    case CR_TERM_ROOT:
      write_marked (term, "√", "", "", out);
      break;
    case CR_TERM_SERIES:
      write_marked (term, "Σ ", "", "", out);
      break;
    case CR_TERM_CALL:
      g_string_append (out, term->text);
      write_marked (term, " ", "", "", out);
      break;
    default:
      g_string_append (out, term->text);
    }
}

char *
cr_formula_to_text (const CrFormula *formula)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (formula != NULL, NULL);
  for (guint i = 0; i < formula->clauses->len; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      cr_term_write (g_ptr_array_index (formula->clauses, i), out);
    }
  return g_string_free (out, FALSE);
}
