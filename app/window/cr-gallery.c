/* Cards are there at once; their pictures come one after another from a thread, and only while the gallery is seen. */

#include "cr-gallery.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-gallery-card.h"
#include "cr-gallery-picture.h"
#include "cr-recent.h"

#define MAX_RECENT 12

struct _CrGallery
{
  GtkWidget parent_instance;

  GtkWidget *contents;
  GtkFlowBox *cards;
  GtkListBox *recent;
  GtkWidget *no_recent;

  GCancellable *loading; /* the picture under way */
  guint source;          /* until the next is begun */
  int next;              /* card whose picture comes next */
  gboolean wants_focus;  /* as soon as it is seen */
};

G_DEFINE_FINAL_TYPE (CrGallery, cr_gallery, GTK_TYPE_WIDGET)

static gboolean
is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

/* Pictures. */

static void load_next (CrGallery *gallery);

static gboolean
begin_loading (gpointer data)
{
  CrGallery *gallery = data;

  gallery->source = 0;
  load_next (gallery);
  return G_SOURCE_REMOVE;
}

/* When there is nothing better to do: the first frame does not wait. */
static void
load_later (CrGallery *gallery)
{
  if (gallery->source == 0 && gallery->loading == NULL)
    gallery->source = g_idle_add_full (G_PRIORITY_LOW, begin_loading, gallery, NULL);
}

static void
stop_loading (CrGallery *gallery)
{
  g_clear_handle_id (&gallery->source, g_source_remove);
  g_cancellable_cancel (gallery->loading);
  g_clear_object (&gallery->loading);
  gallery->next = 0;
}

typedef struct
{
  CrGallery *gallery;
  CrGalleryCard *card;
} Loading;

static void
picture_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Loading *loading = data;
  g_autoptr (CrGallery) gallery = loading->gallery;
  g_autoptr (CrGalleryCard) card = loading->card;
  GdkTexture *texture = cr_gallery_picture_load_finish (result);

  if (g_task_get_cancellable (G_TASK (result)) != gallery->loading)
    return; /* another theme, or nobody looks any more */
  g_clear_object (&gallery->loading);
  if (texture != NULL)
    cr_gallery_card_set_picture (card, texture);
  load_later (gallery);
}

/* Shows what is there already and begins the next picture that is not. */
static void
load_next (CrGallery *gallery)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (gallery));
  GtkFlowBoxChild *child;

  while ((child = gtk_flow_box_get_child_at_index (gallery->cards, gallery->next)) != NULL)
    {
      CrGalleryCard *card = CR_GALLERY_CARD (child);
      const CrExample *example = cr_gallery_card_get_example (card);
      GdkTexture *texture = cr_gallery_picture_get (example, is_dark (), factor);
      Loading *loading;

      gallery->next++;
      if (texture != NULL)
        {
          cr_gallery_card_set_picture (card, texture);
          continue;
        }
      loading = g_new0 (Loading, 1);
      *loading = (Loading){ g_object_ref (gallery), g_object_ref (card) };
      gallery->loading = g_cancellable_new ();
      cr_gallery_picture_load_async (example, is_dark (), factor, gallery->loading, picture_loaded, loading);
      return;
    }
}

static void
theme_changed (CrGallery *gallery)
{
  GtkFlowBoxChild *child;

  stop_loading (gallery);
  for (int i = 0; (child = gtk_flow_box_get_child_at_index (gallery->cards, i)) != NULL; i++)
    cr_gallery_card_set_picture (CR_GALLERY_CARD (child), NULL);
  if (gtk_widget_get_mapped (GTK_WIDGET (gallery)))
    load_later (gallery);
}

/* Files. */

