/* The module random: CPython's streams. MT19937 seeded by an array (Matsumoto and Nishimura 2002)
 * and the distributions as Lib/random.py of 3.11 draws them, so that the same seed gives the same
 * numbers. The module's functions are the methods of one hidden Random object. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <math.h>
#include <string.h>

#define N 624
#define M 397
#define MAX_BITS 1000000 /* of one number */

typedef struct
{
  guint32 words[N];
  guint at;
  gboolean has_next; /* gauss() makes two at a time */
  double next;
} Twister;

static void
seed_word (Twister *twister, guint32 seed)
{
  twister->words[0] = seed;
  for (guint i = 1; i < N; i++)
    twister->words[i] = 1812433253u * (twister->words[i - 1] ^ (twister->words[i - 1] >> 30)) + i;
  twister->at = N;
  twister->has_next = FALSE;
}

static void
seed_array (Twister *twister, const guint32 *key, guint n)
{
  guint32 *words = twister->words;
  guint i = 1, j = 0;
  seed_word (twister, 19650218u);
  for (guint k = MAX (N, n); k; k--)
    {
      words[i] = (words[i] ^ ((words[i - 1] ^ (words[i - 1] >> 30)) * 1664525u)) + key[j] + j;
      if (++i >= N)
        {
          words[0] = words[N - 1];
          i = 1;
        }
      if (++j >= n)
        j = 0;
    }
  for (guint k = N - 1; k; k--)
    {
      words[i] = (words[i] ^ ((words[i - 1] ^ (words[i - 1] >> 30)) * 1566083941u)) - i;
      if (++i >= N)
        {
          words[0] = words[N - 1];
          i = 1;
        }
    }
  words[0] = 0x80000000u;
}

static void
seed_integer (Twister *twister, guint64 value)
{
  guint32 key[] = { (guint32)value, (guint32)(value >> 32) };
  seed_array (twister, key, key[1] ? 2 : 1);
}

/* The text and its SHA-512 as one large number, most significant byte first. */
static void
seed_text (Twister *twister, const CrStr *text)
{
  guint8 digest[64];
  gsize n_digest = sizeof digest;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA512);
  g_checksum_update (checksum, (const guchar *)text->text, (gssize)text->length);
  g_checksum_get_digest (checksum, digest, &n_digest);
  gsize n = text->length + n_digest, first = 0;
  g_autofree guint8 *bytes = g_malloc (n);
  memcpy (bytes, text->text, text->length);
  memcpy (bytes + text->length, digest, n_digest);
  while (first < n - 1 && bytes[first] == 0)
    first++;
  guint n_words = (guint)((n - first + 3) / 4);
  g_autofree guint32 *key = g_new0 (guint32, n_words);
  for (gsize i = 0; i < n - first; i++)
    key[i / 4] |= (guint32)bytes[n - 1 - i] << (8 * (i % 4));
  seed_array (twister, key, n_words);
}

