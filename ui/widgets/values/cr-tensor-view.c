/* The buttons above, and as many blocks as the tensors need: one for vectors, which share their heads, else one each.
 */

#include "cr-tensor-view.h"

#include <glib/gi18n-lib.h>

#include "cr-tensor-copy.h"
#include "cr-value-slice.h"

#define MAX_ROWS 8
#define MAX_INDICES 6 /* spin buttons; a tensor of more dimensions keeps the first matrices */

struct _CrTensorView
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkToggleButton *number, *table, *heat, *histogram;
  GtkMenuButton *copy;
  GtkWidget *options;
  GtkLabel *slice_text;
  GtkCheckButton *exact, *logarithmic;
  GtkFlowBox *indices;
  GtkWidget *blocks;
  GtkLabel *status;

  CrValueRow rows[MAX_ROWS]; /* labels and values are its own */
  guint n_rows;
  CrTensorMode mode; /* chosen */
  gint64 slice;
  gint64 selected;
  int n_leading;               /* dimensions with a spin button */
  gint64 leading[MAX_INDICES]; /* their sizes */
  GtkSpinButton *spins[MAX_INDICES];
  CrTensorBlock *block[MAX_ROWS]; /* made when first needed */
  guint first_row[MAX_ROWS];      /* of each block */
  CrDigester *digester;
  gboolean updating;
  char *busy;
  CrTensorCopy copying;
};

