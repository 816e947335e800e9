import torch
from torch.autograd import gradcheck, gradgradcheck

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.tensor([1., 2.], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[3.], [4.]], dtype=torch.float64, requires_grad=True)


class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, g):
        return g * 3


class NotLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 1

    @staticmethod
    def backward(ctx, g):
        return g + 1


class NoNone(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.set_materialize_grads(False)
        return a * 2

    @staticmethod
    def backward(ctx, g):
        if g is None:
            raise RuntimeError('no gradient')
        return g * 2


class Changing(torch.autograd.Function):
    n = 0

    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, g):
        Changing.n += 1
        return g * (2 + Changing.n * 1e-7)


told(lambda: gradcheck(torch.sin, x))
told(lambda: gradcheck(torch.sin, (x,)))
told(lambda: gradcheck(lambda a, b: a * b, (x, y)))
told(lambda: gradcheck(lambda a, b, k: (a * b * k, a.exp()), (x, y, 3)))
told(lambda: gradcheck(lambda a: a.sum(), [x]))
told(lambda: gradcheck(Wrong.apply, x))
told(lambda: gradcheck(Wrong.apply, (y,)))
told(lambda: gradcheck(lambda a, b: (a * 1, Wrong.apply(b)), (x, y)))
told(lambda: gradcheck(Wrong.apply, x, raise_exception=False))
told(lambda: gradcheck(Wrong.apply, x, atol=3))
told(lambda: gradcheck(NoNone.apply, x))
told(lambda: gradcheck(NoNone.apply, x, check_undefined_grad=False))
told(lambda: gradcheck(Changing.apply, x))
told(lambda: gradcheck(Changing.apply, x, nondet_tol=1e-3))
told(lambda: gradcheck(NotLinear.apply, x))
told(lambda: gradcheck(torch.sin, torch.ones(2, dtype=torch.float64)))
told(lambda: gradcheck(torch.sin, torch.ones(1, dtype=torch.float64, requires_grad=True).expand(3)))
told(lambda: gradcheck(lambda a: torch.ones(2, dtype=torch.float64), x))
told(lambda: gradcheck(lambda a: a.detach() * 2, x))
told(lambda: gradcheck(torch.sin, torch.ones(2, requires_grad=True), raise_exception=False))
told(lambda: gradcheck(lambda a: a * 2, torch.ones(2, requires_grad=True), eps=1e-2, atol=1e-2))
told(lambda: gradcheck(torch.sin))
told(lambda: gradcheck(torch.sin, x, 3))
told(lambda: gradgradcheck(torch.sin, x))
told(lambda: gradgradcheck(lambda a, b: (a * b, a.exp().sum()), (x, y)))
told(lambda: gradgradcheck(lambda a: a ** 3, x, torch.ones(2, dtype=torch.float64, requires_grad=True)))
told(lambda: gradcheck(lambda a: a[a > 1.5], x))


class NoSecond(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a ** 3

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return 3 * (a * a).detach() * g


told(lambda: gradcheck(NoSecond.apply, x))
told(lambda: gradgradcheck(NoSecond.apply, x, raise_exception=False))
told(lambda: gradgradcheck(NoSecond.apply, x, torch.ones(2, dtype=torch.float64, requires_grad=True)))


def fails(a):
    raise KeyError('inside')


told(lambda: gradcheck(fails, x))
told(lambda: gradgradcheck(fails, x))
print(torch.autograd.gradcheck is gradcheck, x)