static guint32
next_word (Twister *twister)
{
  guint32 *words = twister->words;
  if (twister->at >= N)
    {
      for (guint i = 0; i < N; i++)
        {
          guint32 y = (words[i] & 0x80000000u) | (words[(i + 1) % N] & 0x7fffffffu);
          words[i] = words[(i + M) % N] ^ (y >> 1) ^ (y & 1 ? 0x9908b0dfu : 0);
        }
      twister->at = 0;
    }
  guint32 y = words[twister->at++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

static double
next_double (Twister *twister)
{
  guint32 a = next_word (twister) >> 5, b = next_word (twister) >> 6;
  return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
}

static guint64
next_bits (Twister *twister, guint k)
{
  if (k == 0)
    return 0;
  if (k <= 32)
    return next_word (twister) >> (32 - k);
  guint64 low = next_word (twister);
  return low | (guint64)(next_word (twister) >> (64 - k)) << 32;
}

/* Below @n, which is positive. */
static guint64
next_below (Twister *twister, guint64 n)
{
  guint k = (guint)(64 - __builtin_clzll (n));
  guint64 value = next_bits (twister, k);
  while (value >= n)
    value = next_bits (twister, k);
  return value;
}

static Twister *
twister_of (CrInterp *interp, CrObject self)
{
  CrInstance *instance = (CrInstance *)self.u.cell;
  if (instance->native == NULL)
    {
      instance->native = g_new0 (Twister, 1);
      instance->free_native = g_free;
      seed_integer (instance->native, interp->options.has_seed ? interp->options.seed : 0);
    }
  return instance->native;
}

static CrObject
random_seed (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Twister *twister = twister_of (interp, self);
  CrObject value = cr_call_args_at (args, 0, "a");
  if (!cr_object_is_set (value) || value.kind == CR_OBJECT_NONE)
    seed_integer (twister, interp->options.has_seed ? interp->options.seed : 0);
  else if (cr_object_is_integer (value))
    seed_integer (twister, value.u.integer < 0 ? -(guint64)value.u.integer : (guint64)value.u.integer);
  else if (value.kind == CR_OBJECT_BIG)
    {
      guint n;
      g_autofree guint32 *words = cr_big_dup_words (value, &n);
      seed_array (twister, words, n);
    }
  else if (value.kind == CR_OBJECT_STR)
    seed_text (twister, cr_object_str (value));
  else if (value.kind == CR_OBJECT_FLOAT)
    seed_integer (twister, (guint64)cr_interp_hash (interp, value).u.integer);
  else
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.");
  return CR_NONE;
}

static CrObject
random_random (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_float (next_double (twister_of (interp, self)));
}

static CrObject
random_uniform (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b;
  if (!cr_interp_to_double (interp, args->values[0], &a) || !cr_interp_to_double (interp, args->values[1], &b))
    return CR_UNSET;
  return cr_object_float (a + (b - a) * next_double (twister_of (interp, self)));
}

static CrObject
random_getrandbits (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 k;
  if (!cr_interp_to_int (interp, args->values[0], &k))
    return CR_UNSET;
  if (k < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "number of bits must be non-negative");
  if (k > MAX_BITS)
    return cr_interp_raise_overflow (interp);
  guint n = (guint)(k + 31) / 32;
  g_autofree guint32 *words = g_new0 (guint32, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    words[i] = (guint32)next_bits (twister_of (interp, self), (guint)MIN (k - 32 * i, 32));
  return cr_big_from_words (interp, words, n);
}

static CrObject
draw_range (CrInterp *interp, CrObject self, gint64 start, gint64 stop, gint64 step)
{
  gint64 width;
  if (step == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "zero step for randrange()");
  if (__builtin_sub_overflow (stop, start, &width))
    return cr_interp_raise_overflow (interp);
  gint64 n = step > 0 ? (width > 0 ? (width - 1) / step + 1 : 0) : (width < 0 ? (width + 1) / step + 1 : 0);
  if (n <= 0 && step == 1)
    return cr_interp_raise (interp, CR_ERROR_VALUE,
                            "empty range for randrange() (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                            ")",
                            start, stop, width);
  if (n <= 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "empty range for randrange()");
  return cr_object_int (start + step * (gint64)next_below (twister_of (interp, self), (guint64)n));
}

static CrObject
random_randrange (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 values[3] = { 0, 0, 1 };
  guint n = args->n_positional;
  for (guint i = 0; i < n; i++)
    if (!cr_interp_to_int (interp, args->values[i], &values[n == 1 ? 1 : i]))
      return CR_UNSET;
  if (n == 1 && values[1] <= 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "empty range for randrange()");
  return draw_range (interp, self, values[0], values[1], values[2]);
}

static CrObject
random_randint (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 a, b;
  if (!cr_interp_to_int (interp, args->values[0], &a) || !cr_interp_to_int (interp, args->values[1], &b))
    return CR_UNSET;
  if (b == G_MAXINT64)
    return cr_interp_raise_overflow (interp);
  return draw_range (interp, self, a, b + 1, 1);
}

static CrObject
random_choice (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 n = cr_interp_length (interp, args->values[0]);
  if (n < 0)
    return CR_UNSET;
  if (n == 0)
    return cr_interp_raise (interp, CR_ERROR_INDEX, "Cannot choose from an empty sequence");
  CrObject index = cr_object_int ((gint64)next_below (twister_of (interp, self), (guint64)n));
  return cr_interp_get_item (interp, args->values[0], index);
}

static CrObject
random_shuffle (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject list = args->values[0];
  Twister *twister = twister_of (interp, self);
  if (list.kind != CR_OBJECT_LIST)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object does not support item assignment",
                            cr_interp_type_name (interp, list));
  CrSequence *items = cr_object_sequence (list);
  for (guint i = items->n; i-- > 1;)
    {
      guint j = (guint)next_below (twister, i + 1);
      CrObject item = items->items[i];
      items->items[i] = items->items[j];
      items->items[j] = item;
      if (i % 65536 == 0 && !cr_interp_check_clock (interp))
        return CR_UNSET;
    }
  return CR_NONE;
}

/* random.py takes one of two ways, by which is thought to need less room. */
static gboolean
samples_from_pool (guint n, guint k)
{
  double size = 21;
  if (k > 5)
    size += pow (4, ceil (log (k * 3.0) / log (4)));
  return n <= size;
}

static void
sample_pool (Twister *twister, CrSequence *pool, guint k, CrSequence *result)
{
  for (guint i = 0; i < k; i++)
    {
      guint j = (guint)next_below (twister, pool->n - i);
      result->items[i] = cr_object_ref (pool->items[j]);
      cr_object_set (&pool->items[j], cr_object_ref (pool->items[pool->n - i - 1]));
    }
}

static void
sample_set (Twister *twister, CrSequence *pool, guint k, CrSequence *result)
{
  g_autoptr (GHashTable) selected = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < k; i++)
    {
      guint j = (guint)next_below (twister, pool->n);
      while (g_hash_table_contains (selected, GUINT_TO_POINTER (j)))
        j = (guint)next_below (twister, pool->n);
      g_hash_table_add (selected, GUINT_TO_POINTER (j));
      result->items[i] = cr_object_ref (pool->items[j]);
    }
}

