/* matplotlib's mathematics between dollar signs, as far as Unicode has letters for it: Greek, superscripts and
 * subscripts, fractions in one line. What is not known stays as it was written, without its backslash. */
#include <string.h>

#include "cr-figures-private.h"

#define MAX_DEPTH 16

static const struct
{
  const char *name, *sign;
} commands[] = {
  { "alpha", "α" },      { "beta", "β" },        { "gamma", "γ" },       { "delta", "δ" },  { "epsilon", "ε" },
  { "varepsilon", "ε" }, { "zeta", "ζ" },        { "eta", "η" },         { "theta", "θ" },  { "iota", "ι" },
  { "kappa", "κ" },      { "lambda", "λ" },      { "mu", "μ" },          { "nu", "ν" },     { "xi", "ξ" },
  { "pi", "π" },         { "rho", "ρ" },         { "sigma", "σ" },       { "tau", "τ" },    { "phi", "φ" },
  { "varphi", "φ" },     { "chi", "χ" },         { "psi", "ψ" },         { "omega", "ω" },  { "Gamma", "Γ" },
  { "Delta", "Δ" },      { "Theta", "Θ" },       { "Lambda", "Λ" },      { "Xi", "Ξ" },     { "Pi", "Π" },
  { "Sigma", "Σ" },      { "Phi", "Φ" },         { "Psi", "Ψ" },         { "Omega", "Ω" },  { "partial", "∂" },
  { "nabla", "∇" },      { "infty", "∞" },       { "sum", "∑" },         { "prod", "∏" },   { "int", "∫" },
  { "cdot", "·" },       { "times", "×" },       { "pm", "±" },          { "mp", "∓" },     { "leq", "≤" },
  { "le", "≤" },         { "geq", "≥" },         { "ge", "≥" },          { "neq", "≠" },    { "ne", "≠" },
  { "approx", "≈" },     { "sim", "∼" },         { "equiv", "≡" },       { "propto", "∝" }, { "to", "→" },
  { "rightarrow", "→" }, { "leftarrow", "←" },   { "Rightarrow", "⇒" },  { "in", "∈" },     { "forall", "∀" },
  { "exists", "∃" },     { "circ", "∘" },        { "degree", "°" },      { "ell", "ℓ" },    { "hbar", "ℏ" },
  { "prime", "′" },      { "ldots", "…" },       { "dots", "…" },        { "cdots", "⋯" },  { "quad", "  " },
  { ",", " " },          { ";", " " },           { ":", " " },           { "!", "" },       { " ", " " },
  { "left", "" },        { "right", "" },        { "{", "{" },           { "}", "}" },      { "$", "$" },
  { "%", "%" },          { "_", "_" },           { "|", "‖" },           { "mathrm", "" },  { "mathbf", "" },
  { "mathit", "" },      { "mathcal", "" },      { "text", "" },         { "rm", "" },      { "bf", "" },
  { "it", "" },          { "displaystyle", "" }, { "operatorname", "" }, { "mathbb", "" },
};

static const char super_from[] = "0123456789+-=()niTabcdefghjklmoprstuvwxyz";
static const char *const super_to[]
    = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁺", "⁻", "⁼", "⁽", "⁾", "ⁿ", "ⁱ", "ᵀ", "ᵃ", "ᵇ", "ᶜ",
        "ᵈ", "ᵉ", "ᶠ", "ᵍ", "ʰ", "ʲ", "ᵏ", "ˡ", "ᵐ", "ᵒ", "ᵖ", "ʳ", "ˢ", "ᵗ", "ᵘ", "ᵛ", "ʷ", "ˣ", "ʸ", "ᶻ" };
static const char sub_from[] = "0123456789+-=()aehijklmnoprstuvx";
static const char *const sub_to[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", "₊", "₋", "₌", "₍", "₎", "ₐ",
                                      "ₑ", "ₕ", "ᵢ", "ⱼ", "ₖ", "ₗ", "ₘ", "ₙ", "ₒ", "ₚ", "ᵣ", "ₛ", "ₜ", "ᵤ", "ᵥ", "ₓ" };

static void read_math (GString *out, const char **at, const char *end, guint depth);

