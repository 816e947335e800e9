import torch
x = torch.tensor([1., 2.], requires_grad=True)
a = x * 2
b = a + 1
c = (a * b).sum()
g, = torch.autograd.grad(c, b, retain_graph=True)
g, = torch.autograd.grad(c, [a], grad_outputs=torch.tensor(3.))
