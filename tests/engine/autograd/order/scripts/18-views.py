import torch
x = torch.arange(6.).requires_grad_()
a = x.view(2, 3)
b = a.t()
c = b[1]
d = a[:, 1:]
e = x.unsqueeze(0).expand(2, 6)
f = a.permute(1, 0).reshape(6)
(c.sum() + (d * d).sum() + e.sum() + (f * x).sum()).backward()
