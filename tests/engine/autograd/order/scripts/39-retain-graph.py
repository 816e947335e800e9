import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x.exp()
z = (y * y).sum()
z.backward(retain_graph=True)
z.backward(retain_graph=True)
y.sum().backward()
