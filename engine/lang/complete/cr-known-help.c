/* The sentence, the parameters and the result of what can be named: from the tables that have them, else from
 * cr-known-help-pyplot.def, -python.def and -torch.def. */

#include "cr-known-private.h"

#include "cr-catalog-private.h"
#include "cr-layer.h"
#include "cr-optimizer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *path, *parameters, *result, *summary;
} Help;

static const Help help_rows[] = {
#define CR_HELP(path, parameters, result, summary) { path, parameters, result, summary },
#include "cr-known-help-pyplot.def"
#include "cr-known-help-python.def"
#include "cr-known-help-torch.def"
#undef CR_HELP
};

static GHashTable *
make_index (void)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (help_rows); i++)
    g_hash_table_insert (index, (gpointer)help_rows[i].path, (gpointer)&help_rows[i]);
  return index;
}

static const Help *
find_row (const char *path)
{
  static gsize index = 0;
  if (g_once_init_enter (&index))
    g_once_init_leave (&index, GPOINTER_TO_SIZE (make_index ()));
  return g_hash_table_lookup (GSIZE_TO_POINTER (index), path);
}

/* A module is told where it stands, and so are classes, wherever they were taken from: torch.autograd.grad_mode.no_grad
 * is torch.no_grad. */
static const Help *
find_elsewhere (const CrKnown *known)
{
  static const char *const places[] = { "",
                                        "torch.",
                                        "torch.nn.",
                                        "torch.optim.",
                                        "torch.autograd.",
                                        "torch.utils.data.",
                                        "torch.autograd.functional.",
                                        "collections." };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strconcat (places[i], known->name, NULL);
      const Help *help = find_row (path);
      if (help)
        return help;
    }
  return NULL;
}

/* "matplotlib.pyplot.set_facecolor" as "matplotlib.pyplot.facecolor". */
static const Help *
find_setter (const char *path)
{
  const char *set = strstr (path, ".set_");
  g_autofree char *plain = set ? g_strdup_printf ("%.*s.%s", (int)(set - path), path, set + strlen (".set_")) : NULL;
  return plain ? find_row (plain) : NULL;
}

/* Kinds of values that are told with another's words. */
static const char *
find_alias (const char *name)
{
  static const char *const aliases[][2] = { { "frozenset", "set" },
                                            { "Counter", "dict" },
                                            { "defaultdict", "dict" },
                                            { "OrderedDict", "dict" },
                                            { "Random", "random" },
                                            { "ndarray", "Tensor" },
                                            { "Variable", "Tensor" },
                                            { "FloatTensor", "Tensor" },
                                            { "bool", "int" },
                                            { "AxesSubplot", "matplotlib.pyplot" },
                                            { "Figure", "matplotlib.pyplot" },
                                            { "BackwardCFunction", "FunctionCtx" },
                                            { "FunctionCtx", "Node" },
                                            { "Sequential", "ModuleList" } };
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strcmp (aliases[i][0], name) == 0)
      return aliases[i][1];
  return NULL;
}

/* Of @known as a member of @class_, or of those whose words it shares. */
static const Help *
find_member (const CrKnown *known, const char *class_)
{
  const Help *help = NULL;
  for (; help == NULL && class_; class_ = find_alias (class_))
    {
      g_autofree char *path = g_strconcat (class_, ".", known->name, NULL);
      help = find_row (path);
      if (help == NULL)
        help = find_setter (path);
    }
  return help;
}

static const Help *
find_help (const CrKnown *known, const char *const *classes)
{
  const Help *help = find_row (known->path);
  for (; help == NULL && classes && *classes; classes++)
    {
      const char *class_ = g_str_has_prefix (*classes, "return_types.") ? "return_types" : *classes;
      help = find_member (known, class_);
    }
  return help;
}

/* A layer is told by the sentence of the function that it calls: "input -> relu (input, inplace?)". */
static const char *
find_layer_summary (const CrLayer *layer)
{
  const char *arrow = layer->forward ? strstr (layer->forward, "-> ") : NULL;
  if (arrow == NULL)
    return NULL;
  const char *name = arrow + strlen ("-> ");
  if (g_str_has_prefix (name, "torch."))
    name += strlen ("torch.");
  g_autofree char *plain = g_strndup (name, strcspn (name, " ("));
  const CrFunction *function = cr_functions_find (plain, CR_SPELL_NN);
  if (function == NULL)
    function = cr_functions_find (plain, CR_SPELL_TORCH);
  return function ? _ (function->summary) : NULL;
}

