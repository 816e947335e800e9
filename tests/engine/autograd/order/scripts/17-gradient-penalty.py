import torch
torch.manual_seed(0)
w = torch.randn(3, 2, requires_grad=True)
x = torch.randn(4, 3, requires_grad=True)
out = torch.tanh(x @ w).sum()
g, = torch.autograd.grad(out, x, create_graph=True)
penalty = ((g.norm(2, dim=1) - 1) ** 2).mean()
loss = out + penalty
loss.backward()
