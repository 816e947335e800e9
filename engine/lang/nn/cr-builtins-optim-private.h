#pragma once
/* What the files of torch.optim share. */

#include "cr-builtins-nn-private.h"
#include "cr-optimizer.h"

G_BEGIN_DECLS

/* The row of @self's class; NULL for an optimizer that a script wrote. */
const CrOptimizer *cr_optim_find_row (CrInterp *interp, CrObject self);
/* self.param_groups, borrowed. */
CrSequence *cr_optim_groups (CrInterp *interp, CrObject self);
/* What a step reads of @group, as the row's options list it. */
gboolean cr_optim_read_options (CrInterp *interp, const CrOptimizer *row, CrDict *group, double *options);
/* Does @step (of the row) with every parameter of @group that has a gradient; Adagrad's start with every one. */
gboolean cr_optim_update_group (CrInterp *interp, CrObject self, const CrOptimizer *row, CrDict *group,
                                gboolean (*step) (CrOptimizerStep *step, GError **error));
/* torch.optim.Optimizer, borrowed. */
CrClass *cr_optim_base (CrInterp *interp);

extern const CrBuiltinRow cr_builtins_optim_state[];

/* The class lr_scheduler.ReduceLROnPlateau. */
CrClass *cr_optim_make_plateau (CrInterp *interp);
/* A schedule's attributes but its optimizer, and back. */
CrObject cr_optim_schedule_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_optim_schedule_load_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* What a schedule prints, with its newline. */
void cr_optim_print (CrInterp *interp, const char *text);

G_END_DECLS
