import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(2)
conv = nn.Conv2d(1, 2, 3)
bn = nn.BatchNorm2d(2)
fc = nn.Linear(2 * 2 * 2, 3)
x = torch.randn(2, 1, 6, 6)
h = F.max_pool2d(bn(F.relu(conv(x))), 2)
out = fc(h.flatten(1))
F.cross_entropy(out, torch.tensor([0, 2])).backward()
