/* The script of samples: one value of each kind that a script can hold, so that its names can be read. */

#include "cr-known-private.h"

#include "cr-layer.h"
#include "cr-parser.h"

#include <string.h>

/* Of what is no layer: expressions. */
static const char *const samples[] = {
  "torch.ones(2, 2, requires_grad=True)",
  "torch.ones(1).numpy()",
  "(torch.ones(1, requires_grad=True) * 2).grad_fn",
  "torch.ones(2, 2).max(0)",
  "torch.ones(2, 2).min(0)",
  "torch.ones(2, 2).median(0)",
  "torch.ones(2, 2).nanmedian(0)",
  "torch.ones(2, 2).mode()",
  "torch.ones(2, 2).aminmax()",
  "torch.ones(2, 2).sort()",
  "torch.ones(2, 2).topk(1)",
  "torch.ones(2, 2).kthvalue(1)",
  "torch.ones(1).shape",
  "torch.float32",
  "torch.device('cpu')",
  "torch.Generator()",
  "'a'",
  "1",
  "1.0",
  "True",
  "1j",
  "[1]",
  "(1,)",
  "{'a': 1}",
  "{1}",
  "range(2)",
  "slice(1)",
  "{}.keys()",
  "iter([1])",
  "torch.nn.Module()",
  "torch.nn.Sequential(torch.nn.Linear(1, 1))",
  "torch.nn.ModuleList()",
  "torch.nn.ModuleDict()",
  "torch.nn.ParameterList()",
  "torch.nn.ParameterDict()",
  "torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1)",
  "torch.optim.Adam([torch.ones(1, requires_grad=True)])",
  "torch.optim.lr_scheduler.StepLR(torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1), 1)",
  "torch.ones(1, requires_grad=True).register_hook(print)",
  "torch.utils.data.TensorDataset(torch.ones(1))",
  "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(1)))",
  "plt.figure()",
  "plt.gca()",
  "plt.plot([1])[0]",
  "Exception('')",
};

static void
append_sample (GString *script, guint number, const char *expression)
{
  g_string_append_printf (script, "try:\n  s%u = %s\nexcept Exception:\n  pass\n", number, expression);
}

/* Each argument that a layer must have is 1. */
static void
append_layer (GString *script, guint number, const CrLayer *layer)
{
  g_autoptr (GString) call = g_string_new ("torch.nn.");
  g_auto (GStrv) parameters = g_strsplit (layer->parameters, ", ", -1);
  guint n = 0;
  g_string_append_printf (call, "%s(", layer->name);
  for (char **at = parameters; *at; at++)
    if (**at && **at != '*' && strchr (*at, '=') == NULL)
      g_string_append (call, n++ ? ", 1" : "1");
  g_string_append_c (call, ')');
  append_sample (script, number, call->str);
}

static char *
write_script (guint *n_samples)
{
  guint n_layers;
  const CrLayer *layers = cr_layers_get (&n_layers);
  g_autoptr (GString) script
      = g_string_new ("import torch\nimport matplotlib.pyplot as plt\nimport torch.utils.data\n");
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    append_sample (script, i, samples[i]);
  for (guint i = 0; i < n_layers; i++)
    append_layer (script, G_N_ELEMENTS (samples) + i, &layers[i]);
  *n_samples = G_N_ELEMENTS (samples) + n_layers;
  return g_string_free (g_steal_pointer (&script), FALSE);
}

static void
add_sample (CrKnownBuilder *builder, CrObject sample)
{
  g_autofree char *name = cr_known_name_type (builder->interp, sample);
  CrClass *class_ = cr_interp_type_of (builder->interp, sample);
  g_autofree const char **bases = cr_known_list_bases (class_);
  const char *parts[] = { "return_types", "tuple", NULL };
  CrKnownType *type = cr_known_add_type (builder, name);
  if (class_->base)
    {
      const char *dot = strrchr (class_->base->name, '.');
      cr_known_add_class (builder, class_->base);
      cr_known_set_base (builder, type, dot ? dot + 1 : class_->base->name);
    }
  if (class_->base || type->members->len == 0)
    cr_known_add_object (builder, type, sample, sample.kind == CR_OBJECT_TUPLE ? parts : bases);
  type->is_module = g_strv_contains (bases, "Module");
}

