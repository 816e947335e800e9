import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))

def show(module, input, output):
    print(type(module).__name__, [tuple(i.shape) for i in input], tuple(output.shape))

handles = [m.register_forward_hook(show) for m in net]
x = torch.ones(4, 2, requires_grad=True)
y = net(x)
for h in handles:
    h.remove()
y = net(x)
print(y.grad_fn.name())

def double(module, input):
    return (input[0] * 2,)

with net[0].register_forward_pre_hook(double):
    a = net(x)
b = net(x * 2)
print(torch.equal(a, b))

def replace(module, input, output):
    return output + 1

h = net.register_forward_hook(replace)
print(torch.equal(net(x), y + 1))
h.remove()

def back(module, grad_input, grad_output):
    print(type(module).__name__, [None if g is None else tuple(g.shape) for g in grad_input],
          [None if g is None else tuple(g.shape) for g in grad_output])

for m in net:
    m.register_full_backward_hook(back)
out = net(x)
print(out.grad_fn.name())
out.sum().backward()
print(x.grad)
out = net(torch.ones(4, 2))
out.sum().backward()

def halve(module, grad_input, grad_output):
    return tuple(g / 2 if g is not None else None for g in grad_input)

l = nn.Linear(2, 1)
l.register_full_backward_hook(halve)
v = torch.ones(2, requires_grad=True)
l(v).backward()
print(torch.allclose(v.grad * 2, l.weight[0]))
try:
    l.register_backward_hook(back)
except Exception as e:
    print(type(e).__name__, e)
