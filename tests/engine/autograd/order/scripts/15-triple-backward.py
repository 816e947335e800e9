import torch
x = torch.tensor(2., requires_grad=True)
y = x ** 4 + x.sin()
g, = torch.autograd.grad(y, x, create_graph=True)
h, = torch.autograd.grad(g, x, create_graph=True)
h.backward()
