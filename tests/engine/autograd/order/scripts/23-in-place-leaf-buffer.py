import torch
x = torch.tensor([1., 2.], requires_grad=True)
out = torch.zeros(3, 2)
for i in range(3):
    out[i] = x * (i + 1)
out.sum().backward()
