import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
s = x.exp()
a = s * 2
b = s * s
c = s / (1 + s)
out = (a + b * c - s).sum()
out.backward()
