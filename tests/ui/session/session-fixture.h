#pragma once
/* Sessions for tests: scripts that were run to their end. */

#include "cr-session.h"

G_BEGIN_DECLS

/* y = (w * 3 + b).sum (), one backward, two prints around it. */
#define SCRIPT_LINE                                                                                                    \
  "import torch\n"                                                                                                     \
  "w = torch.tensor([1.0, 2.0], requires_grad=True)\n"                                                                 \
  "b = torch.tensor([0.5, 0.5], requires_grad=True)\n"                                                                 \
  "y = w * 3 + b\n"                                                                                                    \
  "print('forward')\n"                                                                                                 \
  "loss = y.sum()\n"                                                                                                   \
  "loss.backward()\n"                                                                                                  \
  "print(w.grad)\n"

#define SCRIPT_ENDLESS "while True:\n    pass\n"

/* Lets the main loop go on until nothing runs any more and what idles has been done. */
void session_settle (CrSession *session);
/* A session that has run @text. */
CrSession *session_new_run (const char *text);
/* The first variable of that name; the test fails if there is none. */
guint session_find_variable (CrSession *session, const char *name);

G_END_DECLS
