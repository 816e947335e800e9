import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
y.add_(1)
y.mul_(3)
y.exp_()
y = y + x
y.sum().backward()
