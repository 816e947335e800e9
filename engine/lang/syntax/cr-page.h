#pragma once
/* A pasted tutorial page as a script. What is copied from a page mixes code with prompts, printed output, prose and
 * links; the code is kept, the rest commented out, so that nothing is lost and the script runs. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *script;      /* the page as a script */
  guint n_commented; /* lines that were commented out */
  guint n_changed;   /* lines of code without a prompt or a link that they had */
} CrPage;

void cr_page_free (CrPage *page);

/* @text (UTF-8) as a script, owned. NULL if it is no page: code alone (with or without mistakes: those are for the
 * parser to tell), or no code at all. */
CrPage *cr_page_clean (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPage, cr_page_free)

G_END_DECLS
