#pragma once
/* MT19937 and PyTorch's way of drawing from it (ATen/core/MT19937RNGEngine.h,
 * ATen/native/cpu/DistributionTemplates.h): the same seed gives the same numbers. */

#include "cr-tensor.h"

G_BEGIN_DECLS

/* Bytes of a generator's state: those of a torch.ByteTensor from get_rng_state(). */
#define CR_GENERATOR_STATE_SIZE 5056

CrGenerator *cr_generator_new (guint64 seed);
/* Counted: a script's torch.Generator and an argument's share one. One thread. */
CrGenerator *cr_generator_ref (CrGenerator *generator);
void cr_generator_unref (CrGenerator *generator);
void cr_generator_seed (CrGenerator *generator, guint64 seed);
guint64 cr_generator_get_seed (const CrGenerator *generator); /* initial_seed() */
guint32 cr_generator_next (CrGenerator *generator);
guint64 cr_generator_next64 (CrGenerator *generator); /* the first 32 bits are the high ones */
/* Of [0, 1) with 53 bits. */
double cr_generator_next_double (CrGenerator *generator);
/* @state has CR_GENERATOR_STATE_SIZE bytes: PyTorch's legacy layout, byte for byte. */
void cr_generator_get_state (const CrGenerator *generator, guint8 *state);
/* FALSE with PyTorch's message if the @n bytes at @state are none; nothing is changed then. */
gboolean cr_generator_set_state (CrGenerator *generator, const guint8 *state, gsize n, GError **error);

/* Fill @tensor (contiguous, floating) in PyTorch's order. */
gboolean cr_random_uniform (CrTensor *tensor, CrGenerator *generator, double from, double to, GError **error);
gboolean cr_random_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGenerator, cr_generator_unref)

G_END_DECLS
