import torch
x = torch.arange(12.).reshape(3, 4).requires_grad_()
a = x[[0, 0, 2]]
b = x.gather(1, torch.tensor([[0], [1], [3]]))
c = x.index_select(1, torch.tensor([1, 1]))
d = x[x > 5]
e = torch.zeros(3, 4).scatter(1, torch.tensor([[0], [1], [2]]), b)
(a.sum() + b.prod() + (c * c).sum() + d.sum() + e.sum()).backward()
