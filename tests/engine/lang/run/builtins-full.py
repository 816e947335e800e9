# Methods of strings, lists, dicts and sets; views; conversions.
s = "hello World foo"
print(s.title(), s.capitalize(), s.swapcase(), "straße".casefold(), "7".zfill(3), "-7".zfill(4), "+".zfill(2))
print(s.index("o"), s.rindex("o"), s.rfind("zz"), s.find("o", 5), s.find("o", -3), s.count("o", 2, 9))
print(s.partition(" "), s.rpartition(" "), s.partition("x"), s.rpartition("x"))
print("a\nb\r\nc".splitlines(), "a\nb\n".splitlines(True), "abc".center(8, "*"), "abc".center(7), "ab".center(5, "-"), "ab".ljust(4) + "|", "ab".rjust(4))
print("abc".isalpha(), "ab1".isalnum(), "12".isdigit(), " ".isspace(), "Ab".isupper(), "AB".isupper(), "ab".islower(), "Ab Cd".istitle(), "a_b".isidentifier(), "".isalpha())
print("a,b,c".rsplit(",", 1), " a  b c ".split(None, 1), " a  b c ".rsplit(None, 1), "a--b".split("--"), "abcabc".replace("b", "X", 1), "abc".replace("", "-"))
print("file.txt".removesuffix(".txt"), "prefix".removeprefix("pre"), s.startswith(("x", "he")), s.endswith("foo", 5), "a\tb".expandtabs(4))
print("{0} {1} {0}".format(1, 2), "{a.real} {b[0]} {c[k]}".format(a=3, b=[7], c={"k": 5}) if False else "{b[0]} {c[k]}".format(b=[7], c={"k": 5}), "{:>{w}}|{:<5}|{:^5}".format("x", "y", "z", w=4), "{!r:>6}".format("a"), "{{}}".format())
print("%5.2f|%-5s|%05d|%x|%e|%%|%s" % (3.14159, "ab", 42, 255, 12345.678, [1]), "%(a)s %(b)d" % {"a": 1, "b": 2}, "%r" % "x", "%+d" % 5, "%c" % 65, "%g" % 1e10)
x = 3.14159; n = 42; w = 10
print(f"{x:.2f} {x:10.3f} {x:<10.1f}| {n:05d} {n:+} {n:#x} {n:b} {n:,} {1234567.891:,.2f} {x:e} {x:g} {0.5:%} {n:^10}| {x:{w}.{2}f} {x!r} {n=} {x=:.1f} {'a' 'b'} {[i for i in range(3)]}")
print(f"{1e100} {1e16} {1e15} {123456789012345678} {0.1+0.2} {1/3} {-0.0} {float('inf')} {float('nan')} {1e-5} {0.0001} {2.0**70}")
l = [3, 1, 2]
l.sort(reverse=True); print(l, sorted(l), l.index(1), l.count(3)); l.insert(1, 9); l.extend((4, 5)); l.remove(9); print(l, l.pop(), l.pop(0), l); l.reverse(); print(l, l[::-1], l[-2:], l * 2, [1] + [2])
a = list(range(10)); a[2:5] = [0]; print(a); a[::2] = [7] * len(a[::2]); print(a); del a[::3]; print(a); del a[1:3]; print(a); a[1:1] = [8, 8]; print(a, a.copy() is a)
d = {"a": 1, "b": 2}
k, v, it = d.keys(), d.values(), d.items()
d["c"] = 3
print(k, v, it, len(k), "c" in k, ("a", 1) in it, 3 in v, list(it), k & {"a", "z"}, k | {"z"} == {"a", "b", "c", "z"}, k - {"a"} == {"b", "c"})
print(d.get("z"), d.get("z", 5), d.pop("a"), d.pop("q", None), d.setdefault("n", []), d, d.popitem(), dict(a=1, **{"b": 2}), {**d, "x": 1}, d | {"y": 2}, dict.fromkeys("ab", 0), dict([(1, 2)]))
d.update(b=7, k=8); d.update({"m": 1}); d.update([("p", 2)]); print(d, list(reversed(d)) if hasattr(d, "__reversed__") or True else 0)
s1, s2 = {1, 2, 3}, {3, 4}
print(s1 | s2, s1 & s2, s1 - s2, s1 ^ s2, s1 <= {1, 2, 3, 4}, s1 < s1, s1.issubset(s2), s1.union([9], (8,)), s1.isdisjoint({7}), len(s1), 2 in s1, {5, 1, 100, 33, 20, 7}, set([40, 8, 16, 3]), set())
s1.add(10); s1.discard(99); s1.remove(1); s1.update([5, 6]); s1 -= {5}; print(sorted(s1), frozenset([1, 2]), {frozenset([1]): 2}, frozenset([2, 1]) == {1, 2})
try: s1.remove(77)
except KeyError as e: print("KeyError", e)
print(bin(10), hex(255), oct(8), bin(-5), int("ff", 16), int("0b101", 2), int("-12"), int(" 7 "), int("1_000"), int(3.9), int(-3.9), float("1e3"), float(" inf "), bool(""), bool("0"), chr(97), ord("é"), ascii("é"))
print(divmod(7, -2), divmod(-7, 2), 7 // -2, -7 % 3, 7.5 % -2, -7.5 // 2, pow(2, 10, 1000), pow(3, -1.0), 2 ** -1, 2 ** 0.5, round(2.5), round(3.5), round(2.675, 2), round(1234, -2), round(-1.5), abs(-3), 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, -8 >> 1)
print(min(3, 1, 2), max([1, 5], key=lambda v: -v), min([], default=0), sum([1, 2], 10), sum([[1], [2]], []), sorted("bca", reverse=True), sorted([(1, "b"), (0, "z")], key=lambda t: t[1]), list(zip([1, 2], "ab", strict=True)), list(enumerate("ab", 1)), list(reversed([1, 2])), any([]), all([]), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, "", "a"])), list(range(10, 0, -3)), range(5)[::-1], len(range(0, 10, 3)), 4 in range(0, 10, 2), range(3) == range(0, 3))
try: list(zip([1], [1, 2], strict=True))
except ValueError as e: print(e)
try: list(zip([1, 2], [1], strict=True))
except ValueError as e: print(e)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, "a" < "b", [1, 2] < [1, 3], (1,) + (2,), not 1, 1 if 0 else 2, None is None, (1, 2) == (1, 2), [] or "x", 0 and 1)
a, (b, *c), d = 1, (2, 3, 4), 5; print(a, b, c, d); *a, b = "xyz"; print(a, b); a = b = []; print(a is b)
def f(a, /, b, *, c=3, **k): return a, b, c, k
print(f(1, 2), f(1, b=2, c=4, z=5), (lambda *a, **k: (a, k))(1, *[2, 3], x=4, **{"y": 5}))
for bad in ["f()", "f(1)", "f(1, 2, 3)", "f(a=1, b=2)"]:
    try:
        if bad == "f()": f()
        elif bad == "f(1)": f(1)
        elif bad == "f(1, 2, 3)": f(1, 2, 3)
        else: f(a=1, b=2)
    except TypeError as e: print(e)
def outer():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
i = outer(); i(); print(i())
print([*range(3), *"ab"], {*[1, 2], 3}, (*[1], 2), print.__name__, type(print).__name__, type(1), type("a"), type(None), type([]), type(f), int, isinstance(True, int))
print("abc"[1:], "abc"[::-1], "abc"[-1], "a" * 3, "b" in "abc", "a" + "b", "abc" > "abd", len("héllo"), "héllo".upper(), "x".join(["1", "2"]), repr("it's"), repr('a"b\'c'), repr("\n\t\\\x00é"))
print(sep="-", *[1, 2]); print("a", "b", sep="", end="!\n"); print()
try:
    assert 1 == 2, "msg"
except AssertionError as e: print(repr(e))
for i in range(3):
    if i == 5: break
else: print("else")
while True:
    try: break
    finally: print("fin")
print([x for x in range(5) if x % 2 if x > 1], {k: v for k, v in [(1, 2)]}, {x % 3 for x in range(9)}, [(i, j) for i in range(2) for j in range(2)])
