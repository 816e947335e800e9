def f(a, b=2, *args, k=3, **kw):
    return a, b, args, k, kw
print(f(1), f(1, 2, 3, k=4, z=5), f(*[1, 2], **{'k': 9}), f(b=1, a=2))
def outer():
    n = 0
    def inner():
        nonlocal n
        n += 1
        return n
    return inner
g = outer()
print(g(), g(), outer()())
total = 0
def add():
    global total
    total += 1
add(); add()
print(total, (lambda x, y=1: x + y)(2), [f(i) for f in [lambda i: i * 2] for i in range(2)])
def fact(n):
    return 1 if n < 2 else n * fact(n - 1)
print(fact(15), list(map(lambda v: v + 1, [1, 2])), list(filter(None, [0, 1])), list(zip([1, 2], 'ab')))
def default(l=[]):
    l.append(1)
    return l
default()
print(default())
def nothing():
    pass
print(nothing())