G_DEFINE_FINAL_TYPE (CrTensorView, cr_tensor_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SELECTED,
  SIGNAL_COMPUTE_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void refresh (CrTensorView *view);

void
cr_tensor_view_copy (CrTensorView *view, guint row)
{
  g_return_if_fail (CR_IS_TENSOR_VIEW (view));
  cr_tensor_copy_value (&view->copying, row < view->n_rows ? view->rows[row].value : NULL);
}

static void
copy_row (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_tensor_view_copy (CR_TENSOR_VIEW (widget), g_variant_get_uint32 (parameter));
}

static void
copy_element (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrTensorView *view = CR_TENSOR_VIEW (widget);
  guint row = g_variant_get_uint32 (parameter);

  cr_tensor_copy_element (&view->copying, row < view->n_rows ? view->rows[row].value : NULL, view->selected);
}

static void
make_menu (GtkMenuButton *button, gpointer data)
{
  CrTensorView *view = data;
  g_autoptr (GMenuModel) menu = cr_tensor_copy_new_menu (view->rows, view->n_rows, view->selected);

  gtk_menu_button_set_menu_model (button, menu);
}

/* Showing. */

/* The row with most elements decides on the way of showing and on the indices. */
static const CrValue *
find_widest (CrTensorView *view)
{
  const CrValue *widest = NULL;

  for (guint i = 0; i < view->n_rows; i++)
    {
      const CrValue *form = cr_value_row_get_form (&view->rows[i]);

      if (form != NULL && (widest == NULL || cr_value_get_numel (form) > cr_value_get_numel (widest)))
        widest = form;
    }
  return widest;
}

static CrTensorMode
resolve_mode (CrTensorView *view)
{
  const CrValue *widest = find_widest (view);

  return widest == NULL || cr_value_get_numel (widest) <= 1 ? CR_TENSOR_NUMBER : view->mode;
}

static void
block_selected (CrTensorView *view, gint64 element)
{
  cr_tensor_view_select (view, element);
  g_signal_emit (view, signals[SIGNAL_SELECTED], 0, element);
}

static void
block_wants_again (CrTensorView *view, guint row, CrTensorBlock *block)
{
  for (guint i = 0; i < MAX_ROWS; i++)
    if (view->block[i] == block)
      g_signal_emit (view, signals[SIGNAL_COMPUTE_AGAIN], 0, view->first_row[i] + row);
}

static CrTensorBlock *
ensure_block (CrTensorView *view, guint i)
{
  if (view->block[i] != NULL)
    return view->block[i];
  view->block[i] = CR_TENSOR_BLOCK (cr_tensor_block_new ());
  gtk_box_append (GTK_BOX (view->blocks), GTK_WIDGET (view->block[i]));
  g_signal_connect_swapped (view->block[i], "selected", G_CALLBACK (block_selected), view);
  g_signal_connect_swapped (view->block[i], "compute-again", G_CALLBACK (block_wants_again), view);
  return view->block[i];
}

static void
show_block (CrTensorView *view, guint i, guint first_row, guint n_rows, const CrBlockLook *look)
{
  CrTensorBlock *block = ensure_block (view, i);

  view->first_row[i] = first_row;
  gtk_widget_set_visible (GTK_WIDGET (block), TRUE);
  cr_tensor_block_set_busy (block, view->busy);
  cr_tensor_block_show (block, &view->rows[first_row], n_rows, look, view->digester);
}

static guint
show_blocks (CrTensorView *view, const CrBlockLook *look)
{
  gboolean together = look->mode == CR_TENSOR_NUMBER
                      || (look->mode == CR_TENSOR_TABLE && cr_value_table_can_share (view->rows, view->n_rows));

  if (view->n_rows == 0)
    return 0;
  if (together)
    {
      show_block (view, 0, 0, view->n_rows, look);
      return 1;
    }
  for (guint i = 0; i < view->n_rows; i++)
    show_block (view, i, i, 1, look);
  return view->n_rows;
}

static void
show_options (CrTensorView *view, const CrBlockLook *look)
{
  const CrValue *widest = find_widest (view);
  gboolean slices = view->n_leading > 0 && (look->mode == CR_TENSOR_TABLE || look->mode == CR_TENSOR_HEAT);
  gboolean exact = look->mode == CR_TENSOR_NUMBER && widest != NULL && cr_value_has_data (widest);
  g_autofree char *text
      = slices ? cr_value_slice_dup_text (cr_value_get_ndim (widest), cr_value_get_sizes (widest), view->slice) : NULL;

  gtk_label_set_text (view->slice_text, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (view->slice_text), slices);
  gtk_widget_set_visible (GTK_WIDGET (view->indices), slices);
  gtk_widget_set_visible (GTK_WIDGET (view->exact), exact);
  gtk_widget_set_visible (GTK_WIDGET (view->logarithmic), look->mode == CR_TENSOR_HISTOGRAM);
  gtk_widget_set_visible (view->options, slices || exact || look->mode == CR_TENSOR_HISTOGRAM);
}

static void
show_mode (CrTensorView *view, CrTensorMode mode)
{
  GtkToggleButton *buttons[] = { view->number, view->table, view->heat, view->histogram };
  const CrValue *widest = find_widest (view);
  gboolean several = widest != NULL && cr_value_get_numel (widest) > 1;

  view->updating = TRUE;
  gtk_toggle_button_set_active (buttons[mode], TRUE);
  for (guint i = 1; i < G_N_ELEMENTS (buttons); i++)
    gtk_widget_set_sensitive (GTK_WIDGET (buttons[i]), several);
  view->updating = FALSE;
}

static void
refresh (CrTensorView *view)
{
  CrBlockLook look = { .mode = resolve_mode (view),
                       .slice = view->slice,
                       .selected = view->selected,
                       .exact = gtk_check_button_get_active (view->exact),
                       .logarithmic = gtk_check_button_get_active (view->logarithmic) };
  guint n;

  show_mode (view, look.mode);
  show_options (view, &look);
  cr_digester_begin (view->digester);
  n = show_blocks (view, &look);
  cr_digester_end (view->digester);
  for (guint i = n; i < MAX_ROWS; i++)
    if (view->block[i] != NULL)
      gtk_widget_set_visible (GTK_WIDGET (view->block[i]), FALSE);
}

static void
mode_toggled (CrTensorView *view, GtkToggleButton *button)
{
  if (view->updating || !gtk_toggle_button_get_active (button))
    return;
  view->mode = button == view->number      ? CR_TENSOR_NUMBER
               : button == view->heat      ? CR_TENSOR_HEAT
               : button == view->histogram ? CR_TENSOR_HISTOGRAM
                                           : CR_TENSOR_TABLE;
  refresh (view);
}

/* Which matrix. */

static void
index_changed (CrTensorView *view)
{
  gint64 slice = 0;

  if (view->updating)
    return;
  for (int i = 0; i < view->n_leading; i++)
    slice = slice * view->leading[i] + gtk_spin_button_get_value_as_int (view->spins[i]);
  view->slice = slice;
  refresh (view);
}

static void
ensure_spin (CrTensorView *view, int i)
{
  GtkWidget *spin;
  g_autofree char *label = g_strdup_printf (_ ("Index of dimension %d"), i);

  if (view->spins[i] != NULL)
    return;
  spin = gtk_spin_button_new_with_range (0, 0, 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 3);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 3);
  gtk_widget_set_tooltip_text (spin, label);
  gtk_widget_add_css_class (spin, "small-button");
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (index_changed), view);
  gtk_flow_box_insert (view->indices, spin, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (spin), FALSE);
  view->spins[i] = GTK_SPIN_BUTTON (spin);
}

