import torch
x = torch.tensor([1., 2.], requires_grad=True)
for i in range(3):
    loss = (x * x * (i + 1)).sum()
    loss.backward()
    if i == 0:
        x.grad.zero_()
    else:
        x.grad = None
