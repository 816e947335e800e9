/* Values of arguments that matplotlib knows and the program draws otherwise: colour maps and scales. They are told, so
 * that a picture is never silently another one. */

#include "cr-builtins-pyplot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const char *const *
cr_plot_get_map_names (void)
{
  static const char *const names[]
      = { "viridis",  "plasma",  "inferno",  "magma",     "cividis", "gray",  "Greys",  "Blues", "Reds",
          "Greens",   "Oranges", "coolwarm", "bwr",       "seismic", "RdBu",  "jet",    "hot",   "cool",
          "Spectral", "hsv",     "grey",     "gist_gray", "rainbow", "turbo", "afmhot", NULL };
  return names;
}

static gboolean
is_map (const char *name)
{
  g_autofree char *plain = g_str_has_suffix (name, "_r") ? g_strndup (name, strlen (name) - 2) : g_strdup (name);
  const char *const *names = cr_plot_get_map_names ();
  for (guint i = 0; names[i]; i++)
    if (g_ascii_strcasecmp (names[i], plain) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
warn (CrInterp *interp, const char *format, const char *value)
{
  g_autofree char *key = g_strconcat ("left out value ", value, NULL);
  if (cr_plot_get_number (interp, key) == 0)
    {
      cr_plot_set_number (interp, key, 1);
      cr_interp_warn (interp, "UserWarning", format);
    }
  return !cr_interp_is_raised (interp);
}

static gboolean
check_map (CrInterp *interp, const CrCallArgs *args)
{
  CrObject map = cr_call_args_get (args, "cmap");
  if (map.kind != CR_OBJECT_STR || is_map (cr_object_text (map)))
    return TRUE;
  g_autofree char *message = g_strdup_printf (_ ("the colour map '%s' is not known here; viridis stands in its place"),
                                              cr_object_text (map));
  return warn (interp, message, cr_object_text (map));
}

static gboolean
check_scale (CrInterp *interp, CrObject scale)
{
  static const char *const drawn[] = { "linear", "log", "symlog", NULL };
  static const char *const others[] = { "asinh", "logit", "function", "functionlog", NULL };
  if (scale.kind != CR_OBJECT_STR || g_strv_contains (drawn, cr_object_text (scale)))
    return TRUE;
  if (!g_strv_contains (others, cr_object_text (scale)))
    {
      cr_interp_raise (interp, CR_ERROR_VALUE,
                       "'%s' is not a valid value for scale; supported values are 'linear', 'log', 'symlog', 'asinh', "
                       "'logit', 'function', 'functionlog'",
                       cr_object_text (scale));
      return FALSE;
    }
  g_autofree char *message
      = g_strdup_printf (_ ("axes of the scale '%s' are not drawn here; a linear one stands in its "
                            "place"),
                         cr_object_text (scale));
  return warn (interp, message, cr_object_text (scale));
}

gboolean
cr_plot_check_values (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  static const char *const scales[] = { "xscale", "yscale", "set_xscale", "set_yscale", NULL };
  if (g_strv_contains (scales, name) && !check_scale (interp, cr_call_args_at (args, 0, "value")))
    return FALSE;
  if (strcmp (name, "set") == 0
      && (!check_scale (interp, cr_call_args_get (args, "xscale"))
          || !check_scale (interp, cr_call_args_get (args, "yscale"))))
    return FALSE;
  return check_map (interp, args);
}
