#pragma once
/* A view in which script is typed, as completion and help look at it: the editor's text is a script of its own; that of
 * the expression entry stands at the end of the session's script, and there a bare function is torch's. */

#include <gtksourceview/gtksource.h>

#include "cr-complete.h"
#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  GtkSourceView *view; /* borrowed */
  CrSession **session; /* the widget's; points to NULL until it is set */
  gboolean expression; /* of the expression entry */
  GArray *names;       /* of CrCompleteName, the tensors of the last run; NULL until they are asked for */
  gboolean whole;      /* what is typed is a proposal already */
  gboolean moved;      /* another than the first proposal was gone to */
} CrTyping;

void cr_typing_init (CrTyping *typing, GtkSourceView *view, CrSession **session, gboolean expression);
void cr_typing_clear (CrTyping *typing);
/* There is another graph: names mean something else. */
void cr_typing_forget_names (CrTyping *typing);
/* Whether the list of proposals is open. */
gboolean cr_typing_is_completing (CrTyping *typing);
/* Before @key comes to the list of proposals: Enter after a word that is typed out is for the text, not for the list.
 */
void cr_typing_filter_key (CrTyping *typing, guint key);
/* The bytes before @place in its buffer. */
guint cr_typing_get_offset (const GtkTextIter *place);

/* A place in a script, taken off the view, so that any thread may look at it. */
typedef struct
{
  char *text;
  guint offset; /* of the place */
  guint begin;  /* of the view's own text */
  GArray *names;
  gboolean expression;
} CrTypingPlace;

CrTypingPlace *cr_typing_place_new (CrTyping *typing, const GtkTextIter *iter);
void cr_typing_place_free (CrTypingPlace *place);
/* As cr_complete(), cr_complete_find_call(), cr_complete_find_name(). */
CrCompletions *cr_typing_place_complete (const CrTypingPlace *place);
CrCallHelp *cr_typing_place_find_call (const CrTypingPlace *place);
CrNameHelp *cr_typing_place_find_name (const CrTypingPlace *place);
/* dtype and shape of the tensor called @name, borrowed; NULL if there is none. */
const char *cr_typing_place_find_detail (const CrTypingPlace *place, const char *name);

/* How well @text answers to @word: 0 it begins with it, 1 but for case, 2 it contains it, G_MAXUINT it does not. */
guint cr_typing_match (const char *text, const char *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrTypingPlace, cr_typing_place_free)

G_END_DECLS
