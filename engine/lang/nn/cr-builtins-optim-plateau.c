/* torch.optim.lr_scheduler.ReduceLROnPlateau: lowers the rates when a number stops to improve. */

#include "cr-builtins-optim-private.h"

#include <math.h>
#include <string.h>

static CrObject
own (CrObject self, const char *name)
{
  CrDict *dict = ((CrInstance *)self.u.cell)->attributes;
  return dict ? cr_dict_get_text (dict, name) : CR_UNSET;
}

static double
number (CrObject self, const char *name)
{
  CrObject value = own (self, name);
  return cr_object_is_number (value) ? cr_object_to_double (value) : 0;
}

static gboolean
is_word (CrObject self, const char *name, const char *word)
{
  CrObject value = own (self, name);
  return value.kind == CR_OBJECT_STR && strcmp (cr_object_text (value), word) == 0;
}

static gboolean
check_word (CrInterp *interp, CrObject value, const char *what, const char *a, const char *b)
{
  const char *word = value.kind == CR_OBJECT_STR ? cr_object_text (value) : "None";
  if (strcmp (word, a) == 0 || strcmp (word, b) == 0)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_VALUE, "%s %s is unknown!", what, word);
  return FALSE;
}

/* min_lr as a list with one number a group; UNSET with an exception. */
static CrObject
list_least_rates (CrInterp *interp, CrObject given, guint n_groups)
{
  CrSequence *from = cr_object_is_sequence (given) ? cr_object_sequence (given) : NULL;
  if (from && from->n != n_groups)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "expected %u min_lrs, got %u", n_groups, from->n);
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, n_groups);
  for (guint i = 0; i < n_groups; i++)
    list->items[i] = cr_object_ref (from ? from->items[i] : given);
  return cr_object_from_cell (list);
}

/* The parameters of ReduceLROnPlateau (), in order. */
typedef enum
{
  OPTIMIZER,
  MODE,
  FACTOR,
  PATIENCE,
  THRESHOLD,
  THRESHOLD_MODE,
  COOLDOWN,
  MIN_LR,
  EPS,
  VERBOSE,
  N_VALUES
} PlateauParameter;

/* The attributes in PyTorch's order, which state_dict() shows. */
static void
keep_values (CrInterp *interp, CrObject self, const CrObject *values, double worst)
{
  const struct
  {
    const char *name;
    CrObject value;
  } attributes[] = {
    { "factor", values[FACTOR] },
    { "optimizer", values[OPTIMIZER] },
    { "min_lrs", values[MIN_LR] },
    { "patience", values[PATIENCE] },
    { "verbose", values[VERBOSE] },
    { "cooldown", values[COOLDOWN] },
    { "cooldown_counter", cr_object_int (0) },
    { "mode", values[MODE] },
    { "threshold", values[THRESHOLD] },
    { "threshold_mode", values[THRESHOLD_MODE] },
    { "best", cr_object_float (worst) },
    { "num_bad_epochs", cr_object_int (0) },
    { "mode_worse", cr_object_float (worst) },
    { "eps", values[EPS] },
    { "last_epoch", cr_object_int (0) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    cr_nn_set (interp, self, attributes[i].name, cr_object_ref (attributes[i].value));
}

static gboolean
check_values (CrInterp *interp, const CrObject *values)
{
  if (cr_object_is_number (values[FACTOR]) && cr_object_to_double (values[FACTOR]) >= 1.0)
    cr_interp_raise (interp, CR_ERROR_VALUE, "Factor should be < 1.0.");
  else if (values[OPTIMIZER].kind != CR_OBJECT_INSTANCE
           || !cr_class_is_subclass (((CrInstance *)values[OPTIMIZER].u.cell)->type, cr_optim_base (interp)))
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s is not an Optimizer", cr_interp_type_name (interp, values[OPTIMIZER]));
  return !cr_interp_is_raised (interp) && check_word (interp, values[MODE], "mode", "min", "max")
         && check_word (interp, values[THRESHOLD_MODE], "threshold mode", "rel", "abs");
}

static CrObject
plateau_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "ReduceLROnPlateau", "__init__",
                   "optimizer, mode='min', factor=0.1, patience=10, threshold=0.0001, threshold_mode='rel', "
                   "cooldown=0, min_lr=0, eps=1e-08, verbose=False",
                   args, values))
    return CR_UNSET;
  CrSequence *groups = check_values (interp, values) ? cr_optim_groups (interp, values[OPTIMIZER]) : NULL;
  CrObject least = groups ? list_least_rates (interp, values[MIN_LR], groups->n) : CR_UNSET;
  gboolean fine = cr_object_is_set (least);
  if (fine)
    {
      gboolean low = strcmp (cr_object_text (values[MODE]), "min") == 0;
      cr_object_set (&values[MIN_LR], least);
      keep_values (interp, self, values, low ? INFINITY : -INFINITY);
    }
  cr_nn_unbind (values, N_VALUES);
  return fine ? CR_NONE : CR_UNSET;
}

