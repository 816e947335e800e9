import torch
from torch import nn
from collections import OrderedDict

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
print(net[0], net[-1], len(net))
print(net[1:])
for layer in net:
    print(type(layer).__name__)
net.append(nn.Sigmoid())
print(net)
net[1] = nn.ReLU()
del net[3]
print(net)
print(net(torch.ones(2)))
named = nn.Sequential(OrderedDict([('first', nn.Linear(2, 2)), ('act', nn.ReLU())]))
print(named)
print(named.first.weight.shape, named.act)
print(nn.Sequential(), nn.ModuleList())
layers = nn.ModuleList([nn.Linear(1, 1) for _ in range(2)])
layers.append(nn.Linear(1, 2))
layers.extend([nn.ReLU()])
print(layers, len(layers), layers[-1], layers[0:2])
layers.insert(0, nn.Tanh())
print([type(l).__name__ for l in layers])
d = nn.ModuleDict({'a': nn.Linear(1, 1), 'b': nn.ReLU()})
d['c'] = nn.Tanh()
print(d, list(d.keys()), 'a' in d, len(d))
for k, v in d.items():
    print(k, v)
for k in d:
    print(k)
print(d.pop('a'))
p = nn.ParameterList([nn.Parameter(torch.ones(2)), torch.zeros(2, 2)])
print(len(p), p[0], [tuple(q.shape) for q in p])
print([n for n, q in p.named_parameters()])
pd = nn.ParameterDict({'left': nn.Parameter(torch.ones(2))})
print(pd['left'], list(pd.keys()))

def call(function):
    try:
        function()
    except Exception as e:
        print(type(e).__name__, e)

call(lambda: net[5])
call(lambda: layers[-9])
call(lambda: nn.Sequential(3))
call(lambda: nn.ModuleDict({'a': 1}))
call(lambda: d['z'])

class Stack(nn.Module):
    def __init__(self):
        super(Stack, self).__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for i in range(2)])
        self.w = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x + self.w

s = Stack()
print([n for n, q in s.named_parameters()])
print(s)

class Mine(nn.Linear):
    def __init__(self, n):
        super().__init__(n, n)

    def forward(self, x):
        return super().forward(x) + 1

    def extra_repr(self):
        return super().extra_repr() + ', mine'

m = Mine(2)
print(m, m(torch.zeros(2)).shape)
