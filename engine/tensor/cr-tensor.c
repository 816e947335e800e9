/* The tensor object: geometry over a shared storage. Sizes and strides lie behind the
 * structure in the same block, which comes from the context's pool; a tensor that got more dimensions
 * later has them elsewhere. */

#include "cr-tensor.h"
#include "cr-context-private.h"
#include "cr-print.h"
#include "cr-storage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The version of tensor.data and its views, and of a tensor whose .data was assigned. */
typedef struct
{
  guint references;
  guint version;
} CrCounter;

struct _CrTensor
{
  guint references; /* a context is used by one thread at a time */
  guint8 dtype;
  guint8 ndim;
  guint8 room; /* dimensions that the block has room for */
  guint contiguous : 1;
  guint announced : 1;
  guint inference : 1; /* made in inference mode */
  guint64 id;
  CrContext *context;
  CrStorage *storage;
  gint64 offset;
  gint64 numel;
  CrAutogradMeta *meta;
  CrCounter *counter; /* of what shares its storage, but not its version; NULL: the storage's */
  gint64 *geometry;   /* ndim sizes, then ndim strides */
  gint64 own[];       /* where they are, unless they became more */
};

static CrCounter *
counter_new (guint version)
{
  CrCounter *counter = g_new (CrCounter, 1);
  *counter = (CrCounter){ 1, version };
  return counter;
}

static CrCounter *
counter_ref (CrCounter *counter)
{
  if (counter != NULL)
    counter->references++;
  return counter;
}

static void
counter_unref (CrCounter *counter)
{
  if (counter != NULL && --counter->references == 0)
    g_free (counter);
}

static gboolean
compute_contiguous (const CrTensor *self)
{
  gint64 expected = 1;

  if (self->numel == 0)
    return TRUE;
  for (int d = self->ndim - 1; d >= 0; d--)
    {
      if (self->geometry[d] == 1)
        continue;
      if (self->geometry[self->ndim + d] != expected)
        return FALSE;
      expected *= self->geometry[d];
    }
  return TRUE;
}

static gsize
get_size (int ndim)
{
  return sizeof (CrTensor) + 2 * ndim * sizeof (gint64);
}

/* Takes over @storage. */
static CrTensor *
new_over (CrContext *context, CrDtype dtype, CrStorage *storage, int ndim, const gint64 *sizes, const gint64 *strides)
{
  CrTensor *self = cr_pool_alloc (cr_context_get_pool (context), get_size (ndim));

  memset (self, 0, sizeof (CrTensor));
  self->references = 1;
  self->dtype = dtype;
  self->ndim = ndim;
  self->room = ndim;
  self->context = context;
  cr_context_hold (context);
  self->storage = storage;
  self->numel = 1;
  self->geometry = self->own;
  for (int d = 0; d < ndim; d++)
    {
      self->geometry[d] = sizes[d];
      self->geometry[ndim + d] = strides[d];
      self->numel = (gint64)((guint64)self->numel * (guint64)sizes[d]); /* with a 0 the rest may wrap */
    }
  self->contiguous = compute_contiguous (self);
  self->inference = cr_context_get_inference_mode (context);
  return self;
}

static gboolean
fail_with_sizes (GError **error, const char *text, int ndim, const gint64 *sizes)
{
  g_autofree char *list = cr_sizes_to_string (ndim, sizes);

  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s%s", text, list);
  return FALSE;
}

/* Row-major strides and the bytes of a tensor of these sizes. */
static gboolean
lay_out (CrDtype dtype, int ndim, const gint64 *sizes, gint64 *strides, gsize *n_bytes, GError **error)
{
  gint64 numel = 1;
  gint64 stride = 1;
  gboolean overflow = FALSE;

  for (int d = ndim - 1; d >= 0; d--)
    {
      if (sizes[d] < 0)
        {
          g_autofree char *text
              = g_strdup_printf ("Trying to create tensor with negative dimension %" G_GINT64_FORMAT ": ", sizes[d]);
          return fail_with_sizes (error, text, ndim, sizes);
        }
      strides[d] = stride;
      if (__builtin_mul_overflow (stride, MAX (sizes[d], 1), &stride))
        {
          overflow = TRUE;
          stride = 1;
        }
      numel = sizes[d] == 0 || numel == 0 ? 0 : stride;
    }
  if (numel != 0 && (overflow || __builtin_mul_overflow (numel, (gint64)cr_dtype_get_size (dtype), &numel)))
    return fail_with_sizes (error, "Storage size calculation overflowed with sizes=", ndim, sizes);
  *n_bytes = numel;
  return TRUE;
}

CrTensor *
cr_tensor_new_unannounced (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, GError **error)
{
  g_return_val_if_fail (context != NULL && ndim >= 0, NULL);
  gint64 strides[CR_MAX_DIMS];
  gsize n_bytes;

  if (ndim > CR_MAX_DIMS)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "tensor has too many (>%d) dims", CR_MAX_DIMS);
      return NULL;
    }
  if (!lay_out (dtype, ndim, sizes, strides, &n_bytes, error))
    return NULL;
  CrBuffer *buffer = cr_buffer_new (context, n_bytes, error);
  if (buffer == NULL)
    return NULL;
  return new_over (context, dtype, cr_storage_new (context, buffer), ndim, sizes, strides);
}

