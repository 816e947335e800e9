import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
a = x * y
b = a.exp()
loss = (b * x).sum()
gx, ga = torch.autograd.grad(loss, [x, a], retain_graph=True)
gy, = torch.autograd.grad(loss, y)
