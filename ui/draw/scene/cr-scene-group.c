/* From items and edges of a whole generation to those of the picture: folded groups become one item each, of a loop
 * with a body drawn once the other iterations go behind the one drawn, and edges between the same two ends become one.
 *
 * What is not drawn stands for by what is: `stand` leads from each old item to the one that is shown in its place.
 * Where a value comes into the iteration drawn out of one that is not, it is drawn itself, as a state carried over. */
#include "cr-scene-tree.h"

typedef struct
{
  CrScene *scene;
  CrSceneTree *tree;
  guint *stand;        /* by old item: the old item that is drawn in its place, itself as a rule */
  GHashTable *carried; /* old item << 32 | branch of a loop -> new item + 1 */
  GHashTable *taken;   /* old item << 32 | slot -> the carried new item that it takes there, + 1 */
  GArray *items;       /* of CrSceneItem: the new ones */
  guint *place;        /* by old item: new item + 1, 0 for none yet */
} Regroup;

static CrSceneBranch *
get_home (Regroup *r, guint item)
{
  guint home = r->tree->home[item];

  return home != CR_NONE ? cr_scene_branch (r->tree, home) : NULL;
}

static guint
get_hidden (Regroup *r, guint item)
{
  const CrSceneBranch *home = get_home (r, item);

  return home ? home->hidden : CR_NONE;
}

/* The item that stands for a folded branch, made when its first member comes. */
static guint
want_box (Regroup *r, guint branch)
{
  CrSceneBranch *folded = cr_scene_branch (r->tree, branch);
  CrSceneItem item = { .node = { .kind = CR_NODE_GROUP, .index = CR_NONE },
                       .variable = CR_NONE,
                       .function = CR_NONE,
                       .named = CR_NONE,
                       .frame = CR_NONE,
                       .result = CR_NONE };

  if (folded->item == 0)
    {
      item.n_folded = folded->n_operations;
      g_array_append_val (r->items, item);
      folded->item = r->items->len;
    }
  return folded->item - 1;
}

/* The frame that a branch's members stand in. */
static guint
find_frame (Regroup *r, guint branch)
{
  while (branch != CR_NONE && cr_scene_branch (r->tree, branch)->state != CR_SCENE_BRANCH_OPEN)
    branch = cr_scene_branch (r->tree, branch)->parent;
  return branch != CR_NONE ? cr_scene_branch (r->tree, branch)->frame : CR_NONE;
}

static void
place_item (Regroup *r, guint i)
{
  const CrSceneBranch *home = get_home (r, i);

  if (home && home->hidden != CR_NONE)
    return;
  if (home && home->within != CR_NONE)
    {
      r->place[i] = want_box (r, home->within) + 1;
      return;
    }
  g_array_append_val (r->items, *cr_scene_item (r->scene, i));
  g_array_index (r->items, CrSceneItem, r->items->len - 1).frame = find_frame (r, r->tree->home[i]);
  r->place[i] = r->items->len;
}

/* A value out of an iteration of @loop that is not drawn, which the one drawn takes. */
static guint
want_carried (Regroup *r, guint i, guint loop)
{
  gint64 key = (gint64)i << 32 | loop;
  const CrSceneBranch *home = cr_scene_branch (r->tree, loop);
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (r->carried, &key));
  CrSceneItem item = *cr_scene_item (r->scene, i);

  if (home->within != CR_NONE)
    return want_box (r, home->within);
  if (found)
    return found - 1;
  item.carried = cr_scene_tree_get_group (r->tree, get_home (r, i)->hidden)->number;
  item.has_maker = FALSE;
  item.mark = NULL;
  item.frame = find_frame (r, loop);
  g_array_append_val (r->items, item);
  g_hash_table_insert (r->carried, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (r->items->len));
  return r->items->len - 1;
}

static guint
get_loop (Regroup *r, guint hidden)
{
  return hidden != CR_NONE ? cr_scene_branch (r->tree, hidden)->parent : CR_NONE;
}

static gboolean
is_in_loop (Regroup *r, guint item, guint loop)
{
  return loop != CR_NONE && r->tree->home[item] != CR_NONE
         && cr_scene_tree_is_within (r->tree, r->tree->home[item], loop);
}

/* Whether an old edge leads out of an iteration that is not drawn into the one that is. */
static gboolean
is_carried (Regroup *r, const CrSceneEdge *edge)
{
  guint hidden = get_hidden (r, edge->from);

  return hidden != CR_NONE && get_hidden (r, edge->to) == CR_NONE && r->place[edge->to] != 0
         && is_in_loop (r, edge->to, get_loop (r, hidden));
}

/* Draws the states that are carried over. */
static void
make_carried (Regroup *r)
{
  for (guint i = 0; i < r->scene->links->len; i++)
    {
      const CrSceneEdge *edge = &cr_scene_link (r->scene, i)->edge;
      gint64 key = (gint64)edge->to << 32 | edge->slot;
      guint item;

      if (!is_carried (r, edge))
        continue;
      item = want_carried (r, edge->from, get_loop (r, get_hidden (r, edge->from)));
      g_hash_table_insert (r->taken, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (item + 1));
    }
}

