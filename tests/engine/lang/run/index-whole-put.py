import torch


def attempt(write):
    x = torch.ones(2, 3, requires_grad=True) * 1
    try:
        write(x)
        print(x, x._version)
        x.sum().backward()
        x.sum().backward()
    except (RuntimeError, IndexError) as e:
        print(type(e).__name__, e)


def rows(x):
    x[0:2] = 5


def both(x):
    x[0:2, 0:3] = torch.ones(3)


def open_slice(x):
    x[:] = 5


def nothing(x):
    x[()] = 2


def one(x):
    x[0] = 2


def misfit(x):
    x[0] = torch.ones(2, 3)


def outside(x):
    x[None, 2] = 1


for write in (rows, both, open_slice, nothing, one, misfit, outside):
    attempt(write)
leaf = torch.ones(2, 3, requires_grad=True)
for index in ((0, 5), (..., 5), (None, 5), (slice(None), None, 9), (0, -4)):
    try:
        leaf[index] = 1
    except IndexError as e:
        print(e)
z = torch.ones(())
for index in (0, -1, (0,), slice(None)):
    try:
        z[index]
    except IndexError as e:
        print(e)
