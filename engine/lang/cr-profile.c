/* Calls and times by name, and the table of them as torch/autograd/profiler_util.py draws it. */

#include "cr-profile.h"

#include <string.h>

#define COLUMN_WIDTH 12
#define MOST_NAME_WIDTH 55
#define N_NUMBERS 6 /* columns after the name */

/* A call that is under way. */
typedef struct
{
  guint average;
  gint64 begun;
  double inside; /* what the calls inside it took */
} Open;

static void
average_clear (gpointer data)
{
  g_free (((CrProfileAverage *)data)->name);
}

void
cr_profile_free (gpointer data)
{
  CrProfile *profile = data;
  if (profile->context)
    cr_autograd_set_profiler (profile->context, NULL, NULL);
  g_hash_table_unref (profile->places);
  g_array_unref (profile->averages);
  g_array_unref (profile->open);
  g_free (profile);
}

CrProfile *
cr_profile_new (void)
{
  CrProfile *profile = g_new0 (CrProfile, 1);
  profile->averages = g_array_new (FALSE, TRUE, sizeof (CrProfileAverage));
  g_array_set_clear_func (profile->averages, average_clear);
  profile->places = g_hash_table_new (g_str_hash, g_str_equal);
  profile->open = g_array_new (FALSE, TRUE, sizeof (Open));
  return profile;
}

static void
profile_begun (gpointer data, const char *name)
{
  CrProfile *profile = data;
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (profile->places, name));
  if (place == 0)
    {
      CrProfileAverage average = { g_strdup (name), 0, 0, 0 };
      g_array_append_val (profile->averages, average);
      place = profile->averages->len;
      g_hash_table_insert (profile->places, average.name, GUINT_TO_POINTER (place));
    }
  Open open = { place - 1, g_get_monotonic_time (), 0 };
  g_array_append_val (profile->open, open);
}

static void
profile_ended (gpointer data, const char *name)
{
  CrProfile *profile = data;
  if (profile->open->len == 0)
    return;
  Open open = g_array_index (profile->open, Open, profile->open->len - 1);
  double took = (double)(g_get_monotonic_time () - open.begun);
  g_array_set_size (profile->open, profile->open->len - 1);
  CrProfileAverage *average = &g_array_index (profile->averages, CrProfileAverage, open.average);
  average->count++;
  average->total += took;
  average->self += MAX (took - open.inside, 0);
  if (profile->open->len)
    g_array_index (profile->open, Open, profile->open->len - 1).inside += took;
}

void
cr_profile_start (CrProfile *profile, CrContext *context)
{
  static const CrProfileObserver observer = { profile_begun, profile_ended };
  profile->entered = TRUE;
  profile->context = context;
  cr_autograd_set_profiler (context, &observer, profile);
}

void
cr_profile_stop (CrProfile *profile)
{
  if (profile->context)
    cr_autograd_set_profiler (profile->context, NULL, NULL);
  profile->context = NULL;
  profile->finished = TRUE;
  while (profile->open->len)
    profile_ended (profile, NULL);
}

/* The table. */

char *
cr_profile_dup_time (double microseconds)
{
  double value = microseconds >= 1e6 ? microseconds / 1e6 : microseconds >= 1e3 ? microseconds / 1e3 : microseconds;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strconcat (g_ascii_formatd (buffer, sizeof buffer, "%.3f", value),
                      microseconds >= 1e6   ? "s"
                      : microseconds >= 1e3 ? "ms"
                                            : "us",
                      NULL);
}

static char *
dup_share (double part, double whole)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  if (whole == 0)
    return g_strdup ("NaN");
  return g_strconcat (g_ascii_formatd (buffer, sizeof buffer, "%.2f", part * 100 / whole), "%", NULL);
}

double
cr_profile_average_get (const CrProfileAverage *average, const char *what)
{
  if (strcmp (what, "count") == 0)
    return (double)average->count;
  if (strcmp (what, "cpu_time_total") == 0)
    return average->total;
  if (strcmp (what, "self_cpu_time_total") == 0)
    return average->self;
  if (strcmp (what, "cpu_time") == 0)
    return average->count ? average->total / (double)average->count : 0;
  static const char *const zeros[]
      = { "cuda_time",         "cuda_time_total",       "self_cuda_time_total",   "cpu_memory_usage",
          "cuda_memory_usage", "self_cpu_memory_usage", "self_cuda_memory_usage", NULL };
  return g_strv_contains (zeros, what) ? 0 : -1;
}

