/* What a script can name. An interpreter is made that runs a script of samples, one value of each kind; then its
 * modules, classes and values are asked for their names with the same functions that dir() uses, and the interpreter
 * goes away. What a name is for people (a sentence, parameters, what a call gives) comes from the functions', the
 * layers' and the optimizers' tables, for the rest from cr-known-help.def. */

#include "cr-known-private.h"

#include <string.h>

static void
known_free (gpointer data)
{
  CrKnown *known = data;
  g_free (known->path);
  g_free (known->parameters);
  g_free (known->summary);
  g_free (known->value);
  g_free (known->result);
  g_free (known->dim_result);
  g_free (known);
}

CrKnownType *
cr_known_add_type (CrKnownBuilder *builder, const char *name)
{
  CrKnownType *type = g_hash_table_lookup (builder->types, name);
  if (type)
    return type;
  type = g_new0 (CrKnownType, 1);
  type->name = g_strdup (name);
  type->members = g_ptr_array_new_with_free_func (known_free);
  type->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (builder->types, type->name, type);
  return type;
}

const CrKnown *
cr_known_find (const CrKnownType *type, const char *name)
{
  const CrKnown *known = NULL;
  for (; type && known == NULL; type = type->base)
    known = g_hash_table_lookup (type->by_name, name);
  return known;
}

static CrKnown *
add_known (CrKnownType *type, const char *name)
{
  CrKnown *known = g_new0 (CrKnown, 1);
  known->name = g_intern_string (name);
  known->path = g_strdup_printf ("%s%s%s", type->name, type->name[0] ? "." : "", name);
  known->kind = CR_COMPLETION_ATTRIBUTE;
  g_ptr_array_add (type->members, known);
  g_hash_table_insert (type->by_name, (gpointer)known->name, known);
  return known;
}

/* "Linear" of "torch.nn.modules.linear.Linear". */
static const char *
last_part (const char *name)
{
  const char *dot = strrchr (name, '.');
  return dot ? dot + 1 : name;
}

char *
cr_known_name_type (CrInterp *interp, CrObject object)
{
  if (object.kind == CR_OBJECT_MODULE)
    return g_strdup (((CrModuleObject *)object.u.cell)->name);
  if (object.kind == CR_OBJECT_CLASS)
    return g_strconcat ("class ", last_part (((CrClass *)object.u.cell)->name), NULL);
  if (object.kind == CR_OBJECT_GRAD_FN)
    return g_strdup ("Node");
  if (object.kind == CR_OBJECT_TUPLE && cr_object_sequence (object)->function)
    return g_strconcat ("return_types.", cr_object_sequence (object)->function->name, NULL);
  return g_strdup (last_part (cr_interp_type_name (interp, object)));
}

static gboolean
is_function (CrObject object)
{
  return object.kind == CR_OBJECT_BUILTIN || object.kind == CR_OBJECT_TORCH_FUNCTION
         || object.kind == CR_OBJECT_FUNCTION || object.kind == CR_OBJECT_METHOD;
}

static void
fill_value (CrKnownBuilder *builder, CrKnown *known, CrObject object, gboolean of_module)
{
  if (object.kind == CR_OBJECT_CLASS)
    {
      CrClass *class_ = (CrClass *)object.u.cell;
      known->kind = CR_COMPLETION_CLASS;
      known->value = cr_known_name_type (builder->interp, object);
      known->result = g_strdup (last_part (class_->name));
      cr_known_add_class (builder, class_);
    }
  else if (is_function (object))
    known->kind = of_module ? CR_COMPLETION_FUNCTION : CR_COMPLETION_METHOD;
  else if (cr_object_is_set (object))
    {
      known->kind = object.kind == CR_OBJECT_MODULE   ? CR_COMPLETION_MODULE
                    : object.kind == CR_OBJECT_TENSOR ? CR_COMPLETION_TENSOR
                                                      : CR_COMPLETION_ATTRIBUTE;
      if (object.kind != CR_OBJECT_NONE)
        known->value = cr_known_name_type (builder->interp, object);
    }
}

static int
compare_known (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(CrKnown *const *)a)->name, (*(CrKnown *const *)b)->name);
}

