import torch
x = torch.arange(8.).reshape(2, 2, 2).requires_grad_()
y = x.transpose(0, 2).contiguous().flatten(1)
z = y.squeeze().narrow(1, 0, 2).select(0, 1)
w = x.view_as(x).movedim(0, 1)
(z.sum() * w.mean()).backward()
