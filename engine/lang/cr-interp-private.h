#pragma once
/* What the interpreter's files share. Everywhere: CR_UNSET as a result (or FALSE, or -1) means
 * that an exception is pending; arguments are borrowed and results are owned, unless said. */

#include "cr-coroutine.h"
#include "cr-interp.h"
#include "cr-object.h"
#include "cr-suggest.h"

G_BEGIN_DECLS

/* The exception on its way up. */
typedef struct
{
  gboolean raised;
  CrErrorCode code;
  char *message;
  CrObject exception; /* the instance; UNSET until somebody asks for it */
  CrRange range;
  GArray *frames;    /* of CrCallSite, outermost first: the calls that led there */
  CrRange fix_range; /* what to write instead, where that is known */
  char *fix;
} CrPending;

typedef struct
{
  const char *function; /* what runs in this frame */
  CrRange range;        /* where it was when it called the next one */
} CrCallSite;

typedef struct _CrBindings CrBindings;
typedef struct _CrNn CrNn;

typedef struct _CrAutogradState CrAutogradState; /* cr-builtins-autograd-private.h */

struct _CrInterp
{
  CrContext *context;
  CrSource *source;
  CrModule *module;
  CrInterpOptions options;
  const CrLangObserver *observer;
  gpointer observer_data;
  CrHeap *heap;

  GHashTable *globals; /* interned name to CrObject * */
  CrDict *builtins;
  CrDict *modules;                        /* those that were imported, by full name */
  GHashTable *codes;                      /* node to CrCode */
  GHashTable *methods[CR_N_OBJECT_KINDS]; /* name to CrBuiltinRow */
  CrBindings *bindings;                   /* the functions' table, parsed */
  CrClass *types[CR_N_OBJECT_KINDS];
  CrClass *exceptions[CR_ERROR_FORMAT + 1];
  CrDict *iterator_types; /* name to class */
  CrClass *exception_base;
  CrAutogradState *autograd; /* made when it is first needed */
  CrNn *nn;                  /* torch.nn's classes; NULL until one is needed */

  CrCoroutine *coroutine; /* the generator whose body runs, innermost; NULL if none does */
  CrStackPool *stacks;
  CrScope *scope; /* NULL at the top; borrowed from who runs it */
  GArray *frames; /* of CrCallSite: the callers */
  const char *function;
  const CrRange *here;
  guint64 parent_key, statement_key;
  guint call_ordinal;  /* of the calls within one statement */
  CrLangScope *scopes; /* innermost first */

  guint64 steps;
  gint64 started;          /* monotonic, in microseconds */
  const char *stack_limit; /* frames below this address are too deep */
  GPtrArray *printing;     /* containers whose repr is under way: a cycle prints as [...] */

  CrPending pending;
  CrObject handling; /* the exception whose handler runs: for a bare raise */
  CrObject result;   /* of return, until the call takes it */
  gboolean silent;   /* warnings.filterwarnings ("ignore") */
};

typedef enum
{
  CR_FLOW_NEXT,
  CR_FLOW_BREAK,
  CR_FLOW_CONTINUE,
  CR_FLOW_RETURN,
  CR_FLOW_RAISED
} CrFlow;