CrTensor *
cr_tensor_announce (CrTensor *tensor)
{
  if (tensor == NULL || tensor->announced)
    return tensor;

  gpointer user_data;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (tensor->context, &user_data);

  tensor->announced = TRUE;
  tensor->id = cr_context_next_id (tensor->context);
  if (observer != NULL && observer->created != NULL)
    observer->created (user_data, tensor);
  return tensor;
}

CrTensor *
cr_tensor_new (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, GError **error)
{
  return cr_tensor_announce (cr_tensor_new_unannounced (context, dtype, ndim, sizes, error));
}

CrTensor *
cr_tensor_new_view_unannounced (CrTensor *base, int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset)
{
  g_return_val_if_fail (base != NULL && ndim >= 0 && ndim <= CR_MAX_DIMS, NULL);
  CrTensor *self = new_over (base->context, base->dtype, cr_storage_ref (base->storage), ndim, sizes, strides);

  self->offset = offset;
  self->counter = counter_ref (base->counter);
  self->inference = base->inference;
  return self;
}

CrTensor *
cr_tensor_new_view (CrTensor *base, int ndim, const gint64 *sizes, const gint64 *strides, gint64 offset)
{
  return cr_tensor_announce (cr_tensor_new_view_unannounced (base, ndim, sizes, strides, offset));
}

CrTensor *
cr_tensor_new_data (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  CrTensor *self = new_over (tensor->context, tensor->dtype, cr_storage_ref (tensor->storage), tensor->ndim,
                             tensor->geometry, tensor->geometry + tensor->ndim);

  self->offset = tensor->offset;
  self->counter = counter_new (0);
  self->inference = tensor->inference;
  return cr_tensor_announce (self);
}

static gboolean
fills_buffer (CrTensor *tensor)
{
  return tensor->contiguous && tensor->offset == 0
         && (gsize)tensor->numel * cr_dtype_get_size (tensor->dtype) == cr_buffer_get_size (tensor->storage->buffer);
}

CrTensor *
cr_tensor_new_lazy_copy (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  if (!fills_buffer (tensor))
    return NULL;
  CrStorage *storage = cr_storage_new (tensor->context, cr_buffer_ref (tensor->storage->buffer));
  return cr_tensor_announce (new_over (tensor->context, tensor->dtype, storage, tensor->ndim, tensor->geometry,
                                       tensor->geometry + tensor->ndim));
}

gboolean
cr_tensor_take_values (CrTensor *tensor, CrTensor *from)
{
  g_return_val_if_fail (tensor != NULL && from != NULL, FALSE);
  if (tensor->dtype != from->dtype || tensor->numel != from->numel || !fills_buffer (tensor) || !fills_buffer (from))
    return FALSE;
  gpointer user_data;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (tensor->context, &user_data);

  if (observer != NULL && observer->before_write != NULL)
    observer->before_write (user_data, tensor);
  CrBuffer *old = tensor->storage->buffer;
  tensor->storage->buffer = cr_buffer_ref (from->storage->buffer);
  cr_buffer_unref (old);
  cr_tensor_end_write (tensor);
  return TRUE;
}

static void
take_geometry (CrTensor *tensor, const CrTensor *from)
{
  if (tensor->geometry != tensor->own)
    g_free (tensor->geometry);
  tensor->geometry = from->ndim > tensor->room ? g_new (gint64, 2 * from->ndim) : tensor->own;
  memcpy (tensor->geometry, from->geometry, 2 * from->ndim * sizeof (gint64));
  tensor->ndim = from->ndim;
  tensor->numel = from->numel;
  tensor->offset = from->offset;
  tensor->contiguous = from->contiguous;
}

void
cr_tensor_take_geometry (CrTensor *tensor, CrTensor *view)
{
  g_return_if_fail (tensor != NULL && view != NULL && tensor->storage == view->storage);
  gpointer user_data;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (tensor->context, &user_data);

  if (observer != NULL && observer->before_write != NULL)
    observer->before_write (user_data, tensor);
  take_geometry (tensor, view);
  cr_tensor_end_write (tensor);
}

gboolean
cr_tensor_take_storage (CrTensor *tensor, CrTensor *from, GError **error)
{
  g_return_val_if_fail (tensor != NULL && from != NULL, FALSE);
  gpointer user_data;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (tensor->context, &user_data);

  if (observer != NULL && observer->before_write != NULL)
    observer->before_write (user_data, tensor);
  if (tensor->counter == NULL)
    tensor->counter = counter_new (tensor->storage->version);
  cr_storage_ref (from->storage);
  cr_storage_unref (tensor->storage, tensor->context);
  tensor->storage = from->storage;
  tensor->dtype = from->dtype;
  take_geometry (tensor, from);
  if (observer != NULL && observer->written != NULL)
    observer->written (user_data, tensor);
  return TRUE;
}

