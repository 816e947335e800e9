/* Makes resources and types of the library known: the linker would leave out what only a template names. */

#include "cr-panels.h"

#include "cr-debug-panel.h"
#include "cr-inspector.h"
#include "cr-jacobian-panel.h"
#include "cr-panels-resources.h"
#include "cr-why-panel.h"

void
cr_panels_init (void)
{
  g_resources_register (cr_panels_get_resource ());
  g_type_ensure (CR_TYPE_DEBUG_PANEL);
  g_type_ensure (CR_TYPE_INSPECTOR);
  g_type_ensure (CR_TYPE_JACOBIAN_PANEL);
  g_type_ensure (CR_TYPE_WHY_PANEL);
}
