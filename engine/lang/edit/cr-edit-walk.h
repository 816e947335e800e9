#pragma once
/* What the two walks through a module's tree share: statements (cr-edit-walk.c) and expressions. */

#include "cr-edit-private.h"

G_BEGIN_DECLS

/* Where the walk is. */
typedef struct
{
  CrEditScript *script;
  guint stmt, scope;
  guint parent; /* expression */
  guint flags;  /* CrEditExprFlags */
} CrEditWalk;

/* Returns the new scope. */
guint cr_edit_add_scope (CrEditScript *script, CrEditScopeKind kind, guint parent, guint stmt);
void cr_edit_add_use (const CrEditWalk *walk, const char *name, CrRange range, CrEditUseKind kind, guint expr);
/* @expr may be NULL. */
void cr_edit_walk_expr (const CrEditWalk *around, const CrExpr *expr);
void cr_edit_walk_list (const CrEditWalk *around, const CrExprList *list);
void cr_edit_walk_arguments (const CrEditWalk *around, const CrArgument *arguments, guint n);
/* Defaults and annotations belong outside. */
void cr_edit_walk_parameters_outside (const CrEditWalk *around, const CrParameterList *parameters);
void cr_edit_bind_parameters (const CrEditWalk *inside, const CrParameterList *parameters);

G_END_DECLS
