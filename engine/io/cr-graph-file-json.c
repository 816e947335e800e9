/* Reading JSON with distrust: every member is checked for its type and its range, and what is wrong is reported once,
 * with its path. */

#include "cr-graph-file-private.h"

#include "cr-element.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
append_path (GString *text, const CrJsonPath *path)
{
  if (path == NULL)
    return;
  append_path (text, path->parent);
  if (path->key == NULL)
    g_string_append_printf (text, "[%" G_GSIZE_FORMAT "]", path->index);
  else
    g_string_append_printf (text, "%s%s", text->len > 0 ? "." : "", path->key);
}

gboolean
cr_json_fail (CrJsonReader *reader, const CrJsonPath *path, const char *what)
{
  if (reader->failed)
    return FALSE;
  reader->failed = TRUE;
  GString *text = g_string_new (NULL);
  append_path (text, path);
  g_set_error (reader->error, CR_ERROR, CR_ERROR_FORMAT, "%s: %s", text->len > 0 ? text->str : "/", what);
  g_string_free (text, TRUE);
  return FALSE;
}

static gboolean
fail_member (CrJsonReader *reader, const CrJsonPath *path, const char *key, const char *what)
{
  CrJsonPath member = { .parent = path, .key = key };
  return cr_json_fail (reader, &member, what);
}

json_t *
cr_json_member (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  if (!json_is_object (object))
    {
      cr_json_fail (reader, path, _ ("an object was expected"));
      return NULL;
    }
  json_t *member = json_object_get (object, key);
  if (member == NULL)
    fail_member (reader, path, key, _ ("is missing"));
  return member;
}

json_t *
cr_json_array (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  json_t *member = cr_json_member (reader, path, object, key);
  if (member == NULL || json_is_array (member))
    return member;
  fail_member (reader, path, key, _ ("an array was expected"));
  return NULL;
}

const char *
cr_json_string_or_null (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  json_t *member = cr_json_member (reader, path, object, key);
  if (member == NULL || json_is_null (member))
    return NULL;
  if (!json_is_string (member))
    fail_member (reader, path, key, _ ("a text was expected"));
  return json_string_value (member);
}

const char *
cr_json_string (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  const char *string = cr_json_string_or_null (reader, path, object, key);
  if (string == NULL)
    fail_member (reader, path, key, _ ("a text was expected"));
  return string;
}

gboolean
cr_json_boolean (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  json_t *member = cr_json_member (reader, path, object, key);
  if (member != NULL && !json_is_boolean (member))
    fail_member (reader, path, key, _ ("true or false was expected"));
  return member != NULL && json_is_true (member);
}

static gint64
read_integer (CrJsonReader *reader, const CrJsonPath *path, json_t *item, gint64 min, gint64 max)
{
  if (!json_is_integer (item))
    {
      cr_json_fail (reader, path, _ ("a whole number was expected"));
      return min;
    }
  gint64 value = json_integer_value (item);
  if (value >= min && value <= max)
    return value;
  cr_json_fail (reader, path, _ ("the number is out of range"));
  return min;
}

gint64
cr_json_integer (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, gint64 min, gint64 max)
{
  CrJsonPath member_path = { .parent = path, .key = key };
  json_t *member = cr_json_member (reader, path, object, key);
  return member == NULL ? min : read_integer (reader, &member_path, member, min, max);
}

guint64
cr_json_id (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  return (guint64)cr_json_integer (reader, path, object, key, 0, CR_GRAPH_FILE_MAX_ID);
}

guint64
cr_json_hash (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  const char *text = cr_json_string (reader, path, object, key);
  guint64 hash = 0;
  if (text == NULL)
    return 0;
  gboolean good = strlen (text) == 16 && strspn (text, "0123456789abcdefABCDEF") == 16
                  && g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT64, &hash, NULL);
  if (!good)
    fail_member (reader, path, key, _ ("sixteen hexadecimal digits were expected"));
  return hash;
}

