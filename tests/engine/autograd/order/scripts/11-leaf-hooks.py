import torch
x = torch.tensor([1., 2.], requires_grad=True)
w = torch.tensor([3., 4.], requires_grad=True)
x.register_hook(lambda g: g.clamp(max=3.5))
w.register_hook(lambda g: None)
(x * w).sum().backward()
(x * w * 2).sum().backward()
