import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], dtype=torch.float64, requires_grad=True)
z = x * y
w = z.float() + x.double() * 2
(w.sum() + (x.to(torch.float64) - y).pow(2).mean()).backward()
