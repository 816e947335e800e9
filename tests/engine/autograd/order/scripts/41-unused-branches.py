import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
unused = x.exp() * y
dead = unused.sum()
a, b = (x * 2).split(1)
c = a + y[0]
c.sum().backward()
