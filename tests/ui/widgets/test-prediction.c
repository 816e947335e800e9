/* The questions of the prediction mode and what is made of answers; the card's words. */

#include <math.h>
#include <string.h>

#include "cr-card-text.h"
#include "cr-prediction.h"
#include "session-fixture.h"

static CrSession *
new_session (const char *text)
{
  g_autofree char *script = g_strconcat ("import torch\n", text, NULL);
  CrSession *session = session_new_run (script);

  cr_session_seek (session, 0);
  return session;
}

/* The question about the @nth step or accumulation that can be asked for, of the element that @random draws. */
static CrQuestion
ask (CrSession *session, guint nth, guint32 random)
{
  CrQuestion question;

  for (guint i = 0; i <= nth; i++)
    {
      g_assert_true (cr_question_find (session, random, &question));
      if (i < nth)
        cr_session_seek (session, question.event + 1);
    }
  cr_session_seek (session, question.event);
  return question;
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    double number;
    gboolean comma;
  } right[] = {
    { "3", 3, FALSE },         { "-0.5", -0.5, FALSE },     { "1e-3", 1e-3, FALSE },
    { "1/3", 1.0 / 3, FALSE }, { " 2 / -4 ", -0.5, FALSE }, { "−2.5", -2.5, FALSE },
    { "0,5", 0.5, TRUE },      { "inf", INFINITY, FALSE },  { "-inf", -INFINITY, FALSE },
    { "+7", 7, FALSE },        { "1/0", INFINITY, FALSE },
  };
  static const char *const wrong[] = { "", " ", "x", "1,000,000", "3x", "1/", "/3", "0x10", "1 2", "--3", "1/2/3" };
  double number;
  gboolean comma;

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_assert_true (cr_answer_parse (right[i].text, &number, &comma));
      g_assert_cmpfloat (number, ==, right[i].number);
      g_assert_cmpint (comma, ==, right[i].comma);
    }
  g_assert_true (cr_answer_parse ("nan", &number, &comma));
  g_assert_true (isnan (number));
  g_assert_true (cr_answer_parse ("NaN", &number, &comma));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (cr_answer_parse (wrong[i], &number, &comma));
}

static void
test_close (void)
{
  g_assert_true (cr_answer_is_close (3.142, 3.14159));
  g_assert_true (cr_answer_is_close (3.14, 3.14159));
  g_assert_false (cr_answer_is_close (3.1, 3.14159));
  g_assert_false (cr_answer_is_close (3.15, 3.14159));
  g_assert_true (cr_answer_is_close (0, 0));
  g_assert_false (cr_answer_is_close (0.01, 0));
  g_assert_true (cr_answer_is_close (NAN, NAN));
  g_assert_false (cr_answer_is_close (1, NAN));
  g_assert_true (cr_answer_is_close (INFINITY, INFINITY));
  g_assert_false (cr_answer_is_close (INFINITY, -INFINITY));
  g_assert_true (cr_answer_is_close (-10600, -10561.2)); /* three digits */
}

static void
assert_verdict (CrSession *session, const CrQuestion *question, double answer, CrVerdict expected)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  CrVerdict verdict = cr_question_judge (cursor, question, answer);
  g_autofree char *text = cr_verdict_to_text (cursor, question, verdict, answer);

  g_assert_cmpint (verdict, ==, expected);
  g_assert_cmpuint (strlen (text), >, 4);
}

static void
test_step (void)
{
  g_autoptr (CrSession) session = new_session ("a = torch.tensor(3., requires_grad=True)\n"
                                               "y = a * 4.0 * 2.0\n"
                                               "y.backward()\n");
  CrGraph *graph = cr_session_get_graph (session);
  CrQuestion first = ask (session, 0, 0), second;
  g_autofree char *text = cr_question_to_text (graph, &first), *hint = cr_question_hint (graph, &first);
  g_autofree char *other = NULL;

  g_assert_cmpstr (text, ==, "What will MulBackward0 send to a * 4.0?");
  g_assert_cmpstr (hint, ==, "It received 1.0.");
  g_assert_cmpfloat (first.answer, ==, 2);
  second = ask (session, 1, 0);
  other = cr_question_to_text (graph, &second);
  g_assert_cmpstr (other, ==, "What will MulBackward0 send to a?");
  g_assert_cmpfloat (second.answer, ==, 8);
  assert_verdict (session, &second, 8, CR_VERDICT_RIGHT);
  assert_verdict (session, &second, 8.001, CR_VERDICT_RIGHT);
  assert_verdict (session, &second, -8, CR_VERDICT_SIGN);
  assert_verdict (session, &second, 4, CR_VERDICT_LOCAL_ALONE);
  assert_verdict (session, &second, 2, CR_VERDICT_RECEIVED_ALONE);
  assert_verdict (session, &second, 77, CR_VERDICT_WRONG);
  assert_verdict (session, &second, NAN, CR_VERDICT_WRONG);
}

