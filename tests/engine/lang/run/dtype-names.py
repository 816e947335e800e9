import torch
print(torch.float32, torch.float, torch.long, torch.double, torch.bool, torch.ones(1).dtype == torch.float32)
print(torch.ones(2).double(), torch.ones(2).long(), torch.tensor([1.7]).int() if False else 0)
