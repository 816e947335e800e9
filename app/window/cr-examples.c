/* Titles and sentences stand here, where they can be translated; the scripts themselves are in app/examples and packed
 * into the program. */

#include "cr-examples.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define FOLDER "/io/github/chainrule/Chainrule/examples/"

static const CrExample examples[] = {
  { "sine", N_ ("Sine and cosine"), N_ ("Run a sine backwards, and what reaches its start is a cosine."), TRUE },
  { "mean", N_ ("The mean of 3(x+3)²"), N_ ("A first graph of four operations, and where the gradient 6 comes from."),
    FALSE },
  { "cubes", N_ ("Q = 3a³ − b²"), N_ ("Two variables, one backward pass: each gets a gradient of its own."), FALSE },
  { "regression", N_ ("A curve through points"), N_ ("Noisy points, a curve, and 800 small steps downhill."), TRUE },
  { "vector_jacobian", N_ ("Vector times Jacobian"),
    N_ ("What backward(v) multiplies, when the result is no single number."), FALSE },
  { "no_grad", N_ ("Cut with detach and no_grad"), N_ ("Values go through the cut, gradients do not."), FALSE },
  { "inplace_error", N_ ("Overwritten too early"),
    N_ ("Fails on purpose: a value was changed that the backward pass needs."), FALSE },
  { "second_backward", N_ ("Backwards twice"), N_ ("Fails on purpose: the first pass freed what the second needs."),
    FALSE },
  { "jacobian_hessian", N_ ("Jacobian and Hessian"),
    N_ ("All first and second derivatives, and a gradient of a gradient."), FALSE },
  { "network", N_ ("A small network learns"), N_ ("Two layers, 120 training steps: zero_grad, backward, step."),
    FALSE },
  { "resnet18", N_ ("ResNet-18"), N_ ("One training step of a large network, folded into a few boxes."), FALSE },
  { "control_flow", N_ ("Loops and branches"), N_ ("The graph is what really ran: change a number, get another one."),
    FALSE },
};

const CrExample *
cr_examples_get (guint *n)
{
  *n = G_N_ELEMENTS (examples);
  return examples;
}

const CrExample *
cr_examples_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    if (g_str_equal (examples[i].name, name))
      return &examples[i];
  return NULL;
}

char *
cr_example_dup_text (const CrExample *example)
{
  g_autofree char *path = g_strconcat (FOLDER, example->name, ".py", NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_return_val_if_fail (bytes != NULL, g_strdup (""));
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
