/* The functions that are ready to run, as a heap: the one with the highest sequence first, and AccumulateGrad's is the
 * highest there is. The heap moves its entries as the C++ standard library's does, so that equal sequences come out
 * in PyTorch's order too. */

#include "cr-engine-private.h"

static guint64
sequence_of (CrGradFn *function)
{
  return function->primitive ? function->id : G_MAXUINT64;
}

static guint64
sequence_at (GPtrArray *heap, guint i)
{
  return sequence_of (heap->pdata[i]);
}

/* std::__push_heap: @function rises from @hole. */
static void
rise (GPtrArray *heap, guint hole, CrGradFn *function)
{
  guint64 sequence = sequence_of (function);
  while (hole > 0 && sequence_at (heap, (hole - 1) / 2) < sequence)
    {
      heap->pdata[hole] = heap->pdata[(hole - 1) / 2];
      hole = (hole - 1) / 2;
    }
  heap->pdata[hole] = function;
}

void
cr_engine_push_ready (GPtrArray *heap, CrGradFn *function)
{
  g_ptr_array_add (heap, function);
  rise (heap, heap->len - 1, function);
}

/* std::pop_heap: the hole sinks to a leaf along the greater children, then the last entry rises from it. */
CrGradFn *
cr_engine_pop_ready (GPtrArray *heap)
{
  CrGradFn *top = heap->pdata[0];
  CrGradFn *last = g_ptr_array_steal_index_fast (heap, heap->len - 1);
  guint n = heap->len, hole = 0, child = 0;
  if (n == 0)
    return top;
  while (child < (n - 1) / 2)
    {
      child = 2 * (child + 1);
      if (sequence_at (heap, child) < sequence_at (heap, child - 1))
        child--;
      heap->pdata[hole] = heap->pdata[child];
      hole = child;
    }
  if ((n & 1) == 0 && child == (n - 2) / 2)
    {
      child = 2 * child + 1;
      heap->pdata[hole] = heap->pdata[child];
      hole = child;
    }
  rise (heap, hole, last);
  return top;
}
