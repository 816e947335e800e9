/* Advice on names that do not exist: those that tutorials leave out, modules that are not imported or not here, and
 * the nearest of what was probably meant. */

#include "cr-diagnostic-private.h"

#include "cr-interp-private.h"
#include "cr-layer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a script begins with. */
static const char *const imports[][2] = {
  { "torch", "import torch" },
  { "nn", "import torch.nn as nn" },
  { "F", "import torch.nn.functional as F" },
  { "optim", "import torch.optim as optim" },
  { "autograd", "from torch import autograd" },
  { "Variable", "from torch.autograd import Variable" },
  { "torchvision", "import torchvision" },
  { "models", "from torchvision import models" },
  { "np", "import numpy as np" },
  { "numpy", "import numpy" },
  { "plt", "import matplotlib.pyplot as plt" },
  { "math", "import math" },
  { "random", "import random" },
  { "time", "import time" },
  { "itertools", "import itertools" },
  { "functools", "import functools" },
  { "copy", "import copy" },
};

/* What prose in front of a cell speaks of, and the simplest thing that could be meant. */
static const char *const missing[][2] = {
  { "train_loader", "train_loader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "trainloader", "trainloader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "test_loader", "test_loader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "testloader", "testloader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "val_loader", "val_loader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "data_loader", "data_loader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "dataloader", "dataloader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "loader", "loader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "dataset", "dataset = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in range(10)]" },
  { "model", "model = torch.nn.Linear(3, 1)" },
  { "net", "net = torch.nn.Linear(3, 1)" },
  { "optimizer", "optimizer = torch.optim.SGD(model.parameters(), lr=0.01)" },
  { "opt", "opt = torch.optim.SGD(model.parameters(), lr=0.01)" },
  { "scheduler", "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)" },
  { "criterion", "criterion = torch.nn.MSELoss()" },
  { "loss_fn", "loss_fn = torch.nn.MSELoss()" },
  { "loss_func", "loss_func = torch.nn.MSELoss()" },
  { "loss_function", "loss_function = torch.nn.MSELoss()" },
  { "loss", "loss = ((model(x) - y) ** 2).mean()" },
  { "epochs", "epochs = 10" },
  { "epoch", "for epoch in range(10):" },
  { "num_epochs", "num_epochs = 10" },
  { "n_epochs", "n_epochs = 10" },
  { "EPOCHS", "EPOCHS = 10" },
  { "lr", "lr = 0.01" },
  { "learning_rate", "learning_rate = 0.01" },
  { "batch_size", "batch_size = 4" },
  { "device", "device = torch.device(\"cpu\")" },
  { "inputs", "inputs = torch.rand(4, 3)" },
  { "images", "images = torch.rand(4, 3)" },
  { "imgs", "imgs = torch.rand(4, 3)" },
  { "data", "data = torch.rand(4, 3)" },
  { "x", "x = torch.rand(4, 3)" },
  { "X", "X = torch.rand(4, 3)" },
  { "labels", "labels = torch.rand(4, 1)" },
  { "targets", "targets = torch.rand(4, 1)" },
  { "target", "target = torch.rand(4, 1)" },
  { "y", "y = torch.rand(4, 1)" },
};

/* What other languages call it. */
static const char *const foreign[][2] = {
  { "true", "True" },   { "false", "False" },        { "null", "None" },          { "nil", "None" },
  { "none", "None" },   { "NULL", "None" },          { "this", "self" },          { "TRUE", "True" },
  { "FALSE", "False" }, { "NaN", "float(\"nan\")" }, { "nan", "float(\"nan\")" }, { "inf", "float(\"inf\")" },
};

static const char *
find_pair (const char *const (*pairs)[2], gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (pairs[i][0], name) == 0)
      return pairs[i][1];
  return NULL;
}

void
cr_diagnostic_advise_name (CrDiagnostic *diagnostic, const char *name)
{
  const char *import = find_pair (imports, G_N_ELEMENTS (imports), name);
  const char *line = find_pair (missing, G_N_ELEMENTS (missing), name);
  const char *python = find_pair (foreign, G_N_ELEMENTS (foreign), name);
  g_autofree char *sentence = NULL;
  if (!g_str_has_suffix (diagnostic->message, "is not defined"))
    return;
  if (python)
    {
      sentence = g_strdup_printf (_ ("Write “%s” instead."), python);
      cr_diagnostic_set_fixit (diagnostic, diagnostic->range, python, sentence);
      return;
    }
  if (import)
    sentence = g_strdup_printf (_ ("It is not imported yet: begin the script with “%s”."), import);
  else if (line)
    sentence = g_strdup_printf (_ ("The script uses “%s” but never says what it is; a line such as “%s” before would "
                                   "define it."),
                                name, line);
  if (sentence)
    cr_diagnostic_set_hint (diagnostic, sentence);
}

