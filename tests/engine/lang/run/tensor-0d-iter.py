import torch
for i in torch.tensor(1):
    pass
