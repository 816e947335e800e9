import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
z = y.detach().requires_grad_()
w = (z * z).sum()
w.backward()
y.backward(z.grad)
