# This one fails, on purpose: a value that the backward pass needs is overwritten before.
# exp() keeps its result, since its gradient is that very result. add_() then changes it.
import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)

y = x.exp()
z = y * 2
y.add_(1)  # writes into what exp() has saved
loss = (y + z).sum()

# The error names the function and the versions. Make it y = y + 1 above, and it works.
loss.backward()
print(x.grad)
