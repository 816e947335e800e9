#pragma once
/* NAME.chainrule: a script, its trace and the view, as JSON (app/data/chainrule-graph.schema.json).
 * Opening appends the events through cr_trace_append() and runs nothing. */

#include <gio/gio.h>

#include "cr-trace.h"

G_BEGIN_DECLS

/* The largest graph file that is opened, in bytes. */
#define CR_GRAPH_FILE_MAX_BYTES (256 * 1024 * 1024)
/* A tensor with more elements than this is saved as a summary. */
#define CR_GRAPH_FILE_MAX_ELEMENTS 10000

typedef struct
{
  char *script; /* the text that was run */
  char *name;   /* what it is called in messages: "sine.py" */
  guint64 seed;
  guint position;        /* the cursor's, at most the trace's length */
  guint64 selection_key; /* of the selected node or function, 0 for none */
  CrTrace *trace;
} CrGraphFile;

void cr_graph_file_free (CrGraphFile *graph_file); /* and what it owns */

/* Writes all or nothing (see cr_document_write()). CR_ERROR_FILE. */
gboolean cr_graph_file_save (GFile *file, const CrGraphFile *graph_file, GError **error);

/* Owned. NULL with CR_ERROR_FILE when it cannot be read, or CR_ERROR_FORMAT when it is damaged, hostile or of a
 * newer version; the message names the file and the place: line and column, or a path such as
 * events[12].value.data. */
CrGraphFile *cr_graph_file_load (GFile *file, GError **error);

/* The two halves without a file, for tests, fuzzing and autosave. */
char *cr_graph_file_to_json (const CrGraphFile *graph_file, gsize *length);
CrGraphFile *cr_graph_file_from_json (const char *json, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGraphFile, cr_graph_file_free)

G_END_DECLS
