import torch
x = torch.ones(2, requires_grad=True)
u = x * 2
v = x * 3
w = v + u
p = u * v
q = p - w
(q * w).sum().backward()
