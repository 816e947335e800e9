# Fit a parabola to noisy points by following the gradient downhill.
import torch
import matplotlib.pyplot as plt

torch.manual_seed(1)

x = torch.linspace(-1, 1, 100).unsqueeze(1)
y = 3 * x.pow(2) + 2 + 0.2 * torch.rand(x.size())

w = torch.randn(1, 1, requires_grad=True)
b = torch.zeros(1, 1, requires_grad=True)
rate = 0.001

for step in range(800):
    guess = w * x.pow(2) + b
    loss = ((y - guess) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= rate * w.grad
        b -= rate * b.grad
        w.grad.zero_()
        b.grad.zero_()

print("w =", w)
print("b =", b)
print("loss =", loss)

plt.scatter(x.numpy(), y.numpy(), label="measured")
plt.plot(x.numpy(), guess.detach().numpy(), "r-", label="fitted")
plt.xlabel("x")
plt.ylabel("y")
plt.legend()
plt.show()
