# The mean of 3(x+3)², the first graph of many a tutorial.
# Every element of x moves the mean a little: its gradient is 6(x+3)/4, so 6 where x is 1.
import torch

x = torch.ones(2, 2, requires_grad=True)

y = x + 3
z = 3 * y * y
out = z.mean()
print("out =", out)

out.backward()
print(x.grad)
