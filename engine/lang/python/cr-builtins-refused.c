/* ascii(), pow() and input: the built-in functions that are seldom used, and those of Python that this language
 * refuses, each with the reason. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* repr() with what is not ASCII escaped. */
static CrObject
builtin_ascii (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject repr = cr_interp_repr (interp, args->values[0]);
  if (!cr_object_is_set (repr))
    return CR_UNSET;
  GString *text = g_string_new (NULL);
  for (const char *at = cr_object_text (repr); *at; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (c < 0x80)
        g_string_append_c (text, (char)c);
      else
        g_string_append_printf (text, c > 0xffff ? "\\U%08x" : c > 0xff ? "\\u%04x" : "\\x%02x", c);
    }
  cr_object_unref (repr);
  return cr_str_new_take (interp->heap, text);
}

static CrObject
builtin_pow (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject base = cr_call_args_at (args, 0, "base"), exponent = cr_call_args_at (args, 1, "exp");
  CrObject modulus = cr_call_args_at (args, 2, "mod");
  if (!cr_object_is_set (base) || !cr_object_is_set (exponent))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "pow() missing required argument 'exp' (pos 2)");
  if (!cr_object_is_set (modulus) || modulus.kind == CR_OBJECT_NONE)
    return cr_interp_binary (interp, CR_AST_BINARY_POW, base, exponent);
  if (!cr_object_is_whole (base) || !cr_object_is_whole (exponent) || !cr_object_is_whole (modulus))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "pow() 3rd argument not allowed unless all arguments are integers");
  return cr_big_pow_modulo (interp, base, exponent, modulus);
}

static CrObject
refuse_input (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("input() is not available: a script here runs without anybody to ask"));
}

static CrObject
refuse_open (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("open() is not available: scripts here cannot reach files"));
}

static CrObject
refuse_code (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s",
                          _ ("running text as code is not available: every line that runs stands in the script"));
}

static CrObject
refuse_bytes (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", _ ("bytes are not available here"));
}

const CrBuiltinRow cr_builtins_more[] = {
  { "bin", 1, 1, NULL, cr_builtin_bin },        { "oct", 1, 1, NULL, cr_builtin_oct },
  { "hex", 1, 1, NULL, cr_builtin_hex },        { "ascii", 1, 1, NULL, builtin_ascii },
  { "pow", 0, 3, "base exp mod", builtin_pow }, { "input", 0, 1, NULL, refuse_input },
  { "open", 0, -1, "*", refuse_open },          { "eval", 0, -1, "*", refuse_code },
  { "exec", 0, -1, "*", refuse_code },          { "compile", 0, -1, "*", refuse_code },
  { "__import__", 0, -1, "*", refuse_code },    { "bytes", 0, -1, "*", refuse_bytes },
  { "bytearray", 0, -1, "*", refuse_bytes },    { NULL },
};
