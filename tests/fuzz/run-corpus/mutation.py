import torch
a = [3, 1, 2]
def key(v):
    a.clear()
    return v
try:
    a.sort(key=key)
except ValueError as e:
    print(e)
b = [1, 2, 3]
for v in b:
    if len(b) < 20:
        b.append(v)
d = {1: 2}
try:
    for k in d:
        d[k + 1] = 0
except RuntimeError as e:
    print(e)
class Odd:
    def __eq__(self, other):
        b.clear()
        return False
    def __len__(self):
        return -1
    def __iter__(self):
        return iter([1])
    def __getattr__(self, name):
        raise ValueError(name)
b[0:2] = [Odd(), Odd()]
try:
    b == [1, 2, 3, 4]
    b.index(5)
except Exception as e:
    print(e)
t = (1,)
for i in range(500):
    t = (t,)
try:
    {t: 1}
except TypeError as e:
    print(e)
x = torch.ones(2, requires_grad=True)
try:
    x.grad = x
except RuntimeError as e:
    print(e)
def f():
    try:
        return 1
    finally:
        raise KeyError('k')
f()