static void
show_slice (CrTensorView *view)
{
  gint64 rest = view->slice;

  view->updating = TRUE;
  for (int i = view->n_leading - 1; i >= 0; i--)
    {
      gtk_spin_button_set_range (view->spins[i], 0, (double)(view->leading[i] - 1));
      gtk_spin_button_set_value (view->spins[i], (double)(rest % view->leading[i]));
      rest /= view->leading[i];
    }
  view->updating = FALSE;
}

/* The first dimensions; of those that have no spin button the first index is shown. */
static void
update_indices (CrTensorView *view)
{
  const CrValue *widest = find_widest (view);
  int n = widest == NULL || cr_value_get_numel (widest) == 0 ? 0 : MAX (cr_value_get_ndim (widest) - 2, 0);
  gboolean same;

  n = MIN (n, MAX_INDICES);
  same = n == view->n_leading;
  for (int i = 0; i < n; i++)
    {
      gint64 size = cr_value_get_sizes (widest)[cr_value_get_ndim (widest) - 2 - n + i];

      same = same && view->leading[i] == size;
      view->leading[i] = size;
      ensure_spin (view, i);
    }
  view->n_leading = n;
  if (!same)
    view->slice = 0;
  for (int i = 0; i < MAX_INDICES; i++)
    if (view->spins[i] != NULL)
      gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (view->spins[i])), i < n);
  show_slice (view);
}

static void
clear_rows (CrTensorView *view)
{
  for (guint i = 0; i < view->n_rows; i++)
    {
      g_free ((char *)view->rows[i].label);
      g_clear_pointer (&view->rows[i].value, cr_value_unref);
      g_clear_pointer (&view->rows[i].like, cr_value_unref);
    }
  view->n_rows = 0;
}

void
cr_tensor_view_set_rows (CrTensorView *view, const CrValueRow *rows, guint n_rows)
{
  CrValueRow copies[MAX_ROWS];

  g_return_if_fail (CR_IS_TENSOR_VIEW (view));
  n_rows = MIN (n_rows, MAX_ROWS);
  for (guint i = 0; i < n_rows; i++)
    {
      copies[i] = rows[i];
      copies[i].label = g_strdup (rows[i].label);
      copies[i].value = rows[i].value == NULL ? NULL : cr_value_ref (rows[i].value);
      copies[i].like = rows[i].like == NULL ? NULL : cr_value_ref (rows[i].like);
    }
  clear_rows (view);
  for (guint i = 0; i < n_rows; i++)
    view->rows[i] = copies[i];
  view->n_rows = n_rows;
  update_indices (view);
  refresh (view);
}

