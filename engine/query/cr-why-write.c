/* The account in lines, with a level of indentation for each step towards the root. What came through a function as
 * one product is written in the function's own line. */

#include "cr-why-write.h"

#include <glib/gi18n-lib.h>

#include "cr-why-private.h"
#include "cr-why-text.h"

/* So many terms of a level are written, and so many lines in all. */
#define MAX_WRITTEN 8
#define MAX_LINES 400

typedef struct
{
  CrReplay *replay;
  GString *out;
  guint n_lines;
} Writer;

static void
write_line (Writer *writer, guint depth, const char *text)
{
  writer->n_lines++;
  g_string_append_printf (writer->out, "%*s%s\n", (int)(2 * depth), "", text);
}

/* The level below, where it need not be written itself: a single product leads on to what its output received. */
static CrWhy *
follow_product (Writer *writer, CrWhy *below, GString *line)
{
  if (below->kind != CR_WHY_THROUGH || below->terms->len != 1
      || g_array_index (below->terms, CrWhyTerm, 0).kind != CR_WHY_TERM_PRODUCT || below->check != CR_WHY_EXACT)
    return cr_why_ref (below);
  g_autofree char *product = cr_why_term_to_text (below, 0);
  g_string_append_printf (line, " = %s", product);
  return cr_why_open (below, 0);
}

/* FALSE when nothing is below. */
static gboolean
write_term (Writer *writer, CrWhy *why, guint i, guint depth, CrWhy **next, GError **error)
{
  g_autofree char *sentence = cr_why_term_to_sentence (why, i);
  g_autoptr (GString) line = g_string_new (sentence);
  *next = NULL;
  if (g_array_index (why->terms, CrWhyTerm, i).opens)
    {
      g_autoptr (CrWhy) below = cr_why_open (why, i);
      if (!cr_why_expand (below, writer->replay, error))
        return FALSE;
      *next = follow_product (writer, below, line);
    }
  write_line (writer, depth, line->str);
  return TRUE;
}

/* A level that waits to be written. */
typedef struct
{
  CrWhy *why;
  guint term, depth;
} Open;

static void
push (GArray *stack, CrWhy *why, guint depth)
{
  Open open = { why, 0, depth };
  g_array_append_val (stack, open);
}

static void
clear_open (gpointer data)
{
  cr_why_unref (((Open *)data)->why);
}

/* The last line of a level. */
static void
end_level (Writer *writer, const Open *open)
{
  g_autofree char *sum = cr_why_sum_to_text (open->why);
  guint n = open->why->terms->len;
  if (n > MAX_WRITTEN)
    {
      g_autofree char *more
          = g_strdup_printf (ngettext ("… and %u more", "… and %u more", n - MAX_WRITTEN), n - MAX_WRITTEN);
      write_line (writer, open->depth, more);
    }
  if (sum != NULL)
    write_line (writer, open->depth, sum);
}

gboolean
cr_why_write (CrWhy *why, CrReplay *replay, GString *out, GError **error)
{
  g_return_val_if_fail (why != NULL && replay != NULL && out != NULL, FALSE);
  Writer writer = { .replay = replay, .out = out };
  g_autofree char *heading = cr_why_to_heading (why);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Open));
  g_array_set_clear_func (stack, clear_open);
  write_line (&writer, 0, heading);
  push (stack, cr_why_ref (why), 1);
  while (stack->len > 0)
    {
      Open *open = &g_array_index (stack, Open, stack->len - 1);
      guint depth = open->depth;
      CrWhy *next = NULL;
      if (open->term >= MIN (open->why->terms->len, MAX_WRITTEN) || writer.n_lines > MAX_LINES)
        {
          end_level (&writer, open);
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      if (!write_term (&writer, open->why, open->term++, depth, &next, error))
        return FALSE;
      if (next != NULL)
        push (stack, next, depth + 1);
    }
  return TRUE;
}
