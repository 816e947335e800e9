import torch
x = torch.tensor([[1., 5., 2.], [4., 0., 3.]], requires_grad=True)
m, i = x.max(dim=1)
s, order = x.sort(dim=1)
t, k = x.topk(2, dim=1)
(m.sum() + (s * torch.tensor([1., 2., 3.])).sum() + t[:, 1].sum()).backward()
