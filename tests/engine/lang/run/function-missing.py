import torch
torch.exp()
