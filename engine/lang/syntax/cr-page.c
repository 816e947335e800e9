/* A pasted page, line by line. Prompts (">>> ", "In [3]:") and fences (```) say themselves what is code; where a page
 * has none, blocks of lines are judged one by one. Only a text that shows that it is a page is touched. */

#include "cr-page-private.h"

#include <string.h>

#define MAX_BYTES (4u << 20) /* nobody pastes more than this and expects it to be read line by line */

typedef struct
{
  GPtrArray *lines; /* of CrPageLine */
  GHashTable *names;
  gboolean is_page; /* something in it is no code for certain */
  GRegex *link, *prompt, *in_prompt, *out_prompt;
} Page;

static void
line_free (gpointer data)
{
  CrPageLine *line = data;
  g_free (line->text);
  g_free (line);
}

static CrPageLine *
line_at (Page *page, guint i)
{
  return g_ptr_array_index (page->lines, i);
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '\0';
}

/* [torch.ones](https://...)(2) is torch.ones(2). */
static void
drop_links (Page *page, CrPageLine *line)
{
  if (strstr (line->text, "](http") == NULL)
    return;
  char *plain = g_regex_replace (page->link, line->text, -1, 0, "\\1", 0, NULL);
  if (plain == NULL)
    return;
  g_free (line->text);
  line->text = plain;
  line->changed = page->is_page = TRUE;
}

static Page
page_new (const char *text)
{
  Page page = { .lines = g_ptr_array_new_with_free_func (line_free),
                .names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                .link = g_regex_new ("\\[([^\\]\\n]+)\\]\\(https?://[^)\\s]*\\)", G_REGEX_OPTIMIZE, 0, NULL),
                .prompt = g_regex_new ("^\\s*(>>>|\\.\\.\\.)( |$)", G_REGEX_OPTIMIZE, 0, NULL),
                .in_prompt = g_regex_new ("^\\s*(In\\s*\\[[\\d\\s*]*\\]\\s*:|\\.{3,}:)\\s?", G_REGEX_OPTIMIZE, 0, NULL),
                .out_prompt = g_regex_new ("^\\s*Out\\s*\\[[\\d\\s]*\\]\\s*:", G_REGEX_OPTIMIZE, 0, NULL) };
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      CrPageLine *line = g_new0 (CrPageLine, 1);
      line->text = g_strdup (g_str_has_suffix (lines[i], "\r") ? (lines[i][strlen (lines[i]) - 1] = '\0', lines[i])
                                                               : lines[i]);
      line->kind = is_blank (line->text) ? CR_LINE_BLANK : CR_LINE_UNKNOWN;
      g_ptr_array_add (page.lines, line);
      drop_links (&page, line);
      cr_page_collect_names (line->text, page.names);
    }
  return page;
}

static void
page_clear (Page *page)
{
  g_ptr_array_unref (page->lines);
  g_hash_table_unref (page->names);
  g_regex_unref (page->link);
  g_regex_unref (page->prompt);
  g_regex_unref (page->in_prompt);
  g_regex_unref (page->out_prompt);
}

static gboolean
is_fence (const char *text)
{
  while (*text == ' ')
    text++;
  return g_str_has_prefix (text, "```") || g_str_has_prefix (text, "~~~");
}

/* The word after an opening fence: none, or one that means Python. */
static gboolean
fence_is_python (const char *text)
{
  g_autofree char *word = g_ascii_strdown (strpbrk (text, "`~"), -1);
  g_strdelimit (word, "`~{}.", ' ');
  g_strstrip (word);
  return *word == '\0' || g_str_has_prefix (word, "py") || g_str_has_prefix (word, "ipython")
         || g_str_has_prefix (word, "code");
}

static char *join_lines (Page *page, guint begin, guint end);

/* A fence without a word may hold what was printed: then its lines, from @begin on, are no code. */
static void
judge_fence (Page *page, guint begin, guint end)
{
  if (begin >= end)
    return;
  g_autofree char *chunk = join_lines (page, begin, end);
  CrChunkKind kind = cr_page_classify (chunk, page->names);
  for (guint i = begin; i < end && (kind == CR_CHUNK_OUTPUT || kind == CR_CHUNK_PROSE); i++)
    if (line_at (page, i)->kind == CR_LINE_UNKNOWN)
      line_at (page, i)->kind = CR_LINE_OTHER;
}