double
cr_json_number (CrJsonReader *reader, const CrJsonPath *path, json_t *item)
{
  if (json_is_number (item))
    return json_number_value (item);
  const char *text = json_string_value (item);
  if (g_strcmp0 (text, "NaN") == 0)
    return NAN;
  if (g_strcmp0 (text, "Infinity") == 0)
    return INFINITY;
  if (g_strcmp0 (text, "-Infinity") == 0)
    return -INFINITY;
  cr_json_fail (reader, path, _ ("a number was expected"));
  return 0;
}

CrRange
cr_json_range (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  CrJsonPath here = { .parent = path, .key = key };
  json_t *array = cr_json_array (reader, path, object, key);
  guint numbers[6] = { 0 };
  if (array == NULL)
    return (CrRange){ 0 };
  if (json_array_size (array) != G_N_ELEMENTS (numbers))
    cr_json_fail (reader, &here, _ ("a range has six numbers"));
  for (gsize i = 0; i < G_N_ELEMENTS (numbers) && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      numbers[i] = (guint)read_integer (reader, &item, json_array_get (array, i), 0, (gint64)reader->script_bytes + 2);
    }
  CrRange range = { numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5] };
  if (!reader->failed && (guint64)range.offset + range.length > reader->script_bytes)
    cr_json_fail (reader, &here, _ ("the range lies outside the script"));
  return range;
}

gpointer
cr_json_alloc (CrJsonReader *reader, gsize n, gsize size)
{
  gpointer memory = g_malloc0_n (n + 1, size);
  g_ptr_array_add (reader->memory, memory);
  return memory;
}

/* A number that the dtype can hold. The shortest decimals of a dtype's largest number may lie a little above it. */
static double
read_float (CrJsonReader *reader, const CrJsonPath *path, json_t *item, CrDtype dtype)
{
  double number = cr_json_number (reader, path, item);
  gboolean fits = dtype == CR_DTYPE_FLOAT64 || isfinite ((float)number);
  if (dtype == CR_DTYPE_FLOAT16)
    fits = fabs (number) < 65520;
  if (isfinite (number) && !fits)
    cr_json_fail (reader, path, _ ("the number is out of range"));
  return number;
}

static void
store_complex (CrJsonReader *reader, const CrJsonPath *path, json_t *item, CrComplex *element)
{
  if (!json_is_array (item) || json_array_size (item) != 2)
    {
      cr_json_fail (reader, path, _ ("an array of two numbers was expected"));
      return;
    }
  element->re = (float)read_float (reader, path, json_array_get (item, 0), CR_DTYPE_FLOAT32);
  element->im = (float)read_float (reader, path, json_array_get (item, 1), CR_DTYPE_FLOAT32);
}

static void
store (CrJsonReader *reader, const CrJsonPath *path, json_t *item, CrDtype dtype, gpointer data, gsize i)
{
  if (dtype == CR_DTYPE_BOOL)
    {
      if (!json_is_boolean (item))
        cr_json_fail (reader, path, _ ("true or false was expected"));
      ((guint8 *)data)[i] = json_is_true (item);
    }
  else if (cr_dtype_is_complex (dtype))
    store_complex (reader, path, item, (CrComplex *)data + i);
  else if (!cr_dtype_is_integral (dtype))
    cr_element_set_double (dtype, data, i, read_float (reader, path, item, dtype));
  else
    {
      int bits = 8 * (int)cr_dtype_get_size (dtype);
      gint64 max = dtype == CR_DTYPE_UINT8 ? 255 : G_MAXINT64 >> (64 - bits);
      cr_element_set_int (dtype, data, i,
                          read_integer (reader, path, item, dtype == CR_DTYPE_UINT8 ? 0 : -max - 1, max));
    }
}

/* Sizes of an array whose elements can be counted. Returns the number of dimensions, -1 after a failure. */
static int
read_shape (CrJsonReader *reader, const CrJsonPath *path, json_t *object, gint64 *sizes, gint64 *numel)
{
  CrJsonPath here = { .parent = path, .key = "shape" };
  json_t *shape = cr_json_array (reader, path, object, "shape");
  if (shape == NULL)
    return -1;
  if (json_array_size (shape) > CR_MAX_DIMS)
    return cr_json_fail (reader, &here, _ ("there are too many dimensions")) - 1;
  *numel = 1;
  for (gsize i = 0; i < json_array_size (shape); i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      sizes[i] = read_integer (reader, &item, json_array_get (shape, i), 0, CR_GRAPH_FILE_MAX_ID);
      if (__builtin_mul_overflow (*numel, sizes[i], numel))
        cr_json_fail (reader, &here, _ ("the sizes are too large"));
      if (reader->failed)
        return -1;
    }
  return (int)json_array_size (shape);
}