/* What a call of a value gives, and what is in it. */
static void
add_contents (CrKnownBuilder *builder)
{
  static const struct
  {
    const char *type, *result, *item;
  } contents[] = {
    { "Sequential", NULL, "Module" },
    { "ModuleList", NULL, "Module" },
    { "ModuleDict", NULL, "str" },
    { "ParameterList", NULL, "Tensor" },
    { "ParameterDict", NULL, "str" },
    { "DataLoader", NULL, "list[Tensor]" },
    { "TensorDataset", NULL, "tuple[Tensor]" },
    { "Tensor", NULL, "Tensor" },
    { "ndarray", NULL, "ndarray" },
    { "str", NULL, "str" },
    { "range", NULL, "int" },
    { "Size", NULL, "int" },
    { "LSTM", "tuple[Tensor]", NULL },
    { "GRU", "tuple[Tensor]", NULL },
    { "RNN", "tuple[Tensor]", NULL },
  };
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, builder->types);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      CrKnownType *type = data;
      if (type->is_module)
        type->result = g_strdup ("Tensor");
      if (g_str_has_prefix (type->name, "return_types."))
        type->item = g_strdup ("Tensor");
    }
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      CrKnownType *type = cr_known_add_type (builder, contents[i].type);
      if (contents[i].result)
        {
          g_free (type->result);
          type->result = g_strdup (contents[i].result);
        }
      type->item = g_strdup (contents[i].item);
    }
}

static void
add_everything (CrKnownBuilder *builder, guint n_samples, CrModule *module)
{
  CrInterp *interp = builder->interp;
  for (guint i = 0; i < n_samples; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u", i);
      GHashTableIter iter;
      gpointer key, value;
      g_hash_table_iter_init (&iter, interp->globals);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (strcmp (key, name) == 0 && cr_object_is_set (*(CrObject *)value))
          add_sample (builder, *(CrObject *)value);
    }
  for (guint i = 0; cr_builtins_get_module_name (i); i++)
    {
      CrObject object = cr_builtins_module (interp, cr_builtins_get_module_name (i));
      cr_known_add_object (builder, cr_known_add_type (builder, cr_builtins_get_module_name (i)), object, NULL);
      cr_object_unref (object);
    }
  cr_known_add_modules (builder);
  CrModuleObject *builtins = cr_module_object_new (interp, "", NULL);
  for (guint i = 0; i < interp->builtins->n_entries; i++)
    {
      const CrDictEntry *entry = &interp->builtins->entries[i];
      if (entry->key.kind == CR_OBJECT_STR)
        cr_module_object_set (builtins, cr_object_text (entry->key), cr_object_ref (entry->value));
    }
  cr_known_add_object (builder, cr_known_add_type (builder, ""), cr_object_from_cell (builtins), NULL);
  cr_cell_unref (builtins);
}

GHashTable *
cr_known_build (void)
{
  static const CrLimits limits = { 0, 0, 1 << 24, 0, 100 };
  guint n_samples;
  g_autofree char *script = write_script (&n_samples);
  CrContext *context = cr_context_new (&limits);
  g_autoptr (CrSource) source = cr_source_new ("", script, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  CrKnownBuilder builder
      = { cr_interp_new (context, source, module, NULL), g_hash_table_new (g_str_hash, g_str_equal) };
  g_clear_pointer (&(CrDiagnostic *){ cr_interp_run (builder.interp) }, cr_diagnostic_free);
  add_everything (&builder, n_samples, module);
  add_contents (&builder);
  cr_interp_free (builder.interp);
  cr_context_unref (context);
  return builder.types;
}
