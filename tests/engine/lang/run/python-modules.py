# Modules: random, collections, itertools, functools, dataclasses, copy, typing, abc.
import random, math, copy, string
from collections import OrderedDict, defaultdict, Counter, namedtuple, deque
import itertools, functools
from functools import partial, reduce, wraps, lru_cache
from itertools import chain, product, count, islice, zip_longest, repeat, cycle, accumulate, combinations, permutations
from dataclasses import dataclass, field, asdict, replace
from typing import List, Optional, Dict, Callable, Any, Tuple, Union
from abc import ABC, abstractmethod
random.seed(42)
print(random.random(), random.uniform(1, 10), random.randint(1, 6), random.randrange(0, 100, 5), random.choice("abc"), random.choices([1, 2, 3], k=5), random.choices("ab", weights=[3, 1], k=4))
l = list(range(10)); random.shuffle(l); print(l, random.sample(range(100), 5), random.sample([1, 2, 3], 2), random.gauss(0, 1), random.gauss(5, 2), random.normalvariate(0, 1), random.getrandbits(10), random.expovariate(2))
random.seed("hello"); print(random.random()); random.seed(3.5); print(random.random()); random.seed(-7); print(random.random()); random.seed(2**40 + 3); print(random.random())
r = random.Random(1); print(r.random(), r.randint(0, 9), random.sample(range(10**6), 3), random.getrandbits(50))
try: random.randint(5, 1)
except ValueError as e: print(e)
c = Counter("abracadabra"); print(c, c.most_common(2), c["z"], c + Counter("aab"), c - Counter("aab"), sum(c.values()), list(c.elements())[:4], Counter([1, 1, 2]).total()); c.update("zz"); c["q"] += 1; print(c)
d = defaultdict(list); d["a"].append(1); d["b"]; print(d, dict(d), isinstance(d, dict), len(d)); e = defaultdict(int); e["x"] += 5; print(e["x"], e["y"], sorted(e)); print(defaultdict(lambda: 7)["k"])
o = OrderedDict([("a", 1), ("b", 2)]); o["c"] = 3; o.move_to_end("a"); print(o, list(o), o.popitem(last=False), OrderedDict())
P = namedtuple("P", "x y"); p = P(1, y=2); print(p, p.x, p[1], *p, p._replace(x=5), p._asdict(), P._fields, p == (1, 2), p == P(1, 2), len(p), isinstance(p, tuple)); x, y = p; print(x, y, max([P(1, 2), P(3, 0)]), hash(p) == hash((1, 2)))
try: P(1)
except TypeError as e: print(e)
try: p.x = 3
except AttributeError as e: print(e)
q = deque([1, 2, 3], maxlen=3); q.append(4); q.appendleft(0); q.rotate(1); print(q, q.pop(), q.popleft(), len(q), list(q), deque("ab"), 3 in q)
print(list(chain([1], "ab")), list(chain.from_iterable([[1], [2]])), list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(islice(count(3, 2), 3)), list(islice("abcdef", 1, None, 2)), list(zip_longest("abc", [1], fillvalue="-")), list(repeat(1, 2)), list(islice(cycle("ab"), 5)), list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b)), list(combinations("abc", 2)), list(permutations([1, 2, 3], 2)), list(permutations("ab")), [(k, list(g)) for k, g in itertools.groupby("aabbc")], list(itertools.pairwise([1, 2, 3])), list(itertools.takewhile(lambda v: v < 3, count())), list(itertools.starmap(pow, [(2, 3)])), list(itertools.combinations_with_replacement("ab", 2)), list(itertools.dropwhile(lambda v: v < 2, [1, 2, 1])))
print(reduce(lambda a, b: a + b, [1, 2, 3], 10), partial(pow, 2)(5), partial(int, base=2)("101"), partial(lambda a, b=1: (a, b), b=4)(3))
def deco(f):
    @wraps(f)
    def inner(*a, **k):
        "inner doc"
        return f(*a, **k) + 1
    return inner
@deco
def add(a, b=2):
    "adds"
    return a + b
print(add(1), add.__name__, add.__doc__, add.__wrapped__(1))
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), fib.cache_info())
class CountCalls:
    def __init__(self, f): self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)
@CountCalls
def g(x): return x * 2
g(1); print(g(4), g.n)
def repeat_times(n):
    def d(f):
        def w(*a): return [f(*a) for _ in range(n)]
        return w
    return d
@repeat_times(3)
def h(x): return x
print(h(7))
@dataclass
class Point:
    x: float
    y: float = 0.0
    tags: List[str] = field(default_factory=list)
    def norm(self) -> float: return math.hypot(self.x, self.y)
p = Point(3, 4); p.tags.append("t"); print(p, p.norm(), p == Point(3, 4, ["t"]), p != Point(1), Point(1), asdict(p), replace(p, x=9))
@dataclass(order=True, frozen=True)
class V:
    a: int
    b: int = 1
print(V(1) < V(2), sorted([V(3), V(1)]), {V(1): 2}[V(1, 1)], V(1) <= V(1))
try: V(1).a = 3
except Exception as e: print(type(e).__name__, e)
try: Point()
except TypeError as e: print(e)
@dataclass
class Sub(Point):
    z: int = 5
    def __post_init__(self): self.w = self.z * 2
print(Sub(1), Sub(1, 2, [], 3).w)
a = [1, [2, 3], {"k": [4]}]; b = copy.deepcopy(a); b[1].append(9); b[2]["k"].append(5); c = copy.copy(a); c[1].append(7); print(a, b, c)
class Node:
    def __init__(self, v): self.v, self.next = v, self
n = copy.deepcopy(Node([1])); print(n.next is n, n.v)
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
try: Shape()
except TypeError as e: print(e)
class Sq(Shape):
    def area(self): return 4
    name = "sq"
print(Sq().area(), Sq().name, string.ascii_lowercase[:5], string.digits)
Vec = List[float]
def f(x: Optional[int] = None, *args: int, **kw: Dict[str, Any]) -> Union[int, None]: return x
y: Tuple[int, ...] = (1,)
print(f(3), y)
