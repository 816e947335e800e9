import torch
w = torch.tensor([1., 2.], requires_grad=True)
v = w
for i in range(3):
    loss = (w * w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print(w, v is w, w.grad)
a = torch.zeros(3)
a[1] = 5
a[0:1] = torch.tensor([2.])
a += 1
a *= 2
print(a, a.add_(1), a._version)
b = torch.ones(2, 2)
b[0] = 7
b[:, 1] = torch.tensor([3., 4.])
print(b)
w.grad = None
print(w.grad)
