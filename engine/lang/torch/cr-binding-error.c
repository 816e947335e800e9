/* What is said of arguments that fit no overload, word for word PyTorch's: torch/csrc/utils/python_arg_parser.cpp
 * and invalid_arguments.cpp. Where PyTorch's own signatures differ from the table's they are what is shown. */

#include "cr-binding-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* PyTorch's signatures, without a method's own tensor. */
static const struct
{
  const char *name;
  gboolean is_method;
  gboolean hidden; /* deprecated: counts, but is not shown */
  const char *parameters;
} pytorch[] = {
#define CR_SIGNATURE(name, is_method, hidden, parameters) { name, is_method, hidden, parameters },
#include "cr-binding-signatures.def"
#undef CR_SIGNATURE
};

typedef struct
{
  CrInterp *interp;
  const char *name;
  GPtrArray *signatures; /* of CrSignature */
  guint n_all;           /* the hidden ones too */
  CrObject self;
  gboolean named; /* a string stood for a dimension */
  const CrCallArgs *args;
  CrBinder binder;
} Problem;

static CrObject
get_arg (const Problem *problem, guint i)
{
  return problem->args->values[i];
}

static const char *
type_of (const Problem *problem, guint i)
{
  return cr_interp_type_name (problem->interp, get_arg (problem, i));
}

static gboolean
tell_extra (Problem *problem, const CrSignature *signature)
{
  guint most = signature->n_positional, least = signature->n_required, given = problem->args->n_positional;
  if (least != most)
    cr_interp_raise (problem->interp, CR_ERROR_TYPE, "%s() takes from %u to %u positional arguments but %u were given",
                     problem->name, least, most, given);
  else
    cr_interp_raise (problem->interp, CR_ERROR_TYPE, "%s() takes %u positional argument%s but %u %s given",
                     problem->name, most, most == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  return FALSE;
}

static gboolean
tell_missing (Problem *problem, const CrSignature *signature, guint from)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  guint n = 0;
  for (guint i = from; i < signature->n; i++)
    if (!signature->parameters[i].has_default)
      g_string_append_printf (missing, "%s\"%s\"", n++ ? ", " : "", signature->parameters[i].name);
  /* PyTorch has the plural the wrong way round. */
  cr_interp_raise (problem->interp, CR_ERROR_TYPE, "%s() missing %u required positional argument%s: %s", problem->name,
                   n, n == 1 ? "s" : "", missing->str);
  return FALSE;
}

static gboolean
tell_keyword (Problem *problem, const CrSignature *signature)
{
  for (guint k = 0; k < problem->args->n_keywords; k++)
    {
      const char *name = problem->args->keywords[k];
      int i = cr_signature_find (signature, name);
      if (i >= 0 && i >= (int)problem->args->n_positional)
        continue;
      cr_interp_raise (problem->interp, CR_ERROR_TYPE,
                       i < 0 ? "%s() got an unexpected keyword argument '%s'"
                             : "%s() got multiple values for argument '%s'",
                       problem->name, name);
      return FALSE;
    }
  return FALSE;
}

/* @at: where among the values. */
static gboolean
tell_type (Problem *problem, const CrBindParameter *parameter, guint at)
{
  g_autofree char *place
      = at < problem->args->n_positional ? g_strdup_printf (" (position %u)", at + 1) : g_strdup ("");
  cr_interp_raise (problem->interp, CR_ERROR_TYPE, "%s(): argument '%s'%s must be %s, not %s", problem->name,
                   parameter->name, place, parameter->type_name, type_of (problem, at));
  return FALSE;
}

static gboolean
check_value (Problem *problem, const CrBindParameter *parameter, guint i, CrObject value)
{
  if (value.kind == CR_OBJECT_STR && (parameter->accepts & CR_ACCEPTS_NAME))
    {
      problem->named = TRUE;
      return TRUE;
    }
  return cr_binder_set (&problem->binder, parameter, i, value);
}

