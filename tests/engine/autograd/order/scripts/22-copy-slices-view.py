import torch
x = torch.arange(6.).requires_grad_()
base = x * 1
v = base.view(2, 3)
row = v[0]
row.mul_(x[3:])
v.add_(1)
(row.sum() + base.pow(2).sum()).backward()
