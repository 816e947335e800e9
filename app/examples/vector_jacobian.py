# A backward pass never builds a Jacobian: it multiplies one by a vector.
# y has three elements; v says how much of each we want. What comes out is vᵀJ.
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)

y = x * 2
while y.norm() < 50:
    y = y * 2
print("y =", y)

v = torch.tensor([0.1, 1.0, 0.01])
y.backward(v)
print("vᵀJ =", x.grad)