static CrObject
random_sample (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 k;
  if (!cr_interp_to_int (interp, cr_call_args_at (args, 1, "k"), &k))
    return CR_UNSET;
  if (args->values[0].kind == CR_OBJECT_SET || args->values[0].kind == CR_OBJECT_DICT)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "Population must be a sequence.  For dicts or sets, use sorted(d).");
  CrSequence *pool = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  if (pool == NULL)
    return CR_UNSET;
  if (k < 0 || k > pool->n)
    {
      cr_cell_unref (pool);
      return cr_interp_raise (interp, CR_ERROR_VALUE, "Sample larger than population or is negative");
    }
  CrSequence *result = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)k);
  (samples_from_pool (pool->n, (guint)k) ? sample_pool : sample_set) (twister_of (interp, self), pool, (guint)k,
                                                                      result);
  cr_cell_unref (pool);
  return cr_object_from_cell (result);
}

/* The sums of the weights up to each; NULL with an exception pending. */
static double *
sum_weights (CrInterp *interp, CrObject weights, CrObject sums, guint n)
{
  gboolean summed = cr_object_is_set (sums) && sums.kind != CR_OBJECT_NONE;
  CrSequence *given = cr_interp_to_sequence (interp, summed ? sums : weights, CR_OBJECT_LIST);
  if (given == NULL)
    return NULL;
  double *result = g_new (double, MAX (n, 1)), sum = 0;
  gboolean fine = given->n == n;
  if (!fine)
    cr_interp_raise (interp, CR_ERROR_VALUE, "The number of weights does not match the population");
  for (guint i = 0; fine && i < n; i++)
    {
      double weight = 0;
      fine = cr_interp_to_double (interp, given->items[i], &weight);
      sum = summed ? weight : sum + weight;
      result[i] = sum;
    }
  cr_cell_unref (given);
  if (fine && n > 0 && sum <= 0)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "Total of weights must be greater than zero");
      fine = FALSE;
    }
  if (fine)
    return result;
  g_free (result);
  return NULL;
}

static guint
bisect (const double *sums, guint high, double value)
{
  guint low = 0;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (value < sums[middle])
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

static CrObject
random_choices (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject weights = cr_call_args_at (args, 1, "weights"), sums = cr_call_args_get (args, "cum_weights");
  CrObject count = cr_call_args_get (args, "k");
  Twister *twister = twister_of (interp, self);
  gint64 k = 1;
  if (cr_object_is_set (count) && !cr_interp_to_int (interp, count, &k))
    return CR_UNSET;
  k = CLAMP (k, 0, G_MAXINT32);
  CrSequence *pool = cr_interp_reserve (interp, (guint64)k * sizeof (CrObject))
                         ? cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST)
                         : NULL;
  if (pool == NULL)
    return CR_UNSET;
  gboolean weighted = (cr_object_is_set (weights) && weights.kind != CR_OBJECT_NONE) || cr_object_is_set (sums);
  g_autofree double *totals = weighted ? sum_weights (interp, weights, sums, pool->n) : NULL;
  CrSequence *result = NULL;
  if (pool->n == 0)
    cr_interp_raise (interp, CR_ERROR_INDEX, "Cannot choose from an empty population");
  else if (totals || !weighted)
    result = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)k);
  for (guint i = 0; result && i < k; i++)
    {
      double value = next_double (twister);
      guint at = weighted ? bisect (totals, pool->n - 1, value * totals[pool->n - 1]) : (guint)floor (value * pool->n);
      result->items[i] = cr_object_ref (pool->items[at]);
    }
  cr_cell_unref (pool);
  return result ? cr_object_from_cell (result) : CR_UNSET;
}

