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

/* These fill @tensor, in the order in which its elements lie in memory, with what PyTorch's method of that name draws.
 * FALSE with PyTorch's message for a dtype or parameter that does not fit, or when cancelled. */
typedef gboolean (*CrRandomFill) (CrTensor *tensor, CrGenerator *generator, double a, double b, GError **error);

gboolean cr_random_uniform (CrTensor *tensor, CrGenerator *generator, double from, double to, GError **error);
gboolean cr_random_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error);
gboolean cr_random_exponential (CrTensor *tensor, CrGenerator *generator, double lambda, double unused, GError **error);
gboolean cr_random_geometric (CrTensor *tensor, CrGenerator *generator, double p, double unused, GError **error);
gboolean cr_random_log_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error);
gboolean cr_random_cauchy (CrTensor *tensor, CrGenerator *generator, double median, double sigma, GError **error);
/* bernoulli_(p): 1 with probability p, else 0. This is dropout's stream too: there the tensor is made by
 * cr_random_new_like() of the input, and p is the probability of what stays. */
gboolean cr_random_bernoulli (CrTensor *tensor, CrGenerator *generator, double p, GError **error);
/* The same with a probability for each element: @p, float32 or float64, is broadcast. */
gboolean cr_random_bernoulli_tensor (CrTensor *tensor, CrGenerator *generator, CrTensor *p, GError **error);
/* Whole numbers of [from, to). */
gboolean cr_random_integers (CrTensor *tensor, CrGenerator *generator, gint64 from, gint64 to, GError **error);
/* Behind the largest whole number of @dtype: the `to` of random_ (from, None). */
gint64 cr_random_get_end (CrDtype dtype);
/* random_(): from 0 to the largest that the dtype holds exactly. */
gboolean cr_random_integers_any (CrTensor *tensor, CrGenerator *generator, GError **error);

/* Room to be filled, untold to the observer, of @like's sizes and, if that has no gaps, in its order in memory, which
 * decides who gets which number: empty_like(). */
CrTensor *cr_random_new_like (CrTensor *like, CrDtype dtype, GError **error);
/* randperm (n): the numbers below @n, as @dtype. */
CrTensor *cr_random_permutation (CrContext *context, gint64 n, CrDtype dtype, CrGenerator *generator, GError **error);
/* multinomial: @n_samples indices for each row of the 1- or 2-dimensional @weights. */
CrTensor *cr_random_multinomial (CrTensor *weights, gint64 n_samples, gboolean replacement, CrGenerator *generator,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGenerator, cr_generator_unref)

G_END_DECLS
