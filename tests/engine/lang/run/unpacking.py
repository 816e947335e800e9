a, b = 1, 2
a, b = b, a
(c, d), *e = (1, 2), 3, 4
first, *rest = range(4)
print(a, b, c, d, e, first, rest)
x = y = [0]
x.append(1)
print(y)
for i, (j, k) in enumerate([(1, 2), (3, 4)], start=1):
    print(i, j, k)
