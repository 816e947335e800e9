import torch
from torch.autograd.functional import jacobian, hessian, vjp, jvp, vhp, hvp

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.tensor([1., 2.])
y = torch.tensor([3., 4.], requires_grad=True)
v = torch.ones(2)


def constant(a):
    return torch.ones(2)


def alone(a):
    return torch.ones((), requires_grad=True) * 2


def linear(a):
    return a * 2


def linear_sum(a):
    return (a * 2).sum()


def first(a, b):
    return a * a


def first_sum(a, b):
    return (a * a).sum()


def square(a):
    return (a ** 2).sum()


told(lambda: jacobian(constant, x, strict=True))
told(lambda: jacobian(alone, x, strict=True))
told(lambda: jacobian(first, (x, y), strict=True))
told(lambda: jacobian(linear, x, strict=True))
told(lambda: jacobian(linear, x, strict=True, create_graph=True))
told(lambda: jacobian(linear, x, strict=True, vectorize=True))
told(lambda: jacobian(linear, x, strict=True, vectorize=True, strategy='forward-mode'))
told(lambda: vjp(constant, x, v, strict=True))
told(lambda: vjp(first, (x, y), v, strict=True))
told(lambda: vjp(linear, y, v, strict=True))
told(lambda: vjp(linear, y, v, strict=True, create_graph=True))
told(lambda: jvp(constant, x, v, strict=True))
told(lambda: jvp(first, (x, y), (v, v), strict=True))
told(lambda: jvp(linear, x, v, strict=True))
told(lambda: jvp(linear, y, v, strict=True, create_graph=True))
told(lambda: vhp(constant, x, v, strict=True))
told(lambda: vhp(first_sum, (x, y), (v, v), strict=True))
told(lambda: vhp(linear_sum, x, v, strict=True))
told(lambda: vhp(square, x, v, strict=True))
told(lambda: vhp(square, y, v, strict=True, create_graph=True))
told(lambda: hvp(linear_sum, x, v, strict=True))
told(lambda: hvp(first_sum, (x, y), (v, v), strict=True))
told(lambda: hvp(square, x, v, strict=True))
told(lambda: hvp(square, y, v, strict=True, create_graph=True))
told(lambda: hessian(constant, x, strict=True))
told(lambda: hessian(linear_sum, x, strict=True))
told(lambda: hessian(first_sum, (x, y), strict=True))
told(lambda: hessian(square, x, strict=True))
told(lambda: hessian(square, x, strict=True, create_graph=True))
told(lambda: hessian(linear_sum, x))
told(lambda: hessian(first_sum, (x, y)))
told(lambda: hvp(linear_sum, x, v))
told(lambda: vhp(linear_sum, x, v))
told(lambda: jvp(constant, x, v))
told(lambda: vjp(constant, x, v))
