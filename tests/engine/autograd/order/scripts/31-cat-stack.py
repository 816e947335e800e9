import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3.], requires_grad=True)
k = torch.zeros(2)
c = torch.cat([x, k, y, x * 2])
s = torch.stack([x, x.exp(), k])
w = torch.where(c > 1, c, c * 0.1)
(w.sum() + s.mean()).backward()
