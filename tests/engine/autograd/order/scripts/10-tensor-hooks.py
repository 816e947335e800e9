import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 3
z = y * y
y.register_hook(lambda g: g * 10)
y.register_hook(lambda g: g + 1)
z.register_hook(lambda g: print(g))
(z + y).sum().backward()
