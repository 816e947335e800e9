/* The table as a widget: it measures, scrolls, and is worked with pointer and keys. Scrolling is its own rather than a
 * scrolled window's, since its height follows from its width. */

#include "cr-value-table-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-live-table.h"
#include "cr-value-text.h"

#define MAX_HEIGHT 228
#define NATURAL_WIDTH (CR_TABLE_LABEL_WIDTH + 4 * 54)
#define CELL_WIDTH 54
#define COMPLEX_CELL_WIDTH 108
#define N_SAMPLED 1000 /* elements looked at for the strongest colour */
#define LINES_A_CLICK 3

G_DEFINE_FINAL_TYPE (CrValueTable, cr_value_table, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear_rows (CrValueTable *table)
{
  for (guint i = 0; i < table->n_rows; i++)
    {
      g_free (table->rows[i].label);
      g_clear_pointer (&table->rows[i].value, cr_value_unref);
    }
  table->n_rows = 0;
}

static double
find_largest (const CrValue *value, gint64 first)
{
  gint64 end = MIN (cr_value_get_numel (value), first + N_SAMPLED);
  double largest = 0;

  for (gint64 i = first; i < end; i++)
    {
      double number = fabs (cr_value_get_double (value, i));

      if (isfinite (number) && number > largest)
        largest = number;
    }
  return largest;
}

/* The width that cells have: less than the widget's where a bar stands beside them. */
static int
get_cells_width (CrValueTable *table, int width)
{
  return cr_table_get_height (table, width) > MAX_HEIGHT ? MAX (width - CR_TABLE_BAR, 1) : width;
}

static int
get_bar_height (CrValueTable *table, int width)
{
  return cr_table_get_width (table, width) > width && !table->slice.is_vector ? CR_TABLE_BAR : 0;
}

static GtkSizeRequestMode
cr_value_table_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cr_value_table_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  CrValueTable *table = CR_VALUE_TABLE (widget);
  int width = for_size < 0 ? NATURAL_WIDTH : for_size, cells;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = CR_TABLE_LABEL_WIDTH + table->cell_width;
      *natural = NATURAL_WIDTH;
      return;
    }
  cells = get_cells_width (table, width);
  *minimum = *natural = (int)MIN (cr_table_get_height (table, cells), MAX_HEIGHT) + get_bar_height (table, cells);
}

static void
place_bar (GtkWidget *bar, gboolean visible, int x, int y, int width, int height)
{
  int least;

  gtk_widget_set_child_visible (bar, visible);
  if (!visible)
    return;
  gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width, least);
  gtk_widget_measure (bar, GTK_ORIENTATION_VERTICAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (bar, &(GtkAllocation){ x, y, width, MAX (height, least) }, -1);
}

static void
configure (GtkAdjustment *adjustment, double upper, double page, double step)
{
  upper = MAX (upper, page);
  gtk_adjustment_configure (adjustment, CLAMP (gtk_adjustment_get_value (adjustment), 0, upper - page), 0, upper, step,
                            MAX (page - step, step), page);
}

static void
cr_value_table_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrValueTable *table = CR_VALUE_TABLE (widget);
  int cells = get_cells_width (table, width), bar = get_bar_height (table, cells);

  configure (table->v, cr_table_get_height (table, cells), height - bar, cr_table_get_line_height (table));
  configure (table->h, cr_table_get_width (table, cells), cells, table->cell_width);
  place_bar (table->vertical, cells < width, cells, 0, CR_TABLE_BAR, height - bar);
  place_bar (table->horizontal, bar > 0, 0, height - bar, cells, bar);
}

static void
cr_value_table_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrValueTable *table = CR_VALUE_TABLE (widget);
  int width = get_cells_width (table, gtk_widget_get_width (widget));

  cr_table_draw (table, snapshot, width, gtk_widget_get_height (widget) - get_bar_height (table, width));
  GTK_WIDGET_CLASS (cr_value_table_parent_class)->snapshot (widget, snapshot);
}

/* Brings [from, to) of the whole into sight. */
static void
reveal (GtkAdjustment *adjustment, double from, double to)
{
  double value = gtk_adjustment_get_value (adjustment), page = gtk_adjustment_get_page_size (adjustment);

  if (page <= 0)
    return;
  value = from < value ? from : to > value + page ? to - page : value;
  gtk_adjustment_set_value (adjustment, value);
}

static void
reveal_selected (CrValueTable *table)
{
  int width = get_cells_width (table, gtk_widget_get_width (GTK_WIDGET (table)));
  double head = cr_table_get_head_height (table), height = cr_table_get_line_height (table);
  gint64 line, column, index = table->selected - table->slice.first;

  if (table->selected < 0 || index < 0 || index >= table->slice.lines * table->slice.columns)
    return;
  cr_table_locate (table, width, table->selected, &line, &column);
  if (table->slice.is_vector)
    reveal (table->v, (double)line * height, (double)(line + 1) * height);
  else
    {
      reveal (table->v, (double)line * height, (double)(line + 1) * height + head);
      reveal (table->h, (double)column * table->cell_width,
              (double)(column + 1) * table->cell_width + CR_TABLE_LABEL_WIDTH);
    }
}

