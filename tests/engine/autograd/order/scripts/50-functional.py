import torch
from torch.autograd.functional import jacobian, hessian
x = torch.tensor([1., 2.], requires_grad=True)
def f(t):
    return t.exp() * t.flip(0)
J = jacobian(f, x)
H = hessian(lambda t: (t ** 3).sum(), x)
