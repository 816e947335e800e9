/* torchvision.models: residual networks, made of the layers' rows as engine/nn describes them. */

#include "cr-builtins-nn-private.h"

#include "cr-init.h"
#include "cr-resnet.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A child called with one tensor. Takes @input over; UNSET stays UNSET. */
static CrObject
through (CrInterp *interp, CrObject self, const char *child, CrObject input)
{
  CrObject result = cr_object_is_set (input) ? cr_nn_call_method (interp, self, child, &input, 1) : CR_UNSET;
  cr_object_unref (input);
  return result;
}

static CrObject
block_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const children[] = { "conv1", "bn1", "relu", "conv2", "bn2" };
  CrObject input;
  if (!cr_nn_bind (interp, "BasicBlock", "forward", "x", args, &input))
    return CR_UNSET;
  CrObject out = cr_object_ref (input);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    out = through (interp, self, children[i], out);
  CrObject shortcut = cr_object_is_set (out) ? cr_interp_get_attribute (interp, self, "downsample") : CR_UNSET;
  CrObject identity = shortcut.kind == CR_OBJECT_NONE ? cr_object_ref (input)
                      : cr_object_is_set (shortcut)   ? cr_interp_call_simple (interp, shortcut, &input, 1)
                                                      : CR_UNSET;
  CrObject sum = CR_UNSET;
  if (cr_object_is_set (identity))
    sum = cr_interp_inplace (interp, CR_AST_BINARY_ADD, out, identity);
  CrObject done[] = { input, out, shortcut, identity };
  cr_nn_unbind (done, G_N_ELEMENTS (done));
  return through (interp, self, "relu", sum);
}

static const CrBuiltinRow block_rows[] = {
  { "forward", 0, -1, "*", block_forward },
  { NULL },
};

static CrObject
network_forward (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const children[]
      = { "conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4", "avgpool" };
  CrObject out;
  if (!cr_nn_bind (interp, "ResNet", "forward", "x", args, &out))
    return CR_UNSET;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    out = through (interp, self, children[i], out);
  if (!cr_object_is_set (out))
    return CR_UNSET;
  CrObject values[] = { out, cr_object_int (1) };
  CrObject flat = cr_nn_call_function (interp, "flatten", values, 2);
  cr_object_unref (out);
  return through (interp, self, "fc", flat);
}

static const CrBuiltinRow network_rows[] = {
  { "forward", 0, -1, "*", network_forward },
  { NULL },
};

/* One layer of the description. */
static CrObject
make_layer (CrInterp *interp, const CrResnetRow *row)
{
  if (strcmp (row->layer, "Conv2d") == 0)
    {
      static const char *const keywords[] = { "kernel_size", "stride", "padding", "bias" };
      CrObject values[] = { cr_object_int (row->in),     cr_object_int (row->out),     cr_object_int (row->kernel),
                            cr_object_int (row->stride), cr_object_int (row->padding), cr_object_bool (FALSE) };
      return cr_nn_make_layer (interp, row->layer, &(CrCallArgs){ values, 2, 4, keywords });
    }
  if (strcmp (row->layer, "ReLU") == 0)
    return cr_nn_make_layer (interp, row->layer, &(CrCallArgs){ (CrObject[]){ cr_object_bool (TRUE) }, 1, 0, NULL });
  if (strcmp (row->layer, "AdaptiveAvgPool2d") == 0)
    {
      CrObject size = cr_nn_literal (interp, "(1,1)", 5);
      CrObject layer = cr_nn_make_layer (interp, row->layer, &(CrCallArgs){ &size, 1, 0, NULL });
      cr_object_unref (size);
      return layer;
    }
  CrObject values[] = { cr_object_int (row->in), cr_object_int (row->out), CR_NONE };
  guint n = 1;
  if (strcmp (row->layer, "Linear") == 0)
    n = 2;
  else if (strcmp (row->layer, "MaxPool2d") == 0)
    {
      values[0] = cr_object_int (row->kernel);
      values[1] = cr_object_int (row->stride);
      values[2] = cr_object_int (row->padding);
      n = 3;
    }
  return cr_nn_make_layer (interp, row->layer, &(CrCallArgs){ values, n, 0, NULL });
}

/* How much of the path is the parent's: with its dot. */
static gsize
block_length (const char *path)
{
  const char *dot = strchr (path, '.');
  const char *second = dot ? strchr (dot + 1, '.') : NULL;
  return second ? (gsize)(second - path) + 1 : 0;
}

/* Makes the layers in the order in which PyTorch draws their weights: a block's shortcut first. */
static gboolean
make_layers (CrInterp *interp, GArray *rows, CrObject *layers)
{
  for (guint i = 0; i < rows->len;)
    {
      const CrResnetRow *first = &g_array_index (rows, CrResnetRow, i);
      gsize n = block_length (first->path);
      guint end = i + 1;
      while (n && end < rows->len && strncmp (first->path, g_array_index (rows, CrResnetRow, end).path, n) == 0)
        end++;
      for (guint turn = 0; turn < 2; turn++)
        for (guint k = i; k < end; k++)
          {
            const CrResnetRow *row = &g_array_index (rows, CrResnetRow, k);
            if (row->early == (turn == 1))
              continue;
            layers[k] = make_layer (interp, row);
            if (!cr_object_is_set (layers[k]))
              return FALSE;
          }
      i = end;
    }
  return TRUE;
}

