/* torch.optim.lr_scheduler: how the learning rate goes over the epochs (torch/optim/lr_scheduler.py). Each row
 * has the rule for one group's next rate; PyTorch's chainable forms, for their rounding. */

#include "cr-builtins-optim-private.h"

#include <math.h>
#include <string.h>

/* What a rule sees of its schedule. */
typedef struct
{
  CrInterp *interp;
  CrObject self;
  guint group;
  double rate, base; /* the group's rate now and at first */
  gint64 epoch;
} Rule;

typedef struct
{
  const char *name;
  const char *parameters;
  gboolean (*next) (Rule *rule, double *rate); /* FALSE with an exception */
} Schedule;

static double
number (Rule *rule, const char *name)
{
  CrObject value = cr_interp_get_attribute (rule->interp, rule->self, name);
  double result = 0;
  if (cr_object_is_set (value))
    cr_interp_to_double (rule->interp, value, &result);
  cr_object_unref (value);
  return result;
}

static gboolean
next_step (Rule *rule, double *rate)
{
  gint64 size = (gint64)number (rule, "step_size");
  if (size == 0 && !cr_interp_is_raised (rule->interp))
    cr_interp_raise (rule->interp, CR_ERROR_ZERO_DIVISION, "integer modulo by zero");
  if (cr_interp_is_raised (rule->interp))
    return FALSE;
  if (rule->epoch != 0 && rule->epoch % size == 0)
    *rate *= number (rule, "gamma");
  return TRUE;
}

static gboolean
next_exponential (Rule *rule, double *rate)
{
  if (rule->epoch != 0)
    *rate *= number (rule, "gamma");
  return TRUE;
}

/* How often the epoch stands among the milestones. */
static gboolean
next_multi_step (Rule *rule, double *rate)
{
  CrObject milestones = cr_interp_get_attribute (rule->interp, rule->self, "milestones");
  CrSequence *list
      = cr_object_is_set (milestones) ? cr_interp_to_sequence (rule->interp, milestones, CR_OBJECT_LIST) : NULL;
  guint n = 0;
  for (guint i = 0; list && i < list->n; i++)
    n += cr_object_is_integer (list->items[i]) && list->items[i].u.integer == rule->epoch;
  if (n)
    *rate *= pow (number (rule, "gamma"), n);
  cr_object_unref (milestones);
  cr_cell_unref (list);
  return list != NULL;
}

/* base * lr_lambda (epoch); a list has one function a group. */
static gboolean
next_lambda (Rule *rule, double *rate)
{
  CrObject functions = cr_interp_get_attribute (rule->interp, rule->self, "lr_lambda");
  CrObject function = functions, epoch = cr_object_int (rule->epoch), result = CR_UNSET;
  double factor = 0;
  if (cr_object_is_sequence (functions) && rule->group < cr_object_sequence (functions)->n)
    function = cr_object_sequence (functions)->items[rule->group];
  if (cr_object_is_set (function))
    result = cr_interp_call_simple (rule->interp, function, &epoch, 1);
  gboolean fine = cr_object_is_set (result) && cr_interp_to_double (rule->interp, result, &factor);
  *rate = rule->base * factor;
  cr_object_unref (functions);
  cr_object_unref (result);
  return fine;
}

/* rate * lr_lambda (epoch) */
static gboolean
next_multiplicative (Rule *rule, double *rate)
{
  double before = *rate;
  Rule unit = *rule;
  unit.base = 1;
  if (rule->epoch == 0)
    return TRUE;
  if (!next_lambda (&unit, rate))
    return FALSE;
  *rate *= before;
  return TRUE;
}

static gboolean
next_cosine (Rule *rule, double *rate)
{
  double period = number (rule, "T_max"), low = number (rule, "eta_min");
  if (rule->epoch == 0)
    return TRUE;
  if (period > 0 && fmod ((double)rule->epoch - 1 - period, 2 * period) == 0)
    *rate = rule->rate + (rule->base - low) * (1 - cos (G_PI / period)) / 2;
  else
    *rate = (1 + cos (G_PI * (double)rule->epoch / period)) / (1 + cos (G_PI * (double)(rule->epoch - 1) / period))
                * (rule->rate - low)
            + low;
  return TRUE;
}

