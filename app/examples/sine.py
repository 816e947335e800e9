# Where does the slope of a sine come from?
# Press Space on the graph and watch the gradient run back to a.
import torch
import matplotlib.pyplot as plt

# 25 points over one turn; a is a leaf, and we want its gradient.
a = torch.linspace(0.0, 2.0 * torch.pi, steps=25, requires_grad=True)

# Four operations, each remembered by its result.
b = torch.sin(a)
c = 2 * b
d = c + 1
out = d.sum()

plt.plot(a.detach(), b.detach(), label="sin(a)")
plt.title("The sine")
plt.xlabel("a")
plt.legend()
plt.show()

# From the sum back to a: every point learns how much it moves the sum.
out.backward()
print(a.grad)

# Where the sine is steep the gradient is far from 0, where it is flat the gradient is 0: a cosine.
plt.plot(a.detach(), a.grad.detach(), "r-", label="gradient of a: 2 cos(a)")
plt.plot(a.detach(), b.detach(), "--", label="sin(a)")
plt.title("The sine and its gradient")
plt.xlabel("a")
plt.legend()
plt.show()
