/* What a menu offers for building: each entry is tried on the text first, and what cannot be done says why in its
 * place. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-build-plan.h"
#include "cr-graph-menu.h"

#define TRIED_BYTES (1u << 20) /* of a longer text nothing is tried: it would take too long */
#define REASON_LENGTH 60       /* characters */
#define LISTED_USERS 8

static void
append (GMenu *menu, const char *label, const char *action, const char *accel)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (accel != NULL)
    g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (menu, item);
}

/* Its first sentence, and not all of a long one. */
static char *
shorten (const char *reason)
{
  const char *end = strstr (reason, ". ");
  g_autofree char *first = end == NULL ? g_strdup (reason) : g_strndup (reason, (gsize)(end - reason));
  gsize n = strlen (first);

  if (n > 0 && first[n - 1] == '.')
    first[n - 1] = '\0';
  if (g_utf8_strlen (first, -1) > REASON_LENGTH)
    {
      g_autofree char *cut = g_utf8_substring (first, 0, REASON_LENGTH - 1);

      return g_strconcat (cut, "…", NULL);
    }
  return g_steal_pointer (&first);
}

/* NULL if it can be done, else why not. Owned. */
static char *
find_reason (CrSession *session, guint variable, CrBuildStep step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditPlan) plan = NULL;

  if (strlen (cr_session_get_text (session)) > TRIED_BYTES)
    return NULL;
  plan = cr_build_plan (session, variable, step, &error);
  return plan != NULL ? NULL : g_strdup (error->message);
}

/* A line below the words says why not: the action of that name is always insensitive. */
static void
append_tried (GMenu *menu, const char *label, const char *action, const char *accel, const char *reason)
{
  g_autofree char *brief = reason == NULL ? NULL : shorten (reason);
  g_autofree char *refused = brief == NULL ? NULL : g_strdup_printf ("%s — %s", label, brief);

  if (reason == NULL)
    append (menu, label, action, accel);
  else
    append (menu, refused, "graph.refused", NULL);
}

static void
append_step (GMenu *menu, CrSession *session, guint variable, CrBuildStep step, const char *label, const char *action,
             const char *accel)
{
  g_autofree char *reason = find_reason (session, variable, step);

  append_tried (menu, label, action, accel, reason);
}

/* The one of the two that can be done. */
static void
append_toggle (GMenu *menu, CrSession *session, guint variable, CrBuildStep on, const char *on_label, CrBuildStep off,
               const char *off_label, const char *action)
{
  g_autofree char *reason = find_reason (session, variable, on), *other = NULL;
  g_autofree char *set = g_strdup_printf ("graph.%s(true)", action),
                  *unset = g_strdup_printf ("graph.%s(false)", action);

  if (reason != NULL)
    other = find_reason (session, variable, off);
  if (reason == NULL || other != NULL)
    append_tried (menu, on_label, set, NULL, reason);
  else
    append_tried (menu, off_label, unset, NULL, NULL);
}

/* Between it and what takes it: where that is several, which. */
static void
append_insert (GMenu *menu, CrSession *session, guint variable)
{
  CrGraph *graph = cr_session_get_graph (session);
  const GArray *users = cr_graph_get_variable (graph, variable)->users;
  g_autoptr (GMenu) list = g_menu_new ();

  for (guint i = 0; users != NULL && i < MIN (users->len, LISTED_USERS); i++)
    {
      guint user = g_array_index (users, guint, i);
      g_autofree char *action = g_strdup_printf ("graph.insert((uint32 %u, uint32 %u))", variable, user);
      g_autofree char *label = g_strdup_printf (_ ("Before %s"), cr_graph_get_function (graph, user)->name);

      if (users->len == 1)
        append (menu, _ ("Insert after it…"), action, NULL);
      else
        append (list, label, action, NULL);
    }
  if (users == NULL || users->len == 0)
    append_tried (menu, _ ("Insert after it"), NULL, NULL, _ ("nothing takes it"));
  else if (users->len > 1)
    g_menu_append_submenu (menu, _ ("Insert after it"), G_MENU_MODEL (list));
}

GMenuModel *
cr_graph_build_menu_new (CrSession *session, guint variable)
{
  GMenu *menu = g_menu_new ();

  append (menu, _ ("Apply an operation…"), "graph.build", "<Shift>a");
  append_insert (menu, session, variable);
  append_step (menu, session, variable, CR_BUILD_NAME, _ ("Rename…"), "graph.rename", "F2");
  append_step (menu, session, variable, CR_BUILD_DUPLICATE, _ ("Duplicate"), "graph.duplicate", "<Control>d");
  append_step (menu, session, variable, CR_BUILD_DELETE, _ ("Delete"), "graph.delete", "Delete");
  append_toggle (menu, session, variable, CR_BUILD_REQUIRE_GRAD, _ ("Require a gradient"), CR_BUILD_REQUIRE_NO_GRAD,
                 _ ("Require no gradient"), "require-grad");
  append_toggle (menu, session, variable, CR_BUILD_RETAIN_GRAD, _ ("Retain its gradient"), CR_BUILD_RETAIN_NO_GRAD,
                 _ ("Do not retain its gradient"), "retain-grad");
  append_toggle (menu, session, variable, CR_BUILD_DETACH, _ ("Detach from here on"), CR_BUILD_ATTACH,
                 _ ("Attach it again"), "detach");
  append_step (menu, session, variable, CR_BUILD_BACKWARD, _ ("Call backward from here"), "graph.backward", NULL);
  return G_MENU_MODEL (menu);
}

GMenuModel *
cr_graph_ground_menu_new (void)
{
  GMenu *menu = g_menu_new ();

  append (menu, _ ("Operations…"), "graph.build", "<Shift>a");
  append (menu, _ ("Add a tensor…"), "graph.add-leaf", NULL);
  return G_MENU_MODEL (menu);
}

GMenuModel *
cr_graph_edge_menu_new (CrSession *session, guint variable, guint function)
{
  CrGraph *graph = cr_session_get_graph (session);
  const char *label = cr_variable_get_label (cr_graph_get_variable (graph, variable));
  g_autofree char *insert = g_strdup_printf ("graph.insert((uint32 %u, uint32 %u))", variable, function);
  g_autofree char *reconnect = g_strdup_printf ("graph.reconnect((uint32 %u, uint32 %u))", variable, function);
  g_autofree char *other = g_strdup_printf (_ ("Take another tensor instead of %s…"), label != NULL ? label : _ ("it"));
  GMenu *menu = g_menu_new ();

  append (menu, _ ("Insert an operation…"), insert, NULL);
  append (menu, other, reconnect, NULL);
  return G_MENU_MODEL (menu);
}