gboolean
cr_tensor_is_inference (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  return tensor->inference;
}

CrTensor *
cr_tensor_ref (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  tensor->references++;
  return tensor;
}

void
cr_tensor_unref (CrTensor *tensor)
{
  g_return_if_fail (tensor != NULL && tensor->references > 0);
  if (--tensor->references > 0)
    return;

  gpointer user_data;
  CrContext *context = tensor->context;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (context, &user_data);

  if (tensor->announced && observer != NULL && observer->released != NULL)
    observer->released (user_data, tensor->id);
  if (tensor->meta != NULL && cr_context_get_destroy_meta (context) != NULL)
    cr_context_get_destroy_meta (context) (tensor->meta);
  cr_storage_unref (tensor->storage, tensor->context);
  counter_unref (tensor->counter);
  if (tensor->geometry != tensor->own)
    g_free (tensor->geometry);
  cr_pool_release (cr_context_get_pool (context), tensor, get_size (tensor->room));
  cr_context_let_go (context);
}

CrContext *
cr_tensor_get_context (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return tensor->context;
}

guint64
cr_tensor_get_id (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, 0);
  return tensor->id;
}

CrDtype
cr_tensor_get_dtype (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, CR_DTYPE_FLOAT32);
  return tensor->dtype;
}

int
cr_tensor_get_ndim (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, 0);
  return tensor->ndim;
}

const gint64 *
cr_tensor_get_sizes (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return tensor->geometry;
}

const gint64 *
cr_tensor_get_strides (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return tensor->geometry + tensor->ndim;
}

gint64
cr_tensor_get_offset (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, 0);
  return tensor->offset;
}

gint64
cr_tensor_get_numel (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, 0);
  return tensor->numel;
}

gboolean
cr_tensor_is_contiguous (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  return tensor->contiguous;
}

gboolean
cr_tensor_shares_storage (CrTensor *a, CrTensor *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  return a->storage == b->storage;
}

CrBuffer *
cr_tensor_get_buffer (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return tensor->storage->buffer;
}

gconstpointer
cr_tensor_get_data (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  const guint8 *bytes = cr_buffer_get_data (tensor->storage->buffer);
  return bytes + tensor->offset * (gint64)cr_dtype_get_size (tensor->dtype);
}

gpointer
cr_tensor_get_mutable (CrTensor *tensor, GError **error)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  if (!cr_storage_own (tensor->storage, tensor->context, error))
    return NULL;
  guint8 *bytes = cr_buffer_get_mutable (tensor->storage->buffer);
  return bytes + tensor->offset * (gint64)cr_dtype_get_size (tensor->dtype);
}

gboolean
cr_tensor_begin_write (CrTensor *tensor, GError **error)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  gpointer user_data;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (tensor->context, &user_data);

  if (observer != NULL && observer->before_write != NULL)
    observer->before_write (user_data, tensor);
  return cr_storage_own (tensor->storage, tensor->context, error);
}

void
cr_tensor_raise_version (CrTensor *tensor)
{
  g_return_if_fail (tensor != NULL);
  if (tensor->counter != NULL)
    tensor->counter->version++;
  else
    tensor->storage->version++;
}

void
cr_tensor_end_write (CrTensor *tensor)
{
  g_return_if_fail (tensor != NULL);
  gpointer user_data;
  const CrTensorObserver *observer = cr_context_get_tensor_observer (tensor->context, &user_data);

  cr_tensor_raise_version (tensor);
  if (observer != NULL && observer->written != NULL)
    observer->written (user_data, tensor);
}

guint
cr_tensor_get_version (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, 0);
  return tensor->counter != NULL ? tensor->counter->version : tensor->storage->version;
}

gboolean
cr_tensor_has_overlap (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, FALSE);
  for (int d = 0; d < tensor->ndim; d++)
    if (tensor->geometry[d] > 1 && tensor->geometry[tensor->ndim + d] == 0)
      return TRUE;
  return FALSE;
}

CrAutogradMeta *
cr_tensor_get_autograd (CrTensor *tensor)
{
  g_return_val_if_fail (tensor != NULL, NULL);
  return tensor->meta;
}

void
cr_tensor_set_autograd (CrTensor *tensor, CrAutogradMeta *meta, void (*destroy) (CrAutogradMeta *))
{
  g_return_if_fail (tensor != NULL);
  tensor->meta = meta;
  cr_context_set_destroy_meta (tensor->context, destroy);
}

void
cr_tensor_look (CrTensor *tensor, CrTensorLook *look)
{
  gsize size = cr_dtype_get_size (tensor->dtype);
  const guint8 *bytes = cr_buffer_get_data (tensor->storage->buffer);
  *look = (CrTensorLook){ .dtype = tensor->dtype,
                          .element_size = (guint)size,
                          .ndim = tensor->ndim,
                          .contiguous = tensor->contiguous,
                          .numel = tensor->numel,
                          .sizes = tensor->geometry,
                          .strides = tensor->geometry + tensor->ndim,
                          .buffer = tensor->storage->buffer,
                          .data = bytes + tensor->offset * (gint64)size };
}
