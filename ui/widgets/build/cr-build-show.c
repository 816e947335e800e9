/* Statements that show what is there stand at the end of the script, where every value and gradient is known: a line
 * or two, as a person would add them. */

#include "cr-build-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-error.h"

#define MAX_OPERANDS 9
#define IMPORT "import matplotlib.pyplot as plt"

static const char *
get_next_line (const char *line)
{
  const char *end = strchr (line, '\n');

  return end == NULL ? line + strlen (line) : end + 1;
}

static gboolean
begins (const char *line, const char *word)
{
  return g_str_has_prefix (line, word) && (line[strlen (word)] == ' ' || line[strlen (word)] == '\t');
}

/* After the imports at the top, else before the first statement. */
static guint
find_import_place (const char *text)
{
  const char *place = NULL, *line;

  for (line = text; *line != '\0'; line = get_next_line (line))
    if (begins (line, "import") || begins (line, "from"))
      place = get_next_line (line);
    else if (strchr ("#\r\n", *line) == NULL)
      break;
  return (guint)((place != NULL ? place : line) - text);
}

static gsize
get_indent (const char *line)
{
  return strspn (line, " \t");
}

/* Whether the line at @offset stands in a function or class: its names are gone at the end of the script. */
static gboolean
is_in_function (const char *text, guint offset)
{
  const char *line = text + MIN (offset, strlen (text));
  gsize indent;

  while (line > text && line[-1] != '\n')
    line--;
  indent = get_indent (line);
  while (line > text && indent > 0)
    {
      for (line--; line > text && line[-1] != '\n';)
        line--;
      if (get_indent (line) >= indent || strchr ("#\r\n", line[get_indent (line)]) != NULL)
        continue;
      indent = get_indent (line);
      if (begins (line + indent, "def") || begins (line + indent, "class") || begins (line + indent, "async"))
        return TRUE;
    }
  return FALSE;
}

/* With names and values for "$1" and "%1". */
static void
append_statement (GString *text, const char *statement, const CrEditNode *nodes, const gboolean *tracked, guint n)
{
  for (const char *at = statement; *at != '\0'; at++)
    {
      int number = *at == '$' || *at == '%' ? g_ascii_digit_value (at[1]) : -1;

      if (number < 1 || (guint)number > n)
        {
          g_string_append_c (text, *at);
          continue;
        }
      g_string_append (text, nodes[number - 1].name);
      if (*at == '%' && tracked[number - 1])
        g_string_append (text, ".detach()");
      at++;
    }
  g_string_append_c (text, '\n');
}

static gboolean
check_nodes (const char *text, const CrEditNode *nodes, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      const char *refused = nodes[i].name == NULL ? _ ("It has no name to show it by: give it one first (F2).")
                            : is_in_function (text, nodes[i].range.offset)
                                ? _ ("It lives in a function, and is gone at the end of the "
                                     "script: show what the function returns.")
                                : NULL;

      if (refused != NULL)
        {
          g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, refused);
          return FALSE;
        }
    }
  return TRUE;
}

/* A free line before plots that follow on something else. */
static const char *
get_gap (const char *text, gboolean plots)
{
  gsize n = strlen (text);
  const char *last = text + n;

  if (n == 0 || text[n - 1] != '\n')
    return plots && n > 0 ? "\n\n" : "\n";
  for (last--; last > text && last[-1] != '\n';)
    last--;
  return plots && *last != '\n' && !g_str_has_prefix (last, "plt.") ? "\n" : "";
}

static CrEditPlan *
make_plan (const char *text, const char *added, gboolean plots)
{
  CrEditPlan *plan = g_new0 (CrEditPlan, 1);
  const char *gap = get_gap (text, plots);
  g_autofree char *end = g_strconcat (*text == '\0' ? "" : gap, added, NULL);
  guint n = (guint)strlen (text), before = 0;

  plan->edits = cr_text_edits_new ();
  if (plots && strstr (text, "pyplot as plt") == NULL)
    {
      guint place = find_import_place (text);
      const char *line = place > 0 && text[place - 1] != '\n' ? "\n" IMPORT "\n" : IMPORT "\n";

      cr_text_edits_add (plan->edits, place, 0, line);
      before = (guint)strlen (line);
    }
  cr_text_edits_add (plan->edits, n, 0, end);
  plan->shown_bytes = (guint)strlen (added);
  plan->shown = n + before + (guint)strlen (end) - plan->shown_bytes;
  return plan;
}

gboolean
cr_build_show (CrSession *session, const guint *variables, guint n_variables, const char *const *statements)
{
  const char *text = cr_session_get_text (session);
  CrGraph *graph = cr_session_get_graph (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) added = g_string_new (NULL);
  CrEditNode nodes[MAX_OPERANDS];
  gboolean tracked[MAX_OPERANDS];

  g_return_val_if_fail (n_variables <= MAX_OPERANDS && (n_variables == 0 || graph != NULL), FALSE);
  for (guint i = 0; i < n_variables; i++)
    {
      if (!cr_session_find_edit_node (session, variables[i], &nodes[i], &error))
        break;
      tracked[i] = cr_graph_get_variable (graph, variables[i])->requires_grad;
    }
  if (error != NULL || !check_nodes (text, nodes, n_variables, &error))
    {
      cr_session_tell (session, error->message);
      return FALSE;
    }
  for (guint i = 0; statements[i] != NULL; i++)
    append_statement (added, statements[i], nodes, tracked, n_variables);
  return cr_session_take_plan (session, make_plan (text, added->str, strstr (added->str, "plt.") != NULL));
}
