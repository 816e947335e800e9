/* From what stands in the picture to what stands in the text: finds the expressions, has the edit planned, and hands
 * the plan to the session, which has the editor make it. */

#include "cr-build-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-error.h"

#define MAX_OPERANDS 9

static gboolean
take (CrSession *session, CrEditPlan *plan, const GError *error)
{
  if (plan == NULL)
    {
      cr_session_tell (session, error->message);
      return FALSE;
    }
  return cr_session_take_plan (session, plan);
}

static gboolean
find_nodes (CrSession *session, const guint *variables, guint n, CrEditNode *nodes, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (!cr_session_find_edit_node (session, variables[i], &nodes[i], error))
      return FALSE;
  return TRUE;
}

gboolean
cr_build_apply (CrSession *session, const guint *variables, guint n_variables, const char *call)
{
  CrEditNode nodes[MAX_OPERANDS];
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  CrEditPlan *plan = NULL;

  g_return_val_if_fail (n_variables <= MAX_OPERANDS, FALSE);
  if (script != NULL && n_variables == 0)
    plan = cr_edit_add_typed (script, call, &error);
  else if (script != NULL && find_nodes (session, variables, n_variables, nodes, &error))
    plan = cr_edit_apply (script, nodes, n_variables, call, NULL, &error);
  return take (session, plan, error);
}

gboolean
cr_build_insert (CrSession *session, guint variable, guint function, const char *call)
{
  CrEditNode node;
  CrRange user;
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  CrEditPlan *plan = NULL;

  if (script != NULL && find_nodes (session, &variable, 1, &node, &error)
      && cr_session_find_function_range (session, function, &user, &error))
    plan = cr_edit_insert (script, &node, &user, call, &error);
  return take (session, plan, error);
}

gboolean
cr_build_reconnect (CrSession *session, guint variable, guint function, guint other)
{
  const guint variables[] = { variable, other };
  CrEditNode nodes[2];
  CrRange user;
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  CrEditPlan *plan = NULL;

  if (script != NULL && find_nodes (session, variables, 2, nodes, &error)
      && cr_session_find_function_range (session, function, &user, &error))
    plan = cr_edit_reconnect (script, &nodes[0], &user, &nodes[1], &error);
  return take (session, plan, error);
}

static const char *
refuse_requirement (const CrVariable *variable, gboolean on)
{
  if (!variable->is_leaf)
    return _ ("only a leaf says whether it requires a gradient");
  if (on && !cr_dtype_is_floating (variable->dtype))
    return _ ("only floating point tensors can require gradients");
  if (variable->requires_grad == on)
    return on ? _ ("it requires one already") : _ ("it requires none");
  return NULL;
}

/* What the graph knows against it, whatever the text; NULL: nothing. */
static const char *
refuse_step (const CrVariable *variable, CrBuildStep step)
{
  switch (step)
    {
    case CR_BUILD_REQUIRE_GRAD:
    case CR_BUILD_REQUIRE_NO_GRAD:
      return refuse_requirement (variable, step == CR_BUILD_REQUIRE_GRAD);
    case CR_BUILD_RETAIN_GRAD:
      return !variable->requires_grad ? _ ("it requires no gradient")
             : variable->is_leaf      ? _ ("a leaf keeps its gradient anyway")
                                      : NULL;
    case CR_BUILD_DETACH:
      return variable->requires_grad ? NULL : _ ("it requires no gradient");
    case CR_BUILD_BACKWARD:
      return variable->requires_grad ? NULL : _ ("no leaf before it requires a gradient");
    default:
      return NULL;
    }
}

CrEditPlan *
cr_build_plan (CrSession *session, guint variable, CrBuildStep step, GError **error)
{
  CrEditScript *script = cr_session_get_script (session, error);
  CrGraph *graph = cr_session_get_graph (session);
  const char *refused = refuse_step (cr_graph_get_variable (graph, variable), step);
  g_autofree char *name = NULL;
  CrEditNode node;

  if (refused != NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, refused);
      return NULL;
    }
  if (script == NULL || !find_nodes (session, &variable, 1, &node, error))
    return NULL;
  switch (step)
    {
    case CR_BUILD_NAME:
      name = cr_edit_make_name (script, "y");
      return cr_edit_name_node (script, &node, name, error);
    case CR_BUILD_DUPLICATE:
      return cr_edit_duplicate (script, &node, error);
    case CR_BUILD_DELETE:
      return cr_edit_delete (script, &node, error);
    case CR_BUILD_REQUIRE_GRAD:
    case CR_BUILD_REQUIRE_NO_GRAD:
      return cr_edit_set_requires_grad (script, &node, step == CR_BUILD_REQUIRE_GRAD, error);
    case CR_BUILD_RETAIN_GRAD:
    case CR_BUILD_RETAIN_NO_GRAD:
      return cr_edit_set_retain_grad (script, &node, step == CR_BUILD_RETAIN_GRAD, error);
    case CR_BUILD_DETACH:
    case CR_BUILD_ATTACH:
      return cr_edit_set_detached (script, &node, step == CR_BUILD_DETACH, error);
    case CR_BUILD_BACKWARD:
      {
        const CrVariable *root = cr_graph_get_variable (graph, variable);
        gboolean scalar = TRUE;

        for (int i = 0; i < root->ndim; i++)
          scalar = scalar && root->sizes[i] == 1;
        return cr_edit_backward (script, &node, scalar, error);
      }
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
cr_build_do (CrSession *session, guint variable, CrBuildStep step)
{
  g_autoptr (GError) error = NULL;
  CrEditPlan *plan = cr_build_plan (session, variable, step, &error);

  return take (session, plan, error);
}

gboolean
cr_build_rename (CrSession *session, guint variable, const char *name)
{
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  CrEditPlan *plan = NULL;
  CrEditNode node;

  if (script != NULL && find_nodes (session, &variable, 1, &node, &error))
    plan = cr_edit_name_node (script, &node, name, &error);
  return take (session, plan, error);
}