static void
test_accumulated (void)
{
  g_autoptr (CrSession) session = new_session ("a = torch.tensor([1., 2.], requires_grad=True)\n"
                                               "(a * 3).sum().backward()\n"
                                               "(a * 5).sum().backward()\n");
  CrGraph *graph = cr_session_get_graph (session);
  CrQuestion question = { 0 };
  g_autofree char *text = NULL, *hint = NULL;
  guint n = 0;

  while (cr_question_find (session, 1, &question) && n < 2)
    {
      n += question.accumulated;
      cr_session_seek (session, question.event + (n < 2 ? 1 : 0));
      if (n == 2)
        break;
    }
  text = cr_question_to_text (graph, &question);
  hint = cr_question_hint (graph, &question);
  g_assert_cmpstr (text, ==, "What will a.grad[1] be?");
  g_assert_cmpstr (hint, ==, "It is 3.0 now.");
  g_assert_cmpfloat (question.answer, ==, 8);
  assert_verdict (session, &question, 8, CR_VERDICT_RIGHT);
  assert_verdict (session, &question, 5, CR_VERDICT_ADDED_ALONE);
  assert_verdict (session, &question, 3, CR_VERDICT_WRONG);
}

static void
test_broadcast (void)
{
  g_autoptr (CrSession) session = new_session ("x = torch.tensor([1., 2., 4.])\n"
                                               "b = torch.tensor([0.5], requires_grad=True)\n"
                                               "(x * b * 3).sum().backward()\n");
  CrQuestion question = ask (session, 2, 0);

  g_assert_cmpfloat (question.answer, ==, 21);
  assert_verdict (session, &question, 12, CR_VERDICT_ONE_TERM);
  assert_verdict (session, &question, 21, CR_VERDICT_RIGHT);
}

/* Two ways into one variable: the second contribution is asked for alone. */
static void
test_total (void)
{
  g_autoptr (CrSession) session = new_session ("a = torch.tensor(2., requires_grad=True)\n"
                                               "b = a * 1.0\n"
                                               "(b * 3 + b * 4).backward()\n");
  CrGraph *graph = cr_session_get_graph (session);
  CrQuestion question;
  guint arrived = 0;

  while (cr_question_find (session, 0, &question))
    {
      const CrVariable *variable
          = question.variable == CR_NONE ? NULL : cr_graph_get_variable (graph, question.variable);

      if (variable != NULL && g_strcmp0 (variable->name, "b") == 0 && ++arrived == 2)
        break;
      cr_session_seek (session, question.event + 1);
    }
  g_assert_cmpuint (arrived, ==, 2);
  cr_session_seek (session, question.event);
  assert_verdict (session, &question, 7, CR_VERDICT_TOTAL);
}

static void
test_nothing_left (void)
{
  g_autoptr (CrSession) session = new_session ("a = torch.tensor(2., requires_grad=True)\n(a * a).backward()\n");
  g_autoptr (CrSession) empty = new_session ("");
  CrQuestion question;

  cr_session_seek (session, cr_session_get_length (session));
  g_assert_false (cr_question_find (session, 0, &question));
  g_assert_false (cr_question_find (empty, 0, &question));
}

static void
test_card (void)
{
  g_autoptr (CrSession) session = new_session ("x = torch.tensor([1., 2., 4.])\n"
                                               "b = torch.tensor([0.5], requires_grad=True)\n"
                                               "y = x + b\n"
                                               "y.sum().backward()\n");
  CrCardNumber number;
  g_autoptr (CrFormula) formula = NULL;
  g_autofree char *heading = NULL, *headline = NULL, *text = NULL;
  CrQuestion question = ask (session, 1, 0);

  cr_session_seek (session, question.event + 1);
  heading = cr_card_heading (session);
  headline = cr_card_headline (cr_session_get_cursor (session));
  formula = cr_card_numbers (session, &number);
  text = cr_formula_to_text (formula);
  g_assert_cmpstr (heading, ==, "Step 2 of 3 · backward pass 1");
  g_assert_cmpstr (headline, ==, "AddBackward0 sends gradients to b.");
  g_assert_cmpstr (text, ==, "∂L/∂b[0] = 1.0 + 1.0 + 1.0 = 3.0");
  g_assert_cmpfloat (number.number, ==, 3);
  g_assert_cmpuint (number.variable, !=, CR_NONE);
  cr_session_seek (session, 1);
  g_assert_null (cr_card_numbers (session, &number));
  g_assert_cmpuint (number.variable, ==, CR_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/widgets/prediction/parse", test_parse);
  g_test_add_func ("/ui/widgets/prediction/close", test_close);
  g_test_add_func ("/ui/widgets/prediction/step", test_step);
  g_test_add_func ("/ui/widgets/prediction/accumulated", test_accumulated);
  g_test_add_func ("/ui/widgets/prediction/broadcast", test_broadcast);
  g_test_add_func ("/ui/widgets/prediction/total", test_total);
  g_test_add_func ("/ui/widgets/prediction/nothing-left", test_nothing_left);
  g_test_add_func ("/ui/widgets/prediction/card", test_card);
  return g_test_run ();
}
