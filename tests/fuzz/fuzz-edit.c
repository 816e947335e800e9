/* Gestures at any place of any text: the first bytes choose the gesture and where, the rest is the script. What is
 * given out must fit the text, and leave no more syntax errors than there were. Built as the other fuzzers. */

#include <stdint.h>
#include <string.h>

#include "cr-edit-private.h"
#include "cr-parser.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static CrEditPlan *
make_gesture (CrEditScript *script, guint gesture, const CrEditNode *node, const CrEditNode *other)
{
  const CrEditNode both[] = { *node, *other };
  const gint64 sizes[] = { 2, 2 };

  switch (gesture % 18)
    {
    case 0:
      return cr_edit_apply (script, both, 1, "torch.sin($1)", NULL, NULL);
    case 1:
      return cr_edit_apply (script, both, 2, "$1 * $2", "product", NULL);
    case 2:
      return cr_edit_insert (script, node, &other->range, "F.relu($1)", NULL);
    case 3:
      return cr_edit_reconnect (script, node, &other->range, node, NULL);
    case 4:
      return cr_edit_add_leaf (script, "torch.linspace(0, math.pi, 3)", NULL, NULL);
    case 5:
      return cr_edit_add_typed (script, "y = sin(x) * 2", NULL);
    case 6:
      return cr_edit_rename (script, node->range.offset, "renamed", NULL);
    case 7:
      return cr_edit_name_node (script, node, "renamed", NULL);
    case 8:
      return cr_edit_duplicate (script, node, NULL);
    case 9:
    case 10:
      return cr_edit_delete (script, node, NULL);
    case 11:
    case 12:
      return cr_edit_set_requires_grad (script, node, gesture % 18 == 11, NULL);
    case 13:
      return cr_edit_set_retain_grad (script, node, TRUE, NULL);
    case 14:
    case 15:
      return cr_edit_set_detached (script, node, gesture % 18 == 14, NULL);
    case 16:
      return cr_edit_backward (script, node, FALSE, NULL);
    default:
      return cr_edit_set_element (script, node, sizes, 2, 3, 0.5, NULL);
    }
}

static void
check_plan (const CrEditPlan *plan, const char *text, guint n_errors)
{
  g_autofree char *result = cr_text_edits_apply (plan->edits, text);
  g_autoptr (CrEditScript) after = NULL;

  g_assert_nonnull (result);
  g_assert_cmpuint ((gsize)plan->shown + plan->shown_bytes, <=, strlen (result));
  after = cr_edit_script_new (result, NULL);
  g_assert_nonnull (after);
  g_assert_cmpuint (after->n_errors, <=, n_errors);
}

static void
check_numbers (CrEditScript *script, double value)
{
  const GArray *numbers = cr_edit_script_get_numbers (script);

  for (guint i = 0; i < numbers->len; i++)
    {
      const CrEditNumber *number = &g_array_index (numbers, CrEditNumber, i);
      g_autofree char *text = cr_edit_number_to_text (script, number, value, 0.1);

      g_assert_cmpuint (number->range.offset + number->range.length, <=, script->length);
      g_assert_true (*text != '\0' && number->label != NULL);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  g_autoptr (CrEditScript) script = NULL;
  g_autoptr (CrEditPlan) plan = NULL;
  CrEditNode nodes[2] = { { .name = "x" }, { .name = NULL } };

  if (size < 3)
    return 0;
  text = g_strndup ((const char *)data + 3, size - 3);
  script = cr_edit_script_new (text, NULL);
  if (script == NULL)
    return 0;
  for (guint i = 0; i < 2 && script->exprs->len > 0; i++)
    nodes[i].range = cr_edit_expr (script, data[i + 1] * script->exprs->len / 256)->expr->range;
  check_numbers (script, data[1] - 100.25);
  plan = make_gesture (script, data[0], &nodes[0], &nodes[1]);
  if (plan != NULL)
    check_plan (plan, text, script->n_errors);
  return 0;
}

#ifdef REPLAY_CORPUS
/* Each file with every gesture at many places. */
static void
replay (const char *text, gsize size)
{
  g_autofree uint8_t *data = g_malloc (size + 3);

  memcpy (data + 3, text, size);
  for (guint gesture = 0; gesture < 18; gesture++)
    for (guint place = 0; place < 256; place += 5)
      {
        data[0] = (uint8_t)gesture;
        data[1] = (uint8_t)place;
        data[2] = (uint8_t)(255 - place);
        LLVMFuzzerTestOneInput (data, size + 3);
      }
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (argv[i], &data, &size, NULL))
        return 1;
      replay (data, size);
    }
  return argc > 1 ? 0 : 1;
}
#endif
