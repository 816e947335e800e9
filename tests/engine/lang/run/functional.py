import torch
from torch.autograd.functional import jacobian, hessian, vjp, jvp, vhp, hvp

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.tensor([1., 2.])
y = torch.tensor([3., 4.], requires_grad=True)


def one(a):
    return (a ** 3).sum()


def vector(a):
    return a.exp()


def two(a, b):
    return (a * b).sum()


def many(a, b):
    return a * b, (a + b).sum()


print(jacobian(vector, x))
print(jacobian(one, x))
print(jacobian(two, (x, y)))
print(jacobian(many, (x, y)))
print(jacobian(vector, (x,)))
print(jacobian(lambda a: (a.exp(),), x))
print(jacobian(vector, torch.ones(2, 2)).shape)
print(jacobian(vector, x, vectorize=True), jacobian(vector, x, vectorize=True, strategy='forward-mode'))
print(jacobian(vector, y, create_graph=True))
print(jacobian(lambda a: torch.ones(2), x))
print(hessian(one, x))
print(hessian(two, (x, y)))
print(hessian(one, (x,)))
print(hessian(lambda a: (a ** 3).sum().reshape(1), y, create_graph=True))
print(hessian(one, x, vectorize=True), hessian(one, x, vectorize=True, outer_jacobian_strategy='forward-mode').detach())
v = torch.tensor([1., 10.])
print(vjp(vector, x, v))
print(vjp(one, x))
print(vjp(many, (x, y), (v, torch.tensor(1.))))
print(vjp(vector, y, v, create_graph=True))
print(jvp(vector, x, v))
print(jvp(many, (x, y), (v, v)))
print(jvp(vector, y, v, create_graph=True))
print(jvp(lambda a: a * 2, torch.tensor(3.)))
print(vhp(one, x, v), hvp(one, x, v))
print(vhp(two, (x, y), (v, v)), hvp(two, (x, y), (v, v)))
print(hvp(one, y, v, create_graph=True), vhp(one, y, v, create_graph=True))
print(hvp(lambda a: a ** 2, torch.tensor(3.)))
with torch.no_grad():
    print(jacobian(vector, y), vjp(one, y), hvp(one, y, v))
print(torch.is_grad_enabled(), y.grad)
told(lambda: vjp(vector, x))
told(lambda: vjp(vector, x, torch.ones(3)))
told(lambda: vjp(many, (x, y), (v, v)))
told(lambda: vjp(many, (x, y), v))
told(lambda: vjp(vector, x, (v, v)))
told(lambda: vjp(vector, [x], v))
told(lambda: vjp(vector, x, [v]))
told(lambda: vjp(lambda a: [a], x, v))
told(lambda: vjp(lambda a: (a, 3), x, v))
told(lambda: jvp(vector, x))
told(lambda: hvp(vector, x, v))
told(lambda: hvp(many, (x, y), (v, v)))
told(lambda: vhp(vector, x, v))
told(lambda: vhp(one, x))
told(lambda: hessian(vector, x))
told(lambda: hessian(lambda a: (a.sum(),), x))
told(lambda: jacobian(vector, (x, 3)))
told(lambda: jacobian(vector, x, strategy='odd'))
told(lambda: jacobian(vector, x, strategy='forward-mode'))
told(lambda: jacobian(vector, x, create_graph=True, strategy='forward-mode'))
told(lambda: hessian(one, x, outer_jacobian_strategy='odd'))
told(lambda: jacobian(vector))
told(lambda: jacobian(vector, torch.tensor([1])))


def fails(a):
    raise ValueError('inside')


for f in (jacobian, vjp, jvp, vhp, hvp, hessian):
    told(lambda: f(fails, torch.tensor(1.)))
print(torch.is_grad_enabled())
