import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.ones(2, requires_grad=True)


def make(backward, forward=lambda ctx, a, b: a * 2):
    class G(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b=None):
            return forward(ctx, a, b)

        @staticmethod
        def backward(ctx, *g):
            return backward(*g)
    return G


def run(backward, *args):
    return make(backward).apply(x, *args).sum().backward()


told(lambda: run(lambda g: (g, g)))
told(lambda: run(lambda g: (g, None, None)))
told(lambda: run(lambda g: ()))
told(lambda: run(lambda g: None))
told(lambda: run(lambda g: g, 1))
told(lambda: run(lambda g: (g, g), 1))
told(lambda: run(lambda g: 3))
told(lambda: run(lambda g: torch.ones(3)))
told(lambda: run(lambda g: [g]))
told(lambda: run(lambda g: torch.ones(2, dtype=torch.float64)))
told(lambda: run(lambda g: torch.ones(1)))
told(lambda: run(lambda g: torch.ones(4, 2)))
first = lambda *g: g[0]
told(lambda: make(first, lambda c, a, b: 3).apply(x))
told(lambda: make(first, lambda c, a, b: None).apply(x))
told(lambda: make(first, lambda c, a, b: (a * 2, 3, None)).apply(x))
told(lambda: make(first, lambda c, a, b: [a * 2]).apply(x))
told(lambda: make(lambda *g: (print(g), g[0])[1], lambda c, a, b: (a * 2, 3, a * 3)).apply(x)[0].sum().backward())
told(lambda: make(first, lambda c, a, b: a).apply(x))
print(make(first, lambda c, a, b: a).apply(x) is x)
told(lambda: make(first, lambda c, a, b: a.detach()).apply(x))


def dirty(ctx, a, b):
    ctx.mark_dirty(a)
    a.add_(1)
    return a


y = x * 1
z = make(first, dirty).apply(y)
print(z is y, z)
told(lambda: make(first, dirty).apply(torch.ones(2, requires_grad=True)))


def not_returned(ctx, a, b):
    ctx.mark_dirty(a)
    a.add_(1)
    return a * 1


told(lambda: make(first, not_returned).apply(x * 1))
told(lambda: make(first, lambda c, a, b: c.mark_dirty(3)).apply(x * 1))
told(lambda: make(first, lambda c, a, b: c.mark_non_differentiable(3)).apply(x * 1))
told(lambda: make(first, lambda c, a, b: c.save_for_backward(3)).apply(x))


def mask(ctx, a, b):
    m = a > 0
    ctx.mark_non_differentiable(m)
    return a * 2, m


show = lambda *g: (print(g), g[0])[1]
print(make(show, mask).apply(x))
make(show, mask).apply(x)[0].sum().backward()


def bare(ctx, a, b):
    ctx.set_materialize_grads(False)
    return a * 2, a * 3


make(show, bare).apply(x)[0].sum().backward()
make(show, lambda c, a, b: (a * 2, a * 3)).apply(x)[0].sum().backward()


def keep_none(ctx, a, b):
    ctx.save_for_backward(a, None)
    return a * 2


y = make(first, keep_none).apply(x)
print(y.grad_fn.saved_tensors)


class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * a

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return 2 * a * g


k = torch.ones((), requires_grad=True)
g, = torch.autograd.grad((Once.apply(x) * k).sum(), x, create_graph=True)
told(lambda: g.sum().backward())


class Nothing(torch.autograd.Function):
    pass


told(lambda: Nothing.apply(x))
told(lambda: torch.autograd.Function.apply(x))
told(lambda: Nothing()(x))


class NoBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2


told(lambda: NoBackward.apply(x).sum().backward())


class Fails(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, g):
        raise ValueError('in backward')


told(lambda: Fails.apply(x).sum().backward())
x.grad = None
told(lambda: (x * 2).sum().backward())
print(x.grad)


class Old(torch.autograd.Function):
    def forward(self, a):
        return a * 2

    def backward(self, g):
        return g * 2


told(lambda: Old.apply(x))
told(lambda: Old()(x))
y = Old.apply(x)
told(lambda: y.grad_fn.nothing)
