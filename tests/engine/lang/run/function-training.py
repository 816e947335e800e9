import torch
torch.manual_seed(0)
def model(x, w, b):
    return w * x + b
x = torch.linspace(-1, 1, 10)
y = 3 * x + 1
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for step in range(50):
    loss = ((model(x, w, b) - y) ** 2).mean()
    loss.backward()
    for p in [w, b]:
        p.data -= 0.1 * p.grad
        p.grad = None
print(f'{w.item():.4f} {b.item():.4f} {loss.item():.2e}')
