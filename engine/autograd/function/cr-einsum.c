/* torch.einsum: the operands' dimensions are brought into one order (first those of the result, then those that are
 * summed over), then multiplied pair by pair with bmm. The steps are ATen/native/Linear.cpp's, so that the same graph
 * stands. */

#include "cr-rule.h"

#define MAX_LABELS 53 /* A-Z, a-z, and the dots */
#define DOTS 52

typedef struct
{
  CrTensor *const *operands;
  guint n;
  GArray **labels;       /* of int, one array an operand */
  int place[MAX_LABELS]; /* where a label stands in the common order; -1 where it is not used */
  int n_dots;            /* most dimensions that "..." stands for */
  int n_out;             /* dimensions of the result */
  int n_all;
} Einsum;

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "einsum(): %s", message);
  return FALSE;
}

static int
label_of (char letter)
{
  return g_ascii_isupper (letter) ? letter - 'A' : g_ascii_islower (letter) ? letter - 'a' + 26 : -1;
}

/* The labels of one operand (or the result) into @labels, up to @end. */
static gboolean
read_labels (const char *text, const char *end, GArray *labels, GError **error)
{
  gboolean dots = FALSE;
  for (; text < end; text++)
    {
      int label = label_of (*text);
      if (*text == ' ')
        continue;
      if (*text == '.')
        {
          if (dots || end - text < 3 || text[1] != '.' || text[2] != '.')
            return refuse (error, "found '.' for operand that is not part of any ellipsis");
          text += 2;
          dots = TRUE;
          label = DOTS;
        }
      if (label < 0)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "einsum(): invalid subscript given at index %d in the equation string, subscripts must be in "
                       "[a-zA-Z]",
                       0);
          return FALSE;
        }
      g_array_append_val (labels, label);
    }
  return TRUE;
}

static int
count_dots (const Einsum *e, guint i)
{
  return cr_tensor_get_ndim (e->operands[i]) - (int)e->labels[i]->len + 1;
}

static gboolean
check_operand (Einsum *e, guint i, GError **error)
{
  gboolean dots = FALSE;
  for (guint k = 0; k < e->labels[i]->len; k++)
    dots = dots || g_array_index (e->labels[i], int, k) == DOTS;
  int ndim = cr_tensor_get_ndim (e->operands[i]), n = e->labels[i]->len;
  if (dots ? ndim >= n - 1 : ndim == n)
    {
      if (dots)
        e->n_dots = MAX (e->n_dots, count_dots (e, i));
      return TRUE;
    }
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "einsum(): the number of subscripts in the equation (%d) does not match the number of dimensions (%d) "
               "for operand %u%s",
               dots ? n - 1 : n, ndim, i, dots ? "" : " and no ellipsis was given");
  return FALSE;
}

/* The left side, operand by operand. */
static gboolean
read_operands (Einsum *e, const char *equation, const char *end, GError **error)
{
  const char *at = equation;
  for (guint i = 0; i < e->n; i++)
    {
      const char *comma = memchr (at, ',', end - at);
      const char *stop = comma ? comma : end;
      if (i + 1 < e->n && !comma)
        return refuse (error, "more operands were provided than specified in the equation");
      if (i + 1 == e->n && comma)
        return refuse (error, "fewer operands were provided than specified in the equation");
      if (!read_labels (at, stop, e->labels[i], error) || !check_operand (e, i, error))
        return FALSE;
      at = stop + 1;
    }
  return TRUE;
}

static void
place_label (Einsum *e, int label)
{
  e->place[label] = e->n_all;
  e->n_all += label == DOTS ? e->n_dots : 1;
}

/* The result's labels first: those after the arrow, or, without one, the dots and then each that occurs once. */
static gboolean
place_labels (Einsum *e, const char *arrow, GError **error)
{
  guint uses[MAX_LABELS] = { 0 };
  for (guint i = 0; i < e->n; i++)
    for (guint k = 0; k < e->labels[i]->len; k++)
      uses[g_array_index (e->labels[i], int, k)]++;
  if (arrow)
    {
      g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (int));
      if (!read_labels (arrow + 2, arrow + strlen (arrow), labels, error))
        return FALSE;
      for (guint k = 0; k < labels->len; k++)
        {
          int label = g_array_index (labels, int, k);
          if (e->place[label] >= 0)
            return refuse (error, "output subscript appears more than once in the output");
          if (label != DOTS && uses[label] == 0)
            return refuse (error, "output subscript does not appear in the equation for any input operand");
          place_label (e, label);
        }
    }
  else
    {
      place_label (e, DOTS);
      for (int label = 0; label < DOTS; label++)
        if (uses[label] == 1)
          place_label (e, label);
    }
  e->n_out = e->n_all;
  if (e->place[DOTS] < 0)
    place_label (e, DOTS);
  for (int label = 0; label < DOTS; label++)
    if (uses[label] && e->place[label] < 0)
      place_label (e, label);
  return TRUE;
}

