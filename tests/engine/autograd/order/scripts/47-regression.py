import torch
torch.manual_seed(100)
x = torch.unsqueeze(torch.linspace(-1, 1, 10), dim=1)
y = 3 * x.pow(2) + 2 + 0.2 * torch.rand(x.size())
w = torch.randn(1, 1, dtype=torch.float, requires_grad=True)
b = torch.zeros(1, 1, dtype=torch.float, requires_grad=True)
for i in range(5):
    y_pred = x.pow(2).mm(w) + b
    loss = (0.5 * (y_pred - y) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
        w.grad.zero_()
        b.grad.zero_()
