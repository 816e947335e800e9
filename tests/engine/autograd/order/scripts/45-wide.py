import torch
x = torch.tensor(0.5, requires_grad=True)
total = torch.tensor(0.)
for i in range(40):
    total = total + (x * i).sin()
total.backward()
