/* Random scripts over a few names. Every name is of 2 by 3, of 3 or of no dimensions, so that all broadcast; what
 * PyTorch refuses is caught, and is part of the test. */

#include "random-program.h"

typedef struct
{
  GRand *rand;
  GString *text;
  guint indent, depth, n_leaves, n_names;
  gboolean has_optimizer;
} Writer;

static guint
draw (Writer *writer, guint n)
{
  return (guint)g_rand_int_range (writer->rand, 0, (gint32)n);
}

/* One of an array of texts. */
#define pick(writer, texts) (texts)[draw (writer, G_N_ELEMENTS (texts))]

static void
line (Writer *writer, const char *format, ...)
{
  va_list arguments;
  for (guint i = 0; i < writer->indent; i++)
    g_string_append (writer->text, "    ");
  va_start (arguments, format);
  g_string_append_vprintf (writer->text, format, arguments);
  va_end (arguments);
  g_string_append_c (writer->text, '\n');
}

/* A line that PyTorch may refuse. */
#define try_line(writer, ...)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    line (writer, "try:");                                                                                             \
    (writer)->indent++;                                                                                                \
    line (writer, __VA_ARGS__);                                                                                        \
    (writer)->indent--;                                                                                                \
    line (writer, "except (RuntimeError, NameError, IndexError, TypeError, AttributeError, ValueError):");             \
    (writer)->indent++;                                                                                                \
    line (writer, "pass");                                                                                             \
    (writer)->indent--;                                                                                                \
  }                                                                                                                    \
  G_STMT_END

static char *
name (Writer *writer)
{
  guint i = draw (writer, 9);
  return i < 3 ? g_strdup_printf ("w%u", i) : g_strdup_printf ("t%u", i - 3);
}

static char *
result (Writer *writer)
{
  return g_strdup_printf ("t%u", draw (writer, 6));
}

static void
write_operation (Writer *writer)
{
  static const char *const forms[] = { "%s = %s + %s",
                                       "%s = %s * %s",
                                       "%s = %s - 2 * %s",
                                       "%s = torch.sin(%s) + %s * 0",
                                       "%s = (%s * %s).sum()",
                                       "%s = %s.clone() + %s",
                                       "%s = torch.max(%s, %s)",
                                       "%s = (%s + %s).mean(0)",
                                       "%s = f(%s) * f(%s)",
                                       "%s = (%s / 4) ** 2 + %s",
                                       "%s = torch.where(%s > 0, %s, torch.zeros(1))" };
  g_autofree char *a = result (writer), *b = name (writer), *c = name (writer);
  g_autofree char *format = g_strdup (pick (writer, forms));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *statement = g_strdup_printf (format, a, b, c);
#pragma GCC diagnostic pop
  try_line (writer, "%s", statement);
}

static void
write_view (Writer *writer)
{
  static const char *const forms[]
      = { "[0]", "[..., 1:]", ".view(-1)", ".detach()", ".data", ".t()", ".unsqueeze(0)", "", ".relu()", ".max(0)[0]" };
  g_autofree char *a = result (writer), *b = name (writer);
  try_line (writer, "%s = %s%s", a, b, pick (writer, forms));
}

static void
write_in_place (Writer *writer)
{
  static const char *const forms[]
      = { ".mul_(0.5)", ".add_(1.)", ".zero_()", ".fill_(0.25)", ".sigmoid_()", "[0] = 1.5", " += 1", " *= 0.5" };
  g_autofree char *a = name (writer), *b = name (writer);
  if (draw (writer, 4) == 0)
    try_line (writer, "%s.add_(%s)", a, b);
  else if (draw (writer, 4) == 0)
    try_line (writer, "%s[0].mul_(%s)", a, b);
  else
    try_line (writer, "%s%s", a, pick (writer, forms));
}

