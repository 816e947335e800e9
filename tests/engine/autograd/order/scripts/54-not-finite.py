import torch
x = torch.tensor([-1., 0., 1.], requires_grad=True)
y = torch.log(x) * 0
z = torch.sqrt(x.clamp(min=0))
(y + z).sum().backward()
