import torch
x = torch.arange(10.).requires_grad_()
a, b, c = torch.split(x, [2, 3, 5])
p, q = x.chunk(2)
(b.sum() * p.mean() + c.prod()).backward()
