import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(5)
x = torch.randn(2, 4, 6, 6, requires_grad=True)
layers = [nn.Conv2d(4, 2, 3, padding=1, padding_mode='reflect'), nn.Conv2d(4, 2, 3, padding=(1, 2), padding_mode='replicate'),
          nn.Conv2d(4, 2, 2, padding='same', padding_mode='reflect'), nn.Conv2d(4, 2, 3, padding=1, padding_mode='circular'),
          nn.ConvTranspose2d(4, 2, 3, stride=2, padding=1, output_padding=1), nn.ConvTranspose2d(4, 2, 2, bias=False, groups=2),
          nn.InstanceNorm2d(4), nn.InstanceNorm2d(4, affine=True), nn.InstanceNorm2d(4, track_running_stats=True),
          nn.CELU(0.5), nn.RReLU().eval(), nn.GELU(), nn.SiLU(), nn.Threshold(0.1, 20), nn.Hardshrink(), nn.Softshrink(0.3), nn.GLU(1), nn.AdaptiveMaxPool2d(2),
          nn.Upsample(scale_factor=2), nn.Upsample(size=(3, 3), mode='bilinear', align_corners=True), nn.ConstantPad2d(1, 2.5),
          nn.ZeroPad2d((1, 0, 2, 1)), nn.ReflectionPad2d(2), nn.ReplicationPad2d((1, 1, 0, 2)), nn.Dropout1d(0.25), nn.Tanh(), nn.Sigmoid()]
for layer in layers:
    print(layer)
    if isinstance(layer, nn.Dropout1d):
        continue
    x.grad = None
    y = layer(x)
    y.pow(2).sum().backward()
    print(y.shape, y.grad_fn.name(), f"{y.pow(2).sum():.2f} {x.grad.abs().sum():.2f}")
    for name, p in layer.named_parameters():
        print(name, p.shape, f"{p.grad.abs().sum():.2f}")
print(layers[8].running_mean, layers[8].running_var, f'{layers[8].eval()(x).abs().sum():.3f}')
print(nn.InstanceNorm1d(3)(torch.randn(3, 5)).shape)
for loss in (nn.SoftMarginLoss(), nn.HingeEmbeddingLoss(0.5), nn.L1Loss()):
    print(loss, loss(torch.tensor([0.5, -1.0]), torch.tensor([1.0, -1.0])))
print(nn.MarginRankingLoss(0.1)(torch.tensor([0.5]), torch.tensor([0.2]), torch.tensor([-1.0])))
for make in (lambda: nn.ConvTranspose2d(1, 1, 2, padding_mode='reflect'), lambda: nn.InstanceNorm2d(2)(torch.ones(2)),
             lambda: nn.InstanceNorm2d(2)(torch.ones(1, 2, 1, 1))):
    try:
        make()
    except ValueError as e:
        print(e)

# inplace=True writes the input
for layer in (nn.ReLU(inplace=True), nn.ELU(inplace=True), nn.LeakyReLU(0.1, inplace=True), nn.Hardtanh(inplace=True),
              nn.ReLU6(inplace=True), nn.SELU(inplace=True), nn.CELU(inplace=True), nn.SiLU(inplace=True), nn.Mish(inplace=True),
              nn.Hardswish(inplace=True), nn.Hardsigmoid(inplace=True), nn.Threshold(0, 1, inplace=True), nn.Dropout(0.5, inplace=True),
              nn.RReLU(inplace=True).eval()):
    a = torch.randn(4, requires_grad=True)
    b = a * 1
    c = layer(b)
    print(layer, c is b, b._version, c.grad_fn.name(), c)
    try:
        c.sum().backward()
        print(a.grad)
    except RuntimeError as e:
        print(e)

# schedules
net = nn.Linear(1, 1)
opt = torch.optim.SGD([{'params': [net.weight]}, {'params': [net.bias], 'lr': 0.5}], lr=1.0)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=1, cooldown=1, min_lr=[0.1, 0.2], verbose=True)
for value in (1.0, 1.0, torch.tensor(1.0), 1.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
    opt.step()
    plateau.step(value)
    print([g['lr'] for g in opt.param_groups], plateau.num_bad_epochs, plateau.best)
print(plateau.state_dict())
for kw in ({'factor': 1.5}, {'mode': 'low'}, {'min_lr': [1]}, {'threshold_mode': 'x'}):
    try:
        torch.optim.lr_scheduler.ReduceLROnPlateau(opt, **kw)
    except ValueError as e:
        print(e)
times = torch.optim.lr_scheduler.MultiplicativeLR(opt, lambda e: 0.9)
for _ in range(2):
    opt.step()
    times.step()
    print(times.get_last_lr())