/* What goes into an iteration that is not drawn goes, in the one that is, into what stands there; or, where that takes
 * a state carried over, into that state, which it has become by then. */
static guint
find_entry (Regroup *r, const CrSceneEdge *edge)
{
  guint stand = r->stand[edge->to];
  gint64 key = (gint64)stand << 32 | edge->slot;
  guint taken = get_hidden (r, edge->to) != CR_NONE ? GPOINTER_TO_UINT (g_hash_table_lookup (r->taken, &key)) : 0;

  return taken != 0 ? taken : r->place[stand];
}

/* The new ends of an old edge; FALSE if it is not drawn. */
static gboolean
find_ends (Regroup *r, const CrSceneEdge *edge, guint *from, guint *to)
{
  guint hidden_from = get_hidden (r, edge->from), hidden_to = get_hidden (r, edge->to);
  guint loop_from = get_loop (r, hidden_from), loop_to = get_loop (r, hidden_to);

  if (hidden_to != CR_NONE && is_in_loop (r, edge->from, loop_to))
    {
      guint at = hidden_from == CR_NONE && cr_scene_item (r->scene, edge->from)->has_maker ? r->place[edge->from] : 0;

      if (at) /* out of the iteration drawn */
        g_array_index (r->items, CrSceneItem, at - 1).goes_on
            = MAX (cr_scene_tree_get_group (r->tree, hidden_to)->number,
                   g_array_index (r->items, CrSceneItem, at - 1).goes_on);
      return FALSE;
    }
  if (is_carried (r, edge))
    {
      *from = want_carried (r, edge->from, loop_from);
      *to = r->place[edge->to] - 1;
      return *from != *to;
    }
  if (hidden_from != CR_NONE && is_in_loop (r, edge->to, loop_from))
    return FALSE;
  *from = r->place[r->stand[edge->from]] - 1;
  *to = find_entry (r, edge) - 1;
  return *from != CR_NONE && *to != CR_NONE && *from != *to;
}

static guint
hash_link (gconstpointer key)
{
  const CrSceneLink *link = key;

  return link->edge.from * 2654435761u ^ link->edge.to * 40503u ^ link->port;
}

static gboolean
same_link (gconstpointer a, gconstpointer b)
{
  const CrSceneLink *x = a, *y = b;

  return x->edge.from == y->edge.from && x->edge.to == y->edge.to && x->port == y->port;
}

/* The variable that leaves a folded group is the last of those that are used outside. */
static void
note_result (Regroup *r, const CrSceneLink *link, guint old)
{
  CrSceneItem *box = &g_array_index (r->items, CrSceneItem, link->edge.from);
  const CrSceneItem *inside = cr_scene_item (r->scene, old);
  guint variable = inside->variable;

  if (box->node.kind != CR_NODE_GROUP)
    return;
  if (variable == CR_NONE && inside->function != CR_NONE)
    variable = cr_graph_get_function (r->scene->graph, inside->function)->output;
  if (variable != CR_NONE && (box->result == CR_NONE || variable > box->result))
    box->result = variable;
}

/* Appends @link, or adds it to the one between the same ends. The first that carries a gradient speaks for all. */
static void
bundle (CrScene *scene, GArray *links, GHashTable *known, const CrSceneLink *link)
{
  CrSceneLink *same = g_hash_table_lookup (known, link), other = *link;

  if (same)
    {
      guint n = same->edge.n_bundled + link->edge.n_bundled, next = same->next;
      gboolean cut = same->edge.cut && link->edge.cut;

      if (link->edge.carries_gradient && !same->edge.carries_gradient)
        {
          other = *same;
          *same = *link;
        }
      other.next = next;
      g_array_append_val (scene->bundled, other);
      same->next = scene->bundled->len;
      same->edge.n_bundled = n;
      same->edge.cut = cut;
      return;
    }
  g_array_append_val (links, *link);
  same = &g_array_index (links, CrSceneLink, links->len - 1);
  g_hash_table_add (known, same);
}

static GArray *
make_links (Regroup *r)
{
  guint n = r->scene->links->len;
  GArray *links = g_array_sized_new (FALSE, TRUE, sizeof (CrSceneLink), n); /* so that none moves */
  g_autoptr (GHashTable) known = g_hash_table_new (hash_link, same_link);

  for (guint i = 0; i < n; i++)
    {
      CrSceneLink link = *cr_scene_link (r->scene, i);
      guint from = 0, to = 0, old = link.edge.from;

      if (!find_ends (r, &link.edge, &from, &to))
        continue;
      link.edge.from = from;
      link.edge.to = to;
      link.port = g_array_index (r->items, CrSceneItem, to).node.kind == CR_NODE_GROUP ? 0 : link.edge.slot;
      note_result (r, &link, old);
      bundle (r->scene, links, known, &link);
    }
  return links;
}

