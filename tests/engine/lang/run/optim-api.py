import torch
from torch import nn, optim

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
print(opt)
print(optim.Adam(net.parameters()))
print(len(opt.param_groups), list(opt.param_groups[0].keys()), opt.param_groups[0]['lr'])
for g in opt.param_groups:
    g['lr'] = 0.01
print(opt.param_groups[0]['lr'], opt.defaults['lr'])
groups = optim.SGD([{'params': net[0].parameters()}, {'params': [net[2].weight], 'lr': 0.5}], lr=0.1)
groups.add_param_group({'params': net[2].bias, 'momentum': 0.3})
print(groups)
net(torch.ones(1, 2)).sum().backward()
opt.step()
print(opt.state_dict()['state'].keys(), opt.state_dict()['param_groups'])
print(opt.state[net[2].bias])
adam = optim.Adam(net.parameters(), lr=0.1)
adam.step()
adam.step()
print(adam.state[net[2].bias])
again = optim.Adam(net.parameters())
again.load_state_dict(adam.state_dict())
print(again.state[net[2].bias], again.param_groups[0]['lr'])
adam.zero_grad()
print(net[2].bias.grad)
adam.zero_grad(set_to_none=True)
print(net[2].bias.grad)

def closure():
    adam.zero_grad()
    loss = (net(torch.ones(1, 2)) ** 2).sum()
    loss.backward()
    return loss

print(adam.step(closure))

def call(function):
    try:
        function()
        print('fine')
    except Exception as e:
        print(type(e).__name__, e)

w = torch.ones(1, requires_grad=True)
call(lambda: optim.SGD([], lr=0.1))
call(lambda: optim.SGD(w, lr=0.1))
call(lambda: optim.SGD([w]))
call(lambda: optim.SGD([w], lr=-1.0))
call(lambda: optim.SGD([w], lr=-1))
call(lambda: optim.SGD([w], lr=0.1, momentum=-0.5))
call(lambda: optim.SGD([w], lr=0.1, weight_decay=-0.5))
call(lambda: optim.SGD([w], lr=0.1, nesterov=True))
call(lambda: optim.SGD([w * 2], lr=0.1))
call(lambda: optim.SGD([1], lr=0.1))
call(lambda: optim.SGD([{'params': [w]}, {'params': [w]}], lr=0.1))
call(lambda: optim.SGD({w}, lr=0.1))
call(lambda: optim.SGD([w], lr=0.1, rate=3))
call(lambda: optim.SGD())
call(lambda: optim.Adam([w], betas=(1.0, 0.9)))
call(lambda: optim.Adam([w], betas=(0.9, -1)))
call(lambda: optim.Adam([w], eps=-1))
call(lambda: optim.RMSprop([w], alpha=-1))
call(lambda: optim.Adagrad([w], lr_decay=-1))
call(lambda: again.load_state_dict(optim.Adam([w]).state_dict()))
