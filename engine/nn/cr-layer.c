/* The table, and what the builders of its rows share. */

#include "cr-layer-private.h"

#include "cr-autograd.h"
#include "cr-backward.h"

#include <string.h>

#define CR_LAYER(name, module, parameters, attributes, forward, repr, build)                                           \
  { name, module, parameters, attributes, forward, repr, build },
#define CR_LAYER_PLAIN(name, module, parameters, attributes, forward, repr)                                            \
  { name, module, parameters, attributes, forward, repr, NULL },
static const CrLayer layers[] = {
#include "cr-layers.def"
};
#undef CR_LAYER
#undef CR_LAYER_PLAIN

const CrLayer *
cr_layers_get (guint *n_layers)
{
  *n_layers = G_N_ELEMENTS (layers);
  return layers;
}

const CrLayer *
cr_layers_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (strcmp (layers[i].name, name) == 0)
      return &layers[i];
  return NULL;
}

int
cr_layer_find_parameter (const CrLayer *layer, const char *parameter)
{
  gsize n = strlen (parameter);
  int i = 0;
  for (const char *at = layer->parameters; at && *at; i++)
    {
      at += strspn (at, " ,*");
      if (strncmp (at, parameter, n) == 0 && (at[n] == '\0' || at[n] == ',' || at[n] == '='))
        return i;
      at = strchr (at, ',');
    }
  return -1;
}

const CrArg *
cr_layer_arg (CrLayerBuilder *builder, const char *name)
{
  static const CrArg none = { CR_ARG_NONE };
  int i = cr_layer_find_parameter (builder->layer, name);
  g_return_val_if_fail (i >= 0, &none);
  return &builder->args[i];
}

gint64
cr_layer_int (CrLayerBuilder *builder, const char *name)
{
  const CrArg *arg = cr_layer_arg (builder, name);
  return arg->kind == CR_ARG_INT || arg->kind == CR_ARG_BOOL ? arg->u.integer : 0;
}

double
cr_layer_number (CrLayerBuilder *builder, const char *name)
{
  const CrArg *arg = cr_layer_arg (builder, name);
  return arg->kind == CR_ARG_FLOAT ? arg->u.number : (double)cr_layer_int (builder, name);
}

gboolean
cr_layer_flag (CrLayerBuilder *builder, const char *name)
{
  const CrArg *arg = cr_layer_arg (builder, name);
  return arg->kind != CR_ARG_NONE && cr_layer_number (builder, name) != 0;
}

gboolean
cr_layer_ints (CrLayerBuilder *builder, const char *name, guint n, gint64 *into, GError **error)
{
  const CrArg *arg = cr_layer_arg (builder, name);
  for (guint i = 0; i < n; i++)
    if (arg->kind == CR_ARG_INTS && arg->n_ints == n)
      into[i] = arg->ints[i];
    else if (arg->kind == CR_ARG_INT || arg->kind == CR_ARG_BOOL)
      into[i] = arg->u.integer;
    else
      {
        g_set_error (error, CR_ERROR, CR_ERROR_TYPE, "%s(): argument '%s' must be tuple of %u ints",
                     builder->layer->name, name, n);
        return FALSE;
      }
  return TRUE;
}

static void
append (CrLayerBuilder *builder, const char *name, CrTensor *tensor, gboolean is_buffer)
{
  CrLayerPart *part = g_new0 (CrLayerPart, 1);
  part->name = g_strdup (name);
  part->tensor = tensor;
  part->is_buffer = is_buffer;
  g_ptr_array_add (builder->parts, part);
}

CrTensor *
cr_layer_parameter (CrLayerBuilder *builder, const char *name, int ndim, const gint64 *sizes, GError **error)
{
  int i = cr_layer_find_parameter (builder->layer, "dtype");
  CrDtype dtype = i >= 0 && builder->args[i].kind == CR_ARG_DTYPE ? builder->args[i].u.dtype : CR_DTYPE_FLOAT32;
  CrTensor *tensor = cr_tensor_new_unannounced (builder->context, dtype, ndim, sizes, error);
  if (tensor)
    append (builder, name, tensor, FALSE);
  return tensor;
}

CrTensor *
cr_layer_buffer (CrLayerBuilder *builder, const char *name, CrDtype dtype, int ndim, const gint64 *sizes,
                 GError **error)
{
  CrTensor *tensor = cr_tensor_new_unannounced (builder->context, dtype, ndim, sizes, error);
  if (tensor)
    append (builder, name, tensor, TRUE);
  return tensor;
}

void
cr_layer_none (CrLayerBuilder *builder, const char *name, gboolean is_buffer)
{
  append (builder, name, NULL, is_buffer);
}

static void
free_part (gpointer data)
{
  CrLayerPart *part = data;
  g_clear_pointer (&part->tensor, cr_tensor_unref);
  g_free (part->name);
  g_free (part);
}

/* The values are there: now whoever watches may see the tensors. */
static gboolean
finish (CrLayerBuilder *builder, GError **error)
{
  for (guint i = 0; i < builder->parts->len; i++)
    {
      CrLayerPart *part = g_ptr_array_index (builder->parts, i);
      if (part->tensor == NULL)
        continue;
      cr_tensor_announce (part->tensor);
      if (part->is_buffer)
        continue;
      if (!cr_tensor_set_requires_grad (part->tensor, TRUE, error))
        return FALSE;
      cr_tensor_set_parameter (part->tensor, TRUE);
    }
  return TRUE;
}

GPtrArray *
cr_layer_build (CrContext *context, const CrLayer *layer, const CrArg *args, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (free_part);
  CrLayerBuilder builder = { context, layer, args, parts };
  if (layer->build && (!layer->build (&builder, error) || !finish (&builder, error)))
    return NULL;
  return g_steal_pointer (&parts);
}
