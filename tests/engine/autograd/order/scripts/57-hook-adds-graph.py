import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
seen = []
y.register_hook(lambda g: seen.append(g.sum().item()))
h = y.register_hook(lambda g: g * 100)
h.remove()
z = y.sum()
z.backward(retain_graph=True)
y.register_hook(lambda g: torch.zeros_like(g))
z.backward()