/* The folder of @info as a person would write it; NULL where it has none. */
static char *
dup_folder (GtkRecentInfo *info)
{
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info)), folder = g_file_get_parent (file);
  g_autofree char *name = folder != NULL ? g_file_get_parse_name (folder) : NULL;

  if (name != NULL && g_str_has_prefix (name, g_get_home_dir ()))
    return g_strconcat ("~", name + strlen (g_get_home_dir ()), NULL);
  return g_steal_pointer (&name);
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_recent_row (GtkRecentInfo *info)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  const char *name = gtk_recent_info_get_display_name (info), *uri = gtk_recent_info_get_uri (info);
  g_autofree char *folder = dup_folder (info), *shown = gtk_recent_info_get_uri_display (info);

  gtk_box_append (GTK_BOX (box), new_label (name, "recent-name"));
  if (folder != NULL)
    gtk_box_append (GTK_BOX (box), new_label (folder, "recent-folder"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, shown);
  g_object_set_data_full (G_OBJECT (row), "uri", g_strdup (uri), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
fill_recent (CrGallery *gallery)
{
  g_autoptr (GPtrArray) files = cr_recent_list (MAX_RECENT);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (gallery->recent, 0)) != NULL)
    gtk_list_box_remove (gallery->recent, GTK_WIDGET (row));
  for (guint i = 0; i < files->len; i++)
    gtk_list_box_append (gallery->recent, new_recent_row (g_ptr_array_index (files, i)));
  gtk_widget_set_visible (GTK_WIDGET (gallery->recent), files->len > 0);
  gtk_widget_set_visible (gallery->no_recent, files->len == 0);
}

static void
recent_activated (CrGallery *gallery, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (gallery), "win.open-recent", "s", g_object_get_data (G_OBJECT (row), "uri"));
}

static void
card_activated (CrGallery *gallery, GtkFlowBoxChild *child)
{
  gtk_widget_activate_action (GTK_WIDGET (gallery), "win.open-example", "s",
                              cr_gallery_card_get_example (CR_GALLERY_CARD (child))->name);
}

static void
cr_gallery_map (GtkWidget *widget)
{
  CrGallery *gallery = CR_GALLERY (widget);

  GTK_WIDGET_CLASS (cr_gallery_parent_class)->map (widget);
  fill_recent (gallery);
  load_later (gallery);
  if (gallery->wants_focus)
    cr_gallery_focus (gallery);
}

static void
cr_gallery_unmap (GtkWidget *widget)
{
  stop_loading (CR_GALLERY (widget));
  GTK_WIDGET_CLASS (cr_gallery_parent_class)->unmap (widget);
}

static void
cr_gallery_dispose (GObject *object)
{
  CrGallery *gallery = CR_GALLERY (object);

  stop_loading (gallery);
  g_clear_pointer (&gallery->contents, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_gallery_parent_class)->dispose (object);
}

static void
cr_gallery_class_init (CrGalleryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_gallery_dispose;
  widget_class->map = cr_gallery_map;
  widget_class->unmap = cr_gallery_unmap;
  gtk_widget_class_set_css_name (widget_class, "gallery");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/cr-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, CrGallery, contents);
  gtk_widget_class_bind_template_child (widget_class, CrGallery, cards);
  gtk_widget_class_bind_template_child (widget_class, CrGallery, recent);
  gtk_widget_class_bind_template_child (widget_class, CrGallery, no_recent);
  gtk_widget_class_bind_template_callback (widget_class, card_activated);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.hide-examples", NULL);
}

static void
cr_gallery_init (CrGallery *gallery)
{
  guint n;
  const CrExample *examples = cr_examples_get (&n);

  gtk_widget_init_template (GTK_WIDGET (gallery));
  for (guint i = 0; i < n; i++)
    gtk_flow_box_append (gallery->cards, cr_gallery_card_new (&examples[i]));
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (fill_recent), gallery,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (theme_changed), gallery,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_gallery_new (void)
{
  return g_object_new (CR_TYPE_GALLERY, NULL);
}

void
cr_gallery_focus (CrGallery *gallery)
{
  GtkFlowBoxChild *first = gtk_flow_box_get_child_at_index (gallery->cards, 0);

  gallery->wants_focus = first != NULL && !gtk_widget_get_mapped (GTK_WIDGET (gallery));
  if (first != NULL && !gallery->wants_focus)
    gtk_widget_child_focus (GTK_WIDGET (first), GTK_DIR_TAB_FORWARD); /* the box's cursor, too */
}