/* cr-interp.c */
CrObject cr_interp_raise (CrInterp *interp, CrErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Takes @error over. */
CrObject cr_interp_raise_error (CrInterp *interp, GError *error);
/* @exception is an instance, borrowed. */
CrObject cr_interp_raise_instance (CrInterp *interp, CrObject exception);
/* KeyError (@key) */
CrObject cr_interp_raise_key (CrInterp *interp, CrObject key);
/* StopIteration (@value); without an argument if it is UNSET or None. */
CrObject cr_interp_raise_stop (CrInterp *interp, CrObject value);
gboolean cr_interp_is_raised (CrInterp *interp);
/* Tells that the pending exception is a call's of @name with these tensors. */
void cr_interp_tell_failed (CrInterp *interp, const char *name, CrTensor *const *operands, guint n);
/* The pending exception's instance, owned; nothing is pending after. */
CrObject cr_interp_catch (CrInterp *interp);
/* Drops the pending exception. */
void cr_interp_forget (CrInterp *interp);
/* Whether scripts may catch it: bounds and cancellation are not for them. */
gboolean cr_interp_can_catch (CrInterp *interp);
/* Counts a step; FALSE with an exception pending when a bound was reached. */
gboolean cr_interp_step (CrInterp *interp);
/* For what one step may do at length: FALSE with an exception pending if the run was cancelled or is over its time. */
gboolean cr_interp_check_clock (CrInterp *interp);
/* The same in a loop of short turns, of which @i counts: now and then. */
#define CR_GOES_ON(interp, i) (((i)&0x3fff) != 0x3fff || cr_interp_check_clock (interp))
void cr_interp_warn (CrInterp *interp, const char *category, const char *message);
/* FALSE with MemoryError pending if strings and containers may not take @bytes more, or when the time is over. */
gboolean cr_interp_reserve (CrInterp *interp, guint64 bytes);

/* cr-interp-scope.c */
typedef struct
{
  CrLangScope public;
  const char *name; /* of an iteration's variable, of a function */
  CrObject value;   /* of the variable, borrowed; the module */
} CrScopeFrame;
void cr_interp_tell_left (CrInterp *interp, CrLangScope *scope);

/* The frame is the caller's, who has set what it is, from one to the other. */
static inline void
cr_interp_enter (CrInterp *interp, CrScopeFrame *frame)
{
  frame->public.outer = interp->scopes;
  interp->scopes = &frame->public;
}

static inline void
cr_interp_leave (CrInterp *interp, CrScopeFrame *frame)
{
  if (G_UNLIKELY (frame->public.told != 0))
    cr_interp_tell_left (interp, &frame->public);
  interp->scopes = frame->public.outer;
}

/* Tells that the scopes up to @outermost are left for a while. */
void cr_interp_suspend_scopes (CrInterp *interp, const CrLangScope *outermost);
/* What the iterations of a loop, about to begin, have in common. */
void cr_interp_begin_loop (CrInterp *interp, CrScopeFrame *frame, CrStmt *stmt);
extern const CrRange cr_interp_no_range;

/* cr-interp-names.c */
CrCode *cr_code_new_def (CrStmt *def);
CrCode *cr_code_new_lambda (CrExpr *lambda);
CrCode *cr_code_new_comprehension (CrExpr *comprehension);
CrCode *cr_code_new_class (CrStmt *class_);
void cr_code_free (CrCode *code);
/* The code of @node, made by @make when it is asked for first. Borrowed. */
const CrCode *cr_interp_get_code (CrInterp *interp, gpointer node, CrCode *(*make) (gpointer));
CrScope *cr_scope_new (CrInterp *interp, const CrCode *code, CrScope *parent);
/* The call is over: what no inner function uses is released even if one keeps the scope. */
void cr_scope_finish (CrScope *scope);
CrObject cr_interp_load_name (CrInterp *interp, const char *name);
/* Takes @value over; tells the observer. */
void cr_interp_store_name (CrInterp *interp, const char *name, CrObject value);
gboolean cr_interp_delete_name (CrInterp *interp, const char *name);
/* A new dict of the names of the function that runs, or of the module. */
CrObject cr_interp_locals (CrInterp *interp);
CrObject cr_interp_globals (CrInterp *interp);

/* cr-interp-suggest.c */
/* Gives the pending exception the fix-it "write @replacement at @range". */
void cr_interp_suggest (CrInterp *interp, const CrRange *range, const char *replacement);
void cr_interp_suggest_name (CrInterp *interp, const char *name);
void cr_interp_suggest_attribute (CrInterp *interp, CrObject object, const char *name, const CrRange *range);

/* cr-interp-expr.c, cr-interp-comp.c */
CrObject cr_interp_eval (CrInterp *interp, CrExpr *expr);
CrObject cr_interp_eval_comp (CrInterp *interp, CrExpr *expr);
/* cr-interp-yield.c */
CrObject cr_interp_eval_generator (CrInterp *interp, CrExpr *expr);
CrObject cr_interp_eval_yield (CrInterp *interp, CrExpr *expr);
CrObject cr_interp_eval_yield_from (CrInterp *interp, CrExpr *expr);
/* The loop over it is over: a generator that nobody else has is closed. What is pending stays so. Takes it over. */
void cr_interp_leave_iterator (CrInterp *interp, CrIterator *iterator);
/* Whether all conditions hold: 1, 0, or -1 for an exception. */
int cr_interp_test_conditions (CrInterp *interp, const CrExprList *conditions);
CrObject cr_interp_eval_fstring (CrInterp *interp, CrExpr *expr);
/* Appends the items of a display, stars opened. */
gboolean cr_interp_eval_items (CrInterp *interp, const CrExprList *list, CrSequence *into);

/* cr-interp-assign.c */
/* Takes @value over, also on failure. */
gboolean cr_interp_assign (CrInterp *interp, CrExpr *target, CrObject value);
gboolean cr_interp_delete (CrInterp *interp, CrExpr *target);
gboolean cr_interp_aug_assign (CrInterp *interp, CrStmt *stmt);

/* cr-interp-stmt.c, cr-interp-control.c */
CrFlow cr_interp_exec (CrInterp *interp, const CrBlock *block);
CrFlow cr_interp_exec_if (CrInterp *interp, CrStmt *stmt);
CrFlow cr_interp_exec_while (CrInterp *interp, CrStmt *stmt);
CrFlow cr_interp_exec_for (CrInterp *interp, CrStmt *stmt);
CrFlow cr_interp_exec_with (CrInterp *interp, CrStmt *stmt);
CrFlow cr_interp_exec_try (CrInterp *interp, CrStmt *stmt);
CrFlow cr_interp_exec_raise (CrInterp *interp, CrStmt *stmt);
/* cr-interp-import.c */
CrFlow cr_interp_exec_import (CrInterp *interp, CrStmt *stmt);
CrFlow cr_interp_exec_import_from (CrInterp *interp, CrStmt *stmt);

/* cr-interp-call.c */
CrObject cr_interp_eval_call (CrInterp *interp, CrExpr *expr);
CrObject cr_interp_call (CrInterp *interp, CrObject callee, const CrCallArgs *args);
CrObject cr_interp_call_simple (CrInterp *interp, CrObject callee, const CrObject *values, guint n);
/* super (type, object); @args has both. */
CrObject cr_interp_new_super (CrInterp *interp, const CrCallArgs *args);
CrObject cr_interp_make_function (CrInterp *interp, const CrCode *code);
CrObject cr_interp_bind_method (CrInterp *interp, CrObject function, CrObject self);
/* A function that does @callee inside @wrapper (wrapped, arguments...): what a decorator gives. */
CrObject cr_interp_wrap_function (CrInterp *interp, CrObject wrapper, CrObject callee);
CrObject cr_interp_new_builtin (CrInterp *interp, const CrBuiltinRow *row, CrObject self);
/* cr-interp-params.c: the arguments into the slots of @scope. */
gboolean cr_interp_bind_parameters (CrInterp *interp, CrFunctionObject *function, CrScope *scope,
                                    const CrCallArgs *args);
/* The keyword argument @name, borrowed; UNSET if it was not given. */
CrObject cr_call_args_get (const CrCallArgs *args, const char *name);
/* Positional @i, else keyword @name, else UNSET. */
CrObject cr_call_args_at (const CrCallArgs *args, guint i, const char *name);
/* cr-interp-class.c */
gboolean cr_interp_exec_class (CrInterp *interp, CrStmt *stmt);
CrObject cr_interp_instantiate (CrInterp *interp, CrClass *type, const CrCallArgs *args);
/* A class made of @bases (borrowed) and the names in @attributes; NULL with TypeError pending. */
CrClass *cr_interp_make_class (CrInterp *interp, const char *name, CrClass *const *bases, guint n_bases);
/* @instance of its own fresh: what object.__new__ gives. */
CrObject cr_interp_new_instance (CrInterp *interp, CrClass *type);
/* 1, 0, or -1 with TypeError pending: isinstance (@object, @type), where @type may be a tuple. */
int cr_interp_is_instance (CrInterp *interp, CrObject object, CrObject type);
CrClass *cr_interp_type_of (CrInterp *interp, CrObject object);
const char *cr_interp_type_name (CrInterp *interp, CrObject object);
/* An instance's special method called; UNSET without an exception if it has none. */
CrObject cr_interp_call_special (CrInterp *interp, CrObject self, const char *name, const CrObject *values, guint n);
/* Whether it is an instance whose class has the special method. */
gboolean cr_interp_has_special (CrObject object, const char *name);
CrObject cr_interp_new_exception (CrInterp *interp, CrClass *type, const char *message);

/* cr-interp-attribute.c */
CrObject cr_interp_get_attribute (CrInterp *interp, CrObject object, const char *name);
/* The same without __getattr__. */
CrObject cr_interp_find_plain_attribute (CrInterp *interp, CrObject object, const char *name);
/* The same without an exception when there is none. */
CrObject cr_interp_find_attribute (CrInterp *interp, CrObject object, const char *name);
gboolean cr_interp_set_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value);
gboolean cr_interp_delete_attribute (CrInterp *interp, CrObject object, const char *name);
/* What a class gives through @self (UNSET: through the class @type itself): functions become methods, properties
 * are asked. Owned. */
