d = {'a': 1, 2: [3], (1, 2): None}
d['z'] = 0; d['a'] = 5
print(d, len(d), 'a' in d, d.get('q'), d.get('q', 7), list(d), list(d.values()), list(d.items()), d[2][0])
del d[2]
for k, v in d.items():
    print(k, v)
print(d.pop('z'), dict(x=1, y=2), {**d, 'n': 1}, {1, 2, 2}, set(), {1, 2} | {3}, {k: k * k for k in range(3)})
e = {}; e.setdefault('l', []).append(1); e.update(m=2); print(e, {1: 'int'}[1.0], {True: 1})
