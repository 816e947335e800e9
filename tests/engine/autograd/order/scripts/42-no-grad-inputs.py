import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
k = torch.tensor([2, 0, 1])
m = torch.tensor([True, False, True])
with torch.no_grad():
    w = x * 10
d = (x * x).detach()
y = x * k + w * x + d / x
z = x[k] + x.masked_fill(m, 0.)
u = x[m]
(y.sum() + z.sum() * u.prod()).backward()
