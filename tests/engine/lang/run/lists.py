a = [1, 2, 3]
b = a
b.append(4)
a += [5]
print(a, b is a, a[1:3], a[-1], len(a), a.index(3), a.count(1), a.pop(), a.pop(0), a)
a.insert(1, 'x'); a.extend((7, 8)); a.remove(2)
print(a, a[::2], sorted([3, 1, 2]), sorted('bca', reverse=True), [1] * 3, [1, 2] + [3], list(reversed([1, 2])))
a[0] = 9; a[1:3] = [0, 0, 0]; del a[0]
print(a, [[1, 2], []], (1,), (), tuple('ab'), max(3, 1, 2), min([4, 2]), sum([1, 2.5]), any([0, 1]), all([1, 0]))
c = [3, 1, 2]; c.sort(key=lambda v: -v); print(c); c.reverse(); print(c, c.copy() == c)
d = [1]; d.append(d); print(d)
