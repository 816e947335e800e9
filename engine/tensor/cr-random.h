#pragma once
/* MT19937 and PyTorch's way of drawing from it (ATen/core/MT19937RNGEngine.h,
 * ATen/native/cpu/DistributionTemplates.h): the same seed gives the same numbers. */

#include "cr-tensor.h"

G_BEGIN_DECLS

CrGenerator *cr_generator_new (guint64 seed);
void cr_generator_free (CrGenerator *generator);
void cr_generator_seed (CrGenerator *generator, guint64 seed);
guint64 cr_generator_get_seed (const CrGenerator *generator); /* initial_seed() */
guint32 cr_generator_next (CrGenerator *generator);

/* Fill @tensor (contiguous, floating) in PyTorch's order. */
gboolean cr_random_uniform (CrTensor *tensor, CrGenerator *generator, double from, double to, GError **error);
gboolean cr_random_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGenerator, cr_generator_free)

G_END_DECLS
