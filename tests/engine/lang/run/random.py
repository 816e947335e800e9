import torch
torch.manual_seed(3)
print(torch.rand(2), torch.randn(3), torch.rand(2, 2))
