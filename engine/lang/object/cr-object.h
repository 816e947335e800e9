#pragma once
/* The objects of the language: a small tagged value, by value where it fits in a word, else a
 * pointer to a counted cell. A run's cells hang in its heap, so that cycles which counting
 * cannot free are broken when the run ends. One run's objects belong to one thread. */

#include "cr-ast.h"
#include "cr-function.h"

G_BEGIN_DECLS

typedef struct _CrInterp CrInterp;
typedef struct _CrHeap CrHeap;

typedef enum
{
  CR_OBJECT_UNSET, /* no object: an exception is pending, or a slot is empty */
  CR_OBJECT_NONE,
  CR_OBJECT_NOT_IMPLEMENTED,
  CR_OBJECT_ELLIPSIS,
  CR_OBJECT_BOOL,
  CR_OBJECT_INT,
  CR_OBJECT_FLOAT,
  CR_OBJECT_DTYPE,
  CR_OBJECT_DEVICE, /* there is one: the CPU */
  /* Counted elsewhere. */
  CR_OBJECT_TENSOR,
  CR_OBJECT_ARRAY, /* what numpy() gives: a tensor that prints and behaves as an array */
  CR_OBJECT_GRAD_FN,
  /* Cells of the heap. */
  CR_OBJECT_STR,
  CR_OBJECT_TUPLE,
  CR_OBJECT_LIST,
  CR_OBJECT_SIZE, /* torch.Size: a tuple with a name of its own */
  CR_OBJECT_DICT,
  CR_OBJECT_SET,
  CR_OBJECT_RANGE,
  CR_OBJECT_SLICE,
  CR_OBJECT_FUNCTION,
  CR_OBJECT_METHOD,
  CR_OBJECT_BUILTIN,
  CR_OBJECT_TORCH_FUNCTION, /* a row of the functions' table, perhaps bound to a tensor */
  CR_OBJECT_MODULE,
  CR_OBJECT_CLASS,
  CR_OBJECT_INSTANCE,
  CR_OBJECT_SUPER,
  CR_OBJECT_ITERATOR,
  CR_OBJECT_GENERATOR, /* torch.Generator: of random numbers */
  CR_OBJECT_PROPERTY,
  CR_OBJECT_STATIC_METHOD,
  CR_OBJECT_CLASS_METHOD,
  CR_OBJECT_DICT_VIEW, /* keys(), values() and items() of a dict */
  CR_OBJECT_COMPLEX,
  CR_OBJECT_BIG,   /* an int of more than 64 bits: cr-object-big.h */
  CR_OBJECT_SCOPE, /* the names of a call; never seen by a script */
  CR_N_OBJECT_KINDS
} CrObjectKind;

typedef struct _CrCell CrCell;

typedef struct
{
  CrObjectKind kind;
  union
  {
    gint64 integer; /* INT, BOOL */
    double number;
    CrDtype dtype;
    CrTensor *tensor; /* TENSOR, ARRAY */
    CrGradFn *grad_fn;
    CrCell *cell;
    gpointer pointer;
  } u;
} CrObject;

/* What every cell begins with. */
struct _CrCell
{
  guint ref_count;
  CrObjectKind kind;
  CrHeap *heap;
  CrCell *previous, *next; /* in the heap's list */
};

typedef struct
{
  CrCell cell;
  gsize length;   /* bytes */
  gint64 n_chars; /* characters */
  char text[];
} CrStr;

/* TUPLE, LIST, SIZE. */
typedef struct
{
  CrCell cell;
  guint n, allocated;
  CrObject *items;
  const CrFunction *function; /* a named tuple's: whose results these are; else NULL */
} CrSequence;

typedef struct
{
  guint hash;
  CrObject key; /* UNSET where an entry was deleted */
  CrObject value;
} CrDictEntry;

/* DICT, SET: entries in the order of insertion and an index by hash. */
typedef struct
{
  CrCell cell;
  struct _CrClass *type; /* NULL for a plain dict or set, else OrderedDict, Counter, ... */
  CrObject factory;      /* a defaultdict's; else UNSET */
  guint n_live, n_entries, allocated;
  guint n_constant; /* a set's first items that stood as constants in a display: CPython merges those at once */
  guint n_changes;  /* grows with whatever moves entries or index */
  CrDictEntry *entries;
  guint n_index; /* a power of two */
  gint *index;   /* entry, -1 empty, -2 deleted */
} CrDict;

typedef struct
{
  CrCell cell;
  gint64 start, stop, step;
} CrRangeObject;

typedef struct
{
  CrCell cell;
  CrObject start, stop, step;
} CrSlice;

