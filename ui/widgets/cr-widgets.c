/* Makes resources and types of the library known: the linker would leave out what only a template names. */

#include "cr-widgets.h"

#include <gtksourceview/gtksource.h>

#include "cr-console.h"
#include "cr-editor.h"
#include "cr-explanation.h"
#include "cr-expression-entry.h"
#include "cr-graph-view.h"
#include "cr-live-card.h"
#include "cr-plot-view.h"
#include "cr-slider-strip.h"
#include "cr-tensor-view.h"
#include "cr-timeline.h"
#include "cr-widgets-resources.h"

void
cr_widgets_init (void)
{
  GdkDisplay *display = gdk_display_get_default ();

  g_resources_register (cr_widgets_get_resource ());
  if (display != NULL)
    gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/io/github/chainrule/Chainrule/icons");
  gtk_source_init ();
  g_type_ensure (CR_TYPE_CONSOLE);
  g_type_ensure (CR_TYPE_EDITOR);
  g_type_ensure (CR_TYPE_EXPLANATION);
  g_type_ensure (CR_TYPE_EXPRESSION_ENTRY);
  g_type_ensure (CR_TYPE_GRAPH_VIEW);
  g_type_ensure (CR_TYPE_LIVE_CARD);
  g_type_ensure (CR_TYPE_PLOT_VIEW);
  g_type_ensure (CR_TYPE_SLIDER_STRIP);
  g_type_ensure (CR_TYPE_TENSOR_VIEW);
  g_type_ensure (CR_TYPE_TIMELINE);
}
