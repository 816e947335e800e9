# Where the graph is cut: detach() and no_grad() let values through and stop gradients.
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)

# The whole way counts here ...
followed = (x * x).sum()

# ... and here only one of the two x does: the other was detached, a constant from now on.
cut = (x * x.detach()).sum()

# Nothing that is computed in here is remembered at all.
with torch.no_grad():
    scale = x.mean()
print(followed.requires_grad, cut.requires_grad, scale.requires_grad)

loss = (followed + cut) * scale
loss.backward()
print(x.grad)  # 2 · (2x + x), and nothing through scale
