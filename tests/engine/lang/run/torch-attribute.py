import torch
torch.foo(1)
