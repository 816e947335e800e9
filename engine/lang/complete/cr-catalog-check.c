/* Whether an operation can be applied: it is tried by the interpreter itself, on tensors of the operands' shape that
 * are one number seen many times (strides of 0), so that inputs of any size cost nothing, and within bounds so small
 * that outputs cost little. What cannot be told within the bounds counts as fitting. Large operands are tried in small
 * first, where equal sizes stay equal: what works there works. */

#include "cr-catalog.h"

#include "cr-interp.h"
#include "cr-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BYTES (1 << 20)
#define MAX_STEPS 500
#define MAX_SECONDS 0.001
#define CHEAP_ELEMENTS 4096 /* of an operand that is tried as it is */
#define MAX_DIMS 64

typedef enum
{
  FITS,
  UNKNOWN, /* the bounds were reached */
  REFUSED
} Verdict;

static void
append_operand (GString *script, guint number, const CrCatalogOperand *operand, const gint64 *sizes)
{
  gboolean is_index = cr_dtype_is_integral (operand->dtype) || operand->dtype == CR_DTYPE_BOOL;
  g_string_append_printf (script, "_%u = torch.full((), %d, dtype=%s)", number, is_index ? 0 : 1,
                          cr_dtype_get_name (operand->dtype));
  if (operand->ndim > 0)
    {
      g_string_append (script, ".expand(");
      for (int i = 0; i < operand->ndim; i++)
        g_string_append_printf (script, "%s%" G_GINT64_FORMAT, i ? ", " : "", sizes[i]);
      g_string_append_c (script, ')');
    }
  g_string_append_c (script, '\n');
}

/* @call with _1 for $1 and the like. */
static void
append_call (GString *script, const char *call)
{
  for (const char *at = call; *at; at++)
    g_string_append_c (script, *at == '$' ? '_' : *at);
  g_string_append_c (script, '\n');
}

/* Runs @script within the bounds. @message: why not, owned. */
static Verdict
run (const char *script, char **message)
{
  static const CrLimits limits = { MAX_STEPS, MAX_SECONDS, MAX_BYTES, 0, 10 };
  CrContext *context = cr_context_new (&limits);
  g_autoptr (CrSource) source = cr_source_new ("", script, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  CrInterp *interp = cr_interp_new (context, source, module, NULL);
  CrDiagnostic *failure = diagnostics->len ? NULL : cr_interp_run (interp);
  Verdict verdict = FITS;
  if (failure
      && (failure->code == CR_ERROR_MEMORY || failure->code == CR_ERROR_LIMIT || failure->code == CR_ERROR_CANCELLED))
    verdict = UNKNOWN;
  /* That depends on the numbers, which are not the operands' own. */
  else if (failure && strstr (failure->message, "singular"))
    verdict = FITS;
  else if (failure)
    {
      verdict = REFUSED;
      *message = g_strdup (failure->message);
    }
  g_clear_pointer (&failure, cr_diagnostic_free);
  cr_interp_free (interp);
  cr_context_unref (context);
  return verdict;
}

/* The sizes of the operands as they are, or, @small, each different one as a different small one. */
static Verdict
try (const CrCatalogEntry *entry, const CrCatalogOperand *operands, guint n, gboolean small, char **message)
{
  g_autoptr (GString) script = g_string_new (strstr (entry->call, "F.") ? "import torch.nn.functional as F\n" : NULL);
  gint64 known[MAX_DIMS * 4];
  guint n_known = 0;
  g_string_append (script, "import torch\n"
                           "from torch import float16, float32, float64, complex64, int8, int16, int32, int64, uint8, "
                           "bool\n");
  for (guint k = 0; k < n; k++)
    {
      gint64 sizes[MAX_DIMS];
      for (int i = 0; i < operands[k].ndim; i++)
        {
          sizes[i] = operands[k].sizes[i];
          if (!small || sizes[i] <= 1)
            continue;
          guint at = 0;
          while (at < n_known && known[at] != sizes[i])
            at++;
          if (at == n_known && n_known < G_N_ELEMENTS (known))
            known[n_known++] = sizes[i];
          sizes[i] = at + 2;
        }
      append_operand (script, k + 1, &operands[k], sizes);
    }
  append_call (script, entry->call);
  return run (script->str, message);
}

static gboolean
is_large (const CrCatalogOperand *operand)
{
  gint64 numel = 1;
  for (int i = 0; i < operand->ndim; i++)
    {
      if (operand->sizes[i] == 0)
        return FALSE;
      if (numel > CHEAP_ELEMENTS / operand->sizes[i])
        return TRUE;
      numel *= operand->sizes[i];
    }
  return FALSE;
}

static char *
describe_count (guint wanted, guint n)
{
  if (wanted == 0)
    return g_strdup (_ ("It makes a new tensor and takes none"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "It takes %u tensor, and %u are selected",
                                       "It takes %u tensors, and %u are selected", wanted),
                          wanted, n);
}

char *
cr_catalog_check (const CrCatalogEntry *entry, const CrCatalogOperand *operands, guint n_operands)
{
  g_return_val_if_fail (entry != NULL && (operands != NULL || n_operands == 0), NULL);
  gboolean large = FALSE;
  if (n_operands != entry->n_operands)
    return describe_count (entry->n_operands, n_operands);
  for (guint i = 0; i < n_operands; i++)
    {
      large = large || is_large (&operands[i]);
      if (operands[i].ndim > MAX_DIMS)
        return NULL;
    }
  char *message = NULL;
  if (n_operands == 0 || (large && try (entry, operands, n_operands, TRUE, &message) == FITS))
    return NULL;
  g_clear_pointer (&message, g_free);
  if (try (entry, operands, n_operands, FALSE, &message) != REFUSED)
    return NULL;
  g_strdelimit (message, "\n", ' ');
  return message;
}
