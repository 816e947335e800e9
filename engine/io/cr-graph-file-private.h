#pragma once
/* The parts of reading a graph file: a place in the JSON with what is wrong there, and what is read at it. */

#include <jansson.h>

#include "cr-graph-file.h"
#include "cr-graph.h"

G_BEGIN_DECLS

#define CR_GRAPH_FILE_FORMAT "chainrule-graph"
/* 2 has scopes, saved tensors, the time of steps and what is known of a failure; a file of 1 is one without them. */
#define CR_GRAPH_FILE_VERSION 2
/* Larger ids would not survive a reader that has only doubles. */
#define CR_GRAPH_FILE_MAX_ID ((G_GINT64_CONSTANT (1) << 53) - 1)

/* A stack of keys and indices: events[12].value.data. */
typedef struct _CrJsonPath CrJsonPath;
struct _CrJsonPath
{
  const CrJsonPath *parent;
  const char *key; /* NULL: an index */
  gsize index;
};

/* What reading shares: the error to set, once, and what is to be freed when it is done. */
typedef struct
{
  GError **error;
  gboolean failed;
  gsize script_bytes;
  GPtrArray *values;               /* of CrValue: the reader's references */
  GPtrArray *memory;               /* g_free() */
  GHashTable *tensors, *functions; /* ids that events so far told of */
  GArray *scopes;                  /* of guint: the events of those that are open, outermost first */
} CrJsonReader;

/* Sets CR_ERROR_FORMAT with the path, unless there is an error already; returns FALSE. */
gboolean cr_json_fail (CrJsonReader *reader, const CrJsonPath *path, const char *what);
/* Members of @object: what is missing or of another type fails and gives 0, NULL or FALSE. */
json_t *cr_json_member (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
json_t *cr_json_array (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
const char *cr_json_string (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
const char *cr_json_string_or_null (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
gboolean cr_json_boolean (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
gint64 cr_json_integer (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key, gint64 min,
                        gint64 max);
guint64 cr_json_id (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
/* Sixteen hexadecimal digits. */
guint64 cr_json_hash (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
double cr_json_number (CrJsonReader *reader, const CrJsonPath *path, json_t *item);
CrRange cr_json_range (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
/* A value, borrowed from the reader; NULL for null. */
CrValue *cr_json_value (CrJsonReader *reader, const CrJsonPath *path, json_t *item);
CrValue *cr_json_value_member (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key);
/* Zeroed, freed with the reader. */
gpointer cr_json_alloc (CrJsonReader *reader, gsize n, gsize size);

/* How kinds of failures and scopes are written. */
const char *cr_graph_file_get_failure_name (CrFailureKind kind);
const char *cr_graph_file_get_scope_name (CrScopeKind kind);
/* An array of ids, the reader's, with its length; @key's. */
guint64 *cr_graph_file_read_ids (CrJsonReader *reader, const CrJsonPath *path, json_t *object, const char *key,
                                 guint32 *n);
/* The member "failure", the reader's; NULL if there is none. */
const CrFailure *cr_graph_file_read_failure (CrJsonReader *reader, const CrJsonPath *path, json_t *object);
CrScopeEvent cr_graph_file_read_scope (CrJsonReader *reader, const CrJsonPath *path, json_t *object);
/* Whether what @event refers to was told by it or by the events in @trace, and whether scopes nest. */
gboolean cr_graph_file_check_event (CrJsonReader *reader, const CrJsonPath *path, CrTrace *trace, const CrEvent *event);

/* Fills @event; what it points to is the reader's. */
gboolean cr_graph_file_read_event (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrEvent *event);
CrDiagnostic *cr_graph_file_read_diagnostic (CrJsonReader *reader, const CrJsonPath *path, json_t *object);
void cr_graph_file_write_event (GString *out, const CrEvent *event);
void cr_graph_file_write_range (GString *out, const char *key, const CrRange *range);
/* The derived section, and the check that it says what the events say. */
void cr_graph_file_write_graph (GString *out, CrTrace *trace);
gboolean cr_graph_file_check_graph (CrJsonReader *reader, const CrJsonPath *path, json_t *object, CrTrace *trace);
/* Whether no operation takes, by whatever way, what it makes. */
gboolean cr_graph_file_check_cycles (CrJsonReader *reader, CrGraph *graph);

G_END_DECLS