/* FunctionSignature::parse: TRUE if the arguments fit. With @tell the exception says why they don't. */
static gboolean
parse (Problem *problem, const CrSignature *signature, gboolean tell)
{
  const CrCallArgs *args = problem->args;
  guint n_positional = args->n_positional, at = 0, used = 0;
  gboolean varargs = signature->n_positional == 1 && (signature->parameters[0].accepts & CR_ACCEPTS_INTS);
  if (n_positional > signature->n_positional && !varargs)
    return tell && tell_extra (problem, signature);
  for (guint i = 0; i < signature->n; i++)
    {
      const CrBindParameter *parameter = &signature->parameters[i];
      guint value = at;
      if (at < n_positional && parameter->keyword_only)
        return tell && tell_extra (problem, signature);
      if (at >= n_positional)
        {
          guint k = 0;
          while (k < args->n_keywords && cr_signature_find (signature, args->keywords[k]) != (int)i)
            k++;
          if (k == args->n_keywords && parameter->has_default)
            continue;
          if (k == args->n_keywords)
            return tell && tell_missing (problem, signature, i);
          value = n_positional + k;
          used++;
        }
      gboolean fits = check_value (problem, parameter, i, get_arg (problem, value));
      if (!fits && cr_interp_is_raised (problem->interp))
        return FALSE;
      if (!fits && varargs && at == 0 && at < n_positional
          && cr_binder_set_ints (&problem->binder, parameter, i, args->values, n_positional))
        {
          at = n_positional;
          continue;
        }
      if (!fits)
        return tell && tell_type (problem, parameter, value);
      at += at < n_positional;
    }
  return used == args->n_keywords || (tell && tell_keyword (problem, signature));
}