static void
write_backward (Writer *writer)
{
  static const char *const options[] = { "", "retain_graph=True", "", "create_graph=True" };
  g_autofree char *a = name (writer), *b = name (writer);
  if (draw (writer, 4) == 0)
    try_line (writer, "t%u = torch.autograd.grad(%s.sum(), %s, create_graph=True)[0]", draw (writer, 6), a, b);
  else if (draw (writer, 2) == 0)
    {
      try_line (writer, "loss = (%s * %s).sum()", a, b);
      try_line (writer, "loss.backward(%s)", pick (writer, options));
    }
  else
    try_line (writer, "%s.sum().backward(%s)", a, pick (writer, options));
}

static void
write_gradients (Writer *writer)
{
  static const char *const forms[]
      = { ".grad.zero_()", ".grad = None", ".retain_grad()", ".requires_grad_()", ".grad.mul_(2)", ".grad.add_(1)" };
  g_autofree char *a = name (writer), *b = result (writer);
  if (draw (writer, 5) == 0)
    try_line (writer, "%s = %s.grad", b, a);
  else
    try_line (writer, "%s%s", a, pick (writer, forms));
}

static void
write_names (Writer *writer)
{
  g_autofree char *a = result (writer), *b = name (writer);
  switch (draw (writer, 4))
    {
    case 0:
      try_line (writer, "del %s", a);
      break;
    case 1:
      line (writer, "%s = None", a);
      break;
    case 2:
      try_line (writer, "%s = torch.rand(2, 3)", a);
      break;
    default:
      try_line (writer, "%s = %s", a, b);
      break;
    }
}

static void
write_optimizer (Writer *writer)
{
  static const char *const makers[]
      = { "SGD([w0, w1], lr=0.1)", "SGD([w0, w1, w2], lr=0.1, momentum=0.9)", "Adam([w0, w2], lr=0.1)" };
  if (!writer->has_optimizer)
    line (writer, "optimizer = torch.optim.%s", pick (writer, makers));
  writer->has_optimizer = TRUE;
  try_line (writer, "%s", draw (writer, 3) == 0 ? "optimizer.zero_grad()" : "optimizer.step()");
}

static void write_statement (Writer *writer);

static void
write_block (Writer *writer)
{
  static const char *const heads[]
      = { "with torch.no_grad():", "for i in range(2):", "for i in range(3):", "with torch.enable_grad():" };
  if (writer->depth == 2)
    return;
  line (writer, "%s", pick (writer, heads));
  writer->indent++;
  writer->depth++;
  line (writer, "pass");
  for (guint n = 2 + draw (writer, 3); n > 0; n--)
    write_statement (writer);
  writer->depth--;
  writer->indent--;
}

static void
write_statement (Writer *writer)
{
  static void (*const writers[]) (Writer * writer)
      = { write_operation, write_operation, write_operation, write_view,  write_view,  write_in_place, write_in_place,
          write_backward,  write_backward,  write_gradients, write_names, write_block, write_optimizer };
  writers[draw (writer, G_N_ELEMENTS (writers))](writer);
}

char *
random_program_new (guint32 seed)
{
  Writer writer = { .rand = g_rand_new_with_seed (seed), .text = g_string_new ("import torch\n") };
  line (&writer, "def f(x):");
  line (&writer, "    y = x * 2");
  line (&writer, "    return y.exp() if y.numel() > 1 else y");
  line (&writer, "w0 = torch.rand(2, 3, requires_grad=True)");
  line (&writer, "w1 = torch.tensor([1., -2., 3.], requires_grad=True)");
  line (&writer, "w2 = torch.tensor(0.5, requires_grad=True)");
  line (&writer, "t0 = torch.rand(2, 3)");
  line (&writer, "t1 = w0 * w1");
  line (&writer, "t2 = t1 + w2");
  line (&writer, "t3 = t2 * t0");
  line (&writer, "t4 = t3[1]");
  line (&writer, "t5 = t1.sum(0) * w1");
  for (guint n = 20; n > 0; n--)
    write_statement (&writer);
  g_rand_free (writer.rand);
  return g_string_free (writer.text, FALSE);
}
