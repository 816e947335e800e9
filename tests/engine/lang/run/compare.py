print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 'a' < 'b', [1, 2] < [1, 3], (1,) == (1,), 1 in [1, 2], 'b' not in 'abc')
print(None is None, 1 is not None, not 0, 1 and 2, 0 or 'x', 1 if 0 else 2, [] == [], {1: 2} == {1: 2})
