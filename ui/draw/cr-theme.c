/* The two themes, as tables of constants: the colours of the mock-ups. */
#include "cr-theme.h"

#define RGB(hex)                                                                                                       \
  {                                                                                                                    \
    ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex)&0xff) / 255.0, 1.0                               \
  }

static const CrTheme light_theme = {
  .background = RGB (0xf6f5f4),
  .text = RGB (0x1c1c1f),
  .dim_text = RGB (0x66666b),
  .node_fill = RGB (0xffffff),
  .node_line = RGB (0x5b6470),
  .leaf_fill = RGB (0xe1f3ea),
  .leaf_line = RGB (0x0b6b4f),
  .root_fill = RGB (0xf5eefa),
  .root_line = RGB (0x613583),
  .operator_fill = RGB (0xebeaf1),
  .operator_line = RGB (0x5b6470),
  .value = RGB (0x1a5fb4),
  .gradient = RGB (0xb5480b),
  .gradient_fill = RGB (0xfdebdd),
  .forward_edge = RGB (0x5b6470),
  .selection = RGB (0x3584e4),
  .dark = FALSE,
  .on_gradient = RGB (0xffffff),
  .plain_line = RGB (0x76767c),
  .failure = RGB (0xb3141f),
  .zero = RGB (0xffffff),
  .below_zero = RGB (0x3d3d42),
};

static const CrTheme dark_theme = {
  .background = RGB (0x1b1b1c),
  .text = RGB (0xf4f4f5),
  .dim_text = RGB (0xa3a3a8),
  .node_fill = RGB (0x2a2a2c),
  .node_line = RGB (0x9aa3ad),
  .leaf_fill = RGB (0x16332a),
  .leaf_line = RGB (0x5fd3a5),
  .root_fill = RGB (0x31263b),
  .root_line = RGB (0xcfa7ea),
  .operator_fill = RGB (0x35353c),
  .operator_line = RGB (0x9aa3ad),
  .value = RGB (0x8fc0ff),
  .gradient = RGB (0xffab66),
  .gradient_fill = RGB (0x3f2514),
  .forward_edge = RGB (0x9aa3ad),
  .selection = RGB (0x62a0ea),
  .dark = TRUE,
  .on_gradient = RGB (0x1c1c1f),
  .plain_line = RGB (0x9c9ca2),
  .failure = RGB (0xff7d78),
  .zero = RGB (0x1b1b1c),
  .below_zero = RGB (0xd6d6da),
};

const CrTheme *
cr_theme_get (gboolean dark)
{
  return dark ? &dark_theme : &light_theme;
}
