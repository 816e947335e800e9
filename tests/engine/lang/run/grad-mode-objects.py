import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.ones(2, requires_grad=True)
told(lambda: torch.no_grad(lambda: 1))
told(lambda: torch.enable_grad(lambda: 1))
told(lambda: torch.set_grad_enabled())
told(lambda: torch.set_grad_enabled('a'))
told(lambda: torch.set_grad_enabled(1))
told(lambda: torch.no_grad(1, 2))
print(torch.no_grad, torch.enable_grad, torch.set_grad_enabled, torch.inference_mode)
print(torch.is_grad_enabled())
with torch.no_grad() as entered:
    print(entered, torch.is_grad_enabled())
    with torch.enable_grad():
        print(torch.is_grad_enabled(), (x * 2).requires_grad)
    print(torch.is_grad_enabled(), (x * 2).requires_grad)

try:
    with torch.no_grad():
        raise ValueError('out')
except ValueError as e:
    print(e, torch.is_grad_enabled())

torch.set_grad_enabled(False)
print(torch.is_grad_enabled())
with torch.set_grad_enabled(True):
    print(torch.is_grad_enabled())
print(torch.is_grad_enabled())
torch.set_grad_enabled(True)


def enabled():
    return torch.is_grad_enabled()


@torch.no_grad()
def double(a, *, by=2):
    """Doubles."""
    return a * by, torch.is_grad_enabled()


print(double.__name__, double.__doc__, double(x), double(x, by=3))
print(torch.no_grad()(torch.enable_grad()(enabled))(), enabled())
print(torch.enable_grad()(torch.no_grad()(enabled))(), enabled())
print(torch.set_grad_enabled(False)(enabled)(), enabled())
torch.set_grad_enabled(True)
print(torch.no_grad()(lambda: torch.is_grad_enabled())())


class Net:
    def __init__(self):
        self.w = torch.ones(2, requires_grad=True)

    @torch.no_grad()
    def predict(self, a):
        return self.w * a

    @staticmethod
    @torch.no_grad()
    def static(a):
        return a * 2


class Sub(Net):
    @torch.no_grad()
    def predict(self, a):
        return super().predict(a) + 1


print(Net().predict(x), Sub().predict(x), Net.static(x))


@torch.no_grad()
def fails():
    raise KeyError('k')


told(fails)
print(torch.is_grad_enabled())
mode = torch.no_grad()
with mode:
    with mode:
        print(enabled())
    print(enabled())
print(enabled())
torch.set_grad_enabled(True)


@torch.no_grad()
def recursive(n):
    return enabled() if n == 0 else recursive(n - 1)


print(recursive(3), enabled())
print(isinstance(torch.no_grad(), torch.no_grad), torch.autograd.no_grad is torch.no_grad)
