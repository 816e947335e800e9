#pragma once
/* How keys of statement paths are folded. */

#include <glib.h>

G_BEGIN_DECLS

/* A step of the path added to @key: a statement's identity, an iteration, a call (the finaliser of SplitMix64). */
static inline guint64
cr_key_fold (guint64 key, guint64 step)
{
  guint64 mixed
      = (key ^ step) + key * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + G_GUINT64_CONSTANT (0x632be59bd9b4e019);
  mixed = (mixed ^ (mixed >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  mixed = (mixed ^ (mixed >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return mixed ^ (mixed >> 31);
}

G_END_DECLS
