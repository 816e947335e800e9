# The graph is what really ran: branches not taken and turns not made are not in it.
# Change the first numbers, and another graph appears.
import torch

a = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)

b = a * 2
turns = 0
while b.norm() < 20:
    b = b * 2
    turns += 1

if b.sum() > 0:
    c = b
else:
    c = 10 * b

loss = c.sum()
loss.backward()
print(turns, "turns")
print(a.grad)  # a straight line with this slope, right here
