import torch
import torch.nn as nn
import torch.nn.functional as F
import numpy as np
from torch.autograd import functional, grad, gradcheck

# creation and random numbers
torch.manual_seed(3)
a = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
b = torch.rand(2, 2)
many = [torch.zeros(3), torch.ones_like(b), torch.full((2,), 7), torch.eye(3), torch.arange(5), torch.linspace(0, 1, 4),
        torch.randn(20), torch.randint(0, 9, (4,)), torch.randperm(6), torch.empty(2).normal_(), torch.bernoulli(b),
        torch.multinomial(torch.ones(4), 2), torch.tensor(np.array([1.5, 2.5])), torch.tensor([True, False]),
        torch.tensor([1 + 2j]), torch.get_rng_state()]
print(many)

# arithmetic and views
c = (a * b + 2 / b - 1) ** 2 % 3 // 1
d = torch.where(c > 1, c.exp(), c.sin()).t().reshape(4).unsqueeze(0).expand(3, 4)
e = torch.cat([d, d.abs().sqrt()], 1).contiguous().view(-1)[1:9].flip(0)
print(e, e.sum().item(), e.max(0), e.tolist(), e.numpy() if not e.requires_grad else e.detach().numpy())
s, i = torch.sort(e)
print(s.topk(2), s.cumsum(0), s.std(), i.unique(), s.argmax(), s.median(), torch.einsum('i,j->ij', s, s).norm())
print(a.int() + 1, a.double() @ a.double(), a.half(), a.long() << 1, torch.stack([b, b]).bmm(torch.stack([b, b])))

# indexing, read and written
f = torch.zeros(4, 5)
f[1] = 2
f[:, 2] += 1
f[torch.tensor([0, 3]), 1:3] = torch.ones(2, 2)
f[f > 1] = -1
print(f[..., None].shape, f[[0, 1]], f[f < 0], f.gather(0, torch.zeros(1, 5, dtype=torch.int64)), f.nonzero())
print(f.index_add(0, torch.tensor([1]), torch.ones(1, 5)), f.scatter(0, torch.zeros(1, 5, dtype=torch.int64), 1.0))

# autograd
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
x.register_hook(lambda g: g * 2)
y = x * 2
y.retain_grad()
z = (y ** 3).prod()
z.backward(retain_graph=True)
z.backward(create_graph=True)
print(x.grad, y.grad)
x.grad = None
g, = grad((x ** 3).sum(), x, create_graph=True)
g.sum().backward()
base = x.clone()
base[1:].mul_(3)
base.view(3, 1).t().add_(1)
base.sum().backward()
with torch.no_grad():
    x -= 0.1 * x.grad
    x.grad.zero_()


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, v):
        ctx.save_for_backward(v)
        return v ** 3

    @staticmethod
    def backward(ctx, g):
        v, = ctx.saved_tensors
        return g * 3 * v ** 2


Cube.apply(x).sum().backward()
print(functional.jacobian(Cube.apply, x), functional.hessian(lambda v: (v ** 3).sum(), x))
print(functional.vjp(lambda v: v * v, x, torch.ones(3)), functional.jvp(lambda v: v * v, x, torch.ones(3)))
print(functional.vhp(lambda v: (v ** 3).sum(), x, torch.ones(3)), functional.hvp(lambda v: (v ** 3).sum(), x, torch.ones(3)))
print(gradcheck(lambda v: v.sin() * 2, x.detach().double().requires_grad_()))
with torch.autograd.set_detect_anomaly(True):
    (x.exp() / 2).sum().backward()


# modules and optimizers
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, padding=1)
        self.norm = nn.BatchNorm2d(2)
        self.drop = nn.Dropout(0.5)
        self.line = nn.Linear(8, 3)

    def forward(self, v):
        v = F.max_pool2d(F.relu(self.norm(self.conv(v))), 2)
        return F.log_softmax(self.line(self.drop(v.flatten(1))), dim=1)


net = Net()
data, target = torch.randn(2, 1, 4, 4), torch.tensor([0, 2])
for optimizer in (torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
                  torch.optim.Adam(net.parameters(), lr=0.01, amsgrad=True)):
    optimizer.zero_grad()
    loss = F.nll_loss(net(data), target) + F.mse_loss(net(data)[0], torch.zeros(3))
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    print(loss, optimizer)
net.load_state_dict(net.state_dict())
net.eval()
print(net, net(data).argmax(1))
print(nn.Sequential(nn.Embedding(5, 4), nn.LayerNorm(4), nn.GELU(), nn.Flatten(), nn.Softmax(1))(torch.tensor([[1, 2]])))
for layer in (nn.LSTM(3, 2), nn.GRU(3, 2), nn.RNN(3, 2)):
    print(layer(torch.ones(4, 1, 3))[0])
print(F.conv1d(b.unsqueeze(0), torch.ones(1, 2, 1)), F.conv_transpose2d(data, torch.ones(1, 1, 2, 2)),
      F.interpolate(data, scale_factor=2), F.avg_pool2d(data, 2), F.adaptive_avg_pool2d(data, 1), F.pad(data, (1, 1)))
