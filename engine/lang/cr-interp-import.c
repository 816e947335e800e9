/* import: of the modules that the language has. Nothing is ever loaded from a file. */

#include "cr-interp-private.h"
#include "cr-ast-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Modules of Python that could touch the machine, and are refused with a reason. */
static const char *const unsafe_modules[]
    = { "os",      "subprocess", "socket",          "shutil",    "pathlib",  "io",      "requests",
        "urllib",  "http",       "ctypes",          "threading", "pickle",   "glob",    "signal",
        "asyncio", "tempfile",   "multiprocessing", "importlib", "platform", "datetime" };

static gboolean
is_unsafe (const char *name)
{
  gsize n = strcspn (name, ".");
  for (guint i = 0; i < G_N_ELEMENTS (unsafe_modules); i++)
    if (strlen (unsafe_modules[i]) == n && strncmp (unsafe_modules[i], name, n) == 0)
      return TRUE;
  return FALSE;
}

static void
raise_no_module (CrInterp *interp, const char *name, const CrRange *range)
{
  const CrRange *outer = interp->here;
  interp->here = range;
  if (is_unsafe (name))
    cr_interp_raise (interp, CR_ERROR_IMPORT, "No module named '%s'; %s", name,
                     _ ("scripts here cannot reach files, the network or other programs"));
  else
    cr_interp_raise (interp, CR_ERROR_IMPORT, "No module named '%s'", name);
  interp->here = outer;
}

/* Owned; UNSET with ModuleNotFoundError pending. */
static CrObject
find_module (CrInterp *interp, const char *name, const CrRange *range)
{
  CrObject module = cr_builtins_module (interp, name);
  if (!cr_object_is_set (module))
    raise_no_module (interp, name, range);
  return module;
}

CrFlow
cr_interp_exec_import (CrInterp *interp, CrStmt *stmt)
{
  for (guint i = 0; i < stmt->import.n; i++)
    {
      const CrAlias *alias = &stmt->import.aliases[i];
      CrObject module = find_module (interp, alias->name, &alias->range);
      if (!cr_object_is_set (module))
        return CR_FLOW_RAISED;
      if (alias->asname)
        {
          cr_interp_store_name (interp, alias->asname, module);
          continue;
        }
      /* `import a.b` binds a, which the parser has interned. */
      const char *root = cr_arena_intern (interp->module->arena, alias->name, strcspn (alias->name, "."));
      cr_object_unref (module);
      cr_interp_store_name (interp, root, cr_builtins_module (interp, root));
    }
  return CR_FLOW_NEXT;
}

static gboolean
import_name (CrInterp *interp, CrStmt *stmt, CrObject module, const CrAlias *alias)
{
  CrObject value = cr_interp_find_attribute (interp, module, alias->name);
  if (!cr_object_is_set (value) && !cr_interp_is_raised (interp))
    {
      g_autofree char *full = g_strconcat (stmt->import_from.module, ".", alias->name, NULL);
      value = cr_builtins_module (interp, full);
    }
  if (cr_object_is_set (value))
    {
      cr_interp_store_name (interp, alias->asname ? alias->asname : alias->name, value);
      return TRUE;
    }
  const CrRange *outer = interp->here;
  interp->here = &alias->range;
  if (!cr_interp_is_raised (interp))
    {
      cr_interp_raise (interp, CR_ERROR_IMPORT, "cannot import name '%s' from '%s'", alias->name,
                       stmt->import_from.module);
      CrObject exception
          = cr_interp_new_exception (interp, interp->exceptions[CR_ERROR_IMPORT]->base, interp->pending.message);
      cr_object_set (&interp->pending.exception, exception);
    }
  interp->here = outer;
  return FALSE;
}

CrFlow
cr_interp_exec_import_from (CrInterp *interp, CrStmt *stmt)
{
  CrObject module = find_module (interp, stmt->import_from.module, &stmt->import_from.module_range);
  if (!cr_object_is_set (module))
    return CR_FLOW_RAISED;
  gboolean fine = TRUE;
  if (stmt->import_from.is_star)
    {
      cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                       _ ("“from … import *” is not available; name what is wanted"));
      fine = FALSE;
    }
  for (guint i = 0; fine && i < stmt->import_from.n; i++)
    fine = import_name (interp, stmt, module, &stmt->import_from.aliases[i]);
  cr_object_unref (module);
  return fine ? CR_FLOW_NEXT : CR_FLOW_RAISED;
}
