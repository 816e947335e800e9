# Calls of torch's functions without the arguments that they need.
import torch
import torch.nn.functional as F

for call in (lambda: torch.ones(), lambda: torch.matmul(), lambda: torch.matmul(first=1), lambda: F.relu(),
             lambda: F.cross_entropy(x=1, y=2, z=3), lambda: torch.ones(2).view(), lambda: torch.ones(2).sum(a=1, b=2)):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
