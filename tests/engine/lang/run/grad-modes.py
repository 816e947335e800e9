import torch
x = torch.ones(1, requires_grad=True)
with torch.no_grad():
    y = x * 2
    print(y.requires_grad, torch.is_grad_enabled())
    with torch.enable_grad():
        print((x * 2).requires_grad)
print(torch.is_grad_enabled())
@torch.no_grad()
def f(v):
    return v * 2
print(f(x).requires_grad, (x * 2).requires_grad, x.detach().requires_grad)
torch.set_grad_enabled(False)
print((x * 2).requires_grad)
torch.set_grad_enabled(True)
