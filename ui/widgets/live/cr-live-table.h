#pragma once
/* Cells of a leaf's value that can be dragged sideways in a table of numbers. Plus and minus step the selected one
 * (Shift: ten steps, Alt: a tenth), a digit or Enter opens an entry in which another number is typed. */

#include "cr-value-table.h"

G_BEGIN_DECLS

/* For as long as @table lives. The session is that of the widget around it that has one. */
void cr_live_table_attach (CrValueTable *table);

G_END_DECLS
