# -*- coding: utf-8 -*-
from torch import (ones,
  sin as s)
größe = ones(2, # two
   2)
class A:
    k = größe * 2
    def __call__(self, t):
        self.t = t; return self.t @ größe
@staticmethod
def g(): yield from (u * 2 for u in größe)
for i, (j, k) in enumerate([(1, 2)]):
    größe[0] += s(größe[1]) * \
        2
else: del größe