import torch
x = torch.tensor(1.5, requires_grad=True)
y = x
for i in range(6):
    y = y * x + y.sin()
y.backward()
