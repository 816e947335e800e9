/* A line of labels that opens below the entry, and an underline where something is wrong. */

#include "cr-entry-preview.h"

#include <string.h>

#include "cr-label.h"

static void
mark_wrong (CrEntryPreview *shown, const CrPreview *preview)
{
  GtkTextIter begin, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (shown->buffer, &begin, &end);
  text = gtk_text_buffer_get_text (shown->buffer, &begin, &end, FALSE);
  gtk_text_buffer_remove_tag (shown->buffer, shown->wrong, &begin, &end);
  if (preview->kind != CR_PREVIEW_ERROR || preview->length == 0 || preview->offset + preview->length > strlen (text))
    return;
  gtk_text_buffer_get_iter_at_offset (shown->buffer, &begin,
                                      (int)g_utf8_pointer_to_offset (text, text + preview->offset));
  gtk_text_buffer_get_iter_at_offset (shown->buffer, &end,
                                      (int)g_utf8_pointer_to_offset (text, text + preview->offset + preview->length));
  gtk_text_buffer_apply_tag (shown->buffer, shown->wrong, &begin, &end);
}

static void
set_label (GtkLabel *label, const char *text)
{
  g_autofree char *bounded = text == NULL ? NULL : cr_label_new_bounded (text);

  gtk_label_set_text (label, text == NULL ? "" : bounded);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* Python's messages end without a full stop. */
static char *
join_sentences (const char *first, const char *second)
{
  return g_strdup_printf (g_str_has_suffix (first, ".") || g_str_has_suffix (first, "?") ? "%s %s" : "%s. %s", first,
                          second);
}

void
cr_entry_preview_show (CrEntryPreview *shown, const CrPreview *preview)
{
  gboolean wrong = preview->kind == CR_PREVIEW_ERROR;
  g_autofree char *value = NULL, *sentence = NULL, *told = NULL;

  if (preview->value != NULL)
    value = g_strdup_printf ("%s = %s", preview->name == NULL ? "" : preview->name, preview->value);
  if (preview->sentence != NULL)
    sentence = preview->advice == NULL || !wrong ? g_strdup (preview->sentence)
                                                 : join_sentences (preview->sentence, preview->advice);
  set_label (shown->value, value);
  set_label (shown->shape, preview->shape);
  set_label (shown->sentence, sentence);
  gtk_widget_set_visible (shown->icon, wrong);
  (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (shown->line, "wrong");
  (preview->kind == CR_PREVIEW_UNFINISHED ? gtk_widget_add_css_class
                                          : gtk_widget_remove_css_class) (GTK_WIDGET (shown->sentence), "dim-label");
  gtk_widget_set_opacity (shown->line, 1.0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (shown->sentence), sentence);
  gtk_revealer_set_reveal_child (shown->revealer, TRUE);
  told = g_strdup_printf ("%s %s %s", value == NULL ? "" : value, preview->shape == NULL ? "" : preview->shape,
                          sentence == NULL ? "" : sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (shown->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, g_strstrip (told),
                                  -1);
  mark_wrong (shown, preview);
}

void
cr_entry_preview_hide (CrEntryPreview *shown)
{
  gtk_revealer_set_reveal_child (shown->revealer, FALSE);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (shown->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}
