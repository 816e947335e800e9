#pragma once
/* Gestures as edits of the text: pure functions of a text and of what a gesture addresses, which return replacements.
 * What cannot be expressed is refused with a sentence for people (CR_ERROR_VALUE); nothing is ever half done. The rest
 * of the text, its formatting and comments stay as they are. Rules: DESIGN.md, "Edits by hand". */

#include "cr-source.h"
#include "cr-text-edit.h"

G_BEGIN_DECLS

/* A text, parsed for editing. Immutable: any thread may use it. */
typedef struct _CrEditScript CrEditScript;

/* CR_ERROR_FORMAT if @text is no text. One with errors in it is fine; gestures at the broken statements are refused. */
CrEditScript *cr_edit_script_new (const char *text, GError **error);
void cr_edit_script_free (CrEditScript *script);

/* Whether exactly this range is an expression or a statement there. */
gboolean cr_edit_script_has_place (CrEditScript *script, const CrRange *range);
/* Ranges are those of the parser and of the trace: of the text without a byte order mark. */
CrRange cr_edit_script_make_range (CrEditScript *script, guint offset, guint length);

/* What a gesture addresses: a node. */
typedef struct
{
  CrRange range;    /* the expression that made it, in the script's text; line 0: none (a module's parameter) */
  const char *name; /* the last name bound to it, or its place in a module ("net.fc.weight"); NULL: none */
} CrEditNode;

/* What a gesture does. */
typedef struct
{
  GArray *edits;     /* of CrTextEdit, ascending, apart from each other */
  char *name;        /* what the value is called after it ("y1"); NULL: no value came to be */
  guint shown;       /* where the new text stands, in bytes of the text after the edits */
  guint shown_bytes; /* 0: nothing new, a deletion */
  char *note;        /* "In every iteration of the loop in line 12", translated; NULL: nothing to say */
  GArray *lines;     /* of guint, lines (from 1) that go away with a deletion, the node's own first; NULL */
} CrEditPlan;

void cr_edit_plan_free (CrEditPlan *plan);

/* A new statement NAME = @call after the nodes, in their block: "$1" and "$2" in @call stand for what they are called
 * ("torch.sin($1)", "$1 * $2", "$1.sum()"). @name: what it should be called (a free name near to it is taken); NULL:
 * one is made up from @call. What @call needs is imported where it is not yet. */
CrEditPlan *cr_edit_apply (CrEditScript *script, const CrEditNode *nodes, guint n_nodes, const char *call,
                           const char *name, GError **error);
/* @call is put between a node and one that uses it: @user's expression takes @call instead of the node. */
CrEditPlan *cr_edit_insert (CrEditScript *script, const CrEditNode *node, const CrRange *user, const char *call,
                            GError **error);
/* @user's expression takes @other wherever it takes @node: an edge's end is moved. Statements are not moved: refused
 * where @other is not made before @user. */
CrEditPlan *cr_edit_reconnect (CrEditScript *script, const CrEditNode *node, const CrRange *user,
                               const CrEditNode *other, GError **error);
/* A new leaf NAME = @expression after the leaves that stand at the top, else after the imports. */
CrEditPlan *cr_edit_add_leaf (CrEditScript *script, const char *expression, const char *name, GError **error);
/* What was typed into the expression entry: an expression ("sin(x) * y + 3", bound to a free name; a bare function
 * name is that of torch) or any simple statement, after the statements that bind what it uses. */
CrEditPlan *cr_edit_add_typed (CrEditScript *script, const char *typed, GError **error);
/* The statement of @typed as it would stand in the text ("y1 = torch.sin(x) * y + 3") and the offset at which it would
 * stand, for trying it before. Owned; NULL with @error set when it is not to be understood. */
char *cr_edit_complete_typed (CrEditScript *script, const char *typed, guint *offset, GError **error);

/* All uses of the name at byte @offset, in its scope, become @name. Refused with a reason for a name that Python or
 * the script has already. */
CrEditPlan *cr_edit_rename (CrEditScript *script, guint offset, const char *name, GError **error);
/* The same for a node: one that has no name gets its own statement, NAME = its expression. */
CrEditPlan *cr_edit_name_node (CrEditScript *script, const CrEditNode *node, const char *name, GError **error);
/* NAME2 = its expression, after its statement. */
CrEditPlan *cr_edit_duplicate (CrEditScript *script, const CrEditNode *node, GError **error);
/* The node's statement and, in `lines`, all that depend on it. */
CrEditPlan *cr_edit_delete (CrEditScript *script, const CrEditNode *node, GError **error);

CrEditPlan *cr_edit_set_requires_grad (CrEditScript *script, const CrEditNode *leaf, gboolean requires_grad,
                                       GError **error);
CrEditPlan *cr_edit_set_retain_grad (CrEditScript *script, const CrEditNode *node, gboolean retain, GError **error);
/* What uses the node takes its detached value (or no longer does). */
CrEditPlan *cr_edit_set_detached (CrEditScript *script, const CrEditNode *node, gboolean detached, GError **error);
/* NODE.backward(), at the end of its block; @scalar FALSE: with gradient=torch.ones_like(NODE). */
CrEditPlan *cr_edit_backward (CrEditScript *script, const CrEditNode *node, gboolean scalar, GError **error);

/* Names. */
/* Where the name at @offset was bound last before it, and all its places; FALSE / NULL if there is no name there that
 * the script binds. Places: of CrRange, ascending, owned. */
gboolean cr_edit_find_definition (CrEditScript *script, guint offset, CrRange *definition);
GArray *cr_edit_find_uses (CrEditScript *script, guint offset);
/* Why @name cannot be a new name (translated, owned): no identifier, a keyword, bound by the script, or one that hides
 * a function of Python's or what scripts call a module; NULL: it can. */
char *cr_edit_check_name (CrEditScript *script, const char *name);
/* A free name near to @wish ("y", "y1", ...). Owned. */
char *cr_edit_make_name (CrEditScript *script, const char *wish);

/* Numbers of the text that can be dragged. */
typedef struct
{
  CrRange range; /* with a minus sign before it, where that is the number's own */
  double value;
  gboolean is_int;  /* and stays one */
  guint n_decimals; /* as it is written: 0.50 has 2 */
  char *label;      /* what it is: "lr", "steps", "a", "2 in line 7"; translated */
} CrEditNumber;

/* Of CrEditNumber, ascending; borrowed. Numbers in strings and f-strings are none. */
const GArray *cr_edit_script_get_numbers (CrEditScript *script);
/* The index of the number that covers @offset or ends there; -1. */
int cr_edit_script_find_number (CrEditScript *script, guint offset);
/* How @value stands in the text in place of @number: an int as an int, as many decimals as @step needs and at least
 * those that stand there, in parentheses where a minus sign would read otherwise. Owned. */
char *cr_edit_number_to_text (CrEditScript *script, const CrEditNumber *number, double value, double step);
/* A leaf's element (@index, flat in row order, of a tensor of @sizes) becomes @value: the number where the leaf's
 * expression has it written out, else a write under no_grad after its statement (one write an element). */
CrEditPlan *cr_edit_set_element (CrEditScript *script, const CrEditNode *leaf, const gint64 *sizes, int ndim,
                                 gint64 index, double value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrEditScript, cr_edit_script_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrEditPlan, cr_edit_plan_free)

G_END_DECLS
