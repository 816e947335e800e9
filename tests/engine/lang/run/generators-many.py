def deep(n):
    if n == 0:
        yield 0
        return
    for x in deep(n - 1):
        yield x + 1
print(list(deep(200)))
def rec(n):
    return 1 if n == 0 else 1 + rec(n - 1)
def inside():
    try:
        yield rec(5000)
    except RecursionError as e:
        print('deep', e)
        yield 'caught'
print(list(inside()))
try:
    print(list(deep(3000)))
except RecursionError as e:
    print('RE', e)
gens = []
def g(i):
    try:
        yield i
        yield i * 2
    finally:
        pass
for i in range(5000):
    x = g(i)
    next(x)
    gens.append(x)
print(sum(next(x) for x in gens))
class E(Exception): pass
def thrower():
    try:
        yield 1
    except E as e:
        print('got', e)
        yield 2
        raise ValueError('z') from e
t = thrower()
next(t)
print(t.throw(E('hi')))
try:
    next(t)
except ValueError as e:
    print(e)
def cyc():
    me = yield
    yield me
c = cyc(); next(c); c.send(c)
left = g(4); next(left)
def outer():
    yield from inner()
def inner():
    with ctx():
        yield 1
        yield 2
class ctx:
    def __enter__(self): print('enter')
    def __exit__(self, *a): print('exit', a[0])
o2 = outer(); next(o2)
o2.close()
d = {}
d['g'] = g(3)
next(d['g'])
def sorted_gen():
    yield sorted([3, 1, 2], key=lambda v: -v)
print(next(sorted_gen()))
(lambda: (yield 3))
def boom():
    yield 1
    raise KeyError('k')
b = boom()
next(b)
try:
    next(b)
except KeyError as e:
    print(repr(e))
print(list(b))
print(next(b, 'over'))
