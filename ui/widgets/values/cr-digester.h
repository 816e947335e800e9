#pragma once
/* Statistics and heat maps of values, made at once where there are few elements and on a thread where there are many,
 * and kept for a while: stepping to and fro must not compute them again. */

#include "cr-heat.h"
#include "cr-stats.h"

G_BEGIN_DECLS

typedef struct _CrDigester CrDigester;

/* @changed is called on the main thread whenever something that was asked for has come. */
CrDigester *cr_digester_new (void (*changed) (gpointer user_data), gpointer user_data);
void cr_digester_free (CrDigester *digester); /* gives up what is under way */

/* A new set of questions begins; after the last one, what is under way and was not asked for again is given up. */
void cr_digester_begin (CrDigester *digester);
void cr_digester_end (CrDigester *digester);
/* NULL until it is there. Borrowed until the next cr_digester_begin(). */
const CrStats *cr_digester_get_stats (CrDigester *digester, CrValue *value);
/* Of a value with data, as cr_heat_new(). */
const CrHeat *cr_digester_get_heat (CrDigester *digester, CrValue *value, gint64 first, gint64 lines, gint64 columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrDigester, cr_digester_free)

G_END_DECLS
