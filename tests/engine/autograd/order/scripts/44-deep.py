import torch
x = torch.tensor(0.5, requires_grad=True)
y = x
for i in range(150):
    y = y * 1.01
    y = y + 0.001
y.backward()
