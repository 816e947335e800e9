import torch
torch.tensor([1.], require_grad=True)
