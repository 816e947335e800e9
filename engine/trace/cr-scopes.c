/* A stack of open scopes. A trace may come from a file in which scopes are left that were never entered: then nothing
 * happens. */
#include "cr-scopes.h"

void
cr_scope_reader_init (CrScopeReader *reader)
{
  reader->spans = g_array_new (FALSE, FALSE, sizeof (CrScopeSpan));
  reader->open = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
cr_scope_reader_clear (CrScopeReader *reader)
{
  g_clear_pointer (&reader->spans, g_array_unref);
  g_clear_pointer (&reader->open, g_array_unref);
}

guint
cr_scope_reader_get_innermost (const CrScopeReader *reader)
{
  return reader->open->len > 0 ? g_array_index (reader->open, guint, reader->open->len - 1) : CR_NO_SCOPE;
}

static void
leave (CrScopeReader *reader, guint end)
{
  guint innermost = cr_scope_reader_get_innermost (reader);
  if (innermost == CR_NO_SCOPE)
    return;
  g_array_index (reader->spans, CrScopeSpan, innermost).end = end;
  g_array_set_size (reader->open, reader->open->len - 1);
}

void
cr_scope_reader_read (CrScopeReader *reader, const CrEvent *event, guint index)
{
  if (event->kind == CR_EVENT_SCOPE_ENTERED)
    {
      guint scope = reader->spans->len;
      CrScopeSpan span = { index, G_MAXUINT, cr_scope_reader_get_innermost (reader), reader->open->len };
      g_array_append_val (reader->spans, span);
      g_array_append_val (reader->open, scope);
    }
  else if (event->kind == CR_EVENT_SCOPE_LEFT)
    leave (reader, index + 1);
}

void
cr_scope_reader_finish (CrScopeReader *reader, guint length)
{
  while (reader->open->len > 0)
    leave (reader, length);
}