/* Keywords of PyTorch's and matplotlib's calls. */
static const char *const keywords[] = {
  "requires_grad",
  "dtype",
  "device",
  "dim",
  "keepdim",
  "size",
  "out",
  "generator",
  "retain_graph",
  "create_graph",
  "gradient",
  "inputs",
  "grad_outputs",
  "allow_unused",
  "only_inputs",
  "lr",
  "momentum",
  "dampening",
  "weight_decay",
  "nesterov",
  "betas",
  "eps",
  "amsgrad",
  "maximize",
  "alpha",
  "rho",
  "params",
  "set_to_none",
  "bias",
  "in_features",
  "out_features",
  "in_channels",
  "out_channels",
  "kernel_size",
  "stride",
  "padding",
  "dilation",
  "groups",
  "padding_mode",
  "num_features",
  "affine",
  "track_running_stats",
  "num_embeddings",
  "embedding_dim",
  "padding_idx",
  "inplace",
  "negative_slope",
  "reduction",
  "weight",
  "ignore_index",
  "label_smoothing",
  "start_dim",
  "end_dim",
  "output_size",
  "normalized_shape",
  "hidden_size",
  "input_size",
  "num_layers",
  "batch_first",
  "bidirectional",
  "dropout",
  "nonlinearity",
  "mean",
  "std",
  "low",
  "high",
  "steps",
  "start",
  "end",
  "step",
  "step_size",
  "gamma",
  "milestones",
  "T_max",
  "min",
  "max",
  "other",
  "input",
  "descending",
  "unbiased",
  "correction",
  "largest",
  "sorted",
  "strict",
  "vectorize",
  "v",
  "func",
  "pretrained",
  "weights",
  "num_classes",
  "label",
  "color",
  "linewidth",
  "linestyle",
  "marker",
  "markersize",
  "figsize",
  "loc",
  "fontsize",
  "nrows",
  "ncols",
  "sharex",
  "sharey",
  "bins",
  "density",
  "edgecolor",
  "facecolor",
  "cmap",
  "sep",
  "flush",
  "file",
  "key",
  "reverse",
  "default",
};

static void
add_word (GPtrArray *candidates, const char *start, const char *end)
{
  if (end > start && !g_ascii_isdigit (*start))
    g_ptr_array_add (candidates, g_strndup (start, end - start));
}

