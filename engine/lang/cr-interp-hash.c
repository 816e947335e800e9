/* hash(), and what lets an instance be a key: its class's __hash__ and __eq__ are called by the
 * dict through the heap's hooks. Numbers and tuples hash as in CPython; strings, whose hashes
 * CPython draws anew for each process, do not. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <math.h>
#include <string.h>

#define MODULUS ((G_GUINT64_CONSTANT (1) << 61) - 1)

static gint64
hash_int (gint64 value)
{
  guint64 magnitude = value < 0 ? -(guint64)value : (guint64)value;
  gint64 hash = (gint64)(magnitude % MODULUS);
  hash = value < 0 ? -hash : hash;
  return hash == -1 ? -2 : hash;
}

/* CPython's _Py_HashDouble: the value as a fraction, modulo 2**61 - 1. */
static gint64
hash_float (double value)
{
  if (isnan (value))
    return 0;
  if (isinf (value))
    return value > 0 ? 314159 : -314159;
  int exponent;
  double rest = frexp (fabs (value), &exponent);
  guint64 hash = 0;
  while (rest != 0)
    {
      hash = ((hash << 28) & MODULUS) | hash >> (61 - 28);
      rest *= 268435456.0;
      exponent -= 28;
      guint64 digit = (guint64)rest;
      rest -= (double)digit;
      hash += digit;
      if (hash >= MODULUS)
        hash -= MODULUS;
    }
  exponent = exponent >= 0 ? exponent % 61 : 61 - 1 - ((-1 - exponent) % 61);
  hash = ((hash << exponent) & MODULUS) | hash >> (61 - exponent);
  gint64 result = value < 0 ? -(gint64)hash : (gint64)hash;
  return result == -1 ? -2 : result;
}

static gboolean hash_any (CrInterp *interp, CrObject object, gint64 *hash);

/* CPython's tuplehash, after xxHash. */
static gboolean
hash_tuple (CrInterp *interp, CrSequence *tuple, gint64 *hash)
{
  guint64 sum = G_GUINT64_CONSTANT (2870177450012600261);
  for (guint i = 0; i < tuple->n; i++)
    {
      gint64 lane;
      if (!cr_interp_step (interp) || !hash_any (interp, tuple->items[i], &lane))
        return FALSE;
      sum += (guint64)lane * G_GUINT64_CONSTANT (14029467366897019727);
      sum = sum << 31 | sum >> 33;
      sum *= G_GUINT64_CONSTANT (11400714785074694791);
    }
  sum += tuple->n ^ (G_GUINT64_CONSTANT (2870177450012600261) ^ 3527539);
  *hash = sum == G_MAXUINT64 ? 1546275796 : (gint64)sum;
  return TRUE;
}

static gboolean
hash_instance (CrInterp *interp, CrObject object, gint64 *hash)
{
  CrClass *type = ((CrInstance *)object.u.cell)->type;
  *hash = (gint64)(gintptr)object.u.pointer >> 4;
  if (!cr_object_is_set (cr_class_lookup (type, "__hash__")))
    return TRUE;
  CrObject result = cr_interp_call_special (interp, object, "__hash__", NULL, 0);
  gboolean fine = cr_object_is_integer (result);
  if (fine)
    *hash = result.u.integer == -1 ? -2 : result.u.integer;
  else if (cr_object_is_set (result))
    cr_interp_raise (interp, CR_ERROR_TYPE, "__hash__ method should return an integer");
  cr_object_unref (result);
  return fine;
}

static gboolean
hash_any (CrInterp *interp, CrObject object, gint64 *hash)
{
  switch (object.kind)
    {
    case CR_OBJECT_BOOL:
    case CR_OBJECT_INT:
      *hash = hash_int (object.u.integer);
      return TRUE;
    case CR_OBJECT_BIG:
      *hash = cr_big_hash (object);
      return TRUE;
    case CR_OBJECT_FLOAT:
      *hash = hash_float (object.u.number);
      return TRUE;
    case CR_OBJECT_COMPLEX:
      *hash = hash_float (((CrComplex *)object.u.cell)->real)
              + 1000003 * hash_float (((CrComplex *)object.u.cell)->imaginary);
      return TRUE;
    case CR_OBJECT_STR:
      *hash = (gint64)g_str_hash (cr_object_text (object)) * 2654435761;
      return TRUE;
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_SIZE:
      return hash_tuple (interp, cr_object_sequence (object), hash);
    case CR_OBJECT_INSTANCE:
      return hash_instance (interp, object, hash);
    default:
      *hash = object.kind >= CR_OBJECT_TENSOR ? (gint64)(gintptr)object.u.pointer >> 4
                                              : object.kind * 1000003 + object.u.integer;
      return TRUE;
    }
}

CrObject
cr_interp_hash (CrInterp *interp, CrObject object)
{
  gint64 hash;
  if (!cr_interp_check_hashable (interp, object) || !hash_any (interp, object, &hash))
    return CR_UNSET;
  return cr_object_int (hash);
}

/* A class with __eq__ and without __hash__, or with __hash__ = None, has none. */
static gboolean
instance_is_hashable (const CrClass *type)
{
  for (guint i = 0; i < type->n_mro; i++)
    {
      CrObject hash = cr_dict_get_text (type->mro[i]->attributes, "__hash__");
      if (cr_object_is_set (hash))
        return hash.kind != CR_OBJECT_NONE;
      if (cr_object_is_set (cr_dict_get_text (type->mro[i]->attributes, "__eq__")))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_interp_check_hashable (CrInterp *interp, CrObject key)
{
  CrObjectKind bad = key.kind;
  if (key.kind == CR_OBJECT_STR || key.kind == CR_OBJECT_INT)
    return TRUE;
  if (key.kind == CR_OBJECT_INSTANCE)
    {
      if (instance_is_hashable (((CrInstance *)key.u.cell)->type))
        return TRUE;
      cr_interp_raise (interp, CR_ERROR_TYPE, "unhashable type: '%s'", cr_interp_type_name (interp, key));
      return FALSE;
    }
  if (!cr_object_is_hashable (key, &bad))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "unhashable type: '%s'", interp->types[bad]->name);
      return FALSE;
    }
  for (guint i = 0; cr_object_is_tuple (key) && i < cr_object_sequence (key)->n; i++)
    if (!cr_interp_check_hashable (interp, cr_object_sequence (key)->items[i]))
      return FALSE;
  return TRUE;
}

static guint
hook_hash (gpointer user_data, CrObject key)
{
  gint64 hash = 0;
  hash_instance (user_data, key, &hash);
  return (guint)hash ^ (guint)(hash >> 32);
}

static gboolean
hook_equal (gpointer user_data, CrObject a, CrObject b)
{
  CrInterp *interp = user_data;
  return !cr_interp_is_raised (interp) && cr_interp_equal (interp, a, b) > 0;
}

void
cr_interp_install_hash (CrInterp *interp)
{
  static const CrKeyHooks hooks = { hook_hash, hook_equal };
  cr_heap_set_key_hooks (interp->heap, &hooks, interp);
}
