#pragma once
/* The tokens of the language, one row each: its name in the code and how Python spells it. */

#include "cr-source.h"

G_BEGIN_DECLS

#define CR_TOKENS_OTHER(X)                                                                                             \
  X (EOF, "end of file")                                                                                               \
  X (ERROR, "error") /* a character that no token begins with */                                                       \
  X (NEWLINE, "end of line")                                                                                           \
  X (INDENT, "indent")                                                                                                 \
  X (DEDENT, "dedent")                                                                                                 \
  X (NAME, "name")                                                                                                     \
  X (INT, "integer")                                                                                                   \
  X (FLOAT, "number")                                                                                                  \
  X (STRING, "string")

/* Longer ones before those that they begin with. */
#define CR_TOKENS_OPERATOR(X)                                                                                          \
  X (POW_ASSIGN, "**=")                                                                                                \
  X (FLOORDIV_ASSIGN, "//=")                                                                                           \
  X (RSHIFT_ASSIGN, ">>=")                                                                                             \
  X (LSHIFT_ASSIGN, "<<=")                                                                                             \
  X (ELLIPSIS, "...")                                                                                                  \
  X (ADD_ASSIGN, "+=")                                                                                                 \
  X (SUB_ASSIGN, "-=")                                                                                                 \
  X (MUL_ASSIGN, "*=")                                                                                                 \
  X (DIV_ASSIGN, "/=")                                                                                                 \
  X (MOD_ASSIGN, "%=")                                                                                                 \
  X (MATMUL_ASSIGN, "@=")                                                                                              \
  X (AND_ASSIGN, "&=")                                                                                                 \
  X (OR_ASSIGN, "|=")                                                                                                  \
  X (XOR_ASSIGN, "^=")                                                                                                 \
  X (WALRUS, ":=")                                                                                                     \
  X (ARROW, "->")                                                                                                      \
  X (POW, "**")                                                                                                        \
  X (FLOORDIV, "//")                                                                                                   \
  X (LSHIFT, "<<")                                                                                                     \
  X (RSHIFT, ">>")                                                                                                     \
  X (EQ, "==")                                                                                                         \
  X (NE, "!=")                                                                                                         \
  X (LE, "<=")                                                                                                         \
  X (GE, ">=")                                                                                                         \
  X (LT, "<")                                                                                                          \
  X (GT, ">")                                                                                                          \
  X (PLUS, "+")                                                                                                        \
  X (MINUS, "-")                                                                                                       \
  X (STAR, "*")                                                                                                        \
  X (SLASH, "/")                                                                                                       \
  X (PERCENT, "%")                                                                                                     \
  X (AT, "@")                                                                                                          \
  X (AMPERSAND, "&")                                                                                                   \
  X (BAR, "|")                                                                                                         \
  X (CARET, "^")                                                                                                       \
  X (TILDE, "~")                                                                                                       \
  X (ASSIGN, "=")                                                                                                      \
  X (LPAREN, "(")                                                                                                      \
  X (RPAREN, ")")                                                                                                      \
  X (LBRACKET, "[")                                                                                                    \
  X (RBRACKET, "]")                                                                                                    \
  X (LBRACE, "{")                                                                                                      \
  X (RBRACE, "}")                                                                                                      \
  X (COMMA, ",")                                                                                                       \
  X (COLON, ":")                                                                                                       \
  X (SEMICOLON, ";")                                                                                                   \
  X (DOT, ".")

#define CR_TOKENS_KEYWORD(X)                                                                                           \
  X (AND, "and")                                                                                                       \
  X (AS, "as")                                                                                                         \
  X (ASSERT, "assert")                                                                                                 \
  X (ASYNC, "async")                                                                                                   \
  X (AWAIT, "await")                                                                                                   \
  X (BREAK, "break")                                                                                                   \
  X (CLASS, "class")                                                                                                   \
  X (CONTINUE, "continue")                                                                                             \
  X (DEF, "def")                                                                                                       \
  X (DEL, "del")                                                                                                       \
  X (ELIF, "elif")                                                                                                     \
  X (ELSE, "else")                                                                                                     \
  X (EXCEPT, "except")                                                                                                 \
  X (FALSE, "False")                                                                                                   \
  X (FINALLY, "finally")                                                                                               \
  X (FOR, "for")                                                                                                       \
  X (FROM, "from")                                                                                                     \
  X (GLOBAL, "global")                                                                                                 \
  X (IF, "if")                                                                                                         \
  X (IMPORT, "import")                                                                                                 \
  X (IN, "in")                                                                                                         \
  X (IS, "is")                                                                                                         \
  X (LAMBDA, "lambda")                                                                                                 \
  X (NONE, "None")                                                                                                     \
  X (NONLOCAL, "nonlocal")                                                                                             \
  X (NOT, "not")                                                                                                       \
  X (OR, "or")                                                                                                         \
  X (PASS, "pass")                                                                                                     \
  X (RAISE, "raise")                                                                                                   \
  X (RETURN, "return")                                                                                                 \
  X (TRUE, "True")                                                                                                     \
  X (TRY, "try")                                                                                                       \
  X (WHILE, "while")                                                                                                   \
  X (WITH, "with")                                                                                                     \
  X (YIELD, "yield")

typedef enum
{
#define CR_TOKEN_ENUM(name, text) CR_TOKEN_##name,
  CR_TOKENS_OTHER (CR_TOKEN_ENUM) CR_TOKENS_OPERATOR (CR_TOKEN_ENUM) CR_TOKENS_KEYWORD (CR_TOKEN_ENUM)
#undef CR_TOKEN_ENUM
      CR_TOKEN_N_KINDS
} CrTokenKind;

typedef struct
{
  CrTokenKind kind;
  CrRange range;
} CrToken;

/* How the token is spelled ("+=", "while"), or what it is called ("name"). Borrowed. */
const char *cr_token_kind_get_text (CrTokenKind kind);
/* The name in the code ("ADD_ASSIGN"), for tests. Borrowed. */
const char *cr_token_kind_get_name (CrTokenKind kind);

G_END_DECLS