/* A name that can be written and is meant to be. */
static gboolean
is_public (const char *name)
{
  for (const char *at = name; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;
  return g_ascii_isalpha (name[0]);
}

/* Takes @object's names for @type. @classes: last parts of the names of the classes whose help there is, NULL at the
 * end. */
void
cr_known_add_object (CrKnownBuilder *builder, CrKnownType *type, CrObject object, const char *const *classes)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean of_module = object.kind == CR_OBJECT_MODULE;
  cr_interp_list_attributes (builder->interp, object, names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      if (!is_public (name) || cr_known_find (type, name))
        continue;
      CrObject value = cr_interp_find_attribute (builder->interp, object, name);
      if (!cr_object_is_set (value))
        {
          cr_interp_forget (builder->interp);
          continue;
        }
      CrKnown *known = add_known (type, name);
      fill_value (builder, known, value, of_module);
      cr_known_help (known, value, classes);
      cr_object_unref (value);
    }
  g_ptr_array_sort (type->members, compare_known);
}

/* The last parts of the names of @class_ and its bases, and NULL. Owned container. */
const char **
cr_known_list_bases (const CrClass *class_)
{
  const char **names = g_new0 (const char *, class_->n_mro + 1);
  for (guint i = 0; i < class_->n_mro; i++)
    names[i] = last_part (class_->mro[i]->name);
  return names;
}

void
cr_known_set_base (CrKnownBuilder *builder, CrKnownType *type, const char *base)
{
  CrKnownType *found = g_hash_table_lookup (builder->types, base);
  /* Classes of different modules may end in the same name: no ring comes of that. */
  for (const CrKnownType *at = found; at; at = at->base)
    if (at == type)
      return;
  type->base = found;
}

void
cr_known_add_class (CrKnownBuilder *builder, CrClass *class_)
{
  const char *last = last_part (class_->name), *base = class_->base ? last_part (class_->base->name) : NULL;
  g_autofree char *name = g_strconcat ("class ", last, NULL);
  if (g_hash_table_contains (builder->types, name))
    return;
  g_autofree char *base_name = g_strconcat ("class ", base, NULL);
  g_autofree const char **bases = cr_known_list_bases (class_);
  if (base)
    cr_known_add_class (builder, class_->base);
  CrKnownType *of_class = cr_known_add_type (builder, name);
  if (base)
    cr_known_set_base (builder, of_class, base_name);
  cr_known_add_object (builder, of_class, cr_object_from_cell (class_), bases);
  CrKnownType *type = cr_known_add_type (builder, last);
  if (base)
    cr_known_set_base (builder, type, base);
  if (type->members->len == 0)
    cr_known_add_object (builder, type, cr_object_from_cell (class_), bases);
}

void
cr_known_add_modules (CrKnownBuilder *builder)
{
  CrKnownType *type = cr_known_add_type (builder, "modules");
  for (guint i = 0; cr_builtins_get_module_name (i); i++)
    {
      CrKnown *known = add_known (type, cr_builtins_get_module_name (i));
      g_free (known->path);
      known->path = g_strdup (known->name);
      known->kind = CR_COMPLETION_MODULE;
      known->value = g_strdup (known->name);
      cr_known_help (known, CR_UNSET, NULL);
    }
}

static GHashTable *
get_types (void)
{
  static gsize made = 0;
  if (g_once_init_enter (&made))
    g_once_init_leave (&made, GPOINTER_TO_SIZE (cr_known_build ()));
  return GSIZE_TO_POINTER (made);
}

const CrKnownType *
cr_known_get_builtins (void)
{
  return g_hash_table_lookup (get_types (), "");
}

const CrKnownType *
cr_known_find_type (const char *name)
{
  const char *bracket = name ? strchr (name, '[') : NULL;
  g_autofree char *plain = bracket ? g_strndup (name, (gsize)(bracket - name)) : NULL;
  return name ? g_hash_table_lookup (get_types (), plain ? plain : name) : NULL;
}

const char *
cr_known_get_module (guint i)
{
  return cr_builtins_get_module_name (i);
}

const CrKnown *
cr_known_find_module (const char *path)
{
  return cr_known_find (g_hash_table_lookup (get_types (), "modules"), path);
}

GPtrArray *
cr_known_list_types (void)
{
  GHashTableIter iter;
  gpointer type;
  GPtrArray *list = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, get_types ());
  while (g_hash_table_iter_next (&iter, NULL, &type))
    g_ptr_array_add (list, type);
  return list;
}
