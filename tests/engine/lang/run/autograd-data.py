# tensor.data: a version of its own; tensor.data = t shares t's elements and keeps the version; leaves, names.
import torch

x = torch.ones(3, requires_grad=True)
d = x.data
d.add_(1)
print(d._version, x._version, x)
e = d[0:1]
e.mul_(2)
print(d._version, e._version, x._version, x.data._version)

y = torch.zeros(3)
y.add_(1)
y.data = torch.ones(2)
print(y, y._version)
w = torch.zeros(2, 2)
y.data = w
w.add_(5)
print(y, y._version, w._version)
y.add_(1)
print(w, w._version, y._version)

# A saved tensor is not protected from what is written through .data.
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a * 1
c = (b * b).sum()
b.data.mul_(10)
c.backward()
print(a.grad)

# What requires no gradient any more takes none.
p = torch.ones(2, requires_grad=True)
q = p[0] * 2
p.requires_grad = False
q.backward()
print(p.grad)

# Of a view of a leaf, made without gradient, nothing leads to the leaf.
p = torch.ones(2, requires_grad=True)
with torch.no_grad():
    v = p[0]
print(v.requires_grad, v.is_leaf)
r = v * 2
print(r.grad_fn.name(), r.grad_fn.next_functions)
r.backward()
print(p.grad)

z = x * 1
z[0] = 5
print(z.grad_fn.name(), type(z.grad_fn).__name__)
print((x * 1).copy_(torch.ones(3)).grad_fn.name())
print(x.sum().grad_fn.next_functions[0][0].name())
print(x.logsumexp(0)._is_view(), torch.tensor(3.0).index_select(0, torch.tensor([0, 0])))
k = torch.tensor(2.0, requires_grad=True)
g, = torch.autograd.grad((k * x).sum(), k, create_graph=True)
print(g)
for bad in ((1,), (True, 1)):
    try:
        torch.autograd.set_detect_anomaly(*bad)
    except TypeError as error:
        print(error)
with torch.inference_mode(1):
    print(torch.is_inference_mode_enabled(), torch.is_grad_enabled())
try:
    torch.autograd.gradgradcheck(lambda x: torch.ones(2), x)
except TypeError as error:
    print(error)
