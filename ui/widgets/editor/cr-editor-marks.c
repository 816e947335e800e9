/* Tags and gutter marks of the editor. */

#include "cr-editor-marks.h"

#define CATEGORY_ERROR "cr-error"
#define CATEGORY_WARNING "cr-warning"
#define CATEGORY_CURRENT "cr-current"

static void
add_category (GtkSourceView *view, const char *category, const char *icon, int priority)
{
  g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();

  gtk_source_mark_attributes_set_icon_name (attributes, icon);
  gtk_source_view_set_mark_attributes (view, category, attributes, priority);
}

void
cr_editor_marks_init (CrEditorMarks *marks, GtkSourceView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  marks->buffer = GTK_SOURCE_BUFFER (buffer);
  marks->line = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  marks->selection = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  marks->event = gtk_text_buffer_create_tag (buffer, NULL, NULL);
  marks->use = gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_SINGLE, NULL);
  marks->warning = gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  marks->error = gtk_text_buffer_create_tag (buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  add_category (view, CATEGORY_CURRENT, "media-playback-start-symbolic", 1);
  add_category (view, CATEGORY_WARNING, "dialog-warning-symbolic", 2);
  add_category (view, CATEGORY_ERROR, "dialog-error-symbolic", 3);
  cr_editor_marks_set_dark (marks, FALSE);
}

static void
set_background (GtkTextTag *tag, const char *property, const char *color)
{
  GdkRGBA rgba;

  if (gdk_rgba_parse (&rgba, color))
    g_object_set (tag, property, &rgba, NULL);
}

void
cr_editor_marks_set_dark (CrEditorMarks *marks, gboolean dark)
{
  set_background (marks->line, "paragraph-background-rgba", dark ? "#4a3f14" : "#fdf3c8");
  set_background (marks->event, "background-rgba", dark ? "#7a4310" : "#ffd9b0");
  set_background (marks->selection, "background-rgba", dark ? "#2d4a70" : "#cfe2fb");
  set_background (marks->use, "background-rgba", dark ? "#4a4a1e" : "#f6f0a8");
  set_background (marks->error, "underline-rgba", dark ? "#ff7b63" : "#c01c28");
  set_background (marks->warning, "underline-rgba", dark ? "#f8e45c" : "#ae7b03");
}

gboolean
cr_editor_marks_find (CrEditorMarks *marks, const CrRange *range, GtkTextIter *begin, GtkTextIter *end)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (marks->buffer);

  if (range == NULL || range->line == 0 || (int)range->line > gtk_text_buffer_get_line_count (buffer))
    return FALSE;
  gtk_text_buffer_get_iter_at_line_offset (buffer, begin, (int)range->line - 1, (int)MAX (range->column, 1) - 1);
  gtk_text_buffer_get_iter_at_line_offset (buffer, end, (int)MAX (range->end_line, range->line) - 1,
                                           (int)MAX (range->end_column, 1) - 1);
  if (gtk_text_iter_compare (begin, end) < 0)
    return TRUE;
  *end = *begin;
  if (gtk_text_iter_ends_line (begin) && !gtk_text_iter_starts_line (begin))
    gtk_text_iter_backward_char (begin);
  else
    gtk_text_iter_forward_char (end);
  return TRUE;
}

static void
clear_tag (CrEditorMarks *marks, GtkTextTag *tag)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (marks->buffer), &begin, &end);
  gtk_text_buffer_remove_tag (GTK_TEXT_BUFFER (marks->buffer), tag, &begin, &end);
}

static void
clear_category (CrEditorMarks *marks, const char *category)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (marks->buffer), &begin, &end);
  gtk_source_buffer_remove_source_marks (marks->buffer, &begin, &end, category);
}

static void
mark_line (CrEditorMarks *marks, GtkTextIter line, const char *category)
{
  gtk_text_iter_set_line_offset (&line, 0);
  gtk_source_buffer_create_source_mark (marks->buffer, NULL, category, &line);
}

void
cr_editor_marks_show_problems (CrEditorMarks *marks, GPtrArray *diagnostics)
{
  clear_tag (marks, marks->error);
  clear_tag (marks, marks->warning);
  clear_category (marks, CATEGORY_ERROR);
  clear_category (marks, CATEGORY_WARNING);
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
      gboolean error = diagnostic->severity == CR_SEVERITY_ERROR;
      GtkTextIter begin, end;

      if (!cr_editor_marks_find (marks, &diagnostic->range, &begin, &end))
        continue;
      gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (marks->buffer), error ? marks->error : marks->warning, &begin, &end);
      mark_line (marks, begin, error ? CATEGORY_ERROR : CATEGORY_WARNING);
    }
}

void
cr_editor_marks_show_event (CrEditorMarks *marks, const CrRange *range)
{
  GtkTextIter begin, end, line_end;

  clear_tag (marks, marks->line);
  clear_tag (marks, marks->event);
  clear_category (marks, CATEGORY_CURRENT);
  if (!cr_editor_marks_find (marks, range, &begin, &end))
    return;
  gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (marks->buffer), marks->event, &begin, &end);
  mark_line (marks, begin, CATEGORY_CURRENT);
  line_end = begin;
  gtk_text_iter_set_line_offset (&begin, 0);
  gtk_text_iter_forward_line (&line_end);
  gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (marks->buffer), marks->line, &begin, &line_end);
}

void
cr_editor_marks_show_selection (CrEditorMarks *marks, const CrRange *range)
{
  GtkTextIter begin, end;

  clear_tag (marks, marks->selection);
  if (cr_editor_marks_find (marks, range, &begin, &end))
    gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (marks->buffer), marks->selection, &begin, &end);
}

void
cr_editor_marks_show_uses (CrEditorMarks *marks, const GArray *uses)
{
  GtkTextIter begin, end;

  clear_tag (marks, marks->use);
  for (guint i = 0; uses != NULL && i < uses->len; i++)
    if (cr_editor_marks_find (marks, &g_array_index (uses, CrRange, i), &begin, &end))
      gtk_text_buffer_apply_tag (GTK_TEXT_BUFFER (marks->buffer), marks->use, &begin, &end);
}

const CrDiagnostic *
cr_editor_marks_find_problem (CrEditorMarks *marks, GPtrArray *diagnostics, const GtkTextIter *place)
{
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);
      GtkTextIter begin, end;

      if (cr_editor_marks_find (marks, &diagnostic->range, &begin, &end) && gtk_text_iter_compare (place, &begin) >= 0
          && gtk_text_iter_compare (place, &end) <= 0)
        return diagnostic;
    }
  return NULL;
}
