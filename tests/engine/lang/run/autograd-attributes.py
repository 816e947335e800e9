import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.ones(2, requires_grad=True)
y = x * 2
accumulate = y.grad_fn.next_functions[0][0]
print(accumulate.name(), accumulate.variable is x, accumulate.next_functions)
print(y.grad_fn.name(), y.grad_fn.metadata, y.grad_fn.next_functions[1], type(accumulate), type(y.grad_fn))
print(y.grad_fn is y.grad_fn, (x * y).grad_fn.next_functions[1][0] is y.grad_fn)
y = x * x
told(lambda: y.grad_fn._saved_self is x)
print(x.exp().grad_fn._saved_result.detach())
told(lambda: x.exp().grad_fn._saved_foo)
y.sum().backward()
told(lambda: y.grad_fn._saved_self)
y = x[0]
print(y._base is x, y._is_view(), x._is_view(), x._base)
print(x.retains_grad)
y = x * 2
y.retain_grad()
print(y.retains_grad)


def put(tensor, name, value):
    setattr(tensor, name, value)
    return getattr(tensor, name)


told(lambda: put(x, 'requires_grad', False))
x.requires_grad = True
told(lambda: put(x * 2, 'requires_grad', False))
told(lambda: put(x * 2, 'requires_grad', True))
told(lambda: put(x, 'requires_grad', 1))
told(lambda: put(x, 'grad_fn', None))
told(lambda: put(x, 'is_leaf', True))
told(lambda: put(x, 'shape', True))
told(lambda: put(x, 'data', 3))
z = torch.ones(3, requires_grad=True)
z.data = torch.zeros(4)
print(z, z.shape)
told(lambda: put(z, 'data', torch.ones(2, dtype=torch.int64)))
told(lambda: put(z, 'data', torch.ones(2, dtype=torch.float64)).dtype)
told(lambda: put(z, 'grad', 3))
told(lambda: put(z, 'grad', torch.ones(2, dtype=torch.float32)))
told(lambda: put(z, 'grad', z))
z.grad = torch.ones(2, dtype=torch.float64)
print(z.grad)
del z.grad
print(z.grad)
y = x * 2
y.detach_()
print(y, y.is_leaf, y.requires_grad)
told(lambda: x[0].detach_())
told(lambda: x.detach_())


def delete(tensor, name):
    delattr(tensor, name)


told(lambda: delete(x, 'data'))
told(lambda: delete(x, 'requires_grad'))
y = torch.ones(2, requires_grad=True) * 2
print(y.output_nr, y.grad, y.is_leaf)
x = torch.ones(2, requires_grad=True)
print(x.requires_grad_(False).requires_grad)
told(lambda: torch.ones(2).requires_grad_('a'))
told(lambda: torch.ones(2).retain_grad())
told(lambda: torch.tensor([1]).requires_grad_())
told(lambda: torch.tensor([1], requires_grad=True))
a = torch.ones(2, requires_grad=True)
b = a * 2
d = b.data
d.add_(5)
print(b, b._version, d.requires_grad)
c = b.detach()
c.add_(1)
print(b, b._version)