/* Every name from @at up to @stop. */
static void
add_words (GPtrArray *candidates, const char *at, char stop)
{
  const char *start = at;
  for (; *at && *at != stop; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      {
        add_word (candidates, start, at);
        start = at + 1;
      }
  add_word (candidates, start, at);
}

/* The parameters of the def that the message names, if it stands in the script: "f() got ...", "A.__init__() got". */
static gboolean
add_parameters (GPtrArray *candidates, const char *text, const char *message)
{
  const char *end = strstr (message, "() ");
  if (end == NULL)
    return FALSE;
  g_autofree char *name = g_strndup (message, end - message);
  const char *dot = strrchr (name, '.');
  if (dot)
    {
      g_autofree char *owner = g_strdup_printf ("class %.*s", (int)(dot - name), name);
      text = strstr (text, owner);
    }
  g_autofree char *def = g_strdup_printf ("def %s", dot ? dot + 1 : name);
  const char *found = text ? strstr (text, def) : NULL;
  if (found == NULL)
    return FALSE;
  add_words (candidates, found + strlen (def), ')');
  return TRUE;
}

/* Where "@name=" begins in the diagnostic's place; -1 if nowhere. */
static gint64
find_keyword (const CrDiagnostic *diagnostic, const char *text, const char *name)
{
  gsize n = strlen (name);
  const char *from = text + diagnostic->range.offset, *end = from + diagnostic->range.length;
  for (const char *at = from; at + n < end; at++)
    if (strncmp (at, name, n) == 0 && (at == from || strchr ("(, \t\n", at[-1])))
      {
        const char *after = at + n;
        while (after < end && *after == ' ')
          after++;
        if (*after == '=' && after[1] != '=')
          return at - text;
      }
  return -1;
}

/* Offers the nearest of @candidates for @name at @offset. */
static void
offer_nearest (CrDiagnostic *diagnostic, CrSource *source, const char *name, GPtrArray *candidates, gint64 offset)
{
  const char *nearest = offset >= 0 ? cr_suggest_nearest (name, candidates) : NULL;
  if (nearest == NULL || strcmp (nearest, name) == 0)
    return;
  g_autofree char *sentence = g_strdup_printf (_ ("Write “%s” instead."), nearest);
  cr_diagnostic_set_fixit (diagnostic, cr_source_make_range (source, (guint)offset, (guint)strlen (name)), nearest,
                           sentence);
}

/* The first keyword of the call that the message does not list among those it expects. */
static char *
dup_unknown_keyword (const char *message)
{
  const char *got = strstr (message, "got ("), *expected = strstr (message, "expected one of");
  if (got == NULL || expected == NULL)
    return NULL;
  for (const char *at = got; at < expected; at++)
    if (*at == '=')
      {
        const char *start = at;
        while (start > got && (g_ascii_isalnum (start[-1]) || start[-1] == '_'))
          start--;
        g_autofree char *name = g_strndup (start, at - start);
        g_autofree char *listed = g_strconcat (" ", name, NULL);
        const char *hit = strstr (expected, listed);
        if (hit == NULL || g_ascii_isalnum (hit[strlen (listed)]) || hit[strlen (listed)] == '_')
          return g_steal_pointer (&name);
      }
  return NULL;
}

void
cr_diagnostic_advise_keyword (CrDiagnostic *diagnostic, CrSource *source)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (g_free);
  const char *text = cr_source_get_text (source, NULL), *message = diagnostic->message;
  const char *said = strstr (message, "keyword argument '"), *expected = strstr (message, "expected one of");
  g_autofree char *name = NULL;
  if (said)
    name = g_strndup (said + strlen ("keyword argument '"), strcspn (said + strlen ("keyword argument '"), "'"));
  else
    name = dup_unknown_keyword (message);
  if (name == NULL || *name == '\0')
    return;
  if (expected)
    add_words (candidates, expected, '\0');
  else if (!add_parameters (candidates, text, message))
    for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
      g_ptr_array_add (candidates, g_strdup (keywords[i]));
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (guint i = 0; i < candidates->len; i++)
    if (strcmp (lower, candidates->pdata[i]) == 0 && strcmp (lower, name) != 0)
      g_ptr_array_set_size (candidates, 0), g_ptr_array_add (candidates, g_strdup (lower));
  gint64 offset = find_keyword (diagnostic, text, name);
  if (candidates->len == 1 && strcmp (candidates->pdata[0], lower) == 0 && offset >= 0)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("Write “%s” instead."), lower);
      cr_diagnostic_set_fixit (diagnostic, cr_source_make_range (source, (guint)offset, (guint)strlen (name)), lower,
                               sentence);
      return;
    }
  offer_nearest (diagnostic, source, name, candidates, offset);
}

/* Packages that are not here, and what to do without them. */
static const struct
{
  const char *name;
  const char *sentence;
} packages[] = {
  { "pandas", N_ ("Scripts here read no files: write the numbers as a tensor, torch.tensor([...]).") },
  { "sklearn", N_ ("There are no data sets here: make some with torch.rand or torch.randn.") },
  { "datasets", N_ ("There are no data sets here: make some with torch.rand or torch.randn.") },
  { "torchtext", N_ ("There are no data sets here: make some with torch.rand or torch.randn.") },
  { "torchvision.datasets",
    N_ ("There are no data sets here: use tensors of the same shape, torch.rand(64, 1, 28, 28).") },
  { "torchvision.transforms",
    N_ ("Images are not read here: use tensors of the same shape, torch.rand(1, 3, 64, 64).") },
  { "torch.utils.data", N_ ("Batches can be a list: train_loader = [(torch.rand(4, 3), torch.rand(4, 1)) for _ in "
                            "range(10)].") },
  { "scipy", N_ ("There is no scipy here; torch has most of the functions that tutorials use.") },
  { "tensorflow", N_ ("This program speaks PyTorch; TensorFlow's names are not here.") },
  { "keras", N_ ("This program speaks PyTorch; Keras' names are not here.") },
  { "jax", N_ ("This program speaks PyTorch; JAX's names are not here.") },
  { "PIL", N_ ("Images are not read here: use tensors of the same shape, torch.rand(1, 3, 64, 64).") },
  { "cv2", N_ ("Images are not read here: use tensors of the same shape, torch.rand(1, 3, 64, 64).") },
  { "tqdm", N_ ("Loop over the range itself: progress is what the timeline shows.") },
  { "seaborn", N_ ("Only matplotlib.pyplot draws here.") },
  { "torchviz", N_ ("The graph is drawn anyway: leave the line out.") },
  { "graphviz", N_ ("The graph is drawn anyway: leave the line out.") },
  { "torchsummary", N_ ("print(model) shows the layers.") },
  { "tensorboard", N_ ("The plots of matplotlib.pyplot are shown; leave the line out.") },
};

