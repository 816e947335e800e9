import torch
x = torch.ones(3, 1, requires_grad=True)
y = torch.arange(4.).requires_grad_()
b = torch.tensor(2., requires_grad=True)
z = x * y + b
w = z / (b + 1) - y.pow(b)
w.sum().backward()
