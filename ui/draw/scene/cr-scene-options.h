#pragma once
/* What a reader may choose of a picture, beside the generation: which view, which groups are folded, which way it runs.
 * A value: { 0 } is the default. */

#include "cr-folding.h"
#include "cr-moves.h"

G_BEGIN_DECLS

/* Variables and operators; variables alone, each with its operation as a small mark at its top; or
 * PyTorch's backward graph: functions, AccumulateGrad among them, and their next_functions. */
typedef enum
{
  CR_VIEW_FULL,
  CR_VIEW_VARIABLES,
  CR_VIEW_FUNCTIONS,
  CR_N_VIEWS
} CrSceneView;

typedef struct
{
  CrSceneView view;
  gboolean constants;     /* what is computed from constants alone is drawn operation by operation, not folded */
  gboolean left_to_right; /* edges run to the right instead of down */
  CrFolding *folding;     /* a reference; NULL: what is sensible */
  CrMoves *moves;         /* a reference; NULL: nothing was moved by hand */
} CrSceneOptions;

/* Makes *@to equal to @from (NULL: the defaults), with references of its own; what *@to held is dropped. */
void cr_scene_options_set (CrSceneOptions *to, const CrSceneOptions *from);
/* Drops what it holds; then it is the default. */
void cr_scene_options_clear (CrSceneOptions *options);
gboolean cr_scene_options_equal (const CrSceneOptions *a, const CrSceneOptions *b);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrSceneOptions, cr_scene_options_clear)

G_END_DECLS
