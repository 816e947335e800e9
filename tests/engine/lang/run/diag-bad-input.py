# What a script may do wrong: each is an exception with PyTorch's or Python's words, and the run goes on.
import torch
import torch.nn as nn


def attempt(name, action):
    try:
        print(name, '->', action())
    except Exception as e:
        print(name, '!!', type(e).__name__, str(e).split('\n')[0])


leaf = torch.ones(2, 3, requires_grad=True)


def in_place_on_leaf():
    leaf.add_(1)


def in_place_on_view():
    leaf[0].mul_(2)


def in_place_on_expanded():
    x = torch.ones(1).expand(3)
    x.add_(1)


def second_backward():
    y = (leaf * leaf).sum()
    y.backward()
    y.backward()


def stale():
    x = torch.ones(3, requires_grad=True)
    y = x.exp()
    y.add_(1)
    y.sum().backward()


def failing_hook():
    x = torch.ones(2, requires_grad=True)
    x.register_hook(lambda g: 1 / 0)
    (x * 2).sum().backward()


class NoForward(nn.Module):
    pass


class Half(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x / 2


def no_backward():
    x = torch.ones(2, requires_grad=True)
    Half.apply(x).sum().backward()


attempt('dim', lambda: torch.ones(2, 3).sum(2))
attempt('dim negative', lambda: torch.ones(2, 3).sum(-3))
attempt('transpose', lambda: torch.ones(2, 3).transpose(0, 2))
attempt('permute', lambda: torch.ones(2, 3).permute(0, 0))
attempt('squeeze', lambda: torch.ones(2, 3).unsqueeze(4))
attempt('cat', lambda: torch.cat([torch.ones(2, 3), torch.ones(2, 2)]))
attempt('stack', lambda: torch.stack([torch.ones(2), torch.ones(3)]))
attempt('view', lambda: torch.ones(2, 3).view(4))
attempt('reshape', lambda: torch.ones(2, 3).reshape(-1, -1))
attempt('index', lambda: torch.ones(2, 3)[2])
attempt('too many indices', lambda: torch.ones(2, 3)[0, 0, 0])
attempt('broadcast', lambda: torch.ones(2, 3) + torch.ones(2, 4))
attempt('matmul', lambda: torch.ones(2, 3) @ torch.ones(2, 3))
attempt('matmul dtypes', lambda: torch.ones(2, 3) @ torch.ones(3, 2).double())
attempt('ragged', lambda: torch.tensor([[1, 2], [3]]))
attempt('negative size', lambda: torch.ones(-1))
attempt('int gradient', lambda: torch.tensor([1, 2], requires_grad=True))
attempt('in place on leaf', in_place_on_leaf)
attempt('in place on view', in_place_on_view)
attempt('in place on expanded', in_place_on_expanded)
attempt('second backward', second_backward)
attempt('stale', stale)
attempt('failing hook', failing_hook)
attempt('nan', lambda: torch.tensor(float('nan')).log())
attempt('infinite', lambda: torch.tensor(1.0) / torch.tensor(0.0))
attempt('integer division', lambda: torch.tensor(1) // torch.tensor(0))
attempt('no forward', lambda: NoForward()(torch.ones(1)))
attempt('no backward', no_backward)
attempt('linear', lambda: nn.Linear(2, 3)(torch.ones(2, 3)))
attempt('keyword', lambda: nn.Linear(2, 3, bais=True))
attempt('keyword of tensor', lambda: torch.tensor([1.0], require_grad=True))
attempt('non-scalar', lambda: (leaf * 2).backward())
attempt('gradient shape', lambda: (leaf * 2).backward(torch.ones(2)))
attempt('no graph', lambda: torch.ones(1).backward())
attempt('unused', lambda: torch.autograd.grad(leaf.sum(), torch.ones(1, requires_grad=True)))
attempt('item', lambda: leaf.item())
attempt('numpy', lambda: leaf.numpy())
attempt('truth', lambda: bool(leaf > 0))
attempt('flag', lambda: setattr(leaf * 2, 'requires_grad', False))
attempt('retain', lambda: torch.ones(1).retain_grad())
attempt('power', lambda: torch.ones(2) ^ 2)
attempt('none', lambda: torch.ones(2, requires_grad=True).grad * 2)
attempt('none attribute', lambda: torch.ones(2, requires_grad=True).grad.zero_())
attempt('not a parameter', lambda: torch.optim.SGD([], lr=0.1))
attempt('learning rate', lambda: torch.optim.SGD([leaf], lr=-1))
attempt('class index', lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 5])))
attempt('recursion', lambda: (lambda f: f(f))(lambda f: f(f)))
print((torch.ones(2) * 2).sum())
