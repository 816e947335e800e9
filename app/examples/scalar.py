# The smallest network: one input, one weight, one bias.
import torch

x = torch.tensor(2.0)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)

y = x * w + b
y.backward()

print("y =", y.item())
print("dy/dw =", w.grad)  # x
print("dy/db =", b.grad)  # 1
