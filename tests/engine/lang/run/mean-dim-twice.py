import torch

x = torch.ones(2, 3, requires_grad=True)
for y in (x.mean(), x.sum(0), x.mean(0)):
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    print(x.grad)
    y.sum().backward()