static gboolean
next_constant (Rule *rule, double *rate)
{
  double factor = number (rule, "factor");
  if (rule->epoch == 0)
    *rate *= factor;
  else if ((double)rule->epoch == number (rule, "total_iters"))
    *rate *= 1.0 / factor;
  return TRUE;
}

static gboolean
next_linear (Rule *rule, double *rate)
{
  double start = number (rule, "start_factor"), span = number (rule, "end_factor") - start;
  double total = number (rule, "total_iters");
  if (rule->epoch == 0)
    *rate *= start;
  else if ((double)rule->epoch <= total)
    *rate *= 1. + span / (total * start + (double)(rule->epoch - 1) * span);
  return TRUE;
}

static const Schedule schedules[] = {
  { "StepLR", "optimizer, step_size, gamma=0.1, last_epoch=-1, verbose=False", next_step },
  { "MultiStepLR", "optimizer, milestones, gamma=0.1, last_epoch=-1, verbose=False", next_multi_step },
  { "ExponentialLR", "optimizer, gamma, last_epoch=-1, verbose=False", next_exponential },
  { "LambdaLR", "optimizer, lr_lambda, last_epoch=-1, verbose=False", next_lambda },
  { "MultiplicativeLR", "optimizer, lr_lambda, last_epoch=-1, verbose=False", next_multiplicative },
  { "CosineAnnealingLR", "optimizer, T_max, eta_min=0, last_epoch=-1, verbose=False", next_cosine },
  { "ConstantLR", "optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1, verbose=False", next_constant },
  { "LinearLR",
    "optimizer, start_factor=0.3333333333333333, end_factor=1.0, total_iters=5, last_epoch=-1, verbose=False",
    next_linear },
};

static const Schedule *
find_schedule (CrObject self)
{
  const CrClass *type = ((CrInstance *)self.u.cell)->type;
  for (guint i = 0; i < type->n_mro; i++)
    {
      const char *dot = strrchr (type->mro[i]->name, '.');
      for (guint k = 0; dot && !type->mro[i]->from_script && k < G_N_ELEMENTS (schedules); k++)
        if (strcmp (dot + 1, schedules[k].name) == 0)
          return &schedules[k];
    }
  return NULL;
}

/* An attribute of @self by @name, borrowed from its dict. */
static CrObject
own (CrObject self, const char *name)
{
  CrDict *dict = ((CrInstance *)self.u.cell)->attributes;
  return dict ? cr_dict_get_text (dict, name) : CR_UNSET;
}

static gint64
own_int (CrObject self, const char *name)
{
  CrObject value = own (self, name);
  return value.kind == CR_OBJECT_INT ? value.u.integer : 0;
}

/* The groups of the schedule's optimizer, borrowed. */
static CrSequence *
get_groups (CrInterp *interp, CrObject self)
{
  CrObject optimizer = own (self, "optimizer");
  if (optimizer.kind == CR_OBJECT_INSTANCE)
    return cr_optim_groups (interp, optimizer);
  cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'optimizer'",
                   cr_interp_type_name (interp, self));
  return NULL;
}

/* A list of the groups' values of @name; where @otherwise is given it is put where there is none. */
static CrSequence *
list_of_groups (CrInterp *interp, CrSequence *groups, const char *name, const char *otherwise)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint g = 0; g < groups->n; g++)
    {
      CrDict *group = cr_object_dict (groups->items[g]);
      CrObject value = cr_dict_get_text (group, name);
      if (!cr_object_is_set (value) && otherwise)
        {
          value = cr_dict_get_text (group, otherwise);
          cr_dict_set_text (group, name, cr_object_ref (value));
        }
      cr_sequence_append (list, cr_object_is_set (value) ? cr_object_ref (value) : CR_NONE);
    }
  return list;
}