/* Inside fences is code, outside is none. FALSE if there are no fences. */
static gboolean
mark_fences (Page *page)
{
  gboolean inside = FALSE, python = FALSE, any = FALSE;
  guint begin = 0; /* of a fence without a word */
  for (guint i = 0; i < page->lines->len && !any; i++)
    any = is_fence (line_at (page, i)->text);
  for (guint i = 0; any && i < page->lines->len; i++)
    {
      CrPageLine *line = line_at (page, i);
      gboolean fence = is_fence (line->text);
      if (fence && begin > 0)
        judge_fence (page, begin, i);
      if (fence)
        begin = 0;
      if (fence && (inside = !inside))
        {
          python = fence_is_python (line->text);
          begin = strpbrk (line->text, "`~")[strspn (strpbrk (line->text, "`~"), "`~ ")] == '\0' ? i + 1 : 0;
        }
      if (line->kind == CR_LINE_UNKNOWN && (fence || !inside || !python))
        line->kind = CR_LINE_OTHER;
    }
  page->is_page = page->is_page || any;
  return any;
}

/* The line without the prompt that @match found. */
static void
drop_prompt (CrPageLine *line, GMatchInfo *match)
{
  int end;
  g_match_info_fetch_pos (match, 0, NULL, &end);
  char *rest = g_strdup (line->text + end);
  g_free (line->text);
  line->text = rest;
  line->changed = TRUE;
  line->kind = is_blank (rest) ? CR_LINE_BLANK : CR_LINE_CODE;
}

/* ">>> code": only what follows a prompt is code. */
static gboolean
mark_prompts (Page *page)
{
  gboolean any = FALSE;
  for (guint i = 0; i < page->lines->len; i++)
    {
      g_autoptr (GMatchInfo) match = NULL;
      CrPageLine *line = line_at (page, i);
      gboolean is_prompt = g_regex_match (page->prompt, line->text, 0, &match);
      /* "..." goes on with a prompt only; alone it is Python's Ellipsis. */
      if (is_prompt && (any || strstr (line->text, ">>>") != NULL))
        {
          drop_prompt (line, match);
          any = TRUE;
        }
    }
  for (guint i = 0; any && i < page->lines->len; i++)
    if (line_at (page, i)->kind == CR_LINE_UNKNOWN)
      line_at (page, i)->kind = CR_LINE_OTHER;
  page->is_page = page->is_page || any;
  return any;
}

/* "In [3]: code": what follows is code up to an empty line; what stands behind that is judged. "Out[3]: ..." goes on
 * to an empty line or the next prompt. */
static void
mark_cells (Page *page)
{
  CrLineKind inside = CR_LINE_UNKNOWN;
  for (guint i = 0; i < page->lines->len; i++)
    {
      g_autoptr (GMatchInfo) match = NULL;
      CrPageLine *line = line_at (page, i);
      if (g_regex_match (page->in_prompt, line->text, 0, &match))
        {
          drop_prompt (line, match);
          inside = CR_LINE_CODE;
          page->is_page = TRUE;
        }
      else if (g_regex_match (page->out_prompt, line->text, 0, NULL))
        {
          line->kind = inside = CR_LINE_OTHER;
          page->is_page = TRUE;
        }
      else if (line->kind == CR_LINE_BLANK)
        inside = CR_LINE_UNKNOWN;
      else if (line->kind == CR_LINE_UNKNOWN)
        line->kind = inside;
    }
}

/* Brackets that @text leaves open, in all. */
static int
count_open (const char *text)
{
  int open = 0;
  char quote = '\0';
  for (; *text && (quote || *text != '#'); text++)
    if (quote)
      quote = *text == quote ? '\0' : quote;
    else if (*text == '"' || *text == '\'')
      quote = *text;
    else
      open += strchr ("([{", *text) != NULL ? 1 : strchr (")]}", *text) != NULL ? -1 : 0;
  return open;
}

static gboolean
goes_on (const char *text)
{
  static const char *const words[] = { "else", "elif", "except", "finally", ")", "]", "}" };
  if (g_ascii_isspace (*text))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (text, words[i]))
      return TRUE;
  return FALSE;
}

/* One after the last line of the statement that begins with line @begin. */
static guint
find_end (Page *page, guint begin)
{
  int open = count_open (line_at (page, begin)->text);
  gboolean decorator = line_at (page, begin)->text[0] == '@';
  guint end = begin + 1;
  for (guint i = end; i < page->lines->len; i++)
    {
      CrPageLine *line = line_at (page, i);
      if (line->kind == CR_LINE_BLANK && open <= 0)
        continue;
      if (line->kind != CR_LINE_UNKNOWN || (open <= 0 && !decorator && !goes_on (line->text)))
        break;
      open += count_open (line->text);
      decorator = decorator && line->text[0] == '@';
      end = i + 1;
    }
  return end;
}

