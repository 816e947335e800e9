/* Takes text and names off a view and its session, and asks the language about them. What is typed into the expression
 * entry may leave out "torch.": where the language knows no such name, it is asked again with it. */

#include "cr-typing.h"

#include <string.h>

#include "cr-catalog.h"
#include "cr-label.h"

#define MOST_VARIABLES 100000 /* of a run that are looked at for names, the last ones */
#define TORCH "torch."
#define EXPRESSION_HEAD "import torch\n"

void
cr_typing_init (CrTyping *typing, GtkSourceView *view, CrSession **session, gboolean expression)
{
  typing->view = view;
  typing->session = session;
  typing->expression = expression;
}

void
cr_typing_clear (CrTyping *typing)
{
  cr_typing_forget_names (typing);
  typing->view = NULL;
}

void
cr_typing_forget_names (CrTyping *typing)
{
  g_clear_pointer (&typing->names, g_array_unref);
}

gboolean
cr_typing_is_completing (CrTyping *typing)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (typing->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_has_css_class (child, "completion") && gtk_widget_get_visible (child))
      return TRUE;
  return FALSE;
}

void
cr_typing_filter_key (CrTyping *typing, guint key)
{
  if (!cr_typing_is_completing (typing))
    typing->moved = FALSE;
  else if (key == GDK_KEY_Up || key == GDK_KEY_Down || key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
    typing->moved = TRUE;
  else if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    typing->moved = FALSE;
  else if ((typing->whole || typing->expression) && !typing->moved)
    gtk_source_completion_hide (gtk_source_view_get_completion (typing->view));
}

guint
cr_typing_get_offset (const GtkTextIter *place)
{
  GtkTextIter begin;
  g_autofree char *before = NULL;

  gtk_text_buffer_get_start_iter (gtk_text_iter_get_buffer (place), &begin);
  before = gtk_text_iter_get_slice (&begin, place);
  return (guint)strlen (before);
}

static void
clear_name (gpointer data)
{
  CrCompleteName *name = data;

  g_free ((char *)name->name);
  g_free ((char *)name->detail);
}

/* What each name meant last. */
static GArray *
make_names (CrGraph *graph)
{
  GArray *names = g_array_new (FALSE, FALSE, sizeof (CrCompleteName));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = graph == NULL ? 0 : cr_graph_get_n_variables (graph);

  g_array_set_clear_func (names, clear_name);
  for (guint i = n; i-- > (n > MOST_VARIABLES ? n - MOST_VARIABLES : 0);)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i);
      CrCompleteName name;

      if (variable->name == NULL || !g_hash_table_add (seen, (gpointer)variable->name))
        continue;
      name.name = g_strdup (variable->name);
      name.detail = cr_label_new_shape (variable->dtype, variable->ndim, variable->sizes);
      g_array_append_val (names, name);
    }
  return names;
}

static GArray *
ref_names (CrTyping *typing)
{
  if (typing->names == NULL)
    typing->names = make_names (*typing->session == NULL ? NULL : cr_session_get_graph (*typing->session));
  return g_array_ref (typing->names);
}

CrTypingPlace *
cr_typing_place_new (CrTyping *typing, const GtkTextIter *iter)
{
  CrTypingPlace *place = g_new0 (CrTypingPlace, 1);
  GtkTextBuffer *buffer = gtk_text_iter_get_buffer (iter);
  GString *text = g_string_new (NULL);
  g_autofree char *own = NULL;
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  own = gtk_text_iter_get_slice (&begin, &end);
  if (typing->expression)
    g_string_printf (text, EXPRESSION_HEAD "%s\n",
                     *typing->session == NULL ? "" : cr_session_get_text (*typing->session));
  place->begin = (guint)text->len;
  place->offset = place->begin + cr_typing_get_offset (iter);
  g_string_append (text, own);
  place->text = g_string_free (text, FALSE);
  place->names = ref_names (typing);
  place->expression = typing->expression;
  return place;
}

void
cr_typing_place_free (CrTypingPlace *place)
{
  if (place == NULL)
    return;
  g_free (place->text);
  g_array_unref (place->names);
  g_free (place);
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80) != 0;
}

/* Where the name that ends at @offset begins. */
static guint
find_word (const CrTypingPlace *place, guint offset)
{
  while (offset > place->begin && is_name_char (place->text[offset - 1]))
    offset--;
  return offset;
}

/* Whether the name at @word may be one of torch's with "torch." left out. Owned text with it, NULL. */
static char *
dup_with_torch (const CrTypingPlace *place, guint word)
{
  if (!place->expression || (word > place->begin && place->text[word - 1] == '.'))
    return NULL;
  return g_strdup_printf ("%.*s" TORCH "%s", (int)word, place->text, place->text + word);
}

static gboolean
has_proposal (CrCompletions *completions, const char *text)
{
  for (guint i = 0; i < completions->proposals->len; i++)
    if (strcmp (((CrCompletion *)g_ptr_array_index (completions->proposals, i))->text, text) == 0)
      return TRUE;
  return FALSE;
}

/* Moves torch's functions from @torch to @completions. */
static void
merge (CrCompletions *completions, CrCompletions *torch)
{
  for (guint i = 0; i < torch->proposals->len;)
    {
      CrCompletion *proposal = g_ptr_array_index (torch->proposals, i);

      if (proposal->kind == CR_COMPLETION_FUNCTION && !has_proposal (completions, proposal->text))
        g_ptr_array_add (completions->proposals, g_ptr_array_steal_index (torch->proposals, i));
      else
        i++;
    }
}

