import torch
x = torch.tensor([1., 2.], requires_grad=True)
a = (x * x).sum()
b = a * 3
torch.autograd.backward([a, b, a])
