print([x * y for x in range(3) for y in range(3) if x != y], {x for x in [1, 1]}, sum(x for x in range(4)))
x = 'outer'
print([x for x in range(2)], x, {k: v for k, v in [('a', 1)]}, [[j for j in range(i)] for i in range(3)])
fs = [lambda: i for i in range(3)]
print([f() for f in fs], (n := 5) + 1, n)
