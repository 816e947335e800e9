import torch
from torch import nn

torch.manual_seed(2)
x = torch.randn(5, 3, requires_grad=True)
for layer in [nn.Identity(), nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.1), nn.ELU(), nn.SELU(), nn.GELU(), nn.SiLU(), nn.Tanh(), nn.Sigmoid(),
              nn.Softplus(), nn.Hardtanh(), nn.LogSigmoid(), nn.Softmax(1), nn.LogSoftmax(1), nn.LayerNorm(3), nn.BatchNorm1d(3),
              nn.Flatten(0), nn.PReLU(), nn.Linear(3, 2)]:
    y = layer(x)
    print(layer, y)
    if y.grad_fn is not None:
        (y ** 3).sum().backward()
        print(x.grad)
        x.grad = None
img = torch.randn(1, 2, 4, 4)
for layer in [nn.Conv2d(2, 2, 3, padding=1), nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(2),
              nn.GroupNorm(1, 2), nn.Flatten()]:
    print(layer, layer(img).shape, (layer(img) ** 3).sum())
print(nn.Conv1d(2, 1, 2)(torch.ones(1, 2, 4)))
print(nn.MaxPool1d(2)(torch.arange(4.).reshape(1, 1, 4)), nn.AvgPool1d(2)(torch.arange(4.).reshape(1, 1, 4)))
print(nn.Embedding(4, 2)(torch.tensor([1, 3])))
print(nn.ReLU(inplace=True)(torch.tensor([-1., 2.])))
t = torch.tensor([[0.2, 0.7], [0.5, 0.9]])
p = torch.tensor([[0.3, 0.6], [0.1, 0.8]], requires_grad=True)
for loss in [nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(), nn.BCELoss(), nn.BCEWithLogitsLoss(),
             nn.MSELoss(reduction='sum'), nn.MSELoss(reduction='none'), nn.KLDivLoss(reduction='batchmean')]:
    print(loss, loss(p, t))
c = torch.tensor([1, 0])
print(nn.CrossEntropyLoss()(p, c), nn.CrossEntropyLoss(weight=torch.tensor([1., 3.]))(p, c), nn.NLLLoss()(p, c))
bn = nn.BatchNorm1d(2)
bn(p)
bn(p)
print(bn.running_mean, bn.running_var, bn.num_batches_tracked)
bn.eval()
print(bn(p))
print(bn.state_dict())

def call(function):
    try:
        function()
    except Exception as e:
        print(type(e).__name__, e)

call(lambda: nn.BatchNorm2d(2)(torch.ones(2, 2)))
call(lambda: nn.BatchNorm1d(2)(torch.ones(2)))
