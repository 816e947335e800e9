#pragma once
/* What the files that build layers share. */

#include "cr-init.h"
#include "cr-layer.h"

G_BEGIN_DECLS

gint64 cr_layer_int (CrLayerBuilder *builder, const char *name);
double cr_layer_number (CrLayerBuilder *builder, const char *name);
gboolean cr_layer_flag (CrLayerBuilder *builder, const char *name);
/* @n integers: one alone stands for all. */
gboolean cr_layer_ints (CrLayerBuilder *builder, const char *name, guint n, gint64 *into, GError **error);
const CrArg *cr_layer_arg (CrLayerBuilder *builder, const char *name);

/* A new floating tensor in the layer's dtype, not written yet and seen by nobody; it belongs to the parts. */
CrTensor *cr_layer_parameter (CrLayerBuilder *builder, const char *name, int ndim, const gint64 *sizes, GError **error);
CrTensor *cr_layer_buffer (CrLayerBuilder *builder, const char *name, CrDtype dtype, int ndim, const gint64 *sizes,
                           GError **error);
/* A parameter or buffer that is None. */
void cr_layer_none (CrLayerBuilder *builder, const char *name, gboolean is_buffer);

#define CR_LAYER(name, module, parameters, attributes, forward, repr, build)                                           \
  gboolean build (CrLayerBuilder *builder, GError **error);
#define CR_LAYER_PLAIN(name, module, parameters, attributes, forward, repr)
#include "cr-layers.def"
#undef CR_LAYER
#undef CR_LAYER_PLAIN

G_END_DECLS
