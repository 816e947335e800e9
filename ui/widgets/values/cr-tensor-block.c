/* One of its parts is visible at a time; all are kept, so that stepping makes no widgets. */

#include "cr-tensor-block.h"

#include <glib/gi18n-lib.h>

#include "cr-value-chart.h"
#include "cr-value-slice.h"
#include "cr-value-text.h"

struct _CrTensorBlock
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkGrid *numbers;
  CrValueTable *table;
  GtkLabel *title;
  CrValueChart *chart;
  GtkLabel *stats;
  GtkWidget *note;
  GtkLabel *note_text;
  GtkWidget *again;
  guint n_numbers;   /* rows of the grid */
  guint n_summaries; /* rows of which only a summary is left */
  guint summary;     /* the first of them */
};

G_DEFINE_FINAL_TYPE (CrTensorBlock, cr_tensor_block, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SELECTED,
  SIGNAL_COMPUTE_AGAIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
element_selected (CrTensorBlock *block, gint64 element)
{
  g_signal_emit (block, signals[SIGNAL_SELECTED], 0, element);
}

static void
again_clicked (CrTensorBlock *block)
{
  g_signal_emit (block, signals[SIGNAL_COMPUTE_AGAIN], 0, block->summary);
}

static GtkWidget *
new_number_label (gboolean is_number)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (label, is_number ? "tensor-number" : "tensor-title");
  if (!is_number)
    return label;
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static char *
dup_number (const CrValueRow *row, const CrBlockLook *look)
{
  if (row->value == NULL)
    return g_strdup (_ ("none"));
  if (cr_value_get_numel (row->value) == 0)
    return g_strdup (_ ("no elements"));
  if (!cr_value_has_data (row->value))
    return g_strdup (_ ("summary only"));
  if (look->selected < 0 || look->selected >= cr_value_get_numel (row->value))
    return g_strdup ("–");
  return look->exact ? cr_value_dup_exact (row->value, look->selected)
                     : cr_value_dup_number (row->value, look->selected);
}

static void
set_color_class (GtkWidget *widget, gboolean is_gradient)
{
  gtk_widget_remove_css_class (widget, is_gradient ? "value-text" : "gradient-text");
  gtk_widget_add_css_class (widget, is_gradient ? "gradient-text" : "value-text");
}

static void
show_number (CrTensorBlock *block, guint i, const CrValueRow *row, const CrBlockLook *look)
{
  GtkWidget *label = gtk_grid_get_child_at (block->numbers, 0, (int)i);
  GtkWidget *number = gtk_grid_get_child_at (block->numbers, 1, (int)i);
  g_autofree char *place = NULL, *title = NULL, *text = NULL;

  gtk_widget_set_visible (label, row != NULL);
  gtk_widget_set_visible (number, row != NULL);
  if (row == NULL)
    return;
  place = row->value != NULL && cr_value_get_numel (row->value) > 1 && look->selected < cr_value_get_numel (row->value)
              ? cr_value_dup_place (row->value, look->selected)
              : g_strdup ("");
  title = g_strconcat (row->label, place, NULL);
  text = dup_number (row, look);
  gtk_label_set_text (GTK_LABEL (label), title);
  set_color_class (label, row->is_gradient);
  gtk_label_set_text (GTK_LABEL (number), text);
}

static void
show_numbers (CrTensorBlock *block, const CrValueRow *rows, guint n_rows, const CrBlockLook *look)
{
  for (guint i = block->n_numbers; i < n_rows; i++)
    {
      gtk_grid_attach (block->numbers, new_number_label (FALSE), 0, (int)i, 1, 1);
      gtk_grid_attach (block->numbers, new_number_label (TRUE), 1, (int)i, 1, 1);
    }
  block->n_numbers = MAX (block->n_numbers, n_rows);
  for (guint i = 0; i < block->n_numbers; i++)
    show_number (block, i, i < n_rows ? &rows[i] : NULL, look);
}

static void
show_chart (CrTensorBlock *block, const CrValueRow *row, const CrBlockLook *look, CrDigester *digester)
{
  CrValueSlice slice;

  gtk_label_set_text (block->title, row->label);
  set_color_class (GTK_WIDGET (block->title), row->is_gradient);
  if (look->mode == CR_TENSOR_HISTOGRAM)
    {
      const CrStats *stats = cr_digester_get_stats (digester, row->value);

      if (stats != NULL)
        cr_value_chart_show_histogram (block->chart, row->label, row->value, stats, row->is_gradient,
                                       look->logarithmic);
      else
        cr_value_chart_show_nothing (block->chart);
    }
  else
    {
      const CrHeat *heat;

      cr_value_slice_init (&slice, cr_value_get_ndim (row->value), cr_value_get_sizes (row->value), look->slice);
      heat = cr_digester_get_heat (digester, row->value, slice.first, slice.lines, slice.columns);
      if (heat != NULL)
        cr_value_chart_show_heat (block->chart, row->label, row->value, heat);
      else
        cr_value_chart_show_nothing (block->chart);
    }
  cr_value_chart_select (block->chart, look->selected);
}

static gboolean
has_elements (const CrValueRow *row)
{
  return row->value != NULL && cr_value_has_data (row->value) && cr_value_get_numel (row->value) > 0;
}

static void
append_stats (GString *text, const CrValueRow *row, gboolean named, CrDigester *digester)
{
  const CrStats *stats;
  g_autofree char *numbers = NULL;

  if (row->value == NULL || cr_value_get_numel (row->value) < 2)
    return;
  stats = cr_digester_get_stats (digester, row->value);
  numbers = stats == NULL ? g_strdup (_ ("being computed…")) : cr_stats_dup_text (stats);
  g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? "\n" : "", named ? row->label : "", named ? ": " : "",
                          numbers);
}