/* What is known of a def, lambda, comprehension or class body once it was looked at. */
typedef struct
{
  const char *name;
  char *qualname;                    /* with the classes and functions around */
  const CrParameterList *parameters; /* NULL for a class body */
  const CrBlock *body;               /* NULL for a lambda */
  CrExpr *expression;                /* the lambda's */
  guint64 identity;
  GHashTable *slots;    /* interned name to index + 1 of the names that are its own */
  GPtrArray *names;     /* index to name */
  GHashTable *globals;  /* names declared global */
  GHashTable *captured; /* names that inner functions use */
  gboolean is_class;
  gboolean is_generator;
} CrCode;

typedef struct _CrScope CrScope;
struct _CrScope
{
  CrCell cell;
  const CrCode *code;
  CrScope *parent;        /* of the function around; NULL at the top */
  struct _CrClass *owner; /* the class whose method, or body, runs: for super() */
  CrDict *annotations;    /* of a class body: name to the annotation's text; NULL if there are none */
  guint n;
  CrObject slots[];
};

typedef struct _CrClass CrClass;

typedef struct
{
  CrCell cell;
  const CrCode *code;
  CrScope *scope;       /* where it was defined; NULL at the top */
  CrSequence *defaults; /* of the parameters that have one, in order */
  CrClass *owner;       /* the class that it is a method of */
  CrDict *attributes;   /* what the script set on it; NULL until then */
  CrObject wrapper;     /* what a decorator put around it: called with `wrapped` and the arguments; else UNSET */
  CrObject wrapped;
} CrFunctionObject;

typedef struct
{
  CrCell cell;
  CrObject self;
  CrObject function;
} CrMethod;

/* What a call passes; everything is borrowed. */
typedef struct
{
  const CrObject *values; /* positional ones, then those of keywords */
  guint n_positional;
  guint n_keywords;
  const char *const *keywords;
} CrCallArgs;

/* @self is what the method was taken from, else UNSET. UNSET with an exception pending on failure. */
typedef CrObject (*CrBuiltinCall) (CrInterp *interp, CrObject self, const CrCallArgs *args);

typedef struct
{
  const char *name;
  int min, max;         /* positional arguments; max -1 is any number */
  const char *keywords; /* names separated by blanks; NULL for none, "*" for any */
  CrBuiltinCall call;
} CrBuiltinRow;

typedef struct
{
  CrCell cell;
  const CrBuiltinRow *row;
  CrObject self;
  CrClass *of; /* of a method not yet bound: its first argument, which becomes self, must be one of these */
} CrBuiltin;

typedef struct
{
  CrCell cell;
  const CrFunction *function;
  gboolean inplace;
  gboolean unbound; /* torch.Tensor.NAME: its first argument becomes self */
  CrObject self;    /* UNSET when called as torch.NAME */
} CrTorchFunction;

typedef struct
{
  CrCell cell;
  const char *name;
  CrDict *attributes;
  /* Asked for what the attributes lack; UNSET without an exception if there is none. */
  CrObject (*lookup) (CrInterp *interp, const char *name);
  /* Appends the names that @lookup knows (owned) to @names; NULL where it knows none that can be listed. */
  void (*list) (GPtrArray *names);
} CrModuleObject;

struct _CrClass
{
  CrCell cell;
  char *name;
  char *qualname; /* with the classes and functions around: "Outer.Inner"; NULL: as name */
  char *doc;      /* NULL if none */
  CrClass *base;  /* the first of the bases; NULL for object */
  CrClass **bases;
  guint n_bases;
  CrClass **mro; /* the order of search, this one first; borrowed from the bases */
  guint n_mro;
  CrDict *attributes;
  CrBuiltinCall construct; /* for the types that are built in; inherited */
  CrObjectKind instance_kind;
  CrErrorCode code;         /* exception classes: what an engine error of this type has */
  gboolean has_descriptors; /* a property (or the like) may be among the attributes: cr_class_set() notes it */
  GPtrArray *abstract;      /* names of abstract methods; NULL if there are none */
  gboolean from_script;     /* defined by a class statement: its name has __main__ before it */
  /* Whether @object counts as an instance although its type is another; NULL: no. Inherited. */
  gboolean (*instance_check) (CrInterp *interp, CrClass *type, CrObject object);
};

typedef struct
{
  CrCell cell;
  CrClass *type;
  CrDict *attributes;
  CrObject args; /* an exception's arguments: a tuple; else UNSET */
  /* What a class written in C keeps; it must hold no objects of the language (those go into the attributes). */
  gpointer native;
  GDestroyNotify free_native;
} CrInstance;

/* PROPERTY: get, set and delete, each may be None. STATIC_METHOD, CLASS_METHOD: the function is `get`. */
typedef struct
{
  CrCell cell;
  CrObject get, set, del, doc;
} CrDescriptor;

