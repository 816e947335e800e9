import torch
torch.exp('a')
