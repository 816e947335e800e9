import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 3
z = (y * y).sum()
y.grad_fn.register_hook(lambda sent, received: (sent[0] * 2, None))
z.grad_fn.register_hook(lambda sent, received: print(sent, received))
z.backward()
