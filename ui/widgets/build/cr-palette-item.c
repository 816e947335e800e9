/* The catalog's rows and, in the same form, what is no operation. */

#include "cr-palette-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-build-plan.h"
#include "cr-leaf-text.h"

struct _CrPaletteItem
{
  GObject parent_instance;

  CrPaletteKind kind;
  CrCatalogEntry entry;
  guint index;
  const char *const *statements;
  char *reason;
};

G_DEFINE_FINAL_TYPE (CrPaletteItem, cr_palette_item, G_TYPE_OBJECT)

#define PROP_REASON 1
#define MAX_STATEMENTS 3

#define GROUP_NEW N_ ("New tensor")
#define GROUP_STEP N_ ("Gradient")
#define GROUP_SHOW N_ ("Show")

/* New tensors: in the order of CrLeafKind. */
static const CrCatalogEntry leaves[CR_N_LEAF_KINDS] = {
  { .name = N_ ("Number…"),
    .symbol = "2",
    .call = "torch.tensor(2.0)",
    .purpose = N_ ("scalar constant value leaf"),
    .summary = N_ ("One number.") },
  { .name = N_ ("Vector…"),
    .symbol = "[ ]",
    .call = "torch.tensor([1.0, 2.0])",
    .purpose = N_ ("list of numbers values leaf"),
    .summary = N_ ("Numbers in a row, as you write them.") },
  { .name = N_ ("Matrix…"),
    .symbol = "[[ ]]",
    .call = "torch.tensor([[1.0], [2.0]])",
    .purpose = N_ ("rows table numbers values leaf"),
    .summary = N_ ("Rows of numbers, as you write them.") },
  { .name = N_ ("Evenly spaced…"),
    .symbol = "a…b",
    .call = "torch.linspace(0.0, 1.0, steps=5)",
    .purpose = N_ ("linspace grid points x axis leaf"),
    .summary = N_ ("So many points from the first to the last, as an x axis needs.") },
  { .name = N_ ("Range…"),
    .symbol = "0,1…",
    .call = "torch.arange(0.0, 10.0)",
    .purpose = N_ ("arange counting steps sequence leaf"),
    .summary = N_ ("From the first by a step, short of the end.") },
  { .name = N_ ("Random, normal…"),
    .symbol = "~N",
    .call = "torch.randn(3)",
    .purpose = N_ ("randn Gaussian noise weights leaf"),
    .summary = N_ ("Random numbers about 0.") },
  { .name = N_ ("Random, uniform…"),
    .symbol = "~U",
    .call = "torch.rand(3)",
    .purpose = N_ ("rand between 0 and 1 leaf"),
    .summary = N_ ("Random numbers between 0 and 1.") },
  { .name = N_ ("Zeros…"),
    .symbol = "0",
    .call = "torch.zeros(3)",
    .purpose = N_ ("nothing blank bias leaf"),
    .summary = N_ ("Zero everywhere.") },
  { .name = N_ ("Ones…"),
    .symbol = "1",
    .call = "torch.ones(3)",
    .purpose = N_ ("all one leaf"),
    .summary = N_ ("One everywhere.") },
};

static const struct
{
  CrCatalogEntry entry;
  const char *statements[MAX_STATEMENTS + 1];
} shows[] = {
  { { .name = N_ ("Plot"),
      .symbol = "∿",
      .call = "plt.plot($1)",
      .purpose = N_ ("draw curve line graph show"),
      .summary = N_ ("Draws its elements one after the other."),
      .n_operands = 1 },
    { "plt.plot(%1)", "plt.show()" } },
  { { .name = N_ ("Plot against"),
      .symbol = "x∿y",
      .call = "plt.plot($1, $2)",
      .purpose = N_ ("draw curve line graph function show"),
      .summary = N_ ("Draws the second (up) over the first (to the right)."),
      .n_operands = 2 },
    { "plt.plot(%1, %2)", "plt.show()" } },
  { { .name = N_ ("Plot gradient"),
      .symbol = "∿∇",
      .call = "plt.plot($1, $1.grad)",
      .purpose = N_ ("draw curve slope derivative show"),
      .summary = N_ ("Draws its gradient over its values, after backward."),
      .n_operands = 1 },
    { "plt.plot(%1, $1.grad)", "plt.show()" } },
  { { .name = N_ ("Scatter"),
      .symbol = "∴",
      .call = "plt.scatter($1, $2)",
      .purpose = N_ ("draw points dots data show"),
      .summary = N_ ("Draws the second (up) over the first (to the right), as points."),
      .n_operands = 2 },
    { "plt.scatter(%1, %2)", "plt.show()" } },
  { { .name = N_ ("Histogram"),
      .symbol = "▂▅▃",
      .call = "plt.hist($1)",
      .purpose = N_ ("draw distribution bars count show"),
      .summary = N_ ("Draws how often which values occur."),
      .n_operands = 1 },
    { "plt.hist(%1)", "plt.show()" } },
  { { .name = N_ ("Print"),
      .symbol = ">_",
      .call = "print($1)",
      .purpose = N_ ("output write value show"),
      .summary = N_ ("Prints its value."),
      .n_operands = 1 },
    { "print($1)" } },
  { { .name = N_ ("Print gradient"),
      .symbol = ">∇",
      .call = "print($1.grad)",
      .purpose = N_ ("output write derivative show"),
      .summary = N_ ("Prints its gradient, after backward."),
      .n_operands = 1 },
    { "print($1.grad)" } },
};

