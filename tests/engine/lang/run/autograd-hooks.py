import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.ones(2, requires_grad=True)
h = x.register_hook(lambda g: g * 2)
print(h.id, type(h))
(x * 2).sum().backward()
print(x.grad)
h.remove()
h.remove()
x.grad = None
with x.register_hook(lambda g: print('hook', g)) as handle:
    (x * 2).sum().backward()
(x * 2).sum().backward()
print(x.grad)
told(lambda: torch.ones(1).register_hook(lambda g: g))


def bad(g):
    raise ValueError('oops')


h = x.register_hook(bad)
told(lambda: (x * 2).sum().backward())
h.remove()
told(lambda: (x * 2).sum().backward())
for result in [3, 'a', torch.ones(3), torch.ones(2, dtype=torch.float64), [1], (torch.ones(2),)]:
    h = x.register_hook(lambda g: result)
    told(lambda: (x * 2).sum().backward())
    h.remove()


def named(g):
    return torch.ones(3)


h = x.register_hook(named)
told(lambda: (x * 2).sum().backward())
h.remove()
x.grad = None
y = x * 2
first = y.register_hook(lambda g: g + 1)
second = y.register_hook(lambda g: g * 10)
z = y * 3
z.sum().backward(retain_graph=True)
print(x.grad)
first.remove()
x.grad = None
z.sum().backward(retain_graph=True)
print(x.grad)
second.remove()
x.grad = None
z.sum().backward()
print(x.grad)
y = x * 2
y.retain_grad()
y.register_hook(lambda g: g * 5)
y.sum().backward()
print(y.grad, x.grad)
y = x * 2
y.register_hook(lambda g: print('in y', g))
z = y.sum()
del y
z.backward()
calls = []
x.grad = None
a = torch.ones(2, requires_grad=True)
a.register_hook(calls.append)
b = torch.autograd.grad((a * a).sum(), a, create_graph=True)
print(len(calls))
y = x * 2
h = y.grad_fn.register_hook(lambda inputs, outputs: print(inputs, outputs))
y.sum().backward()
h.remove()
results = [3, torch.ones(2), (torch.ones(2), None, None), (torch.ones(2),), (torch.ones(3), None),
           [torch.ones(2), None], (torch.ones(2), torch.ones(2)), (torch.ones(2) * 5, None), None]
for result in results:
    y = x * 2
    y.grad_fn.register_hook(lambda inputs, outputs: result)
    x.grad = None
    told(lambda: y.sum().backward())
    print(x.grad)
y = x * 2
accumulate = y.grad_fn.next_functions[0][0]
h = accumulate.register_hook(lambda inputs, outputs: print('accumulated', inputs, outputs))
y.sum().backward()
h.remove()
(x * 2).sum().backward()


class Counter:
    def __init__(self):
        self.n = 0

    def __call__(self, g):
        self.n += 1


counter = Counter()
h = x.register_hook(counter)
(x * 2).sum().backward()
(x * 2).sum().backward()
print(counter.n)
h.remove()


def once(g):
    print('once')
    h.remove()


h = x.register_hook(once)
(x * 2).sum().backward()
(x * 2).sum().backward()
