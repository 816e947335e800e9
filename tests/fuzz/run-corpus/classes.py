class Point:
    count = 0
    def __init__(self, x, y=0):
        self.x = x
        self.y = y
        Point.count += 1
    def __repr__(self):
        return f'Point({self.x}, {self.y})'
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)
    def __eq__(self, other):
        return self.x == other.x
    def __len__(self):
        return 2
    def __getitem__(self, i):
        return (self.x, self.y)[i]
    def __call__(self, k):
        return self.x * k
class Point3(Point):
    def __init__(self, x, y, z):
        super().__init__(x, y)
        self.z = z
p = Point(1) + Point(2, 5)
q = Point3(1, 2, 3)
print(p, q, q.z, Point.count, p == Point(3), len(p), list(p), p(10), isinstance(q, Point), hasattr(q, 'w'))
class Value:
    def __init__(self, data):
        self.data = data
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data)
    def __rmul__(self, other):
        return self * other
    def __neg__(self):
        return self * -1
print((2 * Value(3) * 4).data, (-Value(2)).data, Value.__name__)
print(q.nothing)