typedef struct
{
  const CrProfileAverage *average;
  double key;
  guint place;
} Row;

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *first = a, *second = b;
  if (first->key != second->key)
    return first->key > second->key ? -1 : 1;
  return first->place < second->place ? -1 : 1;
}

/* The averages by @sort_by, greatest first; as they came if it is NULL. Of Row. */
static GArray *
sort_rows (const CrProfile *profile, const char *sort_by)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (Row));
  for (guint i = 0; i < profile->averages->len; i++)
    {
      const CrProfileAverage *average = &g_array_index (profile->averages, CrProfileAverage, i);
      Row row = { average, sort_by ? cr_profile_average_get (average, sort_by) : 0, i };
      g_array_append_val (rows, row);
    }
  g_array_sort (rows, compare_rows);
  return rows;
}

static void
append_cell (GString *text, const char *value, guint width)
{
  g_string_append_printf (text, "%*s  ", (int)width, value);
}

static void
append_separator (GString *text, guint name_width)
{
  for (guint i = 0; i <= N_NUMBERS; i++)
    {
      for (guint k = 0; k < (i == 0 ? name_width : COLUMN_WIDTH); k++)
        g_string_append_c (text, '-');
      g_string_append (text, "  ");
    }
  g_string_append_c (text, '\n');
}

static void
append_row (GString *text, const CrProfileAverage *average, guint name_width, double sum)
{
  g_autofree char *name = strlen (average->name) >= MOST_NAME_WIDTH - 3
                              ? g_strdup_printf ("%.*s...", MOST_NAME_WIDTH - 3, average->name)
                              : g_strdup (average->name);
  g_autofree char *self_share = dup_share (average->self, sum);
  g_autofree char *self = cr_profile_dup_time (average->self);
  g_autofree char *total_share = dup_share (average->total, sum);
  g_autofree char *total = cr_profile_dup_time (average->total);
  g_autofree char *mean = cr_profile_dup_time (cr_profile_average_get (average, "cpu_time"));
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, average->count);
  const char *const cells[N_NUMBERS] = { self_share, self, total_share, total, mean, count };
  append_cell (text, name, name_width);
  for (guint i = 0; i < N_NUMBERS; i++)
    append_cell (text, cells[i], COLUMN_WIDTH);
  g_string_append_c (text, '\n');
}

char *
cr_profile_dup_table (const CrProfile *profile, const char *sort_by, gint64 row_limit, const char *header)
{
  static const char *const headers[N_NUMBERS]
      = { "Self CPU %", "Self CPU", "CPU total %", "CPU total", "CPU time avg", "# of Calls" };
  g_autoptr (GArray) rows = sort_rows (profile, sort_by);
  GString *text = g_string_new (NULL);
  gsize width = 0;
  double sum = 0;
  if (rows->len == 0)
    return g_string_free (text, FALSE);
  for (guint i = 0; i < rows->len; i++)
    {
      const CrProfileAverage *average = g_array_index (rows, Row, i).average;
      width = MAX (width, strlen (average->name) + 4);
      sum += average->self;
    }
  width = MIN (width, MOST_NAME_WIDTH);
  for (gsize i = 0; header && i < width + N_NUMBERS * (COLUMN_WIDTH + 2); i++)
    g_string_append_c (text, '=');
  if (header)
    g_string_append_printf (text, "\n%s\n", header);
  append_separator (text, (guint)width);
  append_cell (text, "Name", (guint)width);
  for (guint i = 0; i < N_NUMBERS; i++)
    append_cell (text, headers[i], COLUMN_WIDTH);
  g_string_append_c (text, '\n');
  append_separator (text, (guint)width);
  for (guint i = 0; i < rows->len && (row_limit < 0 || i < row_limit); i++)
    append_row (text, g_array_index (rows, Row, i).average, (guint)width, sum);
  append_separator (text, (guint)width);
  g_autofree char *time = cr_profile_dup_time (sum);
  g_string_append_printf (text, "Self CPU time total: %s\n", time);
  return g_string_free (text, FALSE);
}
