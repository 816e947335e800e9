/* Searching the catalog: every word typed must be found, and where it was found decides the order: all of a name, what
 * the purpose calls it first ("sine", of sin), how a name begins, a word of the purpose, a part of a name, the rest. */

#include "cr-catalog.h"

#include <string.h>

#define NOT_FOUND 1000

typedef struct
{
  guint index;
  guint worth; /* the less the better */
} Hit;

/* The words of @text, in lower case; owned. */
static char **
split (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  return g_strsplit_set (folded, " ,.;:()\t", -1);
}

/* 0 if a word of @text is @word, 1 if one begins with it, else NOT_FOUND. */
static guint
find_word (const char *text, const char *word)
{
  guint worth = NOT_FOUND;
  g_auto (GStrv) words = split (text);
  for (char **at = words; *at; at++)
    if (strcmp (*at, word) == 0)
      return 0;
    else if (g_str_has_prefix (*at, word))
      worth = 1;
  return worth;
}

static gboolean
is_first_word (const char *text, const char *word)
{
  g_auto (GStrv) words = split (text);
  return words[0] != NULL && strcmp (words[0], word) == 0;
}

/* @raw: @word as it was typed, for symbols: Σ is not σ. */
static guint
judge_word (const CrCatalogEntry *entry, const char *word, const char *raw)
{
  if (strcmp (entry->name, word) == 0 || (entry->symbol && strcmp (entry->symbol, raw) == 0))
    return 0;
  guint alias = find_word (entry->aliases, word), purpose = find_word (entry->purpose, word);
  if (alias == 0 || (purpose == 0 && is_first_word (entry->purpose, word)))
    return 1;
  if (g_str_has_prefix (entry->name, word))
    return 2;
  if (alias != NOT_FOUND)
    return 3;
  if (purpose == 0)
    return 4;
  if (strstr (entry->name, word))
    return 5;
  if (entry->symbol && strstr (entry->symbol, raw))
    return 6;
  const char *texts[] = { entry->purpose, entry->group, entry->summary };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      guint worth = find_word (texts[i], word);
      if (worth != NOT_FOUND)
        return 7 + 2 * i + worth;
    }
  return NOT_FOUND;
}

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *first = a, *second = b;
  if (first->worth != second->worth)
    return first->worth < second->worth ? -1 : 1;
  return first->index < second->index ? -1 : first->index > second->index;
}

/* What is typed for a symbol that no keyboard has. */
static const char *
translate_typed (const char *word)
{
  static const char *const pairs[][2] = { { "-", "−" }, { "/", "÷" }, { "*", "×" }, { "**", "xⁿ" }, { "^", "xⁿ" } };
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (strcmp (pairs[i][0], word) == 0)
      return pairs[i][1];
  return word;
}

static guint
judge (const CrCatalogEntry *entry, char **words)
{
  guint total = 0;
  for (char **word = words; *word; word++)
    if (**word)
      {
        g_autofree char *folded = g_utf8_casefold (*word, -1);
        guint worth = judge_word (entry, folded, translate_typed (*word));
        guint plain = judge_word (entry, folded, *word);
        total += MIN (worth, plain);
      }
  return total;
}

GArray *
cr_catalog_search (const char *words)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  g_auto (GStrv) list = g_strsplit_set (words, " \t", -1);
  for (guint i = 0; i < n; i++)
    {
      Hit hit = { i, judge (&entries[i], list) };
      if (hit.worth < NOT_FOUND)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);
  GArray *found = g_array_sized_new (FALSE, FALSE, sizeof (guint), hits->len);
  for (guint i = 0; i < hits->len; i++)
    g_array_append_val (found, g_array_index (hits, Hit, i).index);
  return found;
}