static void
show_stats (CrTensorBlock *block, const CrValueRow *rows, guint n_rows, CrDigester *digester)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_rows; i++)
    append_stats (text, &rows[i], n_rows > 1, digester);
  gtk_label_set_text (block->stats, text->str);
  gtk_widget_set_visible (GTK_WIDGET (block->stats), text->len > 0);
  g_string_free (text, TRUE);
}

static void
show_note (CrTensorBlock *block, const CrValueRow *rows, guint n_rows)
{
  block->n_summaries = 0;
  for (guint i = n_rows; i-- > 0;)
    if (rows[i].value != NULL && !cr_value_has_data (rows[i].value) && cr_value_get_numel (rows[i].value) > 0)
      {
        block->n_summaries++;
        block->summary = i;
      }
  gtk_widget_set_visible (block->note, block->n_summaries > 0);
}

void
cr_tensor_block_show (CrTensorBlock *block, const CrValueRow *rows, guint n_rows, const CrBlockLook *look,
                      CrDigester *digester)
{
  gboolean chart;

  g_return_if_fail (CR_IS_TENSOR_BLOCK (block) && n_rows > 0);
  chart = look->mode >= CR_TENSOR_HEAT && has_elements (&rows[0]);
  gtk_widget_set_visible (GTK_WIDGET (block->numbers), look->mode == CR_TENSOR_NUMBER);
  gtk_widget_set_visible (GTK_WIDGET (block->table), look->mode != CR_TENSOR_NUMBER && !chart);
  gtk_widget_set_visible (GTK_WIDGET (block->title), chart);
  gtk_widget_set_visible (GTK_WIDGET (block->chart), chart);
  if (look->mode == CR_TENSOR_NUMBER)
    show_numbers (block, rows, n_rows, look);
  else if (chart)
    show_chart (block, &rows[0], look, digester);
  else
    {
      cr_value_table_set_rows (block->table, rows, n_rows, look->slice);
      cr_value_table_select (block->table, look->selected);
    }
  show_stats (block, rows, n_rows, digester);
  show_note (block, rows, n_rows);
}

void
cr_tensor_block_select (CrTensorBlock *block, gint64 element)
{
  g_return_if_fail (CR_IS_TENSOR_BLOCK (block));
  cr_value_table_select (block->table, element);
  cr_value_chart_select (block->chart, element);
}

void
cr_tensor_block_set_busy (CrTensorBlock *block, const char *text)
{
  g_return_if_fail (CR_IS_TENSOR_BLOCK (block));
  gtk_label_set_text (block->note_text,
                      text != NULL ? text : _ ("The memory budget of the run kept only a summary of it."));
  gtk_widget_set_sensitive (block->again, text == NULL);
}

static void
cr_tensor_block_dispose (GObject *object)
{
  g_clear_pointer (&CR_TENSOR_BLOCK (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_tensor_block_parent_class)->dispose (object);
}

static void
cr_tensor_block_class_init (CrTensorBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  g_type_ensure (CR_TYPE_VALUE_TABLE);
  g_type_ensure (CR_TYPE_VALUE_CHART);
  G_OBJECT_CLASS (klass)->dispose = cr_tensor_block_dispose;
  signals[SIGNAL_SELECTED]
      = g_signal_new ("selected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_COMPUTE_AGAIN]
      = g_signal_new ("compute-again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-tensor-block.ui");
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, box);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, numbers);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, table);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, title);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, chart);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, stats);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, note);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, note_text);
  gtk_widget_class_bind_template_child (widget_class, CrTensorBlock, again);
  gtk_widget_class_bind_template_callback (widget_class, element_selected);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked);
}

static void
cr_tensor_block_init (CrTensorBlock *block)
{
  gtk_widget_init_template (GTK_WIDGET (block));
}

GtkWidget *
cr_tensor_block_new (void)
{
  return g_object_new (CR_TYPE_TENSOR_BLOCK, NULL);
}