/* What no row tells: layers, and their settings, which are called as the parameters of functions are. */
static const char *
find_other_summary (const CrKnown *known, const char *const *classes)
{
  const CrLayer *layer = known->kind == CR_COMPLETION_CLASS ? cr_layers_find (known->name) : NULL;
  if (layer)
    return find_layer_summary (layer);
  return classes && known->kind != CR_COMPLETION_METHOD ? cr_known_find_argument (known->name) : NULL;
}

static char *
join_sentences (const char *first, const char *second)
{
  return second ? g_strconcat (first, " ", second, NULL) : g_strdup (first);
}

/* Whether another row of the name, with a dimension, gives a named tuple: max (input) and max (input, dim). */
static gboolean
is_named_by_dim (const CrFunction *function)
{
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if (functions[i].results && strchr (functions[i].results, ' ') && strcmp (functions[i].name, function->name) == 0)
      return TRUE;
  return FALSE;
}

/* Of a row of the functions' table, as @object has it. */
static void
fill_from_table (CrKnown *known, const CrTorchFunction *object)
{
  const CrFunction *function = object->function;
  gboolean bound = cr_object_is_set (object->self);
  guint spellings = bound             ? object->inplace ? CR_SPELL_INPLACE : CR_SPELL_METHOD
                    : object->inplace ? (guint)CR_SPELL_TORCH_INPLACE
                                      : function->spellings & (CR_SPELL_TORCH | CR_SPELL_NN | CR_SPELL_LINALG);
  gboolean writes = object->inplace && (function->spellings & (CR_SPELL_METHOD | CR_SPELL_TORCH));
  known->parameters = cr_functions_dup_parameters (function->name, spellings, bound ? 1 : 0);
  known->summary = join_sentences (_ (function->summary), writes ? _ ("Written into the tensor itself.") : NULL);
  if (!object->inplace && is_named_by_dim (function))
    known->dim_result = g_strconcat ("return_types.", function->name, NULL);
  if (object->inplace || function->results == NULL)
    known->result = g_strdup (function->call_many ? "tuple[Tensor]" : "Tensor");
  else if (strcmp (function->results, CR_RESULT_PYTHON) == 0)
    known->result = g_strdup ("bool");
  else if (function->results[0] && !g_str_has_suffix (function->results, "?"))
    known->result = g_strconcat ("return_types.", function->name, NULL);
  else
    known->result = g_strdup ("Tensor");
}

/* Constructors' parameters, where tables have them. */
static const char *
find_parameters (const CrKnown *known, char **owned)
{
  const CrLayer *layer = known->kind == CR_COMPLETION_CLASS ? cr_layers_find (known->name) : NULL;
  const CrOptimizer *optimizer = known->kind == CR_COMPLETION_CLASS ? cr_optimizers_find (known->name) : NULL;
  if (layer)
    return layer->parameters;
  if (optimizer == NULL)
    return NULL;
  g_auto (GStrv) parts = g_strsplit (optimizer->parameters, "=<required>", -1);
  g_autofree char *rest = g_strjoinv ("", parts);
  return *owned = g_steal_pointer (&rest);
}

void
cr_known_help (CrKnown *known, CrObject value, const char *const *classes)
{
  g_autofree char *owned = NULL;
  if (value.kind == CR_OBJECT_TORCH_FUNCTION)
    {
      fill_from_table (known, (CrTorchFunction *)value.u.cell);
      return;
    }
  const Help *help = find_help (known, classes);
  if (help == NULL && classes == NULL)
    help = find_setter (known->path) ? find_setter (known->path) : find_elsewhere (known);
  const char *parameters = find_parameters (known, &owned);
  if (parameters == NULL && help)
    parameters = help->parameters;
  gboolean is_called = known->kind == CR_COMPLETION_FUNCTION || known->kind == CR_COMPLETION_METHOD
                       || known->kind == CR_COMPLETION_CLASS;
  known->parameters = is_called ? g_strdup (parameters) : NULL;
  if (help && help->result && known->kind != CR_COMPLETION_CLASS)
    {
      char **into = known->kind == CR_COMPLETION_FUNCTION || known->kind == CR_COMPLETION_METHOD ? &known->result
                                                                                                 : &known->value;
      g_free (*into);
      *into = g_strdup (help->result);
    }
  known->summary = g_strdup (help ? _ (help->summary) : find_other_summary (known, classes));
}