static void
describe_selected (CrValueTable *table)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < table->n_rows; i++)
    {
      const CrTableRow *row = &table->rows[i];
      g_autofree char *element = NULL;

      if (!cr_table_row_is_tabular (row) || table->selected < 0 || table->selected >= cr_value_get_numel (row->value))
        continue;
      element = cr_value_table_describe_element (row->value, table->selected);
      g_string_append_printf (text, "%s%s, %s", text->len > 0 ? "; " : "", row->label, element);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (table), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
  g_string_free (text, TRUE);
}

void
cr_value_table_select (CrValueTable *table, gint64 element)
{
  g_return_if_fail (CR_IS_VALUE_TABLE (table));
  if (table->selected == element)
    return;
  table->selected = element;
  reveal_selected (table);
  describe_selected (table);
  gtk_widget_queue_draw (GTK_WIDGET (table));
}

static void
choose (CrValueTable *table, gint64 element)
{
  if (element < 0)
    return;
  cr_value_table_select (table, element);
  g_signal_emit (table, signals[SIGNAL_SELECTED], 0, element);
}

static void
pressed (CrValueTable *table, int n_press, double x, double y)
{
  guint row;

  gtk_widget_grab_focus (GTK_WIDGET (table));
  choose (table, cr_table_find (table, get_cells_width (table, gtk_widget_get_width (GTK_WIDGET (table))), x, y, &row));
}

static void
copy_selected (CrValueTable *table)
{
  for (guint i = 0; i < table->n_rows; i++)
    if (cr_table_row_is_tabular (&table->rows[i]) && table->selected >= 0
        && table->selected < cr_value_get_numel (table->rows[i].value))
      {
        g_autofree char *text = cr_value_dup_exact (table->rows[i].value, table->selected);

        gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (table)), text);
        return;
      }
}

static guint
normalize_key (guint key)
{
  static const guint pairs[][2]
      = { { GDK_KEY_KP_Left, GDK_KEY_Left },       { GDK_KEY_KP_Right, GDK_KEY_Right },
          { GDK_KEY_KP_Up, GDK_KEY_Up },           { GDK_KEY_KP_Down, GDK_KEY_Down },
          { GDK_KEY_KP_Home, GDK_KEY_Home },       { GDK_KEY_KP_End, GDK_KEY_End },
          { GDK_KEY_KP_Page_Up, GDK_KEY_Page_Up }, { GDK_KEY_KP_Page_Down, GDK_KEY_Page_Down } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][0] == key)
      return pairs[i][1];
  return key;
}

static gboolean
key_pressed (CrValueTable *table, guint key, guint code, GdkModifierType state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  gint64 element;

  if (state & (GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (control && (key == GDK_KEY_c || key == GDK_KEY_Insert))
    {
      copy_selected (table);
      return GDK_EVENT_STOP;
    }
  element = cr_table_move (table, get_cells_width (table, gtk_widget_get_width (GTK_WIDGET (table))),
                           gtk_adjustment_get_page_size (table->v), normalize_key (key), control);
  if (element < 0)
    return GDK_EVENT_PROPAGATE;
  choose (table, element);
  return GDK_EVENT_STOP;
}

/* What does not scroll any more scrolls the panel around. */
static gboolean
scrolled (CrValueTable *table, double dx, double dy, GtkEventControllerScroll *controller)
{
  gboolean lines = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL;
  double before = gtk_adjustment_get_value (table->v), across = gtk_adjustment_get_value (table->h);
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_SHIFT_MASK && dx == 0)
    {
      dx = dy;
      dy = 0;
    }
  gtk_adjustment_set_value (table->v, before + dy * (lines ? LINES_A_CLICK * CR_TABLE_CELL_HEIGHT : 1));
  gtk_adjustment_set_value (table->h, across + dx * (lines ? table->cell_width : 1));
  return gtk_adjustment_get_value (table->v) != before || gtk_adjustment_get_value (table->h) != across;
}

static gboolean
query_tooltip (CrValueTable *table, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  guint row = 0;
  gint64 element = table->selected;
  g_autofree char *text = NULL;

  if (!keyboard)
    element = cr_table_find (table, get_cells_width (table, gtk_widget_get_width (GTK_WIDGET (table))), x, y, &row);
  if (element < 0 || row >= table->n_rows || !cr_table_row_is_tabular (&table->rows[row])
      || element >= cr_value_get_numel (table->rows[row].value))
    return FALSE;
  text = cr_value_table_describe_element (table->rows[row].value, element);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
cr_value_table_dispose (GObject *object)
{
  CrValueTable *table = CR_VALUE_TABLE (object);

  g_clear_pointer (&table->vertical, gtk_widget_unparent);
  g_clear_pointer (&table->horizontal, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_value_table_parent_class)->dispose (object);
}

static void
cr_value_table_finalize (GObject *object)
{
  clear_rows (CR_VALUE_TABLE (object));
  G_OBJECT_CLASS (cr_value_table_parent_class)->finalize (object);
}

static void
cr_value_table_class_init (CrValueTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cr_value_table_dispose;
  object_class->finalize = cr_value_table_finalize;
  widget_class->snapshot = cr_value_table_snapshot;
  widget_class->measure = cr_value_table_measure;
  widget_class->size_allocate = cr_value_table_size_allocate;
  widget_class->get_request_mode = cr_value_table_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "valuetable");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  signals[SIGNAL_SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static GtkWidget *
add_bar (CrValueTable *table, GtkOrientation orientation, GtkAdjustment **adjustment)
{
  GtkWidget *bar;

  *adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  bar = gtk_scrollbar_new (orientation, *adjustment);
  gtk_widget_set_parent (bar, GTK_WIDGET (table));
  gtk_widget_set_child_visible (bar, FALSE);
  g_signal_connect_swapped (*adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), table);
  return bar;
}

static void
add_controllers (CrValueTable *table)
{
  GtkWidget *widget = GTK_WIDGET (table);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), widget);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), widget);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), widget);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (gtk_widget_queue_draw), widget);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (gtk_widget_queue_draw), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, focus);
}

