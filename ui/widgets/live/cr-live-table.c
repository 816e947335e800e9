/* Which leaf a row shows is told by the value itself: it is the one that the leaf has at the session's cursor. */

#include "cr-live-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-live-drag.h"
#include "cr-value-table-private.h"
#include "cr-value-text.h"

#define DATA "cr-live-table"
#define DRAG_DISTANCE 3.0
#define CURSOR "ew-resize"

typedef struct
{
  CrValueTable *table; /* borrowed: it owns this */
  CrLiveDrag drag;
  guint64 key; /* of what is pressed or typed: a run may end meanwhile; 0: nothing */
  gint64 element;
  GtkWidget *popover, *entry; /* NULL until a number is typed */
} LiveTable;

/* That of the nearest widget around that observes one; borrowed, NULL. */
static CrSession *
find_session (LiveTable *live)
{
  for (GtkWidget *widget = GTK_WIDGET (live->table); widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "session");
      CrSession *session = NULL;

      if (spec == NULL || !g_type_is_a (spec->value_type, CR_TYPE_SESSION))
        continue;
      g_object_get (widget, "session", &session, NULL);
      if (session != NULL)
        g_object_unref (session); /* the widget keeps it */
      return session;
    }
  return NULL;
}

static gboolean
shows (CrSession *session, guint variable, const CrValue *value)
{
  const CrVariable *found = cr_graph_get_variable (cr_session_get_graph (session), variable);

  return found->is_leaf && found->maker == CR_NONE && found->range.line > 0
         && cr_cursor_get_variable (cr_session_get_cursor (session), variable)->value == value;
}

/* The leaf whose value a row shows, CR_NONE. */
static guint
find_leaf (LiveTable *live, guint row)
{
  CrSession *session = find_session (live);
  CrGraph *graph = session == NULL ? NULL : cr_session_get_graph (session);
  const CrValue *value = row < live->table->n_rows ? live->table->rows[row].value : NULL;
  guint selected, generation;

  if (graph == NULL || value == NULL || live->table->rows[row].is_gradient)
    return CR_NONE;
  selected = cr_session_get_selected_variable (session);
  if (selected != CR_NONE)
    return shows (session, selected, value) ? selected : CR_NONE;
  generation = cr_graph_get_generation_at (graph, cr_session_get_position (session));
  if (generation == CR_NONE)
    return CR_NONE;
  for (guint i = 0; i < cr_graph_get_generation (graph, generation)->variables->len; i++)
    {
      guint variable = g_array_index (cr_graph_get_generation (graph, generation)->variables, guint, i);

      if (shows (session, variable, value))
        return variable;
    }
  return CR_NONE;
}

static int
get_width (LiveTable *live)
{
  int width = gtk_widget_get_width (GTK_WIDGET (live->table));

  return gtk_widget_get_child_visible (live->table->vertical) ? width - CR_TABLE_BAR : width;
}

/* The leaf's element at a point; FALSE: none. */
static gboolean
find_cell (LiveTable *live, double x, double y, guint *variable, gint64 *element)
{
  guint row = 0;

  *element = cr_table_find (live->table, get_width (live), x, y, &row);
  *variable = *element < 0 ? CR_NONE : find_leaf (live, row);
  return *variable != CR_NONE;
}

static guint64
get_key (LiveTable *live, guint variable)
{
  return cr_graph_get_variable (cr_session_get_graph (find_session (live)), variable)->key;
}

static gboolean
hold (LiveTable *live)
{
  CrSession *session = find_session (live);
  CrGraph *graph = cr_session_get_graph (session);
  guint variable = graph == NULL ? CR_NONE : cr_graph_find_variable_by_key (graph, live->key);
  g_autoptr (GError) error = NULL;

  if (variable != CR_NONE && cr_session_hold_element (session, variable, live->element, &error))
    return TRUE;
  cr_session_tell (session, variable == CR_NONE ? _ ("It is not there any more.") : error->message);
  return FALSE;
}

static void
drag_begun (LiveTable *live, double x, double y, GtkGesture *gesture)
{
  guint variable;

  if (find_cell (live, x, y, &variable, &live->element))
    live->key = get_key (live, variable);
  else
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_moved (LiveTable *live, double dx, double dy, GtkGesture *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (!cr_live_drag_is_on (&live->drag))
    {
      if (fabs (dx) < DRAG_DISTANCE)
        return;
      if (!hold (live))
        {
          gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
          return;
        }
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
      cr_live_drag_begin (&live->drag, find_session (live), state);
    }
  cr_live_drag_move (&live->drag, dx, state);
}

static void
drag_ended (LiveTable *live)
{
  cr_live_drag_end (&live->drag, TRUE);
}

static void
pointer_moved (LiveTable *live, double x, double y)
{
  guint variable;
  gint64 element;

  if (!cr_live_drag_is_on (&live->drag))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (live->table),
                                     find_cell (live, x, y, &variable, &element) ? CURSOR : NULL);
}

