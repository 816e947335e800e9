def g():
    l = [1, 2, 3]
    for v in l:
        yield v
a = g()
next(a)
raise ValueError("left suspended")
