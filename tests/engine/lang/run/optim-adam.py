import torch
from torch import optim

def run(kind, dtype=torch.float32, **options):
    torch.manual_seed(7)
    w = torch.randn(3, 5, dtype=dtype, requires_grad=True)
    b = torch.randn(3, dtype=dtype, requires_grad=True)
    x = torch.randn(5, 4, dtype=dtype)
    opt = kind([w, b], **options)
    for i in range(6):
        opt.zero_grad()
        loss = ((w @ x + b[:, None]) ** 2).mean()
        loss.backward()
        opt.step()
    print(kind.__name__, options)
    print('%.5f' % w.sum().item(), ['%.5f' % v for v in b.tolist()])

run(optim.Adam)
run(optim.Adam, lr=0.1, betas=(0.8, 0.9), weight_decay=0.1)
run(optim.Adam, lr=0.1, amsgrad=True, eps=1e-3)
run(optim.Adam, lr=0.1, maximize=True)
run(optim.Adam, dtype=torch.float64, lr=0.1)
run(optim.AdamW, lr=0.1)
run(optim.AdamW, lr=0.1, weight_decay=0.3, amsgrad=True)
run(optim.RMSprop)
run(optim.RMSprop, lr=0.1, momentum=0.9, weight_decay=0.1)
run(optim.RMSprop, lr=0.1, centered=True)
run(optim.Adagrad)
run(optim.Adagrad, lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)