/* Typing. */

static void
typed (LiveTable *live)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (live->entry));
  char *end = NULL;
  double value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || !isfinite (value))
    {
      gtk_widget_add_css_class (live->entry, "error");
      gtk_widget_error_bell (live->entry);
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (live->popover));
  if (hold (live))
    cr_live_keys_set (find_session (live), value);
}

static void
typing_changed (LiveTable *live)
{
  gtk_widget_remove_css_class (live->entry, "error");
}

static void
make_popover (LiveTable *live)
{
  live->popover = gtk_popover_new ();
  live->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (live->entry), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (live->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("New value"), -1);
  gtk_popover_set_child (GTK_POPOVER (live->popover), live->entry);
  gtk_widget_set_parent (live->popover, GTK_WIDGET (live->table));
  g_signal_connect_swapped (live->entry, "activate", G_CALLBACK (typed), live);
  g_signal_connect_swapped (live->entry, "changed", G_CALLBACK (typing_changed), live);
}

/* Where the selected element's cell is in the widget. */
static GdkRectangle
get_cell_area (LiveTable *live)
{
  CrValueTable *table = live->table;
  gint64 line, column;
  double y;

  cr_table_locate (table, get_width (live), table->selected, &line, &column);
  y = (double)line * cr_table_get_line_height (table) + cr_table_get_head_height (table)
      - gtk_adjustment_get_value (table->v);
  return (GdkRectangle){ CR_TABLE_LABEL_WIDTH + (int)column * table->cell_width
                             - (int)gtk_adjustment_get_value (table->h),
                         (int)y, table->cell_width, CR_TABLE_CELL_HEIGHT };
}

static void
begin_typing (LiveTable *live, const char *text)
{
  GdkRectangle area = get_cell_area (live);

  if (live->popover == NULL)
    make_popover (live);
  gtk_editable_set_text (GTK_EDITABLE (live->entry), text);
  gtk_widget_remove_css_class (live->entry, "error");
  gtk_popover_set_pointing_to (GTK_POPOVER (live->popover), &area);
  gtk_popover_popup (GTK_POPOVER (live->popover));
  gtk_widget_grab_focus (live->entry);
  if (g_utf8_strlen (text, -1) == 1)
    gtk_editable_set_position (GTK_EDITABLE (live->entry), -1);
}

/* Keys. */

static gboolean
step (LiveTable *live, double steps, GdkModifierType state)
{
  CrSession *session = find_session (live);
  const CrLiveNumber *number = cr_session_get_live (session);
  gboolean held = number != NULL && number->held && number->variable == live->key && number->element == live->element;

  if (!held && !hold (live))
    return GDK_EVENT_STOP;
  cr_live_keys_step (session, steps, state);
  return GDK_EVENT_STOP;
}

static gboolean
key_pressed (LiveTable *live, guint key, guint code, GdkModifierType state)
{
  const CrValue *value = live->table->n_rows > 0 ? live->table->rows[0].value : NULL;
  gunichar character = gdk_keyval_to_unicode (key);
  guint variable;
  char text[8] = { 0 };

  if (key == GDK_KEY_Escape && cr_live_drag_is_on (&live->drag))
    {
      cr_live_drag_end (&live->drag, FALSE);
      return GDK_EVENT_STOP;
    }
  variable = (state & GDK_CONTROL_MASK) ? CR_NONE : find_leaf (live, 0);
  live->element = live->table->selected;
  if (variable == CR_NONE || live->element < 0 || live->element >= cr_value_get_numel (value))
    return GDK_EVENT_PROPAGATE;
  live->key = get_key (live, variable);
  if (character == '+' || key == GDK_KEY_equal)
    return step (live, 1, key == GDK_KEY_plus ? state & ~GDK_SHIFT_MASK : state);
  if (character == '-' || key == GDK_KEY_underscore)
    return step (live, -1, state);
  if (state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_F2)
    {
      g_autofree char *now = cr_value_dup_exact (value, live->element);

      begin_typing (live, now);
      return GDK_EVENT_STOP;
    }
  if (character != '.' && !g_unichar_isdigit (character))
    return GDK_EVENT_PROPAGATE;
  g_unichar_to_utf8 (character, text);
  begin_typing (live, text);
  return GDK_EVENT_STOP;
}

static void
unparent (LiveTable *live)
{
  g_clear_pointer (&live->popover, gtk_widget_unparent);
}

void
cr_live_table_attach (CrValueTable *table)
{
  LiveTable *live = g_new0 (LiveTable, 1);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();

  live->table = table;
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun), live);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), live);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), live);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (drag_ended), live);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), live);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), live);
  gtk_widget_add_controller (GTK_WIDGET (table), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (table), motion);
  gtk_widget_add_controller (GTK_WIDGET (table), keys);
  g_signal_connect_swapped (table, "destroy", G_CALLBACK (unparent), live);
  g_object_set_data_full (G_OBJECT (table), DATA, live, g_free);
}
