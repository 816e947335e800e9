# Generators: yield, yield from, send, throw, close, generator expressions that wait.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(list(count(3)), sum(count(5)), [x * 2 for x in count(3)], max(count(4)))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
g = fib()
print([next(g) for _ in range(10)])
for v in fib():
    if v > 20:
        break
    print(v, end=" ")
print()
def inner():
    x = yield 1
    print("got", x)
    y = yield 2
    print("got", y)
    return "done"
def outer():
    r = yield from inner()
    print("r", r)
    yield from [10, 20]
    return r
o = outer()
print(next(o), o.send("a"), o.send("b"), next(o))
try:
    next(o)
except StopIteration as e:
    print("stop", e.value)
def cleanup():
    try:
        yield 1
        yield 2
    except ValueError as e:
        print("caught", e)
        yield 99
    finally:
        print("finally")
c = cleanup()
next(c)
c.close()
c = cleanup()
next(c)
print(c.throw(ValueError("boo")))
print(list(c))
for x in cleanup():
    break
print("after")
def gen_with():
    with open_it() as z:
        yield z
class open_it:
    def __enter__(self): print("in"); return "z"
    def __exit__(self, *a): print("out", a[0]); return False
for z in gen_with(): print(z)
e = (print("eval", x) or x for x in [1, 2, 3])
print("made")
print(next(e), next(e))
print(any(x > 1 for x in count(100)), all(x < 5 for x in count(10)))
print(sum(x * y for x in range(4) for y in range(x) if (x + y) % 2), tuple(i for i in "abc"), set(i % 2 for i in range(5)))
def closure():
    k = 5
    return (k + i for i in range(3))
print(list(closure()))
def tree(n):
    if n > 0:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(4)))
def chain(*its):
    for it in its:
        yield from it
print(list(chain("ab", (1, 2), count(2))))
def bad():
    yield 1
    raise KeyError("k")
try:
    for x in bad(): print(x)
except KeyError as e:
    print("key", e)
def stops():
    yield 1
    raise StopIteration
try:
    list(stops())
except RuntimeError as e:
    print(e)
print(next(iter([]), "none"), next(count(0), "end"))
def accumulate():
    total = 0
    while True:
        v = yield total
        if v is None: return
        total += v
a = accumulate(); next(a)
print(a.send(3), a.send(4))
try: a.send(None)
except StopIteration: print("ended")
print(dict((k, v) for k, v in zip("abc", count(3))), sorted(x for x in (3, 1, 2)), ",".join(str(i) for i in count(3)))
class Tree:
    def __init__(self, v, l=None, r=None): self.v, self.l, self.r = v, l, r
    def __iter__(self):
        if self.l: yield from self.l
        yield self.v
        if self.r: yield from self.r
print(list(Tree(2, Tree(1), Tree(3))))
a, *b = count(4)
print(a, b, [*count(2), *count(3)], type(count(1)).__name__)
def batches(data, size):
    for i in range(0, len(data), size):
        yield data[i:i + size]
for n, b in enumerate(batches(list(range(7)), 3)):
    print(n, b)
gens = [count(3) for _ in range(3)]
print(list(zip(*gens)), [list(x) for x in gens])
left = fib()
next(left)
try:
    x = count(2)
    x.send(5)
except TypeError as e: print(e)
def recur():
    try: next(me)
    except ValueError as e: print(e)
    yield 1
me = recur(); next(me)
print([(x, y) for x in range(3) for y in range(3) if x != y], {x: x**2 for x in range(3)}, [[j for j in range(i)] for i in range(3)])
gg = (i for i in range(3)); print(next(gg), list(gg), list(gg))
nested = ((i, j) for i in range(2) for j in "ab"); print(list(nested))
print((y := 5) + y, [last := i for i in range(3)], last)
import math
def f():
    yield
print(list(f()))
def w():
    try:
        while True:
            x = yield
            print("w", x)
    except GeneratorExit:
        print("bye")
        raise
k = w(); next(k); k.send(1); k.close()