static const struct
{
  CrCatalogEntry entry;
  CrBuildStep step;
} steps[] = {
  { { .name = N_ ("Call backward"),
      .symbol = "∇",
      .call = "$1.backward()",
      .purpose = N_ ("gradient derivative root loss differentiate"),
      .summary = N_ ("Finds the gradient of it with respect to every leaf that requires one."),
      .n_operands = 1 },
    CR_BUILD_BACKWARD },
  { { .name = N_ ("Require a gradient"),
      .symbol = "∇?",
      .call = "$1.requires_grad_()",
      .purpose = N_ ("requires_grad leaf parameter track"),
      .summary = N_ ("Backward finds the gradient of this leaf."),
      .n_operands = 1 },
    CR_BUILD_REQUIRE_GRAD },
  { { .name = N_ ("Retain its gradient"),
      .symbol = "∇⌂",
      .call = "$1.retain_grad()",
      .purpose = N_ ("retain_grad keep non-leaf intermediate"),
      .summary = N_ ("Keeps the gradient of a tensor that is no leaf in .grad."),
      .n_operands = 1 },
    CR_BUILD_RETAIN_GRAD },
  { { .name = N_ ("Detach"),
      .symbol = "✂",
      .call = "$1.detach()",
      .purpose = N_ ("detach cut stop constant no gradient"),
      .summary = N_ ("What uses it takes its value alone: no gradient comes back."),
      .n_operands = 1 },
    CR_BUILD_DETACH },
};

static void
cr_palette_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_string (value, CR_PALETTE_ITEM (object)->reason);
}

static void
cr_palette_item_finalize (GObject *object)
{
  g_free (CR_PALETTE_ITEM (object)->reason);
  G_OBJECT_CLASS (cr_palette_item_parent_class)->finalize (object);
}