static gboolean
get_two (CrInterp *interp, const CrCallArgs *args, double *mu, double *sigma)
{
  CrObject first = cr_call_args_at (args, 0, "mu"), second = cr_call_args_at (args, 1, "sigma");
  *mu = 0;
  *sigma = 1;
  return (!cr_object_is_set (first) || cr_interp_to_double (interp, first, mu))
         && (!cr_object_is_set (second) || cr_interp_to_double (interp, second, sigma));
}

static CrObject
random_gauss (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Twister *twister = twister_of (interp, self);
  double mu, sigma;
  if (!get_two (interp, args, &mu, &sigma))
    return CR_UNSET;
  double z = twister->next;
  if (!twister->has_next)
    {
      double angle = next_double (twister) * (2 * G_PI);
      double radius = sqrt (-2.0 * log (1.0 - next_double (twister)));
      z = cos (angle) * radius;
      twister->next = sin (angle) * radius;
    }
  twister->has_next = !twister->has_next;
  return cr_object_float (mu + z * sigma);
}

static CrObject
random_normalvariate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Twister *twister = twister_of (interp, self);
  double mu, sigma, z;
  if (!get_two (interp, args, &mu, &sigma))
    return CR_UNSET;
  for (;;)
    {
      double u1 = next_double (twister), u2 = 1.0 - next_double (twister);
      z = 4 * exp (-0.5) / sqrt (2.0) * (u1 - 0.5) / u2;
      if (z * z / 4.0 <= -log (u2))
        break;
    }
  return cr_object_float (mu + z * sigma);
}

static CrObject
random_expovariate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double rate;
  if (!cr_interp_to_double (interp, args->values[0], &rate))
    return CR_UNSET;
  if (rate == 0)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "float division by zero");
  return cr_object_float (-log (1.0 - next_double (twister_of (interp, self))) / rate);
}

static const CrBuiltinRow random_rows[] = {
  { "seed", 0, 2, "a version", random_seed },        { "random", 0, 0, NULL, random_random },
  { "uniform", 2, 2, NULL, random_uniform },         { "getrandbits", 1, 1, NULL, random_getrandbits },
  { "randrange", 1, 3, NULL, random_randrange },     { "randint", 2, 2, NULL, random_randint },
  { "choice", 1, 1, NULL, random_choice },           { "choices", 1, 2, "weights cum_weights k", random_choices },
  { "shuffle", 1, 1, NULL, random_shuffle },         { "sample", 2, 2, "k", random_sample },
  { "gauss", 0, 2, "mu sigma", random_gauss },       { "normalvariate", 0, 2, "mu sigma", random_normalvariate },
  { "expovariate", 1, 1, NULL, random_expovariate }, { NULL },
};

static CrObject
random_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return random_seed (interp, self, args);
}

static const CrBuiltinRow class_rows[] = {
  { "__init__", 0, 1, NULL, random_init },
  { NULL },
};

CrModuleObject *
cr_builtins_make_random (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  CrClass *type = cr_class_new (interp->heap, "random.Random", interp->types[CR_OBJECT_INSTANCE]);
  cr_class_add_methods (type, class_rows);
  cr_class_add_methods (type, random_rows);
  CrObject hidden = cr_interp_new_instance (interp, type);
  for (const CrBuiltinRow *row = random_rows; row->name; row++)
    cr_module_object_set (module, row->name, cr_interp_new_builtin (interp, row, hidden));
  cr_object_unref (hidden);
  cr_module_object_set (module, "Random", cr_object_from_cell (type));
  return module;
}
