import torch
x = torch.tensor([[1., 2.], [3., 4.], [5., 6.]], requires_grad=True)
a, b, c = x.unbind(0)
(a * c).sum().backward()
