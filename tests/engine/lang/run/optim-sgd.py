import torch
from torch import optim

def run(**options):
    torch.manual_seed(7)
    w = torch.randn(3, 5, requires_grad=True)
    b = torch.randn(3, requires_grad=True)
    x = torch.randn(5, 4)
    opt = optim.SGD([w, b], **options)
    for i in range(5):
        opt.zero_grad()
        loss = ((w @ x + b[:, None]) ** 2).mean()
        loss.backward()
        opt.step()
    print(options)
    print('%.5f' % w.sum().item(), ['%.5f' % v for v in b.tolist()])

run(lr=0.1)
run(lr=0.1, momentum=0.9)
run(lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.01)
run(lr=0.05, momentum=0.5, nesterov=True, weight_decay=0.1)
run(lr=0.01, maximize=True)