static CrObject
schedule_get_lr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const Schedule *schedule = find_schedule (self);
  CrSequence *groups = get_groups (interp, self);
  CrObject bases = own (self, "base_lrs");
  if (groups == NULL || schedule == NULL)
    return groups ? cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", "") : CR_UNSET;
  CrSequence *rates = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint g = 0; g < groups->n; g++)
    {
      Rule rule = { interp, self, g, 0, 0, own_int (self, "last_epoch") };
      gboolean fine
          = cr_interp_to_double (interp, cr_dict_get_text (cr_object_dict (groups->items[g]), "lr"), &rule.rate);
      if (fine && bases.kind == CR_OBJECT_LIST && g < cr_object_sequence (bases)->n)
        fine = cr_interp_to_double (interp, cr_object_sequence (bases)->items[g], &rule.base);
      double rate = rule.rate;
      if (!fine || !schedule->next (&rule, &rate) || cr_interp_is_raised (interp))
        {
          cr_cell_unref (rates);
          return CR_UNSET;
        }
      cr_sequence_append (rates, cr_object_float (rate));
    }
  return cr_object_from_cell (rates);
}

static void
warn_of_order (CrInterp *interp, CrObject self)
{
  CrObject optimizer = own (self, "optimizer");
  if (own_int (self, "_step_count") == 1 && optimizer.kind == CR_OBJECT_INSTANCE
      && own_int (optimizer, "_step_count") < 1)
    cr_interp_warn (interp, "UserWarning",
                    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
                    "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure "
                    "to do this will result in PyTorch skipping the first value of the learning rate schedule. See "
                    "more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate");
}

void
cr_optim_print (CrInterp *interp, const char *text)
{
  if (interp->observer && interp->observer->printed)
    interp->observer->printed (interp->observer_data, text, strlen (text));
}

static void
print_rate (CrInterp *interp, guint group, CrObject rate)
{
  char number_text[32];
  g_autofree char *text
      = g_strdup_printf ("Adjusting learning rate of group %u to %s.\n", group,
                         g_ascii_formatd (number_text, sizeof number_text, "%.4e", cr_object_to_double (rate)));
  cr_optim_print (interp, text);
}

static CrObject
schedule_step (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject epoch;
  if (!cr_nn_bind (interp, "_LRScheduler", "step", "epoch=None", args, &epoch))
    return CR_UNSET;
  warn_of_order (interp, self);
  cr_nn_set (interp, self, "_step_count", cr_object_int (own_int (self, "_step_count") + 1));
  cr_nn_set (interp, self, "last_epoch",
             epoch.kind == CR_OBJECT_INT ? epoch : cr_object_int (own_int (self, "last_epoch") + 1));
  cr_object_unref (epoch);
  CrObject rates = cr_nn_call_method (interp, self, "get_lr", NULL, 0);
  CrSequence *list = cr_object_is_set (rates) ? cr_interp_to_sequence (interp, rates, CR_OBJECT_LIST) : NULL;
  CrSequence *groups = list ? get_groups (interp, self) : NULL;
  CrObject verbose = own (self, "verbose");
  for (guint g = 0; groups && g < groups->n && g < list->n; g++)
    {
      cr_dict_set_text (cr_object_dict (groups->items[g]), "lr", cr_object_ref (list->items[g]));
      if (verbose.kind == CR_OBJECT_BOOL && verbose.u.integer && cr_object_is_number (list->items[g]))
        print_rate (interp, g, list->items[g]);
    }
  if (groups)
    cr_nn_set (interp, self, "_last_lr", cr_object_from_cell (list_of_groups (interp, groups, "lr", NULL)));
  cr_object_unref (rates);
  cr_cell_unref (list);
  return groups ? CR_NONE : CR_UNSET;
}

/* What _LRScheduler.__init__() does. */
static gboolean
init_schedule (CrInterp *interp, CrObject self, CrObject optimizer, CrObject last_epoch, CrObject verbose)
{
  if (optimizer.kind != CR_OBJECT_INSTANCE
      || !cr_class_is_subclass (((CrInstance *)optimizer.u.cell)->type, cr_optim_base (interp)))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "%s is not an Optimizer", cr_interp_type_name (interp, optimizer));
      return FALSE;
    }
  CrSequence *groups = cr_optim_groups (interp, optimizer);
  if (groups == NULL)
    return FALSE;
  cr_nn_set (interp, self, "optimizer", cr_object_ref (optimizer));
  cr_nn_set (interp, self, "base_lrs", cr_object_from_cell (list_of_groups (interp, groups, "initial_lr", "lr")));
  cr_nn_set (interp, self, "last_epoch", cr_object_ref (last_epoch));
  cr_nn_set (interp, self, "verbose", cr_object_ref (verbose));
  cr_nn_set (interp, optimizer, "_step_count", cr_object_int (0));
  cr_nn_set (interp, self, "_step_count", cr_object_int (0));
  cr_nn_set (interp, self, "_get_lr_called_within_step", cr_object_bool (FALSE));
  CrObject result = cr_nn_call_method (interp, self, "step", NULL, 0);
  cr_object_unref (result);
  return cr_object_is_set (result);
}

