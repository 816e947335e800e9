import torch
x = torch.ones(4, requires_grad=True)
y = x.clone()
a = y[:2]
b = y[2:]
a.mul_(2)
b.copy_(a * 3)
y.relu_()
(y * x).sum().backward()