static char *
join_lines (Page *page, guint begin, guint end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *first = line_at (page, begin)->text;
  gsize indent = strspn (first, " \t");
  for (guint i = begin; i < end; i++)
    {
      const char *line = line_at (page, i)->text;
      g_string_append (text, strncmp (line, first, indent) == 0 ? line + indent : line);
      g_string_append_c (text, '\n');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static guint
count_words (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  guint n = 0;
  for (guint i = 0; words[i]; i++)
    n += *words[i] != '\0';
  return n;
}

/* Several words, or a sentence of a script that writes no blanks between them. */
static gboolean
is_wordy (const char *text)
{
  return count_words (text) >= 4 || (!g_str_is_ascii (text) && g_utf8_strlen (text, -1) >= 6);
}

static void
mark_lines (Page *page, guint begin, guint end, CrLineKind kind)
{
  for (guint i = begin; i < end; i++)
    if (line_at (page, i)->kind == CR_LINE_UNKNOWN)
      line_at (page, i)->kind = kind;
}

/* Judges the statement at @begin; where to go on. */
static guint
judge (Page *page, guint begin)
{
  const char *first = line_at (page, begin)->text;
  guint end = find_end (page, begin);
  if (*first == '#' || *first == '%' || *first == '!')
    {
      mark_lines (page, begin, begin + 1, CR_LINE_CODE);
      return begin + 1;
    }
  g_autofree char *chunk = join_lines (page, begin, end);
  CrChunkKind kind = cr_page_classify (chunk, page->names);
  if (kind == CR_CHUNK_PROSE && end > begin + 1)
    {
      /* The first line alone: the others may be code that only followed it. */
      g_autofree char *line = join_lines (page, begin, begin + 1);
      end = begin + 1;
      kind = cr_page_classify (line, page->names);
    }
  gboolean code = kind == CR_CHUNK_CODE || kind == CR_CHUNK_BROKEN;
  if (kind == CR_CHUNK_OUTPUT ? g_str_has_prefix (first, "tensor(") : kind == CR_CHUNK_PROSE && is_wordy (first))
    page->is_page = TRUE;
  mark_lines (page, begin, end, code ? CR_LINE_CODE : CR_LINE_OTHER);
  return end;
}

static CrPage *
build (Page *page)
{
  CrPage *result = g_new0 (CrPage, 1);
  g_autoptr (GString) script = g_string_new (NULL);
  for (guint i = 0; i < page->lines->len; i++)
    {
      CrPageLine *line = line_at (page, i);
      gboolean comment = line->kind == CR_LINE_OTHER && line->text[0] != '#';
      result->n_commented += comment;
      result->n_changed += line->changed && line->kind == CR_LINE_CODE;
      g_string_append_printf (script, "%s%s%s", comment ? "# " : "", line->text, i + 1 < page->lines->len ? "\n" : "");
    }
  result->script = g_string_free (g_steal_pointer (&script), FALSE);
  return result;
}

void
cr_page_free (CrPage *page)
{
  if (page == NULL)
    return;
  g_free (page->script);
  g_free (page);
}

CrPage *
cr_page_clean (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  if (strlen (text) > MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    return NULL;
  Page page = page_new (text);
  CrPage *result = NULL;
  /* What parses as a whole is a script, whatever stands in its strings. */
  if (!page.is_page && cr_page_classify (text, page.names) == CR_CHUNK_CODE)
    {
      page_clear (&page);
      return NULL;
    }
  gboolean any_code = FALSE;
  gboolean fenced = mark_fences (&page);
  if (!mark_prompts (&page))
    mark_cells (&page);
  for (guint i = 0; i < page.lines->len;)
    if (line_at (&page, i)->kind != CR_LINE_UNKNOWN)
      i++;
    else if (fenced)
      line_at (&page, i++)->kind = CR_LINE_CODE;
    else
      i = judge (&page, i);
  for (guint i = 0; i < page.lines->len && !any_code; i++)
    any_code = line_at (&page, i)->kind == CR_LINE_CODE;
  if (page.is_page && any_code)
    result = build (&page);
  page_clear (&page);
  if (result && result->n_commented + result->n_changed == 0)
    g_clear_pointer (&result, cr_page_free);
  return result;
}
