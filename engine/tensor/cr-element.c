/* One element of each dtype from and to a C number: a table made from the list of dtypes. */

#include "cr-element.h"

#define GET_INT_I(x) ((gint64)(x))
#define GET_INT_F(x) (cr_int_from_double (x))

#define DEFINE_FUNCS(DTYPE, Type, Number, Kind)                                                                        \
  static double get_double_##DTYPE (gconstpointer data, gint64 i)                                                      \
  {                                                                                                                    \
    return (double)CR_LOAD_##DTYPE (((const Type *)data)[i]);                                                          \
  }                                                                                                                    \
  static gint64 get_int_##DTYPE (gconstpointer data, gint64 i)                                                         \
  {                                                                                                                    \
    return GET_INT_##Kind (CR_LOAD_##DTYPE (((const Type *)data)[i]));                                                 \
  }                                                                                                                    \
  static void set_double_##DTYPE (gpointer data, gint64 i, double value)                                               \
  {                                                                                                                    \
    ((Type *)data)[i] = CR_STORE_##DTYPE##_F (value);                                                                  \
  }                                                                                                                    \
  static void set_int_##DTYPE (gpointer data, gint64 i, gint64 value)                                                  \
  {                                                                                                                    \
    ((Type *)data)[i] = CR_STORE_##DTYPE##_I (value);                                                                  \
  }

CR_EACH_DTYPE (DEFINE_FUNCS)

#define ROW(DTYPE, Type, Number, Kind)                                                                                 \
  [CR_DTYPE_##DTYPE] = { get_double_##DTYPE, get_int_##DTYPE, set_double_##DTYPE, set_int_##DTYPE },

const CrElementFuncs cr_element_funcs[CR_N_DTYPES] = { CR_EACH_DTYPE (ROW) };