static gboolean
is_better (CrObject self, double value)
{
  double best = number (self, "best"), threshold = number (self, "threshold");
  gboolean relative = is_word (self, "threshold_mode", "rel");
  if (is_word (self, "mode", "min"))
    return value < (relative ? best * (1. - threshold) : best - threshold);
  return value > (relative ? best * (threshold + 1.) : best + threshold);
}

static void
print_rate (CrInterp *interp, gint64 epoch, guint group, double rate)
{
  char digits[32];
  g_autofree char *text = g_strdup_printf ("Epoch %05" G_GINT64_FORMAT ": reducing learning rate of group %u to %s.\n",
                                           epoch, group, g_ascii_formatd (digits, sizeof digits, "%.4e", rate));
  cr_optim_print (interp, text);
}

static gboolean
reduce (CrInterp *interp, CrObject self, CrSequence *groups, gint64 epoch)
{
  CrObject least = own (self, "min_lrs"), verbose = own (self, "verbose");
  for (guint g = 0; g < groups->n; g++)
    {
      CrDict *group = cr_object_dict (groups->items[g]);
      CrSequence *bounds = cr_object_is_sequence (least) ? cr_object_sequence (least) : NULL;
      double rate, bound = 0;
      if (!cr_interp_to_double (interp, cr_dict_get_text (group, "lr"), &rate)
          || (bounds && g < bounds->n && !cr_interp_to_double (interp, bounds->items[g], &bound)))
        return FALSE;
      double next = MAX (rate * number (self, "factor"), bound);
      if (rate - next <= number (self, "eps"))
        continue;
      cr_dict_set_text (group, "lr", cr_object_float (next));
      if (verbose.kind == CR_OBJECT_BOOL && verbose.u.integer)
        print_rate (interp, epoch, g, next);
    }
  return TRUE;
}

static void
keep_rates (CrInterp *interp, CrObject self, CrSequence *groups)
{
  CrSequence *rates = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint g = 0; g < groups->n; g++)
    cr_sequence_append (rates, cr_object_ref (cr_dict_get_text (cr_object_dict (groups->items[g]), "lr")));
  cr_nn_set (interp, self, "_last_lr", cr_object_from_cell (rates));
}

/* Counts the bad epochs and lowers the rates when there are more than patience allows. */
static gboolean
judge (CrInterp *interp, CrObject self, CrSequence *groups, double value, gint64 epoch)
{
  gint64 bad = (gint64)number (self, "num_bad_epochs") + 1, cooldown = (gint64)number (self, "cooldown_counter");
  if (is_better (self, value))
    {
      cr_nn_set (interp, self, "best", cr_object_float (value));
      bad = 0;
    }
  if (cooldown > 0)
    {
      cooldown--;
      bad = 0;
    }
  if ((double)bad > number (self, "patience"))
    {
      if (!reduce (interp, self, groups, epoch))
        return FALSE;
      cooldown = (gint64)number (self, "cooldown");
      bad = 0;
    }
  cr_nn_set (interp, self, "num_bad_epochs", cr_object_int (bad));
  cr_nn_set (interp, self, "cooldown_counter", cr_object_int (cooldown));
  return TRUE;
}

/* The groups of the optimizer, borrowed. */
static CrSequence *
get_groups (CrInterp *interp, CrObject self)
{
  CrObject optimizer = own (self, "optimizer");
  if (optimizer.kind == CR_OBJECT_INSTANCE)
    return cr_optim_groups (interp, optimizer);
  cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'ReduceLROnPlateau' object has no attribute 'optimizer'");
  return NULL;
}

static CrObject
plateau_step (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  double value;
  if (!cr_nn_bind (interp, "ReduceLROnPlateau", "step", "metrics, epoch=None", args, values))
    return CR_UNSET;
  gint64 epoch = values[1].kind == CR_OBJECT_INT ? values[1].u.integer : (gint64)number (self, "last_epoch") + 1;
  gboolean fine = cr_interp_to_double (interp, values[0], &value);
  CrSequence *groups = fine ? get_groups (interp, self) : NULL;
  cr_nn_unbind (values, 2);
  if (groups == NULL)
    return CR_UNSET;
  cr_nn_set (interp, self, "last_epoch", cr_object_int (epoch));
  if (!judge (interp, self, groups, value, epoch))
    return CR_UNSET;
  keep_rates (interp, self, groups);
  return CR_NONE;
}

CrClass *
cr_optim_make_plateau (CrInterp *interp)
{
  static const CrBuiltinRow rows[] = {
    { "__init__", 0, -1, "*", plateau_init },
    { "step", 0, -1, "*", plateau_step },
    { "state_dict", 0, 0, NULL, cr_optim_schedule_state_dict },
    { "load_state_dict", 1, 1, NULL, cr_optim_schedule_load_state_dict },
    { NULL },
  };
  return cr_nn_new_class (interp, "torch.optim.lr_scheduler.ReduceLROnPlateau", interp->types[CR_OBJECT_INSTANCE],
                          rows);
}