static void
cr_value_table_init (CrValueTable *table)
{
  GtkWidget *widget = GTK_WIDGET (table);

  table->cell_width = CELL_WIDTH;
  table->selected = -1;
  table->slice = (CrValueSlice){ .lines = 1, .is_vector = TRUE };
  table->vertical = add_bar (table, GTK_ORIENTATION_VERTICAL, &table->v);
  table->horizontal = add_bar (table, GTK_ORIENTATION_HORIZONTAL, &table->h);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (table, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  add_controllers (table);
  cr_live_table_attach (table);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), table,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_value_table_new (void)
{
  return g_object_new (CR_TYPE_VALUE_TABLE, NULL);
}

CrValue *
cr_value_row_get_form (const CrValueRow *row)
{
  return row->value != NULL ? row->value : row->like;
}

gboolean
cr_value_table_can_share (const CrValueRow *rows, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    {
      const CrValue *form = cr_value_row_get_form (&rows[i]);
      CrValueSlice slice;

      if (form == NULL)
        continue;
      cr_value_slice_init (&slice, cr_value_get_ndim (form), cr_value_get_sizes (form), 0);
      if (!slice.is_vector || slice.n_slices > 1)
        return FALSE;
    }
  return TRUE;
}

/* Of the tensor with most elements: all of them are vectors, or there is one. */
static void
find_slice (CrValueTable *table, const CrValueRow *rows, gint64 number)
{
  const CrValue *widest = NULL;

  table->slice = (CrValueSlice){ .lines = 1, .is_vector = TRUE };
  table->cell_width = CELL_WIDTH;
  table->empty = TRUE;
  for (guint i = 0; i < table->n_rows; i++)
    {
      const CrValue *form = cr_value_row_get_form (&rows[i]);

      table->empty = table->empty && !cr_table_row_is_tabular (&table->rows[i]);
      if (form == NULL || !cr_value_has_data (form) || cr_value_get_numel (form) == 0)
        continue;
      if (cr_dtype_is_complex (cr_value_get_dtype (form)))
        table->cell_width = COMPLEX_CELL_WIDTH;
      if (widest == NULL || cr_value_get_numel (form) > cr_value_get_numel (widest))
        widest = form;
    }
  if (widest != NULL)
    cr_value_slice_init (&table->slice, cr_value_get_ndim (widest), cr_value_get_sizes (widest), number);
}

void
cr_value_table_set_rows (CrValueTable *table, const CrValueRow *rows, guint n_rows, gint64 slice)
{
  g_autofree char *description = NULL;
  CrValueSlice before;

  g_return_if_fail (CR_IS_VALUE_TABLE (table));
  if (!cr_value_table_can_share (rows, n_rows))
    n_rows = MIN (n_rows, 1);
  n_rows = MIN (n_rows, CR_TABLE_MAX_ROWS);
  description = cr_value_table_describe (rows, n_rows);
  before = table->slice;
  clear_rows (table);
  table->n_rows = n_rows;
  for (guint i = 0; i < n_rows; i++)
    table->rows[i] = (CrTableRow){ .label = g_strdup (rows[i].label),
                                   .value = rows[i].value == NULL ? NULL : cr_value_ref (rows[i].value),
                                   .is_gradient = rows[i].is_gradient };
  find_slice (table, rows, slice);
  for (guint i = 0; i < n_rows; i++)
    if (cr_table_row_is_tabular (&table->rows[i]))
      table->rows[i].largest = find_largest (table->rows[i].value, table->slice.first);
  if (before.columns != table->slice.columns || before.lines != table->slice.lines)
    {
      gtk_adjustment_set_value (table->v, 0);
      gtk_adjustment_set_value (table->h, 0);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (table), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  describe_selected (table);
  gtk_widget_queue_resize (GTK_WIDGET (table));
}
