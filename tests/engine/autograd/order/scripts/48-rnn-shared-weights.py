import torch
torch.manual_seed(5)
w = torch.randn(3, 3, requires_grad=True)
u = torch.randn(2, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
h = torch.zeros(1, 3)
xs = torch.randn(4, 1, 2)
loss = 0
for x in xs:
    h = torch.tanh(x @ u + h @ w + b)
    loss = loss + h.pow(2).sum()
loss.backward()
