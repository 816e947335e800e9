#pragma once

#include "cr-scene.h"

/* The graph of "import torch", "from torch import nn" and @text, which must run. */
CrGraph *group_run (const char *text);
/* Takes @folding. */
CrScene *group_make_scene (CrGraph *graph, guint generation, CrSceneView view, gboolean left_to_right,
                           CrFolding *folding);
/* Everything that holds of every picture, against the same one with all groups open. */
void group_check_scene (CrScene *scene);
/* Folded groups in it. */
guint group_count (CrScene *scene);
const CrSceneFrame *group_find_frame (CrScene *scene, const char *title); /* there must be one */
gboolean group_has_frame (CrScene *scene, const char *title);
