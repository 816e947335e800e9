# This one fails, on purpose: the same graph is walked backwards twice.
# The first pass frees what the functions have saved, so the second finds nothing to multiply with.
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)

loss = (w * w).sum()

loss.backward()
print(w.grad)

# With loss.backward(retain_graph=True) above it works, and the gradients add up.
loss.backward()
print(w.grad)
