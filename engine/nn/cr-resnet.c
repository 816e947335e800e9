/* torchvision/models/resnet.py, the networks of BasicBlocks. */

#include "cr-resnet.h"

#include <stdarg.h>
#include <string.h>

static const struct
{
  const char *name;
  guint blocks[4]; /* in each of the four stages */
} networks[] = {
  { "resnet18", { 2, 2, 2, 2 } },
  { "resnet34", { 3, 4, 6, 3 } },
};

static CrResnetRow *add (GArray *rows, const char *layer, const char *format, ...) G_GNUC_PRINTF (3, 4);

static CrResnetRow *
add (GArray *rows, const char *layer, const char *format, ...)
{
  CrResnetRow row = { .layer = layer };
  va_list args;
  va_start (args, format);
  g_vsnprintf (row.path, sizeof row.path, format, args);
  va_end (args);
  g_array_append_val (rows, row);
  return &g_array_index (rows, CrResnetRow, rows->len - 1);
}

static CrResnetRow *
add_conv (GArray *rows, const char *parent, const char *name, gint64 in, gint64 out, gint64 kernel, gint64 stride)
{
  CrResnetRow *row = add (rows, "Conv2d", "%s%s", parent, name);
  row->in = in;
  row->out = out;
  row->kernel = kernel;
  row->stride = stride;
  row->padding = kernel / 2;
  return row;
}

static CrResnetRow *
add_norm (GArray *rows, const char *parent, const char *name, gint64 n)
{
  CrResnetRow *row = add (rows, "BatchNorm2d", "%s%s", parent, name);
  row->in = n;
  return row;
}

/* Two 3x3 convolutions; the shortcut gets a 1x1 one where size or width change. */
static void
add_block (GArray *rows, guint stage, guint block, gint64 in, gint64 out)
{
  gint64 stride = block == 0 && stage > 0 ? 2 : 1;
  g_autofree char *parent = g_strdup_printf ("layer%u.%u.", stage + 1, block);
  add_conv (rows, parent, "conv1", in, out, 3, stride);
  add_norm (rows, parent, "bn1", out);
  add (rows, "ReLU", "%srelu", parent);
  add_conv (rows, parent, "conv2", out, out, 3, 1);
  add_norm (rows, parent, "bn2", out);
  if (stride == 1 && in == out)
    return;
  add_conv (rows, parent, "downsample.0", in, out, 1, stride)->early = TRUE;
  add_norm (rows, parent, "downsample.1", out)->early = TRUE;
}

GArray *
cr_resnet_describe (const char *name, gint64 n_classes)
{
  guint n = 0;
  while (n < G_N_ELEMENTS (networks) && strcmp (networks[n].name, name) != 0)
    n++;
  if (n == G_N_ELEMENTS (networks))
    return NULL;
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (CrResnetRow));
  add_conv (rows, "", "conv1", 3, 64, 7, 2);
  add_norm (rows, "", "bn1", 64);
  add (rows, "ReLU", "relu");
  CrResnetRow *pool = add (rows, "MaxPool2d", "maxpool");
  pool->kernel = 3;
  pool->stride = 2;
  pool->padding = 1;
  gint64 in = 64;
  for (guint stage = 0; stage < 4; stage++)
    for (guint block = 0; block < networks[n].blocks[stage]; block++)
      {
        gint64 out = (gint64)64 << stage;
        add_block (rows, stage, block, in, out);
        in = out;
      }
  add (rows, "AdaptiveAvgPool2d", "avgpool")->in = 1;
  CrResnetRow *last = add (rows, "Linear", "fc");
  last->in = in;
  last->out = n_classes;
  return rows;
}
