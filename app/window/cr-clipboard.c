/* Who pastes takes the first form that it knows: pixels first for a picture, since most programs want those; drawing
 * programs ask for the SVG by its name. */

#include "cr-clipboard.h"

void
cr_clipboard_set_picture (GdkClipboard *clipboard, GBytes *png, GBytes *svg)
{
  GdkContentProvider *forms[2] = { gdk_content_provider_new_for_bytes ("image/png", png) };
  guint n = 1;
  g_autoptr (GdkContentProvider) all = NULL;

  if (svg != NULL)
    forms[n++] = gdk_content_provider_new_for_bytes ("image/svg+xml", svg);
  all = gdk_content_provider_new_union (forms, n);
  gdk_clipboard_set_content (clipboard, all);
}

void
cr_clipboard_set_csv (GdkClipboard *clipboard, GBytes *csv)
{
  GdkContentProvider *forms[] = { gdk_content_provider_new_for_bytes ("text/csv", csv),
                                  gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", csv),
                                  gdk_content_provider_new_for_bytes ("text/plain", csv) };
  g_autoptr (GdkContentProvider) all = gdk_content_provider_new_union (forms, G_N_ELEMENTS (forms));

  gdk_clipboard_set_content (clipboard, all);
}