/* The child @name of @parent, made if it is missing: a block inside a stage, else a Sequential. Borrowed. */
static CrObject
get_child (CrInterp *interp, CrObject parent, const char *name, CrClass *block, gboolean in_stage)
{
  CrDict *modules = cr_nn_dict (parent, "_modules");
  CrObject child = cr_dict_get_text (modules, name);
  if (cr_object_is_set (child))
    return child;
  child = cr_nn_new_module (interp, in_stage ? block : cr_nn_find_class (interp, "Sequential"));
  if (in_stage && cr_object_is_set (child))
    cr_nn_set (interp, child, "downsample", CR_NONE);
  if (cr_object_is_set (child))
    cr_dict_set_text (modules, name, child); /* which holds it */
  return child;
}

static gboolean
attach (CrInterp *interp, CrObject network, CrClass *block, const char *path, CrObject layer)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  CrObject parent = network;
  guint n = g_strv_length (parts);
  for (guint i = 0; i + 1 < n; i++)
    {
      parent = get_child (interp, parent, parts[i], block, i == 1);
      if (!cr_object_is_set (parent))
        return FALSE;
      if (i == 1 && strcmp (parts[2], "downsample") == 0 && ((CrInstance *)parent.u.cell)->attributes)
        {
          CrObject key = cr_str_new (interp->heap, "downsample", -1);
          cr_dict_remove (((CrInstance *)parent.u.cell)->attributes, key);
          cr_object_unref (key);
        }
    }
  cr_dict_set_text (cr_nn_dict (parent, "_modules"), parts[n - 1], cr_object_ref (layer));
  return TRUE;
}

/* Convolutions are drawn again, as ResNet.__init__() does. */
static gboolean
draw_again (CrInterp *interp, CrObject layer)
{
  CrObject weight = cr_dict_get_text (cr_nn_dict (layer, "_parameters"), "weight");
  GError *error = NULL;
  gboolean fine = cr_tensor_begin_write (weight.u.tensor, &error);
  if (fine)
    {
      fine = cr_init_kaiming_normal (weight.u.tensor, sqrt (2.0), CR_FAN_OUT, &error);
      cr_tensor_end_write (weight.u.tensor);
    }
  if (!fine)
    cr_interp_raise_error (interp, error);
  return fine;
}

static CrClass *
find_class (CrInterp *interp, const char *name)
{
  CrObject module = cr_builtins_module (interp, "torchvision.models.resnet");
  CrObject type = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, name);
  cr_object_unref (module);
  return (CrClass *)type.u.cell;
}

static CrObject
build_network (CrInterp *interp, const char *name, gint64 n_classes)
{
  g_autoptr (GArray) rows = cr_resnet_describe (name, n_classes);
  g_autofree CrObject *layers = g_new0 (CrObject, rows->len);
  CrObject network = cr_nn_new_module (interp, find_class (interp, "ResNet"));
  gboolean fine = cr_object_is_set (network) && make_layers (interp, rows, layers);
  for (guint i = 0; fine && i < rows->len; i++)
    fine = attach (interp, network, find_class (interp, "BasicBlock"), g_array_index (rows, CrResnetRow, i).path,
                   layers[i]);
  for (guint i = 0; fine && i < rows->len; i++)
    if (strcmp (g_array_index (rows, CrResnetRow, i).layer, "Conv2d") == 0)
      fine = draw_again (interp, layers[i]);
  cr_nn_unbind (layers, rows->len);
  if (!fine)
    cr_object_clear (&network);
  return network;
}

static CrObject
make_network (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  gint64 n_classes = 1000;
  if (!cr_nn_bind (interp, NULL, name, "pretrained=False, progress=True, *, weights=None, num_classes=1000", args,
                   values))
    return CR_UNSET;
  int pretrained = cr_interp_truth (interp, values[0]);
  gboolean fine = pretrained >= 0 && cr_interp_to_int (interp, values[3], &n_classes);
  if (fine && (pretrained > 0 || values[2].kind != CR_OBJECT_NONE))
    cr_interp_warn (interp, "UserWarning",
                    _ ("no trained weights are on this machine, and scripts read no files: the network starts from "
                       "PyTorch's random initialisation"));
  cr_nn_unbind (values, 4);
  return fine ? build_network (interp, name, n_classes) : CR_UNSET;
}

static CrObject
models_resnet18 (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_network (interp, "resnet18", args);
}

static CrObject
models_resnet34 (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_network (interp, "resnet34", args);
}

static const CrBuiltinRow models_rows[] = {
  { "resnet18", 0, -1, "*", models_resnet18 },
  { "resnet34", 0, -1, "*", models_resnet34 },
  { NULL },
};

/* ResNet18_Weights.DEFAULT and its like: names of weights, which nobody has. */
static void
add_weights (CrInterp *interp, CrModuleObject *module, const char *name)
{
  static const char *const names[] = { "DEFAULT", "IMAGENET1K_V1" };
  CrClass *type = cr_class_new (interp->heap, name, interp->types[CR_OBJECT_INSTANCE]);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    cr_dict_set_text (type->attributes, names[i], cr_str_new (interp->heap, "IMAGENET1K_V1", -1));
  cr_module_object_set (module, strrchr (name, '.') + 1, cr_object_from_cell (type));
}

CrModuleObject *
cr_builtins_make_torchvision_models (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, models_rows);
  add_weights (interp, module, "torchvision.models.resnet.ResNet18_Weights");
  add_weights (interp, module, "torchvision.models.resnet.ResNet34_Weights");
  return module;
}

CrModuleObject *
cr_builtins_make_torchvision_resnet (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, models_rows);
  CrClass *base = cr_nn_get (interp)->module;
  cr_module_object_set (
      module, "BasicBlock",
      cr_object_from_cell (cr_nn_new_class (interp, "torchvision.models.resnet.BasicBlock", base, block_rows)));
  cr_module_object_set (
      module, "ResNet",
      cr_object_from_cell (cr_nn_new_class (interp, "torchvision.models.resnet.ResNet", base, network_rows)));
  return module;
}
