/* randn from 16 elements on: PyTorch draws all uniform numbers first, then transforms them in blocks of 16; the last
 * block of a size that is no multiple of 16 is drawn again, over what stands there. */

#include "cr-element.h"
#include "cr-random-private.h"
#include "cr-vector.h"

#include <math.h>

/* Box-Muller over a block of 16 uniform numbers, as box_muller() in cr-vector.h. */
static void
transform_doubles (double *data, double mean, double std)
{
  for (int j = 0; j < 8; j++)
    {
      double radius = sqrt (-2.0 * log (1.0 - data[j]));
      double angle = 2.0 * G_PI * data[j + 8];
      data[j] = fma (radius * cos (angle), std, mean);
      data[j + 8] = fma (radius * sin (angle), std, mean);
    }
}

/* What a half holds of it. */
static float
rounded (float x)
{
  return cr_half_to_float (cr_half_from_float (x));
}

static void
transform_halves (guint16 *data, double mean, double std)
{
  float m = rounded ((float)mean), s = rounded ((float)std);

  for (int j = 0; j < 8; j++)
    {
      float u1 = rounded (1 - cr_half_to_float (data[j]));
      float radius = rounded (sqrtf (-2 * logf (u1)));
      float angle = rounded ((float)(2 * G_PI * (double)cr_half_to_float (data[j + 8])));
      data[j] = cr_half_from_float (radius * cosf (angle) * s + m);
      data[j + 8] = cr_half_from_float (radius * sinf (angle) * s + m);
    }
}

static void
transform (CrDtype dtype, gpointer block, double mean, double std)
{
  if (dtype == CR_DTYPE_FLOAT64)
    transform_doubles (block, mean, std);
  else if (dtype == CR_DTYPE_FLOAT16)
    transform_halves (block, mean, std);
  else
    cr_vector_get ()->box_muller (block, (float)mean, (float)std);
}

gboolean
cr_random_normal_blocks (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  gsize item = cr_dtype_get_size (dtype);
  gint64 n = cr_tensor_get_numel (tensor);
  static const gint64 sixteen = 16;
  static const gint64 one = 1;

  if (!cr_random_uniform (tensor, generator, 0, 1, error))
    return FALSE;
  guint8 *data = cr_tensor_get_mutable (tensor, error);
  if (data == NULL)
    return FALSE;
  for (gint64 i = 0; i + 16 <= n; i += 16)
    {
      transform (dtype, data + i * item, mean, std);
      if (i % 65536 == 65520 && cr_context_check_cancelled (cr_tensor_get_context (tensor), error))
        return FALSE;
    }
  if (n % 16 == 0)
    return TRUE;
  g_autoptr (CrTensor) last
      = cr_tensor_new_view_unannounced (tensor, 1, &sixteen, &one, cr_tensor_get_offset (tensor) + n - 16);
  if (!cr_random_uniform (last, generator, 0, 1, error))
    return FALSE;
  transform (dtype, data + (n - 16) * item, mean, std);
  return TRUE;
}