static char *
describe (const CrSignature *signature)
{
  GString *text = g_string_new ("(");
  gboolean starred = FALSE;
  for (guint i = 0; i < signature->n; i++)
    {
      const CrBindParameter *parameter = &signature->parameters[i];
      g_string_append_printf (text, "%s%s%s %s", i ? ", " : "", parameter->keyword_only && !starred ? "*, " : "",
                              parameter->type_name, parameter->name);
      starred = starred || parameter->keyword_only;
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* invalid_arguments.cpp compares the types' names, and counts the star as an argument, and nothing as one. */
static gboolean
counts_match (const Problem *problem, const CrSignature *signature)
{
  guint n = signature->n + (signature->n > signature->n_positional);
  return MAX (n, 1) == problem->args->n_positional + problem->args->n_keywords;
}

static gboolean
type_matches (const Problem *problem, const CrBindParameter *parameter, guint i)
{
  const char *wanted = parameter->type_name;
  if (!g_str_has_prefix (wanted, "tuple of "))
    return strcmp (wanted, type_of (problem, i)) == 0
           || (strcmp (wanted, "float") == 0 && get_arg (problem, i).kind == CR_OBJECT_INT);
  if (!cr_object_is_sequence (get_arg (problem, i)))
    return FALSE;
  CrSequence *items = cr_object_sequence (get_arg (problem, i));
  gsize length = strlen (wanted) - strlen ("tuple of ") - 1;
  for (guint k = 0; k < items->n; k++)
    {
      const char *type = cr_interp_type_name (problem->interp, items->items[k]);
      if (strlen (type) != length || strncmp (type, wanted + strlen ("tuple of "), length) != 0)
        return FALSE;
    }
  return TRUE;
}

/* "(int, Tensor, !str!)" */
static void
append_types (const Problem *problem, const CrSignature *signature, GString *text)
{
  const CrCallArgs *args = problem->args;
  g_string_append_c (text, '(');
  for (guint i = 0; i < args->n_positional + args->n_keywords; i++)
    {
      const char *keyword = i >= args->n_positional ? args->keywords[i - args->n_positional] : NULL;
      int at = keyword ? (signature ? cr_signature_find (signature, keyword) : 0) : (int)i;
      gboolean matches
          = !signature || (at >= 0 && at < (int)signature->n && type_matches (problem, &signature->parameters[at], i));
      g_string_append_printf (text, "%s%s%s%s%s%s", i ? ", " : "", matches ? "" : "!", keyword ? keyword : "",
                              keyword ? "=" : "", type_of (problem, i), matches ? "" : "!");
    }
  if (!signature && args->n_positional == 0 && args->n_keywords)
    g_string_append (text, ", ");
  g_string_append_c (text, ')');
}

/* Appends the keywords that @signature lacks; FALSE if it has them all. */
static gboolean
append_unmatched (const Problem *problem, const CrSignature *signature, const char *before, GString *text)
{
  guint n = 0;
  for (guint k = 0; k < problem->args->n_keywords; k++)
    {
      int i = cr_signature_find (signature, problem->args->keywords[k]);
      if (i < (int)problem->args->n_positional)
        g_string_append_printf (text, "%s%s", n++ ? ", " : before, problem->args->keywords[k]);
    }
  return n > 0;
}

static void
tell_one (const Problem *problem, GString *text)
{
  const CrSignature *signature = problem->signatures->pdata[0];
  if (append_unmatched (problem, signature, "got unrecognized keyword arguments: ", text))
    return;
  g_autofree char *said = describe (signature);
  g_string_append (text, "got ");
  append_types (problem, counts_match (problem, signature) ? signature : NULL, text);
  g_string_append_printf (text, ", but expected %s", said);
}

static void
tell_many (const Problem *problem, GString *text)
{
  g_string_append (text, "got ");
  append_types (problem, NULL, text);
  g_string_append (text, ", but expected one of:\n");
  for (guint i = 0; i < problem->signatures->len; i++)
    {
      const CrSignature *signature = problem->signatures->pdata[i];
      g_autofree char *said = describe (signature);
      g_string_append_printf (text, " * %s\n", said);
      if (!counts_match (problem, signature))
        continue;
      if (!append_unmatched (problem, signature,
                             "      didn't match because some of the keywords were incorrect: ", text))
        {
          g_string_append (text, "      didn't match because some of the arguments have invalid types: ");
          append_types (problem, signature, text);
        }
      g_string_append_c (text, '\n');
    }
}

/* PyTorch's signatures, else the table's rows. */
static void
find_signatures (Problem *problem, const CrOverloads *overloads, gboolean is_method)
{
  problem->signatures = g_ptr_array_new_with_free_func (cr_signature_free);
  for (guint i = 0; i < G_N_ELEMENTS (pytorch); i++)
    if (strcmp (pytorch[i].name, overloads->name) == 0 && pytorch[i].is_method == is_method)
      {
        problem->n_all++;
        if (!pytorch[i].hidden)
          g_ptr_array_add (problem->signatures, cr_signature_parse (pytorch[i].parameters, 0));
      }
  if (problem->signatures->len > 0)
    return;
  problem->n_all = overloads->n;
  for (guint i = 0; i < overloads->n; i++)
    g_ptr_array_add (problem->signatures,
                     cr_signature_parse (overloads->signatures[i]->function->parameters, is_method ? 1 : 0));
}

static gboolean
takes_nothing (const Problem *problem, gboolean is_method)
{
  const CrSignature *only = problem->signatures->pdata[0];
  if (!is_method || problem->signatures->len != 1 || only->n > 0)
    return FALSE;
  if (problem->args->n_keywords)
    cr_interp_raise (problem->interp, CR_ERROR_TYPE, "_TensorBase.%s() takes no keyword arguments", problem->name);
  else
    cr_interp_raise (problem->interp, CR_ERROR_TYPE, "_TensorBase.%s() takes no arguments (%u given)", problem->name,
                     problem->args->n_positional);
  return TRUE;
}

/* Dimensions may have names in PyTorch; none has one here. */
static gboolean
tell_name (const Problem *problem)
{
  CrObject tensor = problem->self;
  const char *name = NULL;
  for (guint i = 0; i < problem->args->n_positional + problem->args->n_keywords; i++)
    {
      CrObject value = get_arg (problem, i);
      if (!cr_object_is_set (tensor) && value.kind == CR_OBJECT_TENSOR)
        tensor = value;
      if (value.kind == CR_OBJECT_STR)
        name = cr_object_text (value);
    }
  if (!name || tensor.kind != CR_OBJECT_TENSOR)
    return FALSE;
  g_autoptr (GString) names = g_string_new (NULL);
  for (int d = 0; d < cr_tensor_get_ndim (tensor.u.tensor); d++)
    g_string_append (names, d ? ", None" : "None");
  cr_interp_raise (problem->interp, CR_ERROR_RUNTIME, "Name '%s' not found in Tensor[%s].", name, names->str);
  return TRUE;
}

#define MAX_KEYWORDS 32
#define N_BUCKETS 13

/* std::hash of a string, as libstdc++ has it: MurmurHash64A (Austin Appleby). */
static guint64
hash_keyword (const char *text)
{
  const guint64 factor = G_GUINT64_CONSTANT (0xc6a4a7935bd1e995);
  gsize length = strlen (text), at = 0;
  guint64 hash = G_GUINT64_CONSTANT (0xc70f6907) ^ (length * factor), word;
  for (; at + 8 <= length; at += 8)
    {
      memcpy (&word, text + at, 8);
      word = GUINT64_FROM_LE (word) * factor;
      hash = (hash ^ ((word ^ (word >> 47)) * factor)) * factor;
    }
  if (at < length)
    {
      word = 0;
      for (gsize i = length; i-- > at;)
        word = (word << 8) | (guchar)text[i];
      hash = (hash ^ word) * factor;
    }
  hash = (hash ^ (hash >> 47)) * factor;
  return hash ^ (hash >> 47);
}

/* Keywords in the order in which PyTorch shows them, which is that of its hash table: a new one comes before those of
 * its bucket, the first of a bucket before all others. */
static void
shuffle_keywords (const CrCallArgs *args, CrObject *values, const char **keywords)
{
  guint buckets[MAX_KEYWORDS];
  CrObject *by_name = values + args->n_positional;
  if (args->n_positional)
    memcpy (values, args->values, args->n_positional * sizeof (CrObject));
  for (guint k = 0; k < args->n_keywords; k++)
    {
      guint bucket = (guint)(hash_keyword (args->keywords[k]) % N_BUCKETS), at = 0;
      while (at < k && buckets[at] != bucket)
        at++;
      at = at == k ? 0 : at;
      memmove (&buckets[at + 1], &buckets[at], (k - at) * sizeof (guint));
      memmove (&keywords[at + 1], &keywords[at], (k - at) * sizeof (char *));
      memmove (&by_name[at + 1], &by_name[at], (k - at) * sizeof (CrObject));
      buckets[at] = bucket;
      keywords[at] = args->keywords[k];
      by_name[at] = args->values[args->n_positional + k];
    }
}

static gboolean
has_out (const CrCallArgs *args)
{
  for (guint k = 0; k < args->n_keywords; k++)
    if (strcmp (args->keywords[k], "out") == 0)
      return TRUE;
  return FALSE;
}

static void
explain (Problem *problem)
{
  guint given = problem->args->n_positional + problem->args->n_keywords, n_plausible = 0;
  const CrSignature *plausible = NULL;
  gboolean fits = FALSE;
  for (guint i = 0; i < problem->signatures->len && !fits && !cr_interp_is_raised (problem->interp); i++)
    {
      const CrSignature *signature = problem->signatures->pdata[i];
      fits = parse (problem, signature, FALSE);
      if (given < signature->n_required || given > signature->n)
        continue;
      plausible = signature;
      n_plausible++;
    }
  if (problem->n_all == 1)
    plausible = problem->signatures->pdata[0];
  if (!fits && !cr_interp_is_raised (problem->interp) && (n_plausible == 1 || problem->n_all == 1))
    parse (problem, plausible, TRUE);
  if (cr_interp_is_raised (problem->interp))
    return;
  if (fits && problem->named && tell_name (problem))
    return;
  if (fits)
    {
      cr_interp_raise (problem->interp, CR_ERROR_NOT_IMPLEMENTED,
                       has_out (problem->args)
                           ? _ ("“%s” takes no out= here: assign its result, or copy it with copy_()")
                           : _ ("“%s” is not available yet with these arguments"),
                       problem->name);
      return;
    }
  CrObject values[MAX_KEYWORDS];
  const char *keywords[MAX_KEYWORDS];
  CrCallArgs shuffled = { values, problem->args->n_positional, problem->args->n_keywords, keywords };
  if (given <= MAX_KEYWORDS)
    {
      shuffle_keywords (problem->args, values, keywords);
      problem->args = &shuffled;
    }
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%s() received an invalid combination of arguments - ", problem->name);
  if (problem->signatures->len == 1)
    tell_one (problem, text);
  else
    tell_many (problem, text);
  cr_interp_raise (problem->interp, CR_ERROR_TYPE, "%s", text->str);
}

void
cr_binding_raise (CrInterp *interp, const CrOverloads *overloads, CrObject self, const CrCallArgs *args)
{
  gboolean is_method = cr_object_is_set (self);
  Problem problem = { .interp = interp, .name = overloads->name, .self = self, .args = args };
  find_signatures (&problem, overloads, is_method);
  problem.binder.interp = interp;
  problem.binder.name = overloads->name;
  if (!takes_nothing (&problem, is_method))
    explain (&problem);
  g_clear_pointer (&problem.binder.held, g_ptr_array_unref);
  g_ptr_array_unref (problem.signatures);
}
