import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.fc1 = nn.Linear(3, hidden)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(hidden, 2, bias=False)
        self.scale = nn.Parameter(torch.ones(2))
        self.register_buffer('count', torch.zeros(1))
        self.note = 'plain'

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x))) * self.scale

torch.manual_seed(1)
net = Net(4)
print(net)
print(net.training, net.note)
for name, p in net.named_parameters():
    print(name, tuple(p.shape), p.requires_grad)
print([n for n, b in net.named_buffers()])
print([type(m).__name__ for m in net.modules()])
print([n for n, m in net.named_modules()])
print([n for n, m in net.named_children()])
print(len(list(net.parameters())), sum(p.numel() for p in net.parameters()))
x = torch.tensor([[1., 2., 3.], [-1., 0.5, 2.]])
y = net(x)
print(y)
y.sum().backward()
print(net.fc2.weight.grad)
net.zero_grad()
print(net.fc2.weight.grad)
net.zero_grad(set_to_none=True)
print(net.fc2.weight.grad)
print(net.eval() is net, net.training, net.fc1.training)
net.train()
print(net.fc1.training)
print(isinstance(net.scale, nn.Parameter), isinstance(net.scale, torch.Tensor), isinstance(net.count, nn.Parameter))
print(type(net.scale), type(net), type(net.fc1), isinstance(net.fc1, nn.Module))
net.fc1 = nn.Linear(3, 4, bias=False)
print(net)
del net.act
print(hasattr(net, 'act'), hasattr(net, 'fc1'))
net.requires_grad_(False)
print([p.requires_grad for p in net.parameters()])
net.double()
print(net.fc2.weight.dtype, net.count.dtype)
print(net.to(torch.float32).fc2.weight.dtype)

def init(m):
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 0.5)

print(net.apply(init) is net)
print(net.fc2.weight)
print(net.get_submodule('fc2'), net.get_parameter('fc2.weight').shape)
net.extra = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU(), nn.Dropout(0.1)))
print(net)