CrObject cr_interp_bind_found (CrInterp *interp, CrObject found, CrObject self, CrClass *type);
/* The attribute of an instance set without __setattr__: what object.__setattr__ does. @value UNSET: deleted. */
gboolean cr_interp_set_instance_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value);
/* TypeError with the words of Python for an unhashable @key. */
gboolean cr_interp_check_hashable (CrInterp *interp, CrObject key);
/* cr-builtins-object.c */
/* The row of object's method @name, or of BaseException's where @exception; NULL if there is none. */
const CrBuiltinRow *cr_object_find_method (const char *name, gboolean exception);
/* A special method of the built-in kind, such as list.__len__. */
const CrBuiltinRow *cr_object_find_special (CrObjectKind kind, const char *name);
/* hash(object) as an int; TypeError pending if it has none. */
CrObject cr_interp_hash (CrInterp *interp, CrObject object);
void cr_interp_install_hash (CrInterp *interp);
CrObject cr_interp_str_exception (CrInterp *interp, CrObject exception);
/* cr-interp-dir.c */
/* The names (owned, in no order, perhaps more than once) that stand behind a dot of @object. */
void cr_interp_list_attributes (CrInterp *interp, CrObject object, GPtrArray *names);
/* dir(object): a sorted list of names. */
CrObject cr_interp_dir (CrInterp *interp, CrObject object);
/* cr-interp-subscript.c */
CrObject cr_interp_get_item (CrInterp *interp, CrObject object, CrObject index);
gboolean cr_interp_set_item (CrInterp *interp, CrObject object, CrObject index, CrObject value);
gboolean cr_interp_delete_item (CrInterp *interp, CrObject object, CrObject index);

