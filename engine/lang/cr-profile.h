#pragma once
/* What torch.autograd.profiler measures: calls and times by name, and the table of them. */

#include "cr-backward.h"

G_BEGIN_DECLS

/* All calls of one name. */
typedef struct
{
  char *name;
  gint64 count;
  double total, self; /* microseconds */
} CrProfileAverage;

/* One profile(): what was measured. */
typedef struct
{
  CrContext *context; /* NULL when it is not running */
  GArray *averages;   /* of CrProfileAverage, in the order of their first calls */
  GHashTable *places; /* name to index + 1 */
  GArray *open;       /* the calls under way */
  gboolean entered, finished;
} CrProfile;

CrProfile *cr_profile_new (void);
void cr_profile_free (gpointer profile);
/* Begins and ends measuring what @context does. */
void cr_profile_start (CrProfile *profile, CrContext *context);
void cr_profile_stop (CrProfile *profile);
/* "cpu_time_total", "count", ...; -1 if there is no such value. */
double cr_profile_average_get (const CrProfileAverage *average, const char *what);
/* "1.234ms"; g_free() */
char *cr_profile_dup_time (double microseconds);
/* PyTorch's table, at most @row_limit rows (negative: all), by @sort_by downwards or as they came; g_free(). */
char *cr_profile_dup_table (const CrProfile *profile, const char *sort_by, gint64 row_limit, const char *header);

G_END_DECLS
