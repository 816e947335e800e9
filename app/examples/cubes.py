# Q = 3a³ − b², with two elements each: two gradients from one backward pass.
# Q is no single number, so backward() is told how much each of its elements counts.
import torch

a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)

Q = 3 * a ** 3 - b ** 2

Q.backward(gradient=torch.tensor([1.0, 1.0]))
print(a.grad)  # 9a²
print(b.grad)  # −2b