/* cr-interp-operator.c, cr-interp-compare.c */
CrObject cr_interp_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
/* a op= b */
CrObject cr_interp_inplace (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
CrObject cr_interp_unary (CrInterp *interp, CrUnaryOp op, CrObject a);
/* OverflowError: an int of more than a million bytes, or of more than 64 bits where that is not expected. */
CrObject cr_interp_raise_overflow (CrInterp *interp);
CrObject cr_interp_number_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
CrObject cr_interp_compare (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b);
int cr_interp_equal (CrInterp *interp, CrObject a, CrObject b);
int cr_interp_truth (CrInterp *interp, CrObject object);

/* cr-interp-iter.c */
CrIterator *cr_interp_iterate (CrInterp *interp, CrObject object);
CrObject cr_interp_next (CrInterp *interp, CrIterator *iterator);
CrSequence *cr_interp_to_sequence (CrInterp *interp, CrObject object, CrObjectKind kind);
/* The number of items or -1 with TypeError pending. */
gint64 cr_interp_length (CrInterp *interp, CrObject object);

/* cr-object-text.c, cr-object-format.c */
gboolean cr_interp_repr_into (CrInterp *interp, CrObject object, GString *into);
CrObject cr_interp_repr (CrInterp *interp, CrObject object);
CrObject cr_interp_str (CrInterp *interp, CrObject object);
CrObject cr_interp_format (CrInterp *interp, CrObject object, const char *spec);

/* cr-object-complex.c */
CrObject cr_complex_new (CrInterp *interp, double real, double imaginary);
/* The parts of any number; FALSE for what is none. */
gboolean cr_complex_get (CrObject object, double *real, double *imaginary);
/* NOT_IMPLEMENTED where the operator or the other operand does not fit. */
CrObject cr_complex_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
CrObject cr_complex_unary (CrInterp *interp, CrUnaryOp op, CrObject a);
double cr_complex_abs (CrObject object);
void cr_complex_repr (CrObject object, GString *into);
CrObject cr_complex_attribute (CrInterp *interp, CrObject object, const char *name);
CrObject cr_complex_construct (CrInterp *interp, CrObject self, const CrCallArgs *args);
extern const CrBuiltinRow cr_builtins_complex[];

/* cr-builtins-module-enum.c: the members by name (borrowed), UNSET if @type is no class of them; and one of them. */
CrObject cr_enum_get_members (CrObject type);
CrObject cr_enum_get_item (CrInterp *interp, CrObject members, CrObject name);

/* cr-object-percent.c: text % values. */
CrObject cr_interp_percent (CrInterp *interp, CrObject text, CrObject values);

/* cr-builtins-convert.c: FALSE with TypeError pending. */
gboolean cr_interp_to_int (CrInterp *interp, CrObject object, gint64 *value);
gboolean cr_interp_to_double (CrInterp *interp, CrObject object, double *value);

/* cr-binding.c */
CrObject cr_interp_call_torch (CrInterp *interp, const CrFunction *function, gboolean inplace, CrObject self,
                               const CrCallArgs *args);
CrBindings *cr_bindings_new (void);
void cr_bindings_free (CrBindings *bindings);
/* cr_functions_find() and cr_functions_find_operator(), remembered. */
const CrFunction *cr_interp_find_function (CrInterp *interp, const char *name, CrSpelling spelling);
const CrFunction *cr_interp_find_operator (CrInterp *interp, const char *op);
/* A field of a named tuple, owned; UNSET without an exception if @object is none or has no such field. */
CrObject cr_named_tuple_attribute (CrInterp *interp, CrObject object, const char *name);
gboolean cr_named_tuple_repr (CrInterp *interp, CrSequence *tuple, GString *into);
/* cr-builtins-tensor.c: by operator, with reflection; NOT_IMPLEMENTED if neither is a tensor that takes it. */
CrObject cr_interp_tensor_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
CrObject cr_interp_tensor_inplace (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
CrObject cr_interp_tensor_compare (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b);
CrObject cr_interp_tensor_unary (CrInterp *interp, CrUnaryOp op, CrObject a);
CrObject cr_tensor_unbound_method (CrInterp *interp, const char *name); /* torch.Tensor.NAME; UNSET if there is none */
CrObject cr_tensor_attribute (CrInterp *interp, CrObject object, const char *name);
/* Appends the names of all attributes and methods of tensors (owned) that the tables have. */
void cr_tensor_list_attributes (GPtrArray *names);
gboolean cr_tensor_set_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value);
/* cr-builtins-tensor-convert.c */
CrObject cr_tensor_method_type (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_tensor_method_cuda (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_tensor_get_item (CrInterp *interp, CrObject object, CrObject index);
gboolean cr_tensor_set_item (CrInterp *interp, CrObject object, CrObject index, CrObject value);
/* A new tensor of nested lists, numbers or a tensor. @dtype NULL: inferred. */
CrTensor *cr_interp_make_tensor (CrInterp *interp, CrObject data, const CrDtype *dtype);
/* One element as a Python number. */
CrObject cr_tensor_element (CrTensor *tensor, gint64 index);
void cr_array_repr (CrTensor *tensor, gboolean is_repr, GString *into);
/* cr-builtins-generator.c: torch.manual_seed() and the like; names of the module torch. */
void cr_builtins_add_random (CrInterp *interp, CrModuleObject *module);
void cr_builtins_add_default_generator (CrInterp *interp, CrModuleObject *module);
/* cr-builtins-dtype.c: dtypes by name, the default dtype, how tensors are printed. */
void cr_builtins_add_dtypes (CrInterp *interp, CrModuleObject *module);
CrObject cr_generator_attribute (CrInterp *interp, CrObject object, const char *name);
CrObject cr_builtins_construct_generator (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* cr-builtins-autograd-held.c: takes back what the engine keeps of the script; before the heap goes. */
void cr_autograd_state_free (CrInterp *interp);
/* cr-builtins-grad-mode.c: torch.no_grad() and the like; names of the module torch. */
void cr_builtins_add_grad_modes (CrInterp *interp, CrModuleObject *module);
/* cr-builtins-grad-fn.c: the object of a node, its ctx for a custom function (owned); its attributes. */
CrObject cr_grad_fn_attribute (CrInterp *interp, CrObject object, const char *name);
CrObject cr_interp_wrap_grad_fn (CrInterp *interp, CrGradFn *function);
CrClass *cr_grad_fn_class (CrInterp *interp, CrGradFn *function); /* borrowed */
/* cr-builtins-autograd.c, cr-builtins-autograd-tensor.c: methods and properties of tensors. */
CrObject cr_tensor_method_backward (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* What autograd knows of a tensor, by name; UNSET without an exception if it is not such a name. */
CrObject cr_tensor_autograd_attribute (CrInterp *interp, CrObject object, const char *name);
void cr_tensor_list_autograd_attributes (GPtrArray *names);
/* 1, 0 with an exception, or -1 if autograd has no such attribute. @value UNSET: deleted. */
int cr_tensor_set_autograd_attribute (CrInterp *interp, CrObject object, const char *name, CrObject value);
/* cr-builtins-profiler.c: a function of the table begins and ends; cheap when nobody profiles. */
void cr_interp_profile_begin (CrInterp *interp, const char *name, gboolean inplace);
void cr_interp_profile_end (CrInterp *interp);
/* Names of the module @from that are also names of @module; ends with NULL. */
void cr_module_take_names (CrInterp *interp, CrModuleObject *module, const char *from, const char *const *names);

/* cr-builtins-iter.c */
CrObject cr_builtin_enumerate (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_zip (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_map (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_filter (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_reversed (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_bin (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_oct (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_hex (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_sorted (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_iter (CrInterp *interp, CrObject self, const CrCallArgs *args);
CrObject cr_builtin_next (CrInterp *interp, CrObject self, const CrCallArgs *args);
/* list.sort() and sorted(): stable, in place; FALSE with an exception pending. */
gboolean cr_interp_sort (CrInterp *interp, CrSequence *items, CrObject key, gboolean reverse);

/* The tables of names that are built in: each ends with a row without a name. */
extern const CrBuiltinRow cr_builtins_python[];
extern const CrBuiltinRow cr_builtins_more[];
extern const CrBuiltinRow cr_builtins_math_more[];
extern const CrBuiltinRow cr_builtins_str[];
extern const CrBuiltinRow cr_builtins_str_find[];
extern const CrBuiltinRow cr_builtins_list[];
extern const CrBuiltinRow cr_builtins_tuple[];
extern const CrBuiltinRow cr_builtins_dict[];
extern const CrBuiltinRow cr_builtins_set[];
extern const CrBuiltinRow cr_builtins_view[];
extern const CrBuiltinRow cr_dict_fromkeys_row;
extern const CrBuiltinRow cr_builtins_property[];
extern const CrBuiltinRow cr_builtins_iterator[];
extern const CrBuiltinRow cr_builtins_float[];
extern const CrBuiltinRow cr_builtins_int[];
extern const CrBuiltinRow cr_builtins_tensor[];
extern const CrBuiltinRow cr_builtins_size[];
extern const CrBuiltinRow cr_builtins_generator[];
extern const CrBuiltinRow cr_builtins_grad_fn[];
extern const CrBuiltinRow cr_builtins_tensor_autograd[];
/* Fill the interpreter's tables. */
void cr_builtins_install (CrInterp *interp);
void cr_builtins_install_types (CrInterp *interp);
void cr_builtins_install_descriptors (CrInterp *interp);
void cr_builtins_install_sets (CrInterp *interp);
/* What a dict with a class of its own gives for a key that it lacks; KeyError pending if nothing. */
CrObject cr_interp_missing (CrInterp *interp, CrObject object, CrObject key);
gboolean cr_interp_repr_collection (CrInterp *interp, CrDict *dict, GString *into);
/* dict.items() */
CrObject cr_interp_dict_items (CrInterp *interp, CrDict *dict);
extern const CrBuiltinRow cr_dict_popitem_row;
/* The items of a set in the order in which CPython walks them, where that is known. A new list. */
CrSequence *cr_interp_set_items (CrInterp *interp, CrDict *set);
/* Operators and comparisons of sets and of views that act as such; NOT_IMPLEMENTED if one is neither. */
CrObject cr_interp_set_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
CrObject cr_interp_set_compare (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b);
/* @set becomes what @from is. */
void cr_interp_set_take (CrDict *set, CrDict *from);
/* The full name of module @i, borrowed; NULL past the last one. */
const char *cr_builtins_get_module_name (guint i);
/* A module by its full name, made when first asked for; UNSET without an exception if there is none. Owned. */
CrObject cr_builtins_module (CrInterp *interp, const char *name);
CrModuleObject *cr_module_object_new (CrInterp *interp, const char *name, const CrBuiltinRow *rows);
void cr_module_object_set (CrModuleObject *module, const char *name, CrObject value);
CrModuleObject *cr_builtins_make_torch (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_linalg (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_functional (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_random (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_autograd (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_data (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_cuda (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_anomaly_mode (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_function_class (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_functional (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_grad_mode (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_gradcheck (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_hooks (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_profiler (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_profiler_util (CrInterp *interp, const char *name);
/* cr-builtins-nn.c and its like */
void cr_nn_free (CrNn *nn);                            /* NULL is allowed */
CrClass *cr_nn_get_parameter_class (CrInterp *interp); /* torch.nn.Parameter, borrowed */
CrModuleObject *cr_builtins_make_torch_nn (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_nn_init (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_nn_parameter (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_nn_utils (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_optim (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torch_lr_scheduler (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torchvision_models (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_torchvision_resnet (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_collections (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_random (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_itertools (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_functools (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_copy (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_dataclasses (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_typing (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_abc (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_contextlib (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_enum (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_sys (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_warnings (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_string (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_math (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_time (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_numpy (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_gridspec (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_pyplot (CrInterp *interp, const char *name);
CrModuleObject *cr_builtins_make_empty (CrInterp *interp, const char *name);

G_END_DECLS