static CrValue *
read_summary (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrDtype dtype, int ndim,
              const gint64 *sizes)
{
  static const char *const numbers[] = { "min", "max", "mean", "norm" };
  CrJsonPath here = { .parent = path, .key = "summary" };
  json_t *summary = cr_json_member (reader, path, object, "summary");
  double read[4] = { 0 };
  for (guint i = 0; i < 4 && summary != NULL; i++)
    {
      CrJsonPath item = { .parent = &here, .key = numbers[i] };
      json_t *member = cr_json_member (reader, &here, summary, numbers[i]);
      read[i] = member != NULL ? cr_json_number (reader, &item, member) : 0;
    }
  CrSummary result = { .min = read[0], .max = read[1], .mean = read[2], .norm = read[3] };
  if (summary == NULL)
    return NULL;
  result.n_zero = cr_json_integer (reader, &here, summary, "n_zero", 0, G_MAXINT64);
  result.n_nan = cr_json_integer (reader, &here, summary, "n_nan", 0, G_MAXINT64);
  result.n_inf = cr_json_integer (reader, &here, summary, "n_inf", 0, G_MAXINT64);
  return reader->failed ? NULL : cr_value_new_summary (dtype, ndim, sizes, &result);
}

/* The number of elements must be that of the sizes, so that no more memory is taken than the file is long. */
static CrValue *
read_elements (CrJsonReader *reader, const CrJsonPath *path, json_t *data, CrDtype dtype, int ndim, const gint64 *sizes,
               gint64 numel)
{
  CrJsonPath here = { .parent = path, .key = "data" };
  if (!json_is_array (data))
    cr_json_fail (reader, &here, _ ("an array was expected"));
  else if ((gint64)json_array_size (data) != numel)
    cr_json_fail (reader, &here, _ ("the number of elements is not that of the shape"));
  if (reader->failed)
    return NULL;
  g_autofree gpointer elements = g_try_malloc_n ((gsize)numel + 1, cr_dtype_get_size (dtype));
  if (elements == NULL)
    cr_json_fail (reader, &here, _ ("there is not enough memory"));
  for (gsize i = 0; i < (gsize)numel && !reader->failed; i++)
    {
      CrJsonPath item = { .parent = &here, .index = i };
      store (reader, &item, json_array_get (data, i), dtype, elements, i);
    }
  return reader->failed ? NULL : cr_value_new_from_data (dtype, ndim, sizes, elements);
}

CrValue *
cr_json_value (CrJsonReader *reader, const CrJsonPath *path, json_t *item)
{
  gint64 sizes[CR_MAX_DIMS], numel = 0;
  CrDtype dtype = CR_DTYPE_FLOAT32;
  if (item == NULL || json_is_null (item) || reader->failed)
    return NULL;
  const char *name = cr_json_string (reader, path, item, "dtype");
  if (name != NULL && !cr_dtype_from_name (name, &dtype))
    fail_member (reader, path, "dtype", _ ("is not known"));
  int ndim = reader->failed ? -1 : read_shape (reader, path, item, sizes, &numel);
  json_t *data = ndim < 0 ? NULL : cr_json_member (reader, path, item, "data");
  if (data == NULL)
    return NULL;
  CrValue *value = json_is_null (data) ? read_summary (reader, path, item, dtype, ndim, sizes)
                                       : read_elements (reader, path, data, dtype, ndim, sizes, numel);
  if (value != NULL)
    g_ptr_array_add (reader->values, value);
  else
    cr_json_fail (reader, path, _ ("the value cannot be held"));
  return value;
}

CrValue *
cr_json_value_member (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key)
{
  CrJsonPath here = { .parent = path, .key = key };
  return cr_json_value (reader, &here, cr_json_member (reader, path, object, key));
}
