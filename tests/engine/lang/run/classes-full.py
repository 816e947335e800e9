# Classes: several bases, both forms of super(), descriptors, special methods.
class A:
    """Doc of A."""
    count = 0
    def __init__(self, x):
        self.x = x
        A.count += 1
    def who(self):
        return "A" + str(self.x)
class B(A):
    def who(self):
        return "B>" + super().who()
class C(A):
    def who(self):
        return "C>" + super(C, self).who()
class D(B, C):
    def who(self):
        return "D>" + super().who()
d = D(3)
print(d.who(), [k.__name__ for k in D.__mro__], A.count, D.__bases__)
print(isinstance(d, (int, C)), issubclass(D, (str, A)), isinstance(3, object), issubclass(bool, int))
try:
    class E(A, B):
        pass
except TypeError as e:
    print(e)
try:
    A()
except TypeError as e:
    print(e)
class P:
    def __init__(self):
        self._v = 1
    @property
    def v(self):
        "the v"
        return self._v
    @v.setter
    def v(self, value):
        self._v = value * 2
    @v.deleter
    def v(self):
        print("deleted")
        del self._v
    @property
    def w(self):
        return 5
    @staticmethod
    def s(a, b=2):
        return a + b
    @classmethod
    def make(cls, *args):
        return cls.__name__, args
p = P()
p.v = 4
print(p.v, p.s(1), P.s(1, 5), P.make(1), p.make(), P.v.__doc__)
del p.v
try:
    p.w = 3
except AttributeError as e:
    print(e)
try:
    p.v
except AttributeError as e:
    print(e)
class Q(P):
    @classmethod
    def make(cls, n):
        return super().make(n, n)
print(Q.make(7))
class V:
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f"V({self.x}, {self.y})"
    def __add__(self, o): return V(self.x + o.x, self.y + o.y)
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return V(self.x * k, self.y * k)
    def __rmul__(self, k): return self * k
    def __iadd__(self, o):
        self.x += o.x
        return self
    def __neg__(self): return V(-self.x, -self.y)
    def __eq__(self, o): return isinstance(o, V) and (self.x, self.y) == (o.x, o.y)
    def __lt__(self, o): return self.x < o.x
    def __hash__(self): return hash((self.x, self.y))
    def __bool__(self): return self.x != 0
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __setitem__(self, i, v):
        if i == 0: self.x = v
        else: self.y = v
    def __delitem__(self, i): print("del", i)
    def __contains__(self, v): return v in (self.x, self.y)
    def __iter__(self): yield self.x; yield self.y
    def __call__(self, *a, **k): return a, k
    def __format__(self, spec): return "<" + spec + ">"
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __enter__(self): print("enter"); return self
    def __exit__(self, t, v, tb): print("exit", t is None); return True
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** .5
    def __int__(self): return int(self.x)
    def __float__(self): return float(self.x)
    def __index__(self): return self.x
    def __invert__(self): return "inv"
    def __round__(self, n=None): return ("round", n)
    def __reversed__(self): return iter([self.y, self.x])
v = V(1, 2)
print(v + V(3, 4), sum([V(1, 1), V(2, 2)]), v * 3, 3 * v, -v, v == V(1, 2), v != V(1, 2), v < V(2, 0), v > V(0, 0))
v += V(10, 0)
print(v, bool(V(0, 1)), len(v), v[0], v[1], 2 in v, 5 in v)
v[1] = 9
del v[0]
print(v(1, 2, k=3), f"{v:abc}", format(v, "z"), v @ v, abs(V(3, 4)), int(v), float(v), [10, 20, 30][V(1, 0)], ~v, round(v), round(v, 2))
print({V(1, 2): "a"}[V(1, 2)], len({V(1, 2), V(1, 2), V(2, 1)}), list(reversed(v)))
with v as z:
    print(z)
    raise ValueError("x")
class G:
    def __getattr__(self, name):
        if name.startswith("no"):
            raise AttributeError(name)
        return name.upper()
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value)
    def __delattr__(self, name):
        print("del", name)
        object.__delattr__(self, name)
g = G()
g.a = 5
print(g.a, g.foo, hasattr(g, "nope"), getattr(g, "nope", 7), vars(g), g.__dict__)
del g.a
print(g.a)
class Err(ValueError):
    def __init__(self, msg, code):
        super().__init__(msg)
        self.code = code
class Err2(Err, KeyError):
    pass
try:
    raise Err2("bad", 3)
except KeyError as e:
    print(type(e).__name__, e.args, e.code, isinstance(e, ValueError), repr(e))
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError("outer") from e
except RuntimeError as e:
    print(e, repr(e.__cause__), repr(e.__context__))
class Desc:
    def __set_name__(self, owner, name): self.name = "_" + name
    def __get__(self, obj, owner=None): return self if obj is None else getattr(obj, self.name, 0)
    def __set__(self, obj, value): setattr(obj, self.name, value + 1)
class HasDesc:
    z = Desc()
h = HasDesc()
h.z = 3
print(h.z, h.__dict__)
class Plug:
    reg = []
    def __init_subclass__(cls, tag=None, **kw):
        super().__init_subclass__(**kw)
        Plug.reg.append((cls.__name__, tag))
class P1(Plug, tag="x"): pass
class P2(P1): pass
print(Plug.reg)
class Single:
    inst = None
    def __new__(cls, *args):
        if cls.inst is None:
            cls.inst = super().__new__(cls)
        return cls.inst
    def __init__(self, v=0): self.v = v
a, b = Single(1), Single(2)
print(a is b, a.v)
print(A.__doc__, A.__name__, A.__module__, A.__qualname__, type(d).__name__, d.__class__ is D, d.__doc__)
class Outer:
    class Inner:
        def m(self, q): pass
    def f(self):
        def g(): pass
        return g
print(Outer.Inner, Outer.Inner.__qualname__, Outer().f().__qualname__)
try:
    Outer.Inner().m()
except TypeError as e:
    print(e)
T = type("T", (A,), {"k": 5, "m": lambda self: self.x})
print(T(4).m(), T.k, T)
print(list(map(str.upper, ["a", "b"])), sorted(["b", "A"], key=str.lower), str.join("-", ["a", "b"]))
def f(): pass
f.n = 3
print(f.n, f.__name__, callable(f), callable(V), callable(3))
x = object()
print(x == x, x != object(), {x: 1}[x], type(x))
try:
    class U:
        def __eq__(self, o): return True
    {U(): 1}
except TypeError as e:
    print(e)
print(A.who(d), A.who.__name__, D.__mro__[1] is B)
print(hash(3), hash(2.0), hash(0.5), hash((1, 2)), hash(True), hash(-1), hash(()), hash((1.5, (2, 3))))
print([n for n in dir(V(1,2)) if not n.startswith("_")], [n for n in dir(d) if "_" not in n])
class Counter:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(Counter(3)), [x for x in Counter(2)], max(Counter(4)), sum(Counter(4)), dict(zip("ab", Counter(2))))
d.who = lambda: "own"
print(d.who())
