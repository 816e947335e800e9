import torch
x = torch.ones(2
y = x * (2 +
z = torch.ones(3)
  w = z
if z:
%matplotlib inline
q = z.sum(