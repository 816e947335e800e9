import torch as th, math
from torch import (nn, sin as
import torch.nn.functional as F
class Net(nn.Module
    """Doc. More."""
    def __init__(self, a, *, b=2, **rest:
        self.fc = nn.Linear(1, a
        self.x, (self.y, z) = th.max(a, 0
    def forward(self, x: th.Tensor):
        return F.relu(self.fc(x).
net = Net(3, b=
for i, (p, q) in enumerate(zip(net.parameters(), [1, 2.])):
    p.grad.
with th.no_grad() as g, open(
  y = [v for v in x if v.
lambda a, b=1: a.
x[1:, (2
print(f"{x.sum():.2f}", sep=
if (n := 3) > 2: n.
