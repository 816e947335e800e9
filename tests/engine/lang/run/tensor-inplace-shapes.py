import torch


def graph(f):
    if f is None:
        return '-'
    return type(f).__name__ + '(' + ' '.join([graph(g) for g, _ in f.next_functions]) + ')'


def attempt(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__ + ':', str(error).split('\n')[0])


x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
y = x * 2
whole = y[0:]
y.t_()
print(y.shape, y.stride(), y._version, graph(y.grad_fn), y.is_contiguous())
print(whole.shape, graph(whole.grad_fn))
y.unsqueeze_(0).unsqueeze_(-1)
print(y.shape, graph(y.grad_fn))
y.squeeze_()
y.transpose_(0, 1)
print(y.shape, graph(y.grad_fn))
(y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
print(x.grad)

z = x * 1
part = z[0]
part.unsqueeze_(0)
part.mul_(10)
print(part, graph(part.grad_fn), graph(z.grad_fn))
row = z[1]
row.mul_(row)
print(graph(row.grad_fn), graph(z.grad_fn))
attempt(lambda: x.t_())
attempt(lambda: torch.ones(2, 2, 2).t_())
attempt(lambda: torch.ones(2).squeeze_(3))
with torch.no_grad():
    w = torch.ones(1, 3, requires_grad=True)
    w.squeeze_()
print(w.shape, w._version, w.is_leaf)
s = torch.tensor(2.0)
print(s.unsqueeze_(0).unsqueeze_(0).unsqueeze_(-1).shape, s.shape)

for r in x:
    print(r)
a, b = x
print(graph(a.grad_fn), graph(x.mT.grad_fn), graph(x.H.grad_fn))
attempt(lambda: torch.ones(2, 2, 2).H)
attempt(lambda: torch.ones(3).mT)
attempt(lambda: graph(torch.Tensor.add(x, 1).grad_fn))
attempt(lambda: torch.Tensor.sum(1))
attempt(lambda: x * [1])
attempt(lambda: [1] * torch.tensor(2))
attempt(lambda: 'a' + x)
attempt(lambda: graph(x.sum(dim=None).grad_fn) + graph(x.mean(None).grad_fn) + graph(x.sum().grad_fn))
attempt(lambda: x.view([3, 2], 1).shape)
attempt(lambda: torch.full(2, 1))
attempt(lambda: torch.arange(None))
attempt(lambda: torch.arange(3, None, 2, dtype=torch.int64, requires_grad=False))
attempt(lambda: torch.fmod(x, other=0.25, foo=1))
