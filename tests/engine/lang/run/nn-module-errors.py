import torch
from torch import nn

class Early(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(1, 1)

class EarlyParameter(nn.Module):
    def __init__(self):
        self.w = nn.Parameter(torch.ones(1))

class NoForward(nn.Module):
    pass

net = NoForward()
net.fc = nn.Linear(2, 2)
net.register_buffer('b', torch.ones(1))
net.w = nn.Parameter(torch.ones(1))

def call(text, function):
    try:
        function()
        print(text, 'fine')
    except Exception as e:
        print(text, type(e).__name__, e)

def set_fc():
    net.fc = 3

def set_w():
    net.w = torch.ones(1)

def set_b():
    net.b = 'x'

def none_w():
    net.w = None

call('early', Early)
call('early parameter', EarlyParameter)
call('no forward', lambda: net(torch.ones(1)))
call('attribute', lambda: net.fc3)
call('assign module', set_fc)
call('assign parameter', set_w)
call('assign buffer', set_b)
call('none', none_w)
call('add', lambda: net.add_module('x', 3))
call('add name', lambda: net.add_module('a.b', nn.ReLU()))
call('add empty', lambda: net.add_module('', nn.ReLU()))
call('add exists', lambda: net.add_module('forward', nn.ReLU()))
call('register', lambda: net.register_parameter('p', torch.ones(1)))
call('register exists', lambda: net.register_parameter('fc', nn.Parameter(torch.ones(1))))
call('buffer', lambda: net.register_buffer('c', 3))
call('train', lambda: net.train(1))
call('missing', lambda: nn.Linear(3))
call('missing two', lambda: nn.Linear())
call('keyword', lambda: nn.Linear(3, 2, biass=True))
call('too many', lambda: nn.ReLU(True, False))
call('forward args', lambda: net.fc())
call('forward args 2', lambda: net.fc(torch.ones(2), torch.ones(2)))
call('parameter', lambda: nn.Parameter(torch.ones(1, dtype=torch.int64)))
call('groups', lambda: nn.Conv2d(3, 4, 3, groups=2))
