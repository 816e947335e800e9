#pragma once
/* Makes the evolution of a variable on a thread. */

#include "cr-evolution.h"

G_BEGIN_DECLS

typedef struct _CrEvolutionLoader CrEvolutionLoader;

/* @changed is called on the main thread when what was asked for has come. */
CrEvolutionLoader *cr_evolution_loader_new (void (*changed) (gpointer user_data), gpointer user_data);
void cr_evolution_loader_free (CrEvolutionLoader *loader);
/* That of @variable of @graph, borrowed until the next call; NULL while it is being made. @graph NULL: of none. */
const CrEvolution *cr_evolution_loader_get (CrEvolutionLoader *loader, CrGraph *graph, guint variable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrEvolutionLoader, cr_evolution_loader_free)

G_END_DECLS
