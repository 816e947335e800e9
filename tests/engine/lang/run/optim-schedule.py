import torch
from torch import optim
from torch.optim import lr_scheduler

def run(make, n=8):
    w = torch.ones(1, requires_grad=True)
    opt = optim.SGD([{'params': [w]}, {'params': [torch.zeros(1, requires_grad=True)], 'lr': 0.5}], lr=0.1)
    s = make(opt)
    rates = []
    for i in range(n):
        opt.step()
        s.step()
        rates.append([g['lr'] for g in opt.param_groups])
    print(type(s).__name__, rates, s.get_last_lr())

run(lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.5))
run(lambda o: lr_scheduler.ExponentialLR(o, 0.9))
run(lambda o: lr_scheduler.MultiStepLR(o, [2, 5], gamma=0.1))
run(lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 0.95 ** epoch))
run(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=4, eta_min=0.01))
run(lambda o: lr_scheduler.ConstantLR(o, 0.5, total_iters=3))
run(lambda o: lr_scheduler.LinearLR(o))
try:
    lr_scheduler.StepLR(3, 2)
except TypeError as e:
    print(e)
opt = optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
s = lr_scheduler.StepLR(opt, 1)
s.step()
print(sorted(s.state_dict().keys()), opt.param_groups[0]['initial_lr'])