static const char *const modules[] = {
  "torch",
  "torch.nn",
  "torch.nn.functional",
  "torch.nn.init",
  "torch.nn.utils",
  "torch.optim",
  "torch.optim.lr_scheduler",
  "torch.autograd",
  "torch.autograd.functional",
  "torch.cuda",
  "torch.random",
  "torchvision",
  "torchvision.models",
  "math",
  "random",
  "time",
  "numpy",
  "matplotlib",
  "matplotlib.pyplot",
  "collections",
  "itertools",
  "functools",
  "copy",
  "dataclasses",
  "typing",
  "string",
};

static const char *
find_package (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (packages); i++)
    {
      gsize n = strlen (packages[i].name);
      if (strncmp (packages[i].name, name, n) == 0 && (name[n] == '\0' || name[n] == '.'))
        return _ (packages[i].sentence);
    }
  return NULL;
}

void
cr_diagnostic_advise_module (CrDiagnostic *diagnostic, CrSource *source, const char *name)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  const char *sentence = find_package (name);
  if (sentence)
    {
      cr_diagnostic_set_hint (diagnostic, sentence);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    g_ptr_array_add (candidates, (gpointer)modules[i]);
  offer_nearest (diagnostic, source, name, candidates, diagnostic->range.offset);
  if (diagnostic->fixit == NULL && strchr (diagnostic->message, ';') == NULL)
    cr_diagnostic_set_hint (diagnostic,
                            _ ("Only the modules of this program can be imported: torch, torchvision.models, "
                               "numpy, matplotlib.pyplot, math, random, time and a few more of Python's."));
}

static void
add_functions (GPtrArray *candidates, CrSpelling spelling)
{
  guint n = 0;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if (functions[i].name && (functions[i].spellings & spelling))
      g_ptr_array_add (candidates, (gpointer)functions[i].name);
}

void
cr_diagnostic_advise_member (CrDiagnostic *diagnostic, CrSource *source, const char *module, const char *name)
{
  g_autoptr (GPtrArray) candidates = g_ptr_array_new ();
  g_autofree char *full = g_strconcat (module, ".", name, NULL);
  const char *sentence = find_package (full);
  guint n = 0, length = (guint)strlen (name);
  const CrRange *range = &diagnostic->range;
  if (sentence)
    {
      cr_diagnostic_set_hint (diagnostic, sentence);
      return;
    }
  if (strcmp (module, "torch.nn") == 0)
    {
      const CrLayer *layers = cr_layers_get (&n);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (candidates, (gpointer)layers[i].name);
      for (const char *const *extra = (const char *const[]){ "Module", "Parameter", "Sequential", NULL }; *extra;
           extra++)
        g_ptr_array_add (candidates, (gpointer)*extra);
    }
  else if (g_str_has_prefix (module, "torch.nn.functional"))
    add_functions (candidates, CR_SPELL_NN);
  else if (strcmp (module, "torch") == 0)
    add_functions (candidates, CR_SPELL_TORCH);
  else if (strcmp (module, "torch.optim") == 0)
    for (const char *const *extra
         = (const char *const[]){ "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "lr_scheduler", NULL };
         *extra; extra++)
      g_ptr_array_add (candidates, (gpointer)*extra);
  /* The name stands at the end of "nn.Liner", and at the beginning of "Liner as L". */
  const char *text = cr_source_get_text (source, NULL) + range->offset;
  gboolean at_begin = strncmp (text, name, length) == 0;
  gint64 end = (gint64)range->offset + range->length;
  offer_nearest (diagnostic, source, name, candidates,
                 range->length < length ? -1
                 : at_begin             ? (gint64)range->offset
                                        : end - length);
}