typedef enum
{
  CR_VIEW_KEYS,
  CR_VIEW_VALUES,
  CR_VIEW_ITEMS
} CrViewKind;

typedef struct
{
  CrCell cell;
  CrViewKind view;
  CrDict *dict;
} CrDictView;

typedef struct
{
  CrCell cell;
  CrClass *after; /* the search begins with this one's base */
  CrObject self;
} CrSuper;

typedef struct _CrIterator CrIterator;
/* The next object, owned; UNSET at the end, or with an exception pending. */
typedef CrObject (*CrIteratorNext) (CrInterp *interp, CrIterator *iterator);
struct _CrIterator
{
  CrCell cell;
  const char *type_name; /* "enumerate", "zip", "list_iterator" */
  CrIteratorNext next;
  CrObject source; /* what is iterated over */
  CrObject extra;  /* what `next` keeps: map's function */
  gint64 position;
  void (*clear) (CrIterator *iterator); /* releases what a larger struct keeps besides; or NULL */
};

typedef struct
{
  CrCell cell;
  CrGenerator *generator; /* owned */
} CrGeneratorObject;

#define CR_UNSET ((CrObject){ CR_OBJECT_UNSET })
#define CR_NONE ((CrObject){ CR_OBJECT_NONE })

typedef struct
{
  CrCell cell;
  double real, imaginary;
} CrComplex;

static inline CrObject
cr_object_bool (gboolean value)
{
  return (CrObject){ CR_OBJECT_BOOL, { .integer = value != FALSE } };
}

static inline CrObject
cr_object_int (gint64 value)
{
  return (CrObject){ CR_OBJECT_INT, { .integer = value } };
}

static inline CrObject
cr_object_float (double value)
{
  return (CrObject){ CR_OBJECT_FLOAT, { .number = value } };
}

static inline gboolean
cr_object_is_set (CrObject object)
{
  return object.kind != CR_OBJECT_UNSET;
}

/* Takes over the reference. */
static inline CrObject
cr_object_take_tensor (CrTensor *tensor)
{
  return tensor ? (CrObject){ CR_OBJECT_TENSOR, { .tensor = tensor } } : CR_UNSET;
}

static inline CrObject
cr_object_from_cell (gpointer cell)
{
  return (CrObject){ ((CrCell *)cell)->kind, { .cell = cell } };
}

static inline CrStr *
cr_object_str (CrObject object)
{
  return (CrStr *)object.u.cell;
}

static inline const char *
cr_object_text (CrObject object)
{
  return ((CrStr *)object.u.cell)->text;
}

/* The character @index, which may be the one after the last. */
static inline const char *
cr_str_at (const CrStr *str, gint64 index)
{
  return (gint64)str->length == str->n_chars ? str->text + index : g_utf8_offset_to_pointer (str->text, index);
}

static inline CrSequence *
cr_object_sequence (CrObject object)
{
  return (CrSequence *)object.u.cell;
}

static inline CrDict *
cr_object_dict (CrObject object)
{
  return (CrDict *)object.u.cell;
}

/* Of a GENERATOR, borrowed. */
static inline CrGenerator *
cr_object_generator (CrObject object)
{
  return ((CrGeneratorObject *)object.u.cell)->generator;
}

static inline gboolean
cr_object_is_tuple (CrObject object)
{
  return object.kind == CR_OBJECT_TUPLE || object.kind == CR_OBJECT_SIZE;
}

static inline gboolean
cr_object_is_sequence (CrObject object)
{
  return cr_object_is_tuple (object) || object.kind == CR_OBJECT_LIST;
}

/* int or bool, which Python takes wherever it takes an int. */
static inline gboolean
cr_object_is_integer (CrObject object)
{
  return object.kind == CR_OBJECT_INT || object.kind == CR_OBJECT_BOOL;
}

static inline gboolean
cr_object_is_number (CrObject object)
{
  return cr_object_is_integer (object) || object.kind == CR_OBJECT_FLOAT;
}

/* The value of an int, bool or float. */
static inline double
cr_object_to_double (CrObject object)
{
  return object.kind == CR_OBJECT_FLOAT ? object.u.number : (double)object.u.integer;
}

/* @type's own attribute or that of the first class in its order of search; borrowed, UNSET if there is none. */
CrObject cr_class_lookup (const CrClass *type, const char *name);
/* The same, beginning after @after: what super() does. */
CrObject cr_class_lookup_after (const CrClass *type, const CrClass *after, const char *name);
gboolean cr_class_is_subclass (const CrClass *type, const CrClass *base);
/* A class of one base, which may be NULL for a type that is built in. */
CrClass *cr_class_new (CrHeap *heap, const char *name, CrClass *base);
/* A class of several bases; NULL if they have no consistent order (C3). */
CrClass *cr_class_new_many (CrHeap *heap, const char *name, CrClass *const *bases, guint n_bases);
/* Gives a class without subclasses another base. */
void cr_class_set_base (CrClass *type, CrClass *base);
/* An attribute of the class; takes over @value. */
void cr_class_set (CrClass *type, const char *name, CrObject value);
/* Methods written in C: each row becomes an attribute that binds, as a def in a class statement would. Rows named
 * __init__, __call__, __repr__, __getattr__, __setattr__, ... do what such a def does. Ends with a row without name. */
