import torch
x = torch.tensor([[1., 5.], [4., 2.]], requires_grad=True)
y = x.sum(0) * x.mean(1) + x.max() - x.min() + x.std() + x.norm() + x.logsumexp(1)
z = x.prod() + x.var(dim=0).sum() + x.cumsum(0).sum() + x.median()
(y.sum() + z).backward()