/* Whether people look for it more than for the rest of the tables. */
static gboolean
is_common (const char *name)
{
  static const char *const others[] = { "backward",    "detach", "item",  "numpy", "requires_grad_",
                                        "retain_grad", "plot",   "print", "range", "zero_grad" };
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i], name) == 0)
      return TRUE;
  for (guint i = 0; i < n; i++)
    if (strcmp (entries[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

/* What is nearest to the hand comes first: what the script itself has, then what is common. */
static guint
get_remoteness (const CrCompletion *completion)
{
  switch (completion->kind)
    {
    case CR_COMPLETION_ARGUMENT:
    case CR_COMPLETION_NAME:
    case CR_COMPLETION_TENSOR:
      return 0;
    case CR_COMPLETION_FUNCTION:
    case CR_COMPLETION_METHOD:
      return is_common (completion->text) ? 1 : g_str_has_suffix (completion->text, "_") ? 3 : 2;
    case CR_COMPLETION_KEYWORD:
      return 2;
    default:
      return 1;
    }
}

typedef struct
{
  CrCompletion *completion;
  guint match, remoteness, length, order;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *first = a, *second = b;

  if (first->match != second->match)
    return first->match < second->match ? -1 : 1;
  if (first->remoteness != second->remoteness)
    return first->remoteness < second->remoteness ? -1 : 1;
  if (first->remoteness > 0 && first->length != second->length)
    return first->length < second->length ? -1 : 1;
  return first->order < second->order ? -1 : 1;
}

static void
rank (CrCompletions *completions, const char *word)
{
  guint n = completions->proposals->len;
  g_autofree Ranked *ranked = g_new (Ranked, n + 1);

  for (guint i = 0; i < n; i++)
    {
      CrCompletion *completion = g_ptr_array_index (completions->proposals, i);

      ranked[i] = (Ranked){ completion, cr_typing_match (completion->text, word), get_remoteness (completion),
                            (guint)strlen (completion->text), i };
    }
  qsort (ranked, n, sizeof (Ranked), compare_ranked);
  for (guint i = 0; i < n; i++)
    g_ptr_array_index (completions->proposals, i) = ranked[i].completion;
}

CrCompletions *
cr_typing_place_complete (const CrTypingPlace *place)
{
  const CrCompleteName *names = (const CrCompleteName *)place->names->data;
  CrCompletions *completions = cr_complete (place->text, place->offset, names, place->names->len);
  guint word = find_word (place, place->offset);
  g_autofree char *text = dup_with_torch (place, word), *typed = g_strndup (place->text + word, place->offset - word);
  g_autoptr (CrCompletions) torch = NULL;

  if (text != NULL && !g_ascii_isdigit (*typed))
    {
      torch = cr_complete (text, place->offset + strlen (TORCH), names, place->names->len);
      merge (completions, torch);
    }
  rank (completions, typed);
  return completions;
}

/* The name before the innermost bracket that is open at the place; 0: there is none. */
static guint
find_called (const CrTypingPlace *place)
{
  guint depth = 0;

  for (guint i = place->offset; i-- > place->begin;)
    {
      char c = place->text[i];

      if (c == ')' || c == ']')
        depth++;
      else if ((c == '(' || c == '[') && depth > 0)
        depth--;
      else if (c == '(' && i > place->begin && is_name_char (place->text[i - 1]))
        return find_word (place, i);
    }
  return 0;
}

CrCallHelp *
cr_typing_place_find_call (const CrTypingPlace *place)
{
  const CrCompleteName *names = (const CrCompleteName *)place->names->data;
  CrCallHelp *help = cr_complete_find_call (place->text, place->offset, names, place->names->len);
  guint called = help == NULL ? find_called (place) : 0;
  g_autofree char *text = called == 0 ? NULL : dup_with_torch (place, called);

  if (text == NULL)
    return help;
  return cr_complete_find_call (text, place->offset + strlen (TORCH), names, place->names->len);
}

CrNameHelp *
cr_typing_place_find_name (const CrTypingPlace *place)
{
  const CrCompleteName *names = (const CrCompleteName *)place->names->data;
  CrNameHelp *help = cr_complete_find_name (place->text, place->offset, names, place->names->len);
  g_autofree char *text = help == NULL ? dup_with_torch (place, find_word (place, place->offset)) : NULL;

  if (text == NULL)
    return help;
  return cr_complete_find_name (text, place->offset + strlen (TORCH), names, place->names->len);
}

const char *
cr_typing_place_find_detail (const CrTypingPlace *place, const char *name)
{
  for (guint i = 0; i < place->names->len; i++)
    if (strcmp (g_array_index (place->names, CrCompleteName, i).name, name) == 0)
      return g_array_index (place->names, CrCompleteName, i).detail;
  return NULL;
}

guint
cr_typing_match (const char *text, const char *word)
{
  g_autofree char *text_folded = NULL, *word_folded = NULL;

  if (g_str_has_prefix (text, word))
    return 0;
  text_folded = g_utf8_casefold (text, -1);
  word_folded = g_utf8_casefold (word, -1);
  if (g_str_has_prefix (text_folded, word_folded))
    return 1;
  return strstr (text_folded, word_folded) != NULL ? 2 : G_MAXUINT;
}
