import torch
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
y = x * 2
y[0] = x[1] * 5
y[:, 1].mul_(3)
y[1, 0] = 7.
y.sum().backward()
