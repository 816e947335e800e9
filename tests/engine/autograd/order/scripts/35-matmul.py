import torch
torch.manual_seed(3)
a = torch.randn(2, 3, requires_grad=True)
b = torch.randn(3, 2, requires_grad=True)
v = torch.randn(2, requires_grad=True)
c = a @ b
d = c @ v
e = torch.dot(d, v)
f = torch.bmm(a.unsqueeze(0), b.unsqueeze(0)).sum()
g = torch.matmul(torch.stack([a, a]), b).sum()
(e + f * g).backward()