/* Moves what is shown no more from @shown to @hidden, and all to the new items. */
static void
move_table (Regroup *r, GHashTable **shown, GHashTable *hidden)
{
  GHashTable *kept = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, hidden);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (r->place[r->stand[GPOINTER_TO_UINT (value) - 1]]));
  g_hash_table_iter_init (&iter, *shown);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint old = GPOINTER_TO_UINT (value) - 1, at = r->place[r->stand[old]];

      if (at == 0)
        continue;
      if (r->stand[old] == old && g_array_index (r->items, CrSceneItem, at - 1).node.kind != CR_NODE_GROUP)
        g_hash_table_insert (kept, key, GUINT_TO_POINTER (at));
      else
        g_hash_table_insert (hidden, key, GUINT_TO_POINTER (at));
    }
  g_hash_table_unref (*shown);
  *shown = kept;
}

/* A carried state is drawn as itself. */
static void
show_carried (Regroup *r)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, r->carried);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CrSceneItem *item = &g_array_index (r->items, CrSceneItem, GPOINTER_TO_UINT (value) - 1);

      if (item->variable != CR_NONE)
        g_hash_table_insert (r->scene->variables, GUINT_TO_POINTER (item->variable), value);
      if (item->function != CR_NONE && item->variable == CR_NONE)
        g_hash_table_insert (r->scene->functions, GUINT_TO_POINTER (item->function), value);
    }
}

/* A group of which nothing is used outside shows the last that it made. */
static void
complete_results (Regroup *r)
{
  for (guint i = 0; i < r->scene->items->len; i++)
    {
      CrSceneItem *box = r->place[i] ? &g_array_index (r->items, CrSceneItem, r->place[i] - 1) : NULL;
      guint variable = cr_scene_item (r->scene, i)->variable;

      if (box && box->node.kind == CR_NODE_GROUP && box->result == CR_NONE && variable != CR_NONE
          && cr_graph_get_variable (r->scene->graph, variable)->maker != CR_NONE)
        box->node.index = variable; /* the last; taken over below */
    }
  for (guint i = 0; i < r->items->len; i++)
    {
      CrSceneItem *box = &g_array_index (r->items, CrSceneItem, i);

      if (box->node.kind == CR_NODE_GROUP && box->result == CR_NONE)
        box->result = box->node.index;
    }
}

/* The functions of each folded group, in their order. */
static void
list_members (Regroup *r)
{
  guint n = 0;

  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < r->scene->items->len; i++)
        {
          const CrSceneItem *old = cr_scene_item (r->scene, i);
          CrSceneItem *box = r->place[i] ? &g_array_index (r->items, CrSceneItem, r->place[i] - 1) : NULL;

          if (box == NULL || box->node.kind != CR_NODE_GROUP || !cr_scene_is_operation (old))
            continue;
          if (pass == 1)
            g_array_index (r->scene->members, guint, box->first_member + box->n_members) = old->function;
          box->n_members++;
        }
      for (guint i = 0; i < r->items->len && pass == 0; i++)
        {
          CrSceneItem *box = &g_array_index (r->items, CrSceneItem, i);

          box->first_member = n;
          n += box->n_members;
          box->n_members = 0;
        }
      if (pass == 0)
        g_array_set_size (r->scene->members, n);
    }
}

/* Boxes know their frame, frames their box. */
static void
connect_boxes (Regroup *r)
{
  for (guint i = 0; i < r->tree->branches->len; i++)
    {
      const CrSceneBranch *branch = cr_scene_branch (r->tree, i);
      CrSceneItem *box;

      if (branch->item == 0 || branch->frame == CR_NONE)
        continue;
      box = &g_array_index (r->items, CrSceneItem, branch->item - 1);
      box->node.index = branch->frame;
      box->frame = find_frame (r, branch->parent);
      cr_scene_frame (r->scene, branch->frame)->node = branch->item - 1;
    }
}

static void
regroup (CrScene *scene, CrSceneTree *tree)
{
  guint n = scene->items->len;
  g_autofree guint *stand = cr_scene_tree_find_stands (tree), *place = g_new0 (guint, n + 1);
  g_autoptr (GHashTable) carried = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Regroup r = { .scene = scene, .tree = tree, .stand = stand, .place = place, .carried = carried, .taken = taken };
  GArray *links;

  r.items = g_array_new (FALSE, TRUE, sizeof (CrSceneItem));
  cr_scene_tree_bring_inside (tree, stand);
  for (guint i = 0; i < n; i++)
    place_item (&r, i);
  make_carried (&r);
  links = make_links (&r);
  complete_results (&r);
  list_members (&r);
  move_table (&r, &scene->variables, scene->hidden_variables);
  move_table (&r, &scene->functions, scene->hidden_functions);
  show_carried (&r);
  connect_boxes (&r);
  g_array_unref (scene->items);
  g_array_unref (scene->links);
  scene->items = r.items;
  scene->links = links;
}

void
cr_scene_group (CrScene *scene)
{
  g_autoptr (CrSceneTree) tree = NULL;

  if (cr_groups_get_n (cr_graph_get_groups (scene->graph)) == 0)
    return;
  tree = cr_scene_tree_new (scene);
  cr_scene_tree_decide (tree);
  cr_scene_tree_add_frames (tree);
  if (tree->branches->len > 0)
    regroup (scene, tree);
}
