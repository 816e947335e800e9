import torch
import torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
x = torch.randn(5, 3)
y = torch.randn(5, 2)
loss = nn.MSELoss()(net(x), y)
loss.backward()
