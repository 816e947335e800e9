import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 3
y.retain_grad()
z = y.exp()
z.retain_grad()
z.register_hook(lambda g: g * 2)
z.sum().backward(retain_graph=True)
z.sum().backward()