/* One letter, command or group, as text; owned. */
static char *
read_group (const char **at, const char *end, guint depth)
{
  GString *out = g_string_new (NULL);

  if (*at < end && **at == '{' && depth < MAX_DEPTH)
    {
      (*at)++;
      read_math (out, at, end, depth + 1);
      if (*at < end && **at == '}')
        (*at)++;
    }
  else if (*at < end)
    {
      const char *next = g_utf8_next_char (*at);

      if (**at == '\\')
        while (next < end && g_ascii_isalpha (*next))
          next++;
      next = MIN (next, end);
      read_math (out, at, next, depth + 1);
    }
  return g_string_free (out, FALSE);
}

/* Raised or lowered where every letter can be, else as written: ^(ab). */
static void
append_script (GString *out, const char *script, gboolean raised)
{
  g_auto (GStrv) parts = g_strsplit (script, "−", -1);
  g_autofree char *text = g_strjoinv ("-", parts);
  const char *from = raised ? super_from : sub_from;
  const char *const *to = raised ? super_to : sub_to;
  gboolean all = *text != '\0';

  for (const char *c = text; *c; c++)
    all = all && *c != ' ' && strchr (from, *c);
  if (!all)
    g_string_append_printf (out, strlen (text) > 1 && g_utf8_strlen (text, -1) > 1 ? "%c(%s)" : "%c%s",
                            raised ? '^' : '_', text);
  for (const char *c = text; all && *c; c++)
    g_string_append (out, to[strchr (from, *c) - from]);
}

static void
append_fraction (GString *out, const char *above, const char *below)
{
  const char *operators = "+- ";
  gboolean wide = strpbrk (above, operators) != NULL, deep = strpbrk (below, "+- ·×") != NULL;

  g_string_append_printf (out, "%s%s%s/%s%s%s", wide ? "(" : "", above, wide ? ")" : "", deep ? "(" : "", below,
                          deep ? ")" : "");
}

static void
read_command (GString *out, const char **at, const char *end, guint depth)
{
  const char *start = *at + 1, *stop = start;
  g_autofree char *name = NULL;

  while (stop < end && g_ascii_isalpha (*stop))
    stop++;
  if (stop == start && stop < end)
    stop = MIN (g_utf8_next_char (stop), end);
  name = g_strndup (start, (gsize)(stop - start));
  *at = stop;
  if (strcmp (name, "frac") == 0 || strcmp (name, "dfrac") == 0)
    {
      g_autofree char *above = read_group (at, end, depth), *below = read_group (at, end, depth);

      append_fraction (out, above, below);
      return;
    }
  if (strcmp (name, "sqrt") == 0)
    {
      g_autofree char *inside = read_group (at, end, depth);

      g_string_append_printf (out, g_utf8_strlen (inside, -1) > 1 ? "√(%s)" : "√%s", inside);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      {
        g_string_append (out, commands[i].sign);
        return;
      }
  g_string_append (out, name); /* sin, log, exp, ... */
}

static void
read_math (GString *out, const char **at, const char *end, guint depth)
{
  while (*at < end && **at != '}')
    {
      if (**at == '\\')
        read_command (out, at, end, depth);
      else if ((**at == '^' || **at == '_') && depth < MAX_DEPTH)
        {
          gboolean raised = **at == '^';
          g_autofree char *text = NULL;

          (*at)++;
          text = read_group (at, end, depth);
          append_script (out, text, raised);
        }
      else if (**at == '{' && depth < MAX_DEPTH)
        {
          g_autofree char *text = read_group (at, end, depth);

          g_string_append (out, text);
        }
      else
        {
          const char *next = MIN (g_utf8_next_char (*at), end);

          if (**at == '-')
            g_string_append (out, "−");
          else
            g_string_append_len (out, *at, next - *at);
          *at = next;
        }
    }
}

char *
cr_figure_read_math (const char *text)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);
  for (const char *at = text; *at;)
    {
      const char *end = *at == '$' ? strchr (at + 1, '$') : NULL;

      if (end)
        {
          at++;
          while (at < end)
            {
              read_math (out, &at, end, 0);
              at += at < end; /* a brace that closes nothing */
            }
          at = end + 1;
        }
      else if (at[0] == '\\' && at[1] == '$')
        {
          g_string_append_c (out, '$');
          at += 2;
        }
      else
        g_string_append_c (out, *at++);
    }
  return g_string_free (out, FALSE);
}