/* The matrix that the element is in comes into sight. */
static void
follow_element (CrTensorView *view)
{
  const CrValue *widest = find_widest (view);
  CrValueSlice slice;
  gint64 number;

  if (view->n_leading == 0 || widest == NULL || view->selected < 0 || view->selected >= cr_value_get_numel (widest))
    return;
  cr_value_slice_init (&slice, cr_value_get_ndim (widest), cr_value_get_sizes (widest), 0);
  number = view->selected / (slice.lines * slice.columns);
  if (number == view->slice)
    return;
  view->slice = number;
  show_slice (view);
  refresh (view);
}

void
cr_tensor_view_select (CrTensorView *view, gint64 element)
{
  g_return_if_fail (CR_IS_TENSOR_VIEW (view));
  if (view->selected == element)
    return;
  view->selected = element;
  for (guint i = 0; i < MAX_ROWS; i++)
    if (view->block[i] != NULL)
      cr_tensor_block_select (view->block[i], element);
  follow_element (view);
  if (resolve_mode (view) == CR_TENSOR_NUMBER)
    refresh (view);
}

void
cr_tensor_view_set_busy (CrTensorView *view, const char *text)
{
  g_return_if_fail (CR_IS_TENSOR_VIEW (view));
  g_free (view->busy);
  view->busy = g_strdup (text);
  for (guint i = 0; i < MAX_ROWS; i++)
    if (view->block[i] != NULL)
      cr_tensor_block_set_busy (view->block[i], text);
}

void
cr_tensor_view_set_mode (CrTensorView *view, CrTensorMode mode)
{
  g_return_if_fail (CR_IS_TENSOR_VIEW (view));
  view->mode = mode;
  refresh (view);
}

CrTensorMode
cr_tensor_view_get_mode (CrTensorView *view)
{
  g_return_val_if_fail (CR_IS_TENSOR_VIEW (view), CR_TENSOR_TABLE);
  return resolve_mode (view);
}

static void
cr_tensor_view_dispose (GObject *object)
{
  CrTensorView *view = CR_TENSOR_VIEW (object);

  cr_tensor_copy_clear (&view->copying);
  g_clear_pointer (&view->digester, cr_digester_free);
  g_clear_pointer (&view->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_tensor_view_parent_class)->dispose (object);
}

static void
cr_tensor_view_finalize (GObject *object)
{
  CrTensorView *view = CR_TENSOR_VIEW (object);

  clear_rows (view);
  g_free (view->busy);
  G_OBJECT_CLASS (cr_tensor_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, box);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, number);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, table);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, heat);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, histogram);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, copy);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, options);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, slice_text);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, exact);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, logarithmic);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, indices);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, blocks);
  gtk_widget_class_bind_template_child (widget_class, CrTensorView, status);
  gtk_widget_class_bind_template_callback (widget_class, mode_toggled);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
}

static void
cr_tensor_view_class_init (CrTensorViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (CR_TYPE_TENSOR_BLOCK);
  G_OBJECT_CLASS (klass)->dispose = cr_tensor_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = cr_tensor_view_finalize;
  signals[SIGNAL_SELECTED]
      = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_COMPUTE_AGAIN]
      = g_signal_new ("compute-again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "tensor.copy", "u", copy_row);
  gtk_widget_class_install_action (widget_class, "tensor.copy-element", "u", copy_element);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-tensor-view.ui");
  bind_children (widget_class);
}

static void
cr_tensor_view_init (CrTensorView *view)
{
  view->mode = CR_TENSOR_TABLE;
  view->digester = cr_digester_new ((void (*) (gpointer))refresh, view);
  view->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (view));
  view->updating = FALSE;
  cr_tensor_copy_init (&view->copying, GTK_WIDGET (view), view->status);
  gtk_menu_button_set_create_popup_func (view->copy, make_menu, view, NULL);
}

GtkWidget *
cr_tensor_view_new (void)
{
  return g_object_new (CR_TYPE_TENSOR_VIEW, NULL);
}
