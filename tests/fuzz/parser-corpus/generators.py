def g(a, /, b=1, *, c: int = 2, **k) -> int:
    x = yield
    y: list[int] = yield a, *b
    yield from (i for i in x if (n := i) > 0)
    z += yield 3
    return (yield x)
class C(A, B, metaclass=M, k=1):
    x: int = 1
    @property
    def p(self): nonlocal_ = super().p; return lambda *a, **k: (yield)
