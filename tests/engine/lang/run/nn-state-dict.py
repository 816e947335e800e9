import torch
from torch import nn

torch.manual_seed(3)
net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
state = net.state_dict()
print(list(state.keys()))
print(state['0.weight'])
print(state['0.weight'].requires_grad, state['1.num_batches_tracked'])
other = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
print(other.load_state_dict(state))
print(torch.equal(other[0].weight, net[0].weight), other[0].weight.requires_grad)
print(nn.Linear(1, 1, bias=False).state_dict().keys())

def call(function):
    try:
        print(function())
    except Exception as e:
        print(type(e).__name__, e)

call(lambda: nn.Sequential(nn.Linear(2, 3)).load_state_dict(state))
call(lambda: nn.Sequential(nn.Linear(2, 2)).load_state_dict(state, strict=False))
call(lambda: nn.Linear(2, 2).load_state_dict({'weight': torch.ones(2, 2)}))
call(lambda: nn.Linear(2, 2).load_state_dict({'weight': torch.ones(2, 2), 'bias': 1}))
call(lambda: nn.Linear(2, 2).load_state_dict([]))
