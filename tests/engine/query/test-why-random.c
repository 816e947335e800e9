/* Accounts of random programs: each gradient's terms add up, whatever was computed. */

#include "why-fixture.h"

static const char *const steps[] = {
  "v = v * u",
  "v = v + u * 2",
  "u = u - v",
  "v = v / (u * u + 1)",
  "v = torch.sin(v) + u",
  "u = torch.exp(-v * v)",
  "v = torch.relu(v) + u",
  "u = torch.tanh(u)",
  "v = v.sum(0) + u",
  "v = v.mean() * u",
  "u = u.t()",
  "v = v[[0, 2, 1]]",
  "v = torch.cat([v[:1], u[1:]])",
  "u = torch.sigmoid(v @ u)",
  "v = v.max(dim=1, keepdim=True).values * u",
  "v = torch.softmax(v, 1) + u",
  "u = u.clone(); u[1] = v[0]; u[:, 2] *= 2",
  "v = v ** 2 + v",
  "u = u.reshape(9)[1:].sum() + u",
  "v = w + v",
};

static char *
make_script (void)
{
  GString *text = g_string_new ("import torch\n"
                                "x = torch.randn(3, 3, requires_grad=True)\n"
                                "w = torch.randn(3, requires_grad=True)\n"
                                "v, u = x, x * 1\n");
  for (guint i = 0; i < 5; i++)
    g_string_append_printf (text, "%s\n", steps[g_test_rand_int_range (0, G_N_ELEMENTS (steps))]);
  g_string_append (text, "(v * v + u).sum().backward()\n"
                         "(x * w).sum().backward()\n");
  return g_string_free (text, FALSE);
}

static void
test_random (void)
{
  guint n_begun = 0;
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *text = make_script ();
      g_test_message ("%s", text);
      g_autoptr (WhyFixture) fixture = why_fixture_new (text, 0);
      why_fixture_follow_all (fixture, 1, 1);
      g_assert_cmpuint (fixture->n_changed, ==, 0);
      n_begun += fixture->n_begun;
    }
  g_assert_cmpuint (n_begun, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/query/why/random", test_random);
  return g_test_run ();
}
