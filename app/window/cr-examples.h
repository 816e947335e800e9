#pragma once
/* The examples that come with the program: their scripts, and what the gallery says of them. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;     /* of its script, without the ending: "sine" */
  const char *title;    /* translatable */
  const char *sentence; /* translatable */
  gboolean plot;        /* its last plot is its picture, not its graph */
} CrExample;

/* In the order of the gallery, @n of them; constant. */
const CrExample *cr_examples_get (guint *n);
/* NULL for another name. */
const CrExample *cr_examples_find (const char *name);
/* The script's text, owned. */
char *cr_example_dup_text (const CrExample *example);

G_END_DECLS
