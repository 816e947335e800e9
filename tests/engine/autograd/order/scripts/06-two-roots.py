import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
a = x * y
b = a.exp()
c = (x - y).sum()
torch.autograd.backward([b, c], [torch.tensor([1., 0.5]), torch.tensor(2.)])
