# mark_dirty raises the version, whatever comes of it; inputs and views that forward hands back.
import torch
from torch.autograd import Function


def attempt(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)


class Dirty(Function):
    @staticmethod
    def forward(ctx, x, writes):
        if writes:
            x.add_(1)
        ctx.mark_dirty(x)
        print('in forward', x._version)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, g):
        print('saved', ctx.saved_tensors[0]._version)
        return g, None


x = torch.ones(2, requires_grad=True)
for writes in (False, True):
    y = x * 1
    z = Dirty.apply(y, writes)
    print(z is y, y._version, z._version)
    z.sum().backward()
y = torch.ones(2)
Dirty.apply(y, False)
print(y._version)
attempt(lambda: Dirty.apply(x, False))
print(x._version)
y = x * 1
v = y[0:1]
attempt(lambda: Dirty.apply(v, False))
print(y.grad_fn.name(), y._version)


class Lost(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g


y = x * 1
attempt(lambda: Lost.apply(y))
print(y._version)


class Same(Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return g


class Plain(Same):
    @staticmethod
    def forward(ctx, x):
        r = x[0]
        ctx.mark_non_differentiable(r)
        return r


class Constant(Same):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_non_differentiable(x)
        return x


def write(t):
    t.add_(1)
    return t


for kind in (Same, Plain, Constant):
    for requires_grad in (False, True):
        t = torch.ones(2, requires_grad=requires_grad)
        o = kind.apply(t)
        print(kind.__name__, o._is_view(), o is t, o.requires_grad, o._base is t)
        attempt(lambda: write(o))
