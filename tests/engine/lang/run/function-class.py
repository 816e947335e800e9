import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.ones(2, requires_grad=True)


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, k=2):
        print('forward', type(ctx), a.requires_grad, torch.is_grad_enabled(), ctx.needs_input_grad, a is x)
        ctx.k = k
        ctx.save_for_backward(a)
        return a.clamp(min=0) * k

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        print('backward', ctx.needs_input_grad, a is x, g, torch.is_grad_enabled(), type(ctx.saved_tensors))
        return g * ctx.k * (a > 0), None


y = Scale.apply(x, 3)
print(y, y.grad_fn.name(), type(y.grad_fn), y.grad_fn.k, y.grad_fn.saved_tensors, y.is_leaf, y.grad_fn.metadata)
print(y.grad_fn.next_functions[0][0].name(), len(y.grad_fn.next_functions), y.grad_fn is y.grad_fn)
print(Scale, Scale.__name__, y.grad_fn.needs_input_grad)
y.sum().backward()
print(x.grad)
told(lambda: y.sum().backward())
told(lambda: y.grad_fn.saved_tensors)
told(lambda: Scale.apply(a=x))
told(lambda: Scale.apply(x))
told(lambda: Scale.apply(x, torch.tensor(2.)))
with torch.no_grad():
    print(Scale.apply(x, 1))
print(Scale.apply(torch.ones(1), 1))


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a ** 3

    @staticmethod
    def backward(ctx, g):
        a, = ctx.saved_tensors
        return 3 * a * a * g


g, = torch.autograd.grad(Cube.apply(x).sum(), x, create_graph=True)
print(g)
print(torch.autograd.grad(g.sum(), x))
y = x * 1
z = Cube.apply(y)
y.add_(1)
told(lambda: z.sum().backward())


class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return a * b, a + b

    @staticmethod
    def backward(ctx, g, h):
        return g + h, g * 2


p = torch.ones(2, requires_grad=True)
u, v = Two.apply(x, p)
print(u, v, u.grad_fn is v.grad_fn, u.output_nr, v.output_nr)
x.grad = None
(u.sum() + v.sum()).backward()
print(x.grad, p.grad)


class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result, = ctx.saved_tensors
        return grad_output * result


y = Exp.apply(x)
print(y, y.grad_fn.saved_tensors)
x.grad = None
y.sum().backward()
print(x.grad)
h = Exp.apply(x)
handle = h.grad_fn.register_hook(lambda inputs, outputs: print('node', inputs, outputs))
h.sum().backward()


class Chain(Cube):
    @staticmethod
    def backward(ctx, g):
        return Cube.backward(ctx, g) * 10


x.grad = None
print(Chain.apply(x))
Chain.apply(Chain.apply(x)).sum().backward()
print(x.grad)


class Quiet(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        with torch.enable_grad():
            b = a.detach().requires_grad_()
            c = (b * b).sum()
        ctx.c, ctx.b = c, b
        return c.detach()

    @staticmethod
    def backward(ctx, g):
        return torch.autograd.grad(ctx.c, ctx.b)[0] * g


x.grad = None
Quiet.apply(x * 3).backward()
print(x.grad)
print(torch.autograd.Function, torch.autograd.Function.__name__)
