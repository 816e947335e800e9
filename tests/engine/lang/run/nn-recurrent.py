import torch
from torch import nn

torch.manual_seed(4)
x = torch.randn(3, 2, 2)
for layer in [nn.RNN(2, 3), nn.RNN(2, 3, nonlinearity='relu', bias=False), nn.GRU(2, 3, num_layers=2), nn.GRU(2, 2, bidirectional=True)]:
    out, h = layer(x)
    print(layer)
    print(out.detach())
    print(h.detach())
lstm = nn.LSTM(2, 3, batch_first=True)
out, (h, c) = lstm(x)
print(out.detach(), h.detach(), c.detach())
out.sum().backward()
print(lstm.weight_hh_l0.grad)
out, (h, c) = lstm(x, (h.detach(), c.detach()))
print(out.detach()[0])
