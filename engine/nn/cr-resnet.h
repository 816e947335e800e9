#pragma once
/* torchvision's residual networks as data: one row a layer, under its path. He et al., "Deep residual learning for
 * image recognition", 2016. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char path[32];     /* "layer1.0.conv1": the last word is the layer's name, those before it its parents' */
  const char *layer; /* the row of the layers' table: "Conv2d", "BatchNorm2d", "ReLU", "Linear", ... */
  gint64 in, out;    /* channels or features; of a normalisation and AdaptiveAvgPool2d: in */
  gint64 kernel, stride, padding;
  gboolean early; /* made before the rest of its block: its weights are drawn first */
} CrResnetRow;

/* The rows of resnet18, resnet34, in the order in which a network has them; NULL for another name. Free with
 * g_array_unref(). */
GArray *cr_resnet_describe (const char *name, gint64 n_classes);

G_END_DECLS