void cr_class_add_methods (CrClass *type, const CrBuiltinRow *rows);
void cr_class_add_method (CrClass *type, const CrBuiltinRow *row);

/* How instances that are keys hash and compare: by calling the script's methods, which may change the dict. */
typedef struct
{
  guint (*hash) (gpointer user_data, CrObject key);
  gboolean (*equal) (gpointer user_data, CrObject a, CrObject b);
} CrKeyHooks;

/* A heap; the cells made in it must be freed (or swept) before it. */
CrHeap *cr_heap_new (CrContext *context);
/* Breaks what cycles keep alive and frees everything that nobody outside holds. */
void cr_heap_free (CrHeap *heap);
/* Bytes that strings and containers take, approximately. */
guint64 cr_heap_get_bytes (CrHeap *heap);
/* Whether @bytes more would stay within the context's max_bytes. */
gboolean cr_heap_has_room (CrHeap *heap, guint64 bytes);
void cr_heap_count (CrHeap *heap, gint64 bytes);

void cr_heap_set_key_hooks (CrHeap *heap, const CrKeyHooks *hooks, gpointer user_data);
const CrKeyHooks *cr_heap_get_key_hooks (CrHeap *heap, gpointer *user_data);

CrObject cr_object_ref (CrObject object);
void cr_object_unref (CrObject object);
/* *slot = value (taken over); what was there is released after. */
void cr_object_set (CrObject *slot, CrObject value);
void cr_object_clear (CrObject *slot);
/* A counted cell of @size bytes, all zero behind the header, with one reference. */
gpointer cr_cell_new (CrHeap *heap, CrObjectKind kind, gsize size);
gpointer cr_cell_ref (gpointer cell);
void cr_cell_unref (gpointer cell); /* NULL is allowed */

/* New references. @length -1: NUL-terminated. */
CrObject cr_str_new (CrHeap *heap, const char *text, gssize length);
CrObject cr_str_new_printf (CrHeap *heap, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Frees @string. */
CrObject cr_str_new_take (CrHeap *heap, GString *string);
/* @n items, UNSET until they are put. */
CrSequence *cr_sequence_new (CrHeap *heap, CrObjectKind kind, guint n);
/* Takes over the reference. */
void cr_sequence_append (CrSequence *sequence, CrObject item);
void cr_sequence_insert (CrSequence *sequence, guint at, CrObject item);
/* Takes @n items from @at on off the list and releases them. */
void cr_sequence_remove (CrSequence *sequence, guint at, guint n);
/* The @n items from @at on become those of @items, which is another sequence. */
void cr_sequence_replace (CrSequence *sequence, guint at, guint n, const CrSequence *items);
/* Removes @n items: the one at @at and every @step'th after it. */
void cr_sequence_thin (CrSequence *sequence, guint at, guint step, guint n);
CrObject cr_size_new (CrHeap *heap, int ndim, const gint64 *sizes);
CrObject cr_range_new (CrHeap *heap, gint64 start, gint64 stop, gint64 step);
gint64 cr_range_get_length (const CrRangeObject *range);
CrIterator *cr_iterator_new (CrHeap *heap, const char *type_name, CrIteratorNext next, CrObject source);

CrDict *cr_dict_new (CrHeap *heap, CrObjectKind kind);
/* Whether the key can be hashed: not lists, dicts, sets, slices nor tuples that hold one; the
 * culprit's kind in @bad. */
gboolean cr_object_is_hashable (CrObject key, CrObjectKind *bad);
/* Borrowed; UNSET if it is not there. */
CrObject cr_dict_get (CrDict *dict, CrObject key);
CrObject cr_dict_get_text (CrDict *dict, const char *key);
/* Takes over @value; references the key. */
void cr_dict_set (CrDict *dict, CrObject key, CrObject value);
void cr_dict_set_text (CrDict *dict, const char *key, CrObject value);
gboolean cr_dict_remove (CrDict *dict, CrObject key);
void cr_dict_clear (CrDict *dict);
/* Whether both are numbers and equal, one of them complex. */
gboolean cr_complex_equal (CrObject a, CrObject b);
/* Equality of keys: by value for numbers, strings and tuples, else by identity. */
gboolean cr_object_same_key (CrObject a, CrObject b);

G_END_DECLS
