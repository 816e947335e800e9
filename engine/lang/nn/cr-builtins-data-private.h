#pragma once
/* What the files of torch.utils.data share. Conventions as in cr-interp-private.h. */

#include "cr-builtins-nn-private.h"

G_BEGIN_DECLS

/* A class of torch.utils.data, borrowed. */
CrClass *cr_data_class (CrInterp *interp, const char *name);
/* @generator's, or the run's own for None; borrowed. */
CrGenerator *cr_data_generator (CrInterp *interp, CrObject generator);
/* len (self.NAME); -1 with an exception. */
gint64 cr_data_length (CrInterp *interp, CrObject self, const char *name);
/* A length as an int; UNSET where it is negative. */
CrObject cr_data_count (gint64 n);
/* What a fresh tensor of int64 without dimensions gets from random_(): the seed that PyTorch draws before an epoch.
 * @generator is None for the run's own. */
gint64 cr_data_draw_seed (CrInterp *interp, CrObject generator);
/* default_collate (batch): a list of samples as tensors with one dimension more. */
CrObject cr_data_collate (CrInterp *interp, CrSequence *batch);

extern const CrBuiltinRow cr_builtins_data_loader[];
extern const CrBuiltinRow cr_builtins_data_sequential[];
extern const CrBuiltinRow cr_builtins_data_random[];
extern const CrBuiltinRow cr_builtins_data_batch_sampler[];
/* default_collate and default_convert, for the module. */
extern const CrBuiltinRow cr_builtins_data_collate[];

G_END_DECLS