/* *a = step, which may have failed. */
static gboolean
replace (CrTensor **a, CrTensor *step)
{
  cr_tensor_unref (*a);
  *a = step;
  return step != NULL;
}

/* A label that occurs twice in an operand: its diagonal, in the place of the first one. */
static gboolean
take_diagonal (CrTensor **a, int first, int second, GError **error)
{
  if (cr_tensor_get_sizes (*a)[first] != cr_tensor_get_sizes (*a)[second])
    return refuse (error, "subscript is repeated for an operand but the sizes don't match");
  if (!replace (a, cr_op_diagonal (*a, 0, first, second, error)))
    return FALSE;
  int ndim = cr_tensor_get_ndim (*a), at = 0;
  gint64 order[CR_MAX_DIMS];
  for (int d = 0; d < ndim; d++)
    order[d] = d == first ? ndim - 1 : at++;
  return replace (a, cr_op_permute (*a, order, ndim, error));
}

/* The dots of operand @i: @j is its next dimension. */
static gboolean
place_dots (const Einsum *e, guint i, CrTensor **a, int *j, gint64 *order, GError **error)
{
  for (int missing = e->n_dots - count_dots (e, i); missing > 0; missing--)
    if (!replace (a, cr_op_unsqueeze (*a, *j, error)))
      return FALSE;
  for (int k = 0; k < e->n_dots; k++)
    order[e->place[DOTS] + k] = (*j)++;
  return TRUE;
}

/* Operand @i in the common order, with dimensions of size 1 where it lacks a label. */
static CrTensor *
arrange (const Einsum *e, guint i, GError **error)
{
  gint64 order[CR_MAX_DIMS * 2];
  int seen[MAX_LABELS], j = 0;
  g_autoptr (CrTensor) a = cr_tensor_ref (e->operands[i]);
  for (int k = 0; k < e->n_all; k++)
    order[k] = -1;
  for (int k = 0; k < MAX_LABELS; k++)
    seen[k] = -1;
  for (guint k = 0; k < e->labels[i]->len; k++)
    {
      int label = g_array_index (e->labels[i], int, k);
      if (label == DOTS)
        {
          if (!place_dots (e, i, &a, &j, order, error))
            return NULL;
        }
      else if (seen[label] >= 0)
        {
          if (!take_diagonal (&a, seen[label], j, error))
            return NULL;
        }
      else
        order[e->place[label]] = seen[label] = j++;
    }
  for (int k = 0; k < e->n_all; k++)
    if (order[k] < 0)
      {
        if (!replace (&a, cr_op_unsqueeze (a, -1, error)))
          return NULL;
        order[k] = j++;
      }
  return cr_op_permute (a, order, e->n_all, error);
}

/* Dimensions in four groups, as sumproduct_pair() names them: in both and the result, in the left only, summed over,
 * in the right only. */
typedef struct
{
  gint64 dims[4][CR_MAX_DIMS];
  guint n[4];
  gint64 size[4];
} Groups;

enum
{
  BOTH,
  LEFT,
  SUMMED,
  RIGHT
};

static CrTensor *
fold (CrTensor *a, const Groups *groups, const int *sequence, GError **error)
{
  gint64 order[CR_MAX_DIMS];
  guint n = 0;
  for (int k = 0; k < 4; k++)
    for (guint i = 0; i < groups->n[sequence[k]]; i++)
      order[n++] = groups->dims[sequence[k]][i];
  const gint64 shape[] = { groups->size[sequence[0]], groups->size[sequence[1]], groups->size[sequence[2]] };
  g_autoptr (CrTensor) turned = cr_op_permute (a, order, n, error);
  return turned ? cr_op_reshape (turned, 3, shape, error) : NULL;
}

static void
sort_dims (CrTensor *a, CrTensor *b, guint64 summed, Groups *groups)
{
  *groups = (Groups){ .size = { 1, 1, 1, 1 } };
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    {
      gint64 sa = cr_tensor_get_sizes (a)[d], sb = cr_tensor_get_sizes (b)[d];
      int group = summed >> d & 1 ? SUMMED : sa != 1 && sb != 1 ? BOTH : sa != 1 ? LEFT : RIGHT;
      groups->dims[group][groups->n[group]++] = d;
      groups->size[group] *= group == RIGHT ? sb : sa;
    }
}

/* Σ over @summed of a · b, those dimensions kept as 1. */
static CrTensor *
multiply_pair (CrTensor *a, CrTensor *b, guint64 summed, GError **error)
{
  static const int of_left[] = { BOTH, LEFT, SUMMED, RIGHT }, of_right[] = { BOTH, SUMMED, RIGHT, LEFT };
  Groups groups;
  gint64 shape[CR_MAX_DIMS], order[CR_MAX_DIMS];
  int n = 0;
  if (summed == 0)
    return cr_op_mul (a, b, error);
  sort_dims (a, b, summed, &groups);
  for (int k = 0; k < 4; k++)
    for (guint i = 0; i < groups.n[of_left[k]]; i++)
      {
        gint64 d = groups.dims[of_left[k]][i];
        shape[n] = of_left[k] == SUMMED ? 1 : cr_tensor_get_sizes (of_left[k] == RIGHT ? b : a)[d];
        order[d] = n++;
      }
  g_autoptr (CrTensor) left = fold (a, &groups, of_left, error);
  g_autoptr (CrTensor) right = left ? fold (b, &groups, of_right, error) : NULL;
  g_autoptr (CrTensor) product = right ? cr_op_bmm (left, right, error) : NULL;
  g_autoptr (CrTensor) spread = product ? cr_op_view (product, n, shape, error) : NULL;
  return spread ? cr_op_permute (spread, order, n, error) : NULL;
}