/* The values of a row's own parameters become attributes. */
static void
keep_parameters (CrInterp *interp, CrObject self, const char *parameters, const CrObject *values, guint n)
{
  g_auto (GStrv) parts = g_strsplit (parameters, ", ", -1);
  for (guint i = 1; i + 2 < n && parts[i]; i++)
    {
      parts[i][strcspn (parts[i], "=")] = '\0';
      cr_nn_set (interp, self, parts[i], cr_object_ref (values[i]));
    }
}

static CrObject
schedule_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  const Schedule *schedule = find_schedule (self);
  const char *parameters = schedule ? schedule->parameters : "optimizer, last_epoch=-1, verbose=False";
  CrObject values[CR_NN_MAX_PARAMETERS];
  guint n = 1;
  for (const char *at = parameters; *at; at++)
    n += *at == ',';
  if (!cr_nn_bind (interp, schedule ? schedule->name : "_LRScheduler", "__init__", parameters, args, values))
    return CR_UNSET;
  keep_parameters (interp, self, parameters, values, n);
  gboolean fine = init_schedule (interp, self, values[0], values[n - 2], values[n - 1]);
  cr_nn_unbind (values, n);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
schedule_get_last_lr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_get_attribute (interp, self, "_last_lr");
}

CrObject
cr_optim_schedule_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *from = ((CrInstance *)self.u.cell)->attributes, *state = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; from && i < from->n_entries; i++)
    if (from->entries[i].key.kind == CR_OBJECT_STR && strcmp (cr_object_text (from->entries[i].key), "optimizer") != 0)
      cr_dict_set (state, from->entries[i].key, cr_object_ref (from->entries[i].value));
  return cr_object_from_cell (state);
}

CrObject
cr_optim_schedule_load_state_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *from = args->values[0].kind == CR_OBJECT_DICT ? cr_object_dict (args->values[0]) : NULL;
  for (guint i = 0; from && i < from->n_entries; i++)
    if (from->entries[i].key.kind == CR_OBJECT_STR)
      cr_nn_set (interp, self, cr_object_text (from->entries[i].key), cr_object_ref (from->entries[i].value));
  return CR_NONE;
}

static const CrBuiltinRow schedule_rows[] = {
  { "__init__", 0, -1, "*", schedule_init },
  { "step", 0, -1, "*", schedule_step },
  { "get_lr", 0, 0, NULL, schedule_get_lr },
  { "get_last_lr", 0, 0, NULL, schedule_get_last_lr },
  { "state_dict", 0, 0, NULL, cr_optim_schedule_state_dict },
  { "load_state_dict", 1, 1, NULL, cr_optim_schedule_load_state_dict },
  { NULL },
};

CrModuleObject *
cr_builtins_make_torch_lr_scheduler (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, NULL);
  CrClass *base = cr_nn_new_class (interp, "torch.optim.lr_scheduler._LRScheduler", interp->types[CR_OBJECT_INSTANCE],
                                   schedule_rows);
  for (guint i = 0; i < G_N_ELEMENTS (schedules); i++)
    {
      g_autofree char *full = g_strconcat ("torch.optim.lr_scheduler.", schedules[i].name, NULL);
      cr_module_object_set (module, schedules[i].name,
                            cr_object_from_cell (cr_nn_new_class (interp, full, base, NULL)));
    }
  cr_module_object_set (module, "_LRScheduler", cr_object_from_cell (base));
  cr_module_object_set (module, "ReduceLROnPlateau", cr_object_from_cell (cr_optim_make_plateau (interp)));
  return module;
}