static void
cr_palette_item_class_init (CrPaletteItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cr_palette_item_get_property;
  object_class->finalize = cr_palette_item_finalize;
  g_object_class_install_property (
      object_class, PROP_REASON,
      g_param_spec_string ("reason", NULL, NULL, NULL,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
cr_palette_item_init (CrPaletteItem *item)
{
}

const CrCatalogEntry *
cr_palette_item_get_entry (CrPaletteItem *item)
{
  return &item->entry;
}

CrPaletteKind
cr_palette_item_get_kind (CrPaletteItem *item)
{
  return item->kind;
}

guint
cr_palette_item_get_index (CrPaletteItem *item)
{
  return item->index;
}

const char *const *
cr_palette_item_get_statements (CrPaletteItem *item)
{
  return item->statements;
}

const char *
cr_palette_item_get_reason (CrPaletteItem *item)
{
  return item->reason;
}

void
cr_palette_item_set_reason (CrPaletteItem *item, const char *reason)
{
  if (g_strcmp0 (reason, item->reason) == 0)
    return;
  g_free (item->reason);
  item->reason = g_strdup (reason);
  g_object_notify (G_OBJECT (item), "reason");
}

char *
cr_palette_item_dup_call (const CrCatalogEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *at = entry->call; *at != '\0'; at++)
    if (*at == '$' && g_ascii_isdigit (at[1]))
      g_string_append_c (text, (char)('a' + *++at - '1'));
    else
      g_string_append_c (text, *at);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static CrPaletteItem *
make_item (CrPaletteKind kind, const CrCatalogEntry *entry, guint index)
{
  CrPaletteItem *item = g_object_new (CR_TYPE_PALETTE_ITEM, NULL);

  item->kind = kind;
  item->entry = *entry;
  item->index = index;
  return item;
}

/* What is no operation, in the reader's language. */
static CrPaletteItem *
make_own (CrPaletteKind kind, guint index)
{
  const CrCatalogEntry *row = kind == CR_PALETTE_LEAF   ? &leaves[index]
                              : kind == CR_PALETTE_STEP ? &steps[index].entry
                                                        : &shows[index].entry;
  CrPaletteItem *item = make_item (kind, row, kind == CR_PALETTE_STEP ? steps[index].step : index);

  item->entry.name = _ (row->name);
  item->entry.purpose = _ (row->purpose);
  item->entry.summary = _ (row->summary);
  item->entry.group = kind == CR_PALETTE_LEAF   ? _ (GROUP_NEW)
                      : kind == CR_PALETTE_STEP ? _ (GROUP_STEP)
                                                : _ (GROUP_SHOW);
  item->entry.aliases = "";
  if (kind == CR_PALETTE_SHOW)
    item->statements = shows[index].statements;
  return item;
}

/* Whether it stands in the catalog and among the new tensors. */
static gboolean
is_double (const CrCatalogEntry *entry)
{
  static const char *const names[] = { "linspace", "arange", "zeros", "ones", "randn", "rand" };

  for (guint i = 0; entry->n_operands == 0 && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (entry->name, names[i]))
      return TRUE;
  return FALSE;
}

GPtrArray *
cr_palette_list_groups (gboolean selected)
{
  GPtrArray *groups = g_ptr_array_new ();
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);

  if (!selected)
    g_ptr_array_add (groups, (gpointer)_ (GROUP_NEW));
  g_ptr_array_add (groups, (gpointer)_ (GROUP_STEP));
  g_ptr_array_add (groups, (gpointer)_ (GROUP_SHOW));
  for (guint i = 0; i < n; i++)
    if (i == 0 || !g_str_equal (entries[i].group, entries[i - 1].group))
      g_ptr_array_add (groups, (gpointer)entries[i].group);
  if (selected)
    g_ptr_array_add (groups, (gpointer)_ (GROUP_NEW));
  return groups;
}

/* Every word begins one of the item's. */
static gboolean
matches (const CrCatalogEntry *entry, const char *words)
{
  g_auto (GStrv) terms = g_str_tokenize_and_fold (words, NULL, NULL);
  g_autofree char *all = g_strjoin (" ", entry->name, entry->purpose, entry->summary, entry->call, NULL);

  for (guint i = 0; terms[i] != NULL; i++)
    if (!g_str_match_string (terms[i], all, FALSE))
      return FALSE;
  return terms[0] != NULL || *words == '\0' || strstr (entry->symbol, words) != NULL;
}

static void
add_own (GPtrArray *items, CrPaletteKind kind, guint n, const char *words)
{
  for (guint i = 0; i < n; i++)
    {
      CrPaletteItem *item = make_own (kind, i);

      if (matches (&item->entry, words))
        g_ptr_array_add (items, item);
      else
        g_object_unref (item);
    }
}

static void
add_operations (GPtrArray *items, const char *words)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);
  g_autoptr (GArray) found = cr_catalog_search (words);

  for (guint i = 0; i < found->len; i++)
    {
      guint index = g_array_index (found, guint, i);

      if (!is_double (&entries[index]))
        g_ptr_array_add (items, make_item (CR_PALETTE_OPERATION, &entries[index], index));
    }
}

/* Those of @group alone, else each group below its heading. What was searched stands by its worth. */
static GPtrArray *
arrange (GPtrArray *items, const char *group, gboolean headings)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  const char *last = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      CrPaletteItem *item = items->pdata[i];

      if (group != NULL && !g_str_equal (group, item->entry.group))
        continue;
      if (headings && g_strcmp0 (last, item->entry.group) != 0)
        {
          CrCatalogEntry heading = { .group = item->entry.group };

          g_ptr_array_add (list, make_item (CR_PALETTE_HEADING, &heading, 0));
          last = item->entry.group;
        }
      g_ptr_array_add (list, g_object_ref (item));
    }
  return list;
}

GPtrArray *
cr_palette_list_items (const char *words, const char *group, gboolean selected)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (!selected)
    add_own (items, CR_PALETTE_LEAF, G_N_ELEMENTS (leaves), words);
  add_operations (items, words);
  add_own (items, CR_PALETTE_STEP, G_N_ELEMENTS (steps), words);
  add_own (items, CR_PALETTE_SHOW, G_N_ELEMENTS (shows), words);
  if (selected)
    add_own (items, CR_PALETTE_LEAF, G_N_ELEMENTS (leaves), words);
  return arrange (items, group, *words == '\0' && group == NULL);
}
