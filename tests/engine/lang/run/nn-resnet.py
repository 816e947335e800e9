import torch
from torch import nn
from torchvision import models

torch.manual_seed(0)
model = models.resnet18()
print([n for n, m in model.named_children()])
print(model.layer2)
print(sum(p.numel() for p in model.parameters()), len(list(model.modules())))
for name, p in model.named_parameters():
    print(name, tuple(p.shape), '%.5f' % p.detach().double().sum().item())
print(len(model.state_dict()), list(model.state_dict().keys())[:8])
for p in model.parameters():
    p.requires_grad = False
model.fc = nn.Linear(512, 10)
print(model.fc, [n for n, p in model.named_parameters() if p.requires_grad])
print(model.layer1[0].downsample, type(model), type(model.layer1[0]))