/* Dimension @d of both, which does not stand in the result: summed in the product, or in the one that has it last. */
static void
choose_sum (int d, gint64 sa, gint64 sb, guint *users, guint64 *both, gint64 *single, guint *n_single)
{
  if (sa != 1 && sb != 1)
    {
      if (--users[d] != 1)
        return;
      *both |= G_GUINT64_CONSTANT (1) << d;
    }
  else if (users[d] != 1 || (sa == 1 && sb == 1))
    return;
  else
    single[n_single[sa != 1 ? 0 : 1]++ + (sa != 1 ? 0 : CR_MAX_DIMS)] = d;
  users[d] = 0;
}

/* @a takes in @b: both arranged; @users counts, a dimension, the operands left that have more than one of it. */
static CrTensor *
contract (const Einsum *e, CrTensor *a, CrTensor *b, guint *users, GError **error)
{
  guint64 both = 0;
  gint64 single[2 * CR_MAX_DIMS];
  guint n_single[2] = { 0, 0 };
  for (int d = e->n_out; d < e->n_all; d++)
    choose_sum (d, cr_tensor_get_sizes (a)[d], cr_tensor_get_sizes (b)[d], users, &both, single, n_single);
  g_autoptr (CrTensor) left
      = n_single[0] ? cr_op_sum_dim (a, single, n_single[0], TRUE, CR_N_DTYPES, error) : cr_tensor_ref (a);
  g_autoptr (CrTensor) right = n_single[1]
                                   ? cr_op_sum_dim (b, single + CR_MAX_DIMS, n_single[1], TRUE, CR_N_DTYPES, error)
                                   : cr_tensor_ref (b);
  return left && right ? multiply_pair (left, right, both, error) : NULL;
}

/* Sizes of one dimension must agree or be 1. */
static gboolean
check_sizes (const Einsum *e, CrTensor *const *arranged, guint *users, GError **error)
{
  for (int d = 0; d < e->n_all; d++)
    {
      gint64 size = 1;
      users[d] = 0;
      for (guint i = 0; i < e->n; i++)
        {
          gint64 own = cr_tensor_get_sizes (arranged[i])[d];
          if (own != 1 && size != 1 && own != size)
            return refuse (error, "operands do not broadcast with remapped shapes");
          size = own != 1 ? own : size;
          users[d] += own != 1;
        }
    }
  return TRUE;
}

static CrTensor *
multiply_all (const Einsum *e, GPtrArray *arranged, GError **error)
{
  guint users[CR_MAX_DIMS * 2];
  gint64 dims[CR_MAX_DIMS];
  if (!check_sizes (e, (CrTensor *const *)arranged->pdata, users, error))
    return NULL;
  g_autoptr (CrTensor) result = cr_tensor_ref (arranged->pdata[0]);
  for (guint i = 1; i < e->n; i++)
    if (!replace (&result, contract (e, result, arranged->pdata[i], users, error)))
      return NULL;
  if (e->n_all == e->n_out)
    return g_steal_pointer (&result);
  if (e->n > 1)
    return cr_op_view (result, e->n_out, cr_tensor_get_sizes (result), error);
  for (int d = e->n_out; d < e->n_all; d++)
    dims[d - e->n_out] = d;
  return cr_op_sum_dim (result, dims, e->n_all - e->n_out, FALSE, CR_N_DTYPES, error);
}

CrTensor *
cr_op_einsum (const char *equation, CrTensor *const *operands, guint n, GError **error)
{
  Einsum e = { .operands = operands, .n = n };
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  g_autoptr (GPtrArray) arranged = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  const char *arrow = strstr (equation, "->");
  if (n == 0)
    {
      refuse (error, "must provide at least one operand");
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (labels, g_array_new (FALSE, FALSE, sizeof (int)));
  for (int k = 0; k < MAX_LABELS; k++)
    e.place[k] = -1;
  e.labels = (GArray **)labels->pdata;
  if (!read_operands (&e, equation, arrow ? arrow : equation + strlen (equation), error)
      || !place_labels (&e, arrow, error))
    return NULL;
  if (e.n_all > CR_MAX_DIMS)
    {
      refuse (error, "too many dimensions");
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      CrTensor *operand = arrange (&e, i, error);
      if (!operand)
        return NULL;
      g_ptr_array_add (arranged, operand);
    }
  return multiply_all (&e, arranged, error);
}
